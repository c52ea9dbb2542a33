package dev.lakehouse4j.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties"})
    void theBestF1IsThatOfScikitLearn(String name) {
        JsonNode expected = Fixtures.part(name);
        ScoredLabels data = Fixtures.data(expected);

        Threshold threshold = Threshold.maximisingF1(data);

        assertThat(threshold.value()).isEqualTo(expected.get("best_threshold").doubleValue());
        assertThat(data.confusion(threshold.value()).f1())
                .hasValueCloseTo(expected.get("best_f1").doubleValue(), within(1e-12));
        assertThat(threshold.rule()).isEqualTo(Threshold.Rule.MAXIMAL_F1);
    }

    @Test
    void ofEqualF1TheHigherThresholdWins() {
        // At 0.9: 1 hit of 1 alert, F1 = 2/3; at 0.1: 2 hits of 4 alerts, F1 = 2/3.
        ScoredLabels data =
                ScoredLabels.of(new double[] {0.9, 0.1, 0.1, 0.1}, new boolean[] {true, true, false, false});

        assertThat(Threshold.maximisingF1(data).value()).isEqualTo(0.9);
    }

    @Test
    void noPositiveRowIsRefused() {
        ScoredLabels data = ScoredLabels.of(new double[] {0.1}, new boolean[1]);

        assertThatThrownBy(() -> Threshold.maximisingF1(data)).hasMessageContaining("without a positive one");
    }

    @Test
    void theBudgetIsTheLargestThatIsKept() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            double[] scores = Fixtures.random(random, 2 + random.nextInt(40), 1 + random.nextInt(30))
                    .scores();
            double share = random.nextDouble(0.01, 1);
            double threshold = Threshold.forBudget(scores, share).value();
            long budget = TopShare.budget(share, scores.length);
            assertThat(alerts(scores, threshold)).isLessThanOrEqualTo(budget);
            // The next lower score would break the budget.
            Arrays.stream(scores)
                    .filter(score -> score < threshold)
                    .max()
                    .ifPresent(lower -> assertThat(alerts(scores, lower)).isGreaterThan(budget));
        }
    }

    private static long alerts(double[] scores, double threshold) {
        return Arrays.stream(scores).filter(score -> score >= threshold).count();
    }

    @Test
    void aBudgetThatOnlyTiesCouldFillAlertsNone() {
        assertThat(Threshold.forBudget(new double[] {0.5, 0.5, 0.5}, 0.5).value())
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Threshold.forBudget(new double[] {0.5, 0.5, 0.5}, 1).value()).isEqualTo(0.5);
    }

    @Test
    void whatIsNoThresholdIsRefused() {
        assertThatThrownBy(() -> Threshold.fixed(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Threshold.forBudget(new double[0], 0.1)).hasMessageContaining("without scores");
        assertThatThrownBy(() -> Threshold.forBudget(new double[] {1, Double.NaN}, 0.1))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Threshold.forBudget(new double[] {Double.NEGATIVE_INFINITY, 2}, 0.1))
                .hasMessageContaining("-Infinity");
        assertThatThrownBy(() -> Threshold.forBudget(new double[] {1}, 1.1)).hasMessageContaining("1.1");
    }
}
