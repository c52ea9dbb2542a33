package dev.lakehouse4j.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    /** Scores of two normal classes one apart: the true ROC AUC is Phi(1 / sqrt(2)). */
    private static ScoredLabels normal(Random random, int rows, double rate) {
        double[] scores = new double[rows];
        boolean[] labels = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextDouble() < rate;
            scores[row] = random.nextGaussian() + (labels[row] ? 1 : 0);
        }
        return ScoredLabels.of(scores, labels);
    }

    @Test
    void nineteenOfTwentyIntervalsHoldTheTruth() {
        double truth = new NormalDistribution().cumulativeProbability(1 / Math.sqrt(2));
        Random random = new Random(5);
        int all = 0;
        int stratified = 0;
        int rounds = 400;
        for (int round = 0; round < rounds; round++) {
            ScoredLabels data = normal(random, 200, 0.3);
            Bootstrap bootstrap = Bootstrap.seeded(round).resamples(400);
            all += bootstrap.of(Measure.rocAuc(), data).orElseThrow().contains(truth) ? 1 : 0;
            stratified += bootstrap
                            .stratified()
                            .of(Measure.rocAuc(), data)
                            .orElseThrow()
                            .contains(truth)
                    ? 1
                    : 0;
        }
        // Standard error of a coverage of 0.95 in 400 rounds: 0.011; percentile intervals are a little short.
        assertThat(all / (double) rounds).isBetween(0.915, 0.98);
        assertThat(stratified / (double) rounds).isBetween(0.915, 0.98);
    }

    @Test
    void theBrierIntervalIsAsWideAsTheNormalOne() {
        ScoredLabels data = Fixtures.random(new SplittableRandom(6), 2_000, 100);
        double mean = data.brier();
        double squares = 0;
        for (int row = 0; row < data.size(); row++) {
            double error = Math.pow(data.score(row) - (data.label(row) ? 1 : 0), 2) - mean;
            squares += error * error;
        }
        double standardError = Math.sqrt(squares / data.size() / data.size());

        Interval interval =
                Bootstrap.seeded(7).resamples(4_000).of(Measure.brier(), data).orElseThrow();

        assertThat(interval.estimate()).isEqualTo(mean);
        assertThat(interval.lower()).isCloseTo(mean - 1.96 * standardError, within(0.12 * standardError));
        assertThat(interval.upper()).isCloseTo(mean + 1.96 * standardError, within(0.12 * standardError));
        assertThat(interval.level()).isEqualTo(0.95);
        Interval narrow = Bootstrap.seeded(7)
                .resamples(4_000)
                .level(0.5)
                .of(Measure.brier(), data)
                .orElseThrow();
        assertThat(narrow.upper()).isCloseTo(mean + 0.6745 * standardError, within(0.12 * standardError));
    }

    @Test
    void stratifyingKeepsTheNumberOfPositives() {
        ScoredLabels data = normal(new Random(8), 500, 0.1);
        // Alerting on all rows, precision is the share of positives.
        Measure rate = Measure.precision(-100);

        Interval fixed = Bootstrap.seeded(1).stratified().of(rate, data).orElseThrow();
        Interval free = Bootstrap.seeded(1).of(rate, data).orElseThrow();

        assertThat(fixed.upper() - fixed.lower()).isZero();
        assertThat(fixed.lower()).isEqualTo(data.rate());
        double standardError = Math.sqrt(data.rate() * (1 - data.rate()) / data.size());
        assertThat(free.upper() - free.lower()).isCloseTo(3.92 * standardError, within(0.6 * standardError));
    }

    @Test
    void theSeedAloneDecides() {
        ScoredLabels data = normal(new Random(9), 3_000, 0.1);
        Bootstrap bootstrap = Bootstrap.seeded(42);

        Interval interval = bootstrap.of(Measure.rocAuc(), data).orElseThrow();

        assertThat(bootstrap.of(Measure.rocAuc(), data)).contains(interval);
        assertThat(bootstrap.parallel().of(Measure.rocAuc(), data)).contains(interval);
        Interval other = Bootstrap.seeded(43).of(Measure.rocAuc(), data).orElseThrow();
        assertThat(other).isNotEqualTo(interval);
        assertThat(other.lower()).isCloseTo(interval.lower(), within(0.005));
    }

    @Test
    void pairsCancelWhatMovesBothModels() {
        Random random = new Random(10);
        ScoredLabels first = normal(random, 2_000, 0.2);
        double[] noisy = first.scores();
        for (int row = 0; row < noisy.length; row++) {
            noisy[row] += random.nextGaussian();
        }
        ScoredLabels second = first.withScores(noisy);
        Bootstrap bootstrap = Bootstrap.seeded(11);

        Interval difference =
                bootstrap.ofDifference(Measure.rocAuc(), first, second).orElseThrow();

        double expected = first.rocAuc().orElseThrow() - second.rocAuc().orElseThrow();
        assertThat(difference.estimate()).isEqualTo(expected);
        assertThat(difference.lower()).isPositive();
        double standardError = deLongStandardError(first, second);
        assertThat(difference.lower()).isCloseTo(expected - 1.96 * standardError, within(0.2 * standardError));
        assertThat(difference.upper()).isCloseTo(expected + 1.96 * standardError, within(0.2 * standardError));
        double unpaired = Math.hypot(width(bootstrap, first), width(bootstrap, second));
        assertThat(difference.upper() - difference.lower()).isLessThan(0.9 * unpaired);
        Interval none =
                bootstrap.ofDifference(Measure.averagePrecision(), first, first).orElseThrow();
        assertThat(none).isEqualTo(new Interval(0, 0, 0, 0.95));
        Interval reverse = bootstrap
                .parallel()
                .ofDifference(Measure.rocAuc(), second, first)
                .orElseThrow();
        assertThat(reverse.lower()).isCloseTo(-difference.upper(), within(1e-12));
    }

    private static double width(Bootstrap bootstrap, ScoredLabels data) {
        Interval interval = bootstrap.of(Measure.rocAuc(), data).orElseThrow();
        return interval.upper() - interval.lower();
    }

    /** DeLong, DeLong, Clarke-Pearson 1988: the standard error of the difference, from each row's share of won pairs. */
    private static double deLongStandardError(ScoredLabels first, ScoredLabels second) {
        double[] differences = new double[first.size()];
        for (int i = 0; i < differences.length; i++) {
            for (int j = 0; j < differences.length; j++) {
                if (first.label(i) != first.label(j)) {
                    int sign = first.label(i) ? 1 : -1;
                    differences[i] += 0.5 * sign * Math.signum(first.score(i) - first.score(j));
                    differences[i] -= 0.5 * sign * Math.signum(second.score(i) - second.score(j));
                }
            }
        }
        double variance = 0;
        for (boolean label : new boolean[] {true, false}) {
            int rows = label ? first.positives() : first.size() - first.positives();
            int others = first.size() - rows;
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < differences.length; i++) {
                if (first.label(i) == label) {
                    mean += differences[i] / others / rows;
                    squares += Math.pow(differences[i] / others, 2) / rows;
                }
            }
            variance += (squares - mean * mean) / rows;
        }
        return Math.sqrt(variance);
    }

    @Test
    void resamplesWithoutAPositiveRowAreDrawnAgain() {
        double[] scores = {0.9, 0.1, 0.2, 0.3, 0.95};
        ScoredLabels data = ScoredLabels.of(scores, new boolean[] {true, false, false, false, false});

        Interval interval = Bootstrap.seeded(1).of(Measure.rocAuc(), data).orElseThrow();

        assertThat(interval.estimate()).isEqualTo(0.75);
        assertThat(interval.upper()).isEqualTo(1);
        assertThat(interval.lower()).isNotNaN();
    }

    @Test
    void whatIsUndefinedHasNoInterval() {
        ScoredLabels data = ScoredLabels.of(new double[] {0.1, 0.2}, new boolean[2]);

        assertThat(Bootstrap.seeded(1).of(Measure.rocAuc(), data)).isEmpty();
        assertThat(Bootstrap.seeded(1).ofDifference(Measure.rocAuc(), data, data))
                .isEmpty();
        assertThat(Bootstrap.seeded(1).of(Measure.brier(), data)).isPresent();
    }

    @Test
    void settingsWithoutMeaningAreRefused() {
        ScoredLabels one = ScoredLabels.of(new double[] {0.1, 0.2}, new boolean[] {true, false});
        ScoredLabels other = ScoredLabels.of(new double[] {0.1, 0.2}, new boolean[] {false, true});

        assertThatThrownBy(() -> Bootstrap.seeded(1).resamples(10)).hasMessageContaining("10 resamples");
        assertThatThrownBy(() -> Bootstrap.seeded(1).level(95)).hasMessageContaining("0.95");
        assertThatThrownBy(() -> Bootstrap.seeded(1).ofDifference(Measure.rocAuc(), one, other))
                .hasMessageContaining("different labels");
        assertThatThrownBy(() -> new Interval(1, 2, 0, 0.95)).hasMessageContaining("from 2.0 to 0.0");
        assertThatThrownBy(() -> new Interval(1, Double.NaN, 0, 0.95)).hasMessageContaining("NaN");
    }

    @Test
    void aThousandResamplesOfTwentyFiveThousandRowsTakeSeconds() {
        ScoredLabels data = normal(new Random(12), 25_000, 0.08);
        long start = System.nanoTime();
        Bootstrap.seeded(1).of(Measure.rocAuc(), data);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("bootstrap of ROC AUC, 25,000 rows, 1,000 resamples: %.2f s%n", seconds);
        // About 0.5 s on one core; the bound leaves room for a busy machine.
        assertThat(seconds).isLessThan(10);
    }
}
