package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ActivationTest {

    @Test
    void theFractionIsNearTheExactCurves() {
        for (int i = -40_000; i <= 40_000; i++) {
            float x = i / 1000f;
            assertThat((double) Activation.tanh(x)).as("tanh %s", x).isCloseTo(Math.tanh(x), within(1.3e-5));
            assertThat((double) Activation.sigmoid(x))
                    .as("sigmoid %s", x)
                    .isCloseTo(1 / (1 + Math.exp(-x)), within(1e-5));
        }
        assertThat(Activation.tanh(Float.POSITIVE_INFINITY)).isLessThanOrEqualTo(1.00002f);
    }
}
