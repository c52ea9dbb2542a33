package dev.lakehouse4j.ai.sentiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tensors by name in the safetensors format: eight bytes with the length of a JSON header, the header with type, shape
 * and place of each tensor, then the bytes of the tensors. Any tool that knows the format reads what this class writes.
 *
 * <p>Three types are written: {@code F32}; {@code F16}; and for tables {@code I8} with a tensor {@code NAME.scale} of one
 * {@code F16} per row, so that a value is its byte times the scale of its row.
 */
final class Safetensors {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_HEADER = 1 << 20;
    private static final String SCALE = ".scale";

    /** How numbers are stored. */
    enum Precision {
        F32,
        F16,
        I8
    }

    /** A tensor; {@code values} are row by row. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Tensor(int[] shape, float[] values) {

        Tensor {
            if (size(shape) != values.length) {
                throw new IllegalArgumentException(
                        "Cannot make a tensor " + Arrays.toString(shape) + " of " + values.length + " values");
            }
        }

        int rowSize() {
            return shape[0] == 0 ? 0 : values.length / shape[0];
        }
    }

    private Safetensors() {}

    private static int size(int[] shape) {
        return IntStream.of(shape).reduce(1, Math::multiplyExact);
    }

    /** A tensor as the file holds it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stored(String type, int[] shape, byte[] bytes) {}

    /** Collects tensors and writes them to a file. */
    static final class Writer {

        private final Map<String, Stored> parts = new LinkedHashMap<>();

        void add(String name, int[] shape, float[] values, Precision precision) {
            Tensor tensor = new Tensor(shape, values);
            switch (precision) {
                case F32 -> parts.put(name, new Stored("F32", shape, singles(values)));
                case F16 -> parts.put(name, new Stored("F16", shape, halves(values)));
                case I8 -> {
                    float[] scales = scales(tensor);
                    parts.put(name, new Stored("I8", shape, bytes(tensor, scales)));
                    parts.put(name + SCALE, new Stored("F16", new int[] {shape[0]}, halves(scales)));
                }
            }
        }

        byte[] toBytes() {
            ObjectNode header = MAPPER.createObjectNode();
            long offset = 0;
            for (Map.Entry<String, Stored> part : parts.entrySet()) {
                ObjectNode entry = header.putObject(part.getKey());
                entry.put("dtype", part.getValue().type());
                entry.set("shape", MAPPER.valueToTree(part.getValue().shape()));
                int length = part.getValue().bytes().length;
                entry.putArray("data_offsets").add(offset).add(offset + length);
                offset += length;
            }
            byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
            // The data begins at a multiple of eight bytes, as the format asks.
            byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
            Arrays.fill(padded, json.length, padded.length, (byte) ' ');
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(padded.length)
                    .array());
            out.writeBytes(padded);
            parts.values().forEach(part -> out.writeBytes(part.bytes()));
            return out.toByteArray();
        }
    }

    /**
     * The numbers of a tensor.
     *
     * @throws IllegalArgumentException when it is not there, has other dimensions, or numbers that are not finite
     */
    static float[] values(Map<String, Tensor> stored, String name, int... dimensions) {
        Tensor tensor = stored.get(name);
        if (tensor == null || !Arrays.equals(tensor.shape(), dimensions)) {
            throw new IllegalArgumentException("the tensor " + name + " of " + Arrays.toString(dimensions)
                    + (tensor == null ? " is missing" : " is of " + Arrays.toString(tensor.shape())));
        }
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the tensor " + name + " has a number that is not finite");
            }
        }
        return tensor.values();
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is not whole or has other types; the message says what is wrong
     */
    static Map<String, Tensor> read(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 8) {
            throw new IllegalArgumentException("it has " + file.length + " bytes");
        }
        long length = buffer.getLong();
        if (length < 2 || length > Math.min(MOST_HEADER, file.length - 8)) {
            throw new IllegalArgumentException("its header says that it is " + length + " bytes long");
        }
        JsonNode header;
        try {
            header = MAPPER.readTree(file, 8, (int) length);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is no JSON", e);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("Cannot read bytes in memory", e);
        }
        int data = 8 + (int) length;
        Map<String, Tensor> read = new LinkedHashMap<>();
        header.properties().forEach(entry -> {
            String name = entry.getKey();
            if (!name.equals("__metadata__") && !name.endsWith(SCALE)) {
                JsonNode scale = header.path(name + SCALE);
                read.put(name, tensor(name, entry.getValue(), scale, file, data));
            }
        });
        return read;
    }

    private static Tensor tensor(String name, JsonNode entry, JsonNode scale, byte[] file, int data) {
        int[] shape = MAPPER.convertValue(entry.path("shape"), int[].class);
        if (shape == null || shape.length == 0 || IntStream.of(shape).anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("the shape of " + name + " is missing");
        }
        int size;
        try {
            size = size(shape);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the shape of " + name + " is too large", e);
        }
        float[] values = new float[size];
        String type = entry.path("dtype").asText();
        switch (type) {
            case "F32" ->
                slice(name, entry, file, data, 4L * size).asFloatBuffer().get(values);
            case "F16" -> readHalves(slice(name, entry, file, data, 2L * size), values);
            case "I8" -> {
                float[] scales = new float[shape[0]];
                readHalves(slice(name + SCALE, scale, file, data, 2L * shape[0]), scales);
                ByteBuffer bytes = slice(name, entry, file, data, size);
                int row = shape[0] == 0 ? 0 : size / shape[0];
                for (int r = 0; r < shape[0]; r++) {
                    for (int i = 0; i < row; i++) {
                        values[r * row + i] = bytes.get() * scales[r];
                    }
                }
            }
            default -> throw new IllegalArgumentException("the type " + type + " of " + name + " is not known");
        }
        return new Tensor(shape, values);
    }

    private static ByteBuffer slice(String name, JsonNode entry, byte[] file, int data, long bytes) {
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to - from != bytes || to > file.length - data) {
            throw new IllegalArgumentException("the bytes of " + name + " are not in it");
        }
        return ByteBuffer.wrap(file, (int) (data + from), (int) bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] singles(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static byte[] halves(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putShort(Half.of(value));
        }
        return buffer.array();
    }

    private static void readHalves(ByteBuffer buffer, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Half.toFloat(buffer.getShort());
        }
    }

    private static float[] scales(Tensor tensor) {
        float[] scales = new float[tensor.shape()[0]];
        int row = tensor.rowSize();
        for (int r = 0; r < scales.length; r++) {
            float most = 0;
            for (int i = 0; i < row; i++) {
                most = Math.max(most, Math.abs(tensor.values()[r * row + i]));
            }
            // Rounded up to a half, so that no value needs more than 127 steps.
            scales[r] = Half.toFloat(Half.atLeast(most / 127));
        }
        return scales;
    }

    private static byte[] bytes(Tensor tensor, float[] scales) {
        byte[] bytes = new byte[tensor.values().length];
        int row = tensor.rowSize();
        for (int i = 0; i < bytes.length; i++) {
            float scale = scales[i / row];
            bytes[i] = scale == 0 ? 0 : (byte) Math.round(tensor.values()[i] / scale);
        }
        return bytes;
    }
}
