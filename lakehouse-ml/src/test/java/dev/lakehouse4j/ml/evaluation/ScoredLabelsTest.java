package dev.lakehouse4j.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoredLabelsTest {

    private static final double EXACT = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties"})
    void figuresAreThoseOfScikitLearn(String name) {
        JsonNode expected = Fixtures.part(name);
        ScoredLabels data = Fixtures.data(expected);

        assertThat(data.rocAuc()).hasValueCloseTo(expected.get("roc_auc").doubleValue(), within(EXACT));
        assertThat(data.averagePrecision())
                .hasValueCloseTo(expected.get("average_precision").doubleValue(), within(EXACT));
        assertThat(data.logLoss()).isCloseTo(expected.get("log_loss").doubleValue(), within(EXACT));
        assertThat(data.brier()).isCloseTo(expected.get("brier").doubleValue(), within(EXACT));
        double threshold = expected.get("threshold").doubleValue();
        Confusion confusion = data.confusion(threshold);
        JsonNode counts = expected.get("confusion");
        assertThat(confusion)
                .isEqualTo(new Confusion(
                        threshold,
                        counts.get(3).longValue(),
                        counts.get(1).longValue(),
                        counts.get(0).longValue(),
                        counts.get(2).longValue()));
        assertThat(confusion.f1()).hasValueCloseTo(expected.get("f1").doubleValue(), within(EXACT));
        assertThat(confusion.precision())
                .hasValueCloseTo(expected.get("precision").doubleValue(), within(EXACT));
        assertThat(confusion.recall()).hasValueCloseTo(expected.get("recall").doubleValue(), within(EXACT));
        assertThat(confusion.accuracy())
                .hasValueCloseTo(expected.get("accuracy").doubleValue(), within(EXACT));
        assertThat(Measure.f1(threshold).of(data)).isEqualTo(confusion.f1());
        assertThat(Measure.precision(threshold).of(data)).isEqualTo(confusion.precision());
        assertThat(Measure.recall(threshold).of(data)).isEqualTo(confusion.recall());
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "ties"})
    void reliabilityTablesAreThoseOfScikitLearn(String name) {
        JsonNode expected = Fixtures.part(name);
        ScoredLabels data = Fixtures.data(expected);

        compare(data.reliability(Reliability.Binning.EQUAL_WIDTH, 10), expected.get("uniform"));
        compare(data.reliability(Reliability.Binning.EQUAL_COUNT, 10), expected.get("quantile"));
    }

    private static void compare(Reliability reliability, JsonNode expected) {
        double[] predicted = Fixtures.doubles(expected.get("predicted"));
        double[] observed = Fixtures.doubles(expected.get("observed"));
        assertThat(reliability.bins()).hasSize(predicted.length);
        double error = 0;
        long rows = 0;
        for (int bin = 0; bin < predicted.length; bin++) {
            Reliability.Bin found = reliability.bins().get(bin);
            assertThat(found.meanPredicted()).isCloseTo(predicted[bin], within(EXACT));
            assertThat(found.observed()).isCloseTo(observed[bin], within(EXACT));
            error += found.rows() * Math.abs(predicted[bin] - observed[bin]);
            rows += found.rows();
        }
        assertThat(rows).isEqualTo(300);
        assertThat(reliability.expectedCalibrationError()).isCloseTo(error / rows, within(EXACT));
    }

    @Test
    void rocAucCountsPairs() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 100; round++) {
            ScoredLabels data = Fixtures.random(random, 2 + random.nextInt(60), 1 + random.nextInt(20));
            double won = 0;
            int pairs = 0;
            for (int i = 0; i < data.size(); i++) {
                for (int j = 0; j < data.size(); j++) {
                    if (data.label(i) && !data.label(j)) {
                        pairs++;
                        won += data.score(i) > data.score(j) ? 1 : data.score(i) == data.score(j) ? 0.5 : 0;
                    }
                }
            }
            assertThat(data.rocAuc()).hasValueCloseTo(won / pairs, within(EXACT));
        }
    }

    @Test
    void averagePrecisionFollowsItsDefinition() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 100; round++) {
            ScoredLabels data = Fixtures.random(random, 2 + random.nextInt(60), 1 + random.nextInt(20));
            double[] thresholds =
                    java.util.Arrays.stream(data.scores()).distinct().sorted().toArray();
            double sum = 0;
            double recallBefore = 0;
            for (int t = thresholds.length - 1; t >= 0; t--) {
                Confusion confusion = data.confusion(thresholds[t]);
                double recall = confusion.recall().orElseThrow();
                sum += (recall - recallBefore) * confusion.precision().orElseThrow();
                recallBefore = recall;
            }
            assertThat(data.averagePrecision()).hasValueCloseTo(sum, within(EXACT));
        }
    }

    @Test
    void rowsOfWeightTwoCountAsTwoRows() {
        SplittableRandom random = new SplittableRandom(3);
        List<Measure> measures = List.of(
                Measure.rocAuc(),
                Measure.averagePrecision(),
                Measure.logLoss(),
                Measure.brier(),
                Measure.f1(0.4),
                Measure.precision(0.4),
                Measure.recall(0.4),
                Measure.topPrecision(0.3),
                Measure.topRecall(0.3));
        for (int round = 0; round < 30; round++) {
            ScoredLabels data = Fixtures.random(random, 40, 12);
            int[] weights = random.ints(40, 0, 4).toArray();
            weights[0] = 2;
            weights[39] = 1;
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < weights.length; row++) {
                rows.addAll(Collections.nCopies(weights[row], row));
            }
            // The order of rows must not matter either.
            Collections.shuffle(rows, new Random(round));
            ScoredLabels repeated = rows(data, rows);
            for (Measure measure : measures) {
                assertThat(measure.on(data).of(weights))
                        .as(measure.name())
                        .isCloseTo(measure.of(repeated).orElse(Double.NaN), within(EXACT));
            }
        }
    }

    private static ScoredLabels rows(ScoredLabels data, List<Integer> rows) {
        double[] scores = new double[rows.size()];
        boolean[] labels = new boolean[rows.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = data.score(rows.get(i));
            labels[i] = data.label(rows.get(i));
        }
        return ScoredLabels.of(scores, labels);
    }

    @Test
    void equalScoresRankByChance() {
        ScoredLabels data =
                ScoredLabels.of(new double[] {0.3, 0.3, 0.3, 0.3}, new boolean[] {true, false, false, false});

        assertThat(data.rocAuc()).hasValue(0.5);
        assertThat(data.averagePrecision()).hasValue(0.25);
        assertThat(data.top(0.5).hits()).isEqualTo(0.5);
        assertThat(data.top(0.5).lift()).hasValue(1);
        assertThat(data.reliability(Reliability.Binning.EQUAL_COUNT, 10).bins())
                .containsExactly(new Reliability.Bin(0.3, 0.25, 4));
    }

    @Test
    void negativeZeroTiesWithZero() {
        ScoredLabels data = ScoredLabels.of(new double[] {0.0, -0.0}, new boolean[] {true, false});

        assertThat(data.rocAuc()).hasValue(0.5);
    }

    @Test
    void oneClassHasNoRocAuc() {
        double[] scores = {0.1, 0.9};
        ScoredLabels negatives = ScoredLabels.of(scores, new boolean[2]);
        ScoredLabels positives = ScoredLabels.of(scores, new boolean[] {true, true});

        assertThat(negatives.rocAuc()).isEmpty();
        assertThat(positives.rocAuc()).isEmpty();
        assertThat(negatives.averagePrecision()).isEmpty();
        assertThat(positives.averagePrecision()).hasValue(1);
        assertThat(negatives.top(0.5).recall()).isEmpty();
        assertThat(negatives.top(0.5).lift()).isEmpty();
        assertThat(negatives.confusion(0.95).precision()).isEmpty();
        assertThat(negatives.confusion(0.95).recall()).isEmpty();
        assertThat(negatives.confusion(0.95).f1()).isEmpty();
        assertThat(negatives.confusion(0.95).accuracy()).hasValue(1);
        assertThat(positives.confusion(0.95).f1()).hasValue(0);
    }

    @Test
    void theTopShareSpendsItsBudget() {
        ScoredLabels data = ScoredLabels.of(
                new double[] {0.9, 0.8, 0.8, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1},
                new boolean[] {true, true, false, false, true, false, false, false, false, false});

        // Two alerts: the sure one, and one of three rows at 0.8 of which one is positive.
        TopShare top = data.top(0.29);
        assertThat(top.alerts()).isEqualTo(2);
        assertThat(top.hits()).isCloseTo(1 + 1 / 3.0, within(EXACT));
        assertThat(top.precision()).isCloseTo(2 / 3.0, within(EXACT));
        assertThat(top.recall()).hasValueCloseTo(4 / 9.0, within(EXACT));
        assertThat(top.lift()).hasValueCloseTo(2 / 3.0 / 0.3, within(EXACT));
        assertThat(top.lowestScore()).isEqualTo(0.8);
        assertThat(data.top(1).hits()).isEqualTo(3);
        assertThat(data.top(1e-9).alerts()).isEqualTo(1);
        // 0.7 * 10 and 0.29 * 100 are not whole in binary.
        assertThat(data.top(0.7).alerts()).isEqualTo(7);
        assertThat(TopShare.budget(0.29, 100)).isEqualTo(29);
    }

    @Test
    void sureAndWrongCostsAFiniteLogLoss() {
        ScoredLabels data = ScoredLabels.of(new double[] {0, 1}, new boolean[] {true, true});

        assertThat(data.logLoss()).isCloseTo(-Math.log(Math.ulp(1.0)) / 2, within(1e-9));
    }

    @Test
    void rowsWithoutMeaningAreRefused() {
        assertThatThrownBy(() -> ScoredLabels.of(new double[0], new boolean[0])).hasMessageContaining("no rows");
        assertThatThrownBy(() -> ScoredLabels.of(new double[2], new boolean[3]))
                .hasMessageContaining("2 scores with 3 labels");
        assertThatThrownBy(() -> ScoredLabels.of(new double[] {0.1, Double.NaN}, new boolean[2]))
                .hasMessageContaining("NaN of row 1");
        assertThatThrownBy(() -> ScoredLabels.of(new double[] {Double.POSITIVE_INFINITY}, new boolean[1]))
                .hasMessageContaining("Infinity of row 0");
        ScoredLabels data = ScoredLabels.of(new double[] {0.1, 3}, new boolean[] {false, true});
        assertThatThrownBy(data::logLoss).hasMessageContaining("3.0 of row 1 is not a probability");
        assertThatThrownBy(data::brier).hasMessageContaining("the Brier score");
        assertThatThrownBy(() -> data.reliability(Reliability.Binning.EQUAL_WIDTH, 5))
                .hasMessageContaining("a reliability table");
        assertThatThrownBy(() -> data.withScores(new double[] {0, 1}).reliability(Reliability.Binning.EQUAL_WIDTH, 0))
                .hasMessageContaining("0 bins");
        assertThatThrownBy(() -> data.confusion(Double.NaN)).hasMessageContaining("threshold NaN");
        assertThatThrownBy(() -> data.top(0)).hasMessageContaining("top 0.0");
        assertThatThrownBy(() -> data.top(Double.NaN)).hasMessageContaining("top NaN");
        assertThat(data.rocAuc()).hasValue(1);
    }

    @Test
    void laterChangesOfTheArraysDoNotMatter() {
        double[] scores = {0.1, 0.9};
        boolean[] labels = {false, true};
        ScoredLabels data = ScoredLabels.of(scores, labels);
        scores[0] = 1;
        labels[0] = true;
        data.scores()[1] = 0;

        assertThat(data.rocAuc()).hasValue(1);
        assertThat(data.score(0)).isEqualTo(0.1);
        assertThat(data.score(1)).isEqualTo(0.9);
        assertThat(data.label(0)).isFalse();
        assertThat(data.positives()).isEqualTo(1);
    }
}
