package dev.lakehouse4j.ml.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Confidence intervals by resampling rows with replacement (Efron 1979), ends at the percentiles of the resampled figures.
 *
 * <p>Rows are drawn from all rows, whatever their label, because the share of positives varies by chance too and average
 * precision, Brier score and the figures of an alert budget move with it. {@link #stratified()} draws positives from
 * positives and negatives from negatives and keeps their numbers, for statements about ranking alone. A resample in which
 * the measure is undefined, such as ROC AUC without a positive row, is drawn again.
 *
 * <p>The interval says what chance would do to other rows of the same kind. It is too narrow when rows are dependent, such
 * as orders of the same days and routes, and says nothing of the drift of later months.
 *
 * <p>The same seed gives the same interval to the last digit, on any number of threads: every resample has a random stream
 * of its own.
 *
 * @param seed any number
 * @param resamples number of resamples, at least 100; 1,000 for percentiles of 95 %
 * @param level confidence, above 0 and below 1
 * @param isStratified whether the numbers of positives and negatives are kept
 * @param isParallel whether the resamples run in the common pool of the machine
 */
public record Bootstrap(long seed, int resamples, double level, boolean isStratified, boolean isParallel) {

    // Resamples that share one array of weights.
    private static final int CHUNK = 50;
    private static final int MOST_REDRAWS = 10_000;

    /** Checks the settings. */
    public Bootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException("Cannot estimate an interval from " + resamples
                    + " resamples: its ends would be noise. Take 1,000, and 100 at the least.");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("Cannot estimate an interval of the level " + level
                    + ": it must be above 0 and below 1. For 95 % pass 0.95.");
        }
    }

    /**
     * Intervals of 95 % from 1,000 resamples of all rows, on one thread.
     *
     * @param seed any number; the same gives the same intervals
     * @return the settings
     */
    public static Bootstrap seeded(long seed) {
        return new Bootstrap(seed, 1_000, 0.95, false, false);
    }

    /**
     * Another number of resamples.
     *
     * @param count at least 100
     * @return the settings
     */
    public Bootstrap resamples(int count) {
        return new Bootstrap(seed, count, level, isStratified, isParallel);
    }

    /**
     * Another confidence.
     *
     * @param confidence above 0 and below 1
     * @return the settings
     */
    public Bootstrap level(double confidence) {
        return new Bootstrap(seed, resamples, confidence, isStratified, isParallel);
    }

    /**
     * Keeps the numbers of positives and negatives.
     *
     * @return the settings
     */
    public Bootstrap stratified() {
        return new Bootstrap(seed, resamples, level, true, isParallel);
    }

    /**
     * Spreads the resamples over the cores of the machine; the intervals stay the same.
     *
     * @return the settings
     */
    public Bootstrap parallel() {
        return new Bootstrap(seed, resamples, level, isStratified, true);
    }

    /**
     * The interval of a measure.
     *
     * @param measure what is measured
     * @param data the rows
     * @return the interval; empty when the measure is undefined on these rows
     * @throws IllegalArgumentException when the measure is of probabilities and the scores are not
     */
    public Optional<Interval> of(Measure measure, ScoredLabels data) {
        return interval(measure.on(data), data);
    }

    /**
     * The interval of the difference between two models on the same rows: the first minus the second. Both are measured on
     * the same resamples, so what moves both alike cancels.
     *
     * @param measure what is measured
     * @param first rows with the scores of one model
     * @param second the same rows, in the same order, with the scores of the other
     * @return the interval; empty when the measure is undefined on these rows
     * @throws IllegalArgumentException when the labels differ, or the measure is of probabilities and the scores are not
     */
    public Optional<Interval> ofDifference(Measure measure, ScoredLabels first, ScoredLabels second) {
        if (!first.sameLabels(second)) {
            throw new IllegalArgumentException("Cannot compare two models in pairs: their rows have different labels ("
                    + first + "; " + second + "). Score the same rows in the same order with both.");
        }
        Measure.Weighted one = measure.on(first);
        Measure.Weighted other = measure.on(second);
        return interval(weights -> one.of(weights) - other.of(weights), first);
    }

    private Optional<Interval> interval(Measure.Weighted measure, ScoredLabels data) {
        double estimate = measure.of(Measure.ones(data.size()));
        if (Double.isNaN(estimate)) {
            return Optional.empty();
        }
        int[][] strata = isStratified ? strata(data) : new int[0][];
        double[] figures = new double[resamples];
        IntStream chunks = IntStream.range(0, (resamples + CHUNK - 1) / CHUNK);
        (isParallel ? chunks.parallel() : chunks).forEach(chunk -> {
            int[] weights = new int[data.size()];
            for (int number = chunk * CHUNK; number < Math.min(resamples, (chunk + 1) * CHUNK); number++) {
                figures[number] = resampled(number, measure, strata, weights);
            }
        });
        Arrays.sort(figures);
        double tail = (1 - level) / 2;
        return Optional.of(new Interval(
                estimate, Quantiles.ofSorted(figures, tail), Quantiles.ofSorted(figures, 1 - tail), level));
    }

    private double resampled(int number, Measure.Weighted measure, int[][] strata, int[] weights) {
        // Mixed, because neighbouring seeds of SplittableRandom may walk the same stream.
        SplittableRandom random = new SplittableRandom(mix(mix(seed) + number));
        for (int draw = 0; draw < MOST_REDRAWS; draw++) {
            Arrays.fill(weights, 0);
            if (isStratified) {
                for (int[] stratum : strata) {
                    for (int taken = 0; taken < stratum.length; taken++) {
                        weights[stratum[random.nextInt(stratum.length)]]++;
                    }
                }
            } else {
                for (int taken = 0; taken < weights.length; taken++) {
                    weights[random.nextInt(weights.length)]++;
                }
            }
            double figure = measure.of(weights);
            if (!Double.isNaN(figure)) {
                return figure;
            }
        }
        throw new IllegalStateException("Cannot resample the rows: the measure was undefined in " + MOST_REDRAWS
                + " resamples. Evaluate more rows.");
    }

    private static int[][] strata(ScoredLabels data) {
        int[] positives = new int[data.positives()];
        int[] negatives = new int[data.size() - data.positives()];
        int nextPositive = 0;
        int nextNegative = 0;
        for (int row = 0; row < data.size(); row++) {
            if (data.label(row)) {
                positives[nextPositive++] = row;
            } else {
                negatives[nextNegative++] = row;
            }
        }
        return new int[][] {positives, negatives};
    }

    /** Stafford's thirteenth mixer of 64 bits. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
