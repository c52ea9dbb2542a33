package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lakehouse4j.ai.sentiment.Safetensors.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SafetensorsTest {

    private static final float[] VALUES = {0, 1, -1, 0.333f, 100, -0.0001f};

    private static byte[] file(Precision precision) {
        Safetensors.Writer writer = new Safetensors.Writer();
        writer.add("a", new int[] {2, 3}, VALUES, precision);
        writer.add("b", new int[] {1}, new float[] {7}, Precision.F32);
        return writer.toBytes();
    }

    @Test
    void whatIsWrittenIsRead() {
        var read = Safetensors.read(file(Precision.F32));
        assertThat(Safetensors.values(read, "a", 2, 3)).containsExactly(VALUES);
        assertThat(Safetensors.values(read, "b", 1)).containsExactly(7);
    }

    @Test
    void smallerNumbersAreRounded() {
        float[] half = Safetensors.values(Safetensors.read(file(Precision.F16)), "a", 2, 3);
        float[] bytes = Safetensors.values(Safetensors.read(file(Precision.I8)), "a", 2, 3);
        for (int i = 0; i < VALUES.length; i++) {
            assertThat(half[i]).isCloseTo(VALUES[i], offset(Math.abs(VALUES[i]) / 1000));
            assertThat(bytes[i]).isCloseTo(VALUES[i], offset((i < 3 ? 1 : 100) / 254f * 1.001f));
        }
    }

    @Test
    void theHeaderIsThatOfTheFormat() {
        byte[] file = file(Precision.I8);
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(file, 8, length, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"a\":{\"dtype\":\"I8\",\"shape\":[2,3],\"data_offsets\":[0,6]},"
                        + "\"a.scale\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[6,10]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[10,14]}}");
    }

    @Test
    void everyCutIsNoticed() {
        byte[] file = file(Precision.F16);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Safetensors.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void missingTensorsAndOddNumbersAreNamed() {
        var read = Safetensors.read(file(Precision.F32));
        assertThatThrownBy(() -> Safetensors.values(read, "c", 1)).hasMessageContaining("tensor c of [1] is missing");
        assertThatThrownBy(() -> Safetensors.values(read, "a", 3, 2)).hasMessageContaining("is of [2, 3]");
        Safetensors.Writer writer = new Safetensors.Writer();
        writer.add("n", new int[] {1}, new float[] {Float.NaN}, Precision.F16);
        var odd = Safetensors.read(writer.toBytes());
        assertThatThrownBy(() -> Safetensors.values(odd, "n", 1)).hasMessageContaining("not finite");
    }

    @Test
    void halvesRoundToTheNearest() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            float value = Half.toFloat((short) bits);
            assertThat(Half.of(value)).isEqualTo((short) bits);
            assertThat(Half.of(-value)).isEqualTo((short) (bits | 0x8000));
            float next = Half.toFloat((short) (bits + 1));
            if (Float.isFinite(next)) {
                assertThat(Half.of(value + (next - value) * 0.25f)).isEqualTo((short) bits);
                assertThat(Half.atLeast(value + (next - value) * 0.25f)).isEqualTo((short) (bits + 1));
            }
        }
        assertThat(Half.toFloat(Half.of(1e6f))).isInfinite();
        assertThat(Half.toFloat(Half.of(Float.NaN))).isNaN();
    }
}
