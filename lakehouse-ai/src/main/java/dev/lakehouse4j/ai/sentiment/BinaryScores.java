package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Scores of positive and negative texts, and how well they tell both apart; above 0 counts as positive. */
final class BinaryScores {

    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private final double[] scores;
    private final boolean[] positive;
    private final int[] order;

    BinaryScores(double[] scores, boolean[] positive) {
        this.scores = scores;
        this.positive = positive;
        this.order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The measures need rows of both kinds. */
    boolean hasBoth() {
        boolean some = false;
        boolean others = false;
        for (boolean label : positive) {
            some |= label;
            others |= !label;
        }
        return some && others;
    }

    SentimentEvaluation.Binary figures(long seed) {
        int[] once = new int[scores.length];
        Arrays.fill(once, 1);
        double[][] resampled = new double[3][RESAMPLES];
        IntStream.range(0, RESAMPLES).parallel().forEach(number -> {
            int[] weights = resample(seed, number);
            resampled[0][number] = rocAuc(weights);
            resampled[1][number] = macroF1(weights);
            resampled[2][number] = accuracy(weights);
        });
        int positives = (int)
                IntStream.range(0, positive.length).filter(i -> positive[i]).count();
        return new SentimentEvaluation.Binary(
                scores.length,
                positives,
                figure(this::rocAuc, once, resampled[0]),
                figure(this::macroF1, once, resampled[1]),
                figure(this::accuracy, once, resampled[2]));
    }

    private static Figure figure(ToDoubleFunction<int[]> measure, int[] once, double[] resampled) {
        double[] sorted =
                Arrays.stream(resampled).filter(Double::isFinite).sorted().toArray();
        double value = measure.applyAsDouble(once);
        return sorted.length == 0
                ? new Figure(value, value, value)
                : new Figure(value, quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private int[] resample(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
        int[] weights = new int[scores.length];
        for (int i = 0; i < weights.length; i++) {
            weights[random.nextInt(weights.length)]++;
        }
        return weights;
    }

    /** Area under the ROC curve: how often a positive text scores above a negative one, ties counted half. */
    double rocAuc(int[] weights) {
        double below = 0;
        double pairs = 0;
        double allPositives = 0;
        int from = 0;
        while (from < order.length) {
            double positives = 0;
            double negatives = 0;
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                int row = order[to++];
                if (positive[row]) {
                    positives += weights[row];
                } else {
                    negatives += weights[row];
                }
            }
            pairs += positives * (below + negatives / 2);
            below += negatives;
            allPositives += positives;
            from = to;
        }
        return pairs / (allPositives * below);
    }

    double macroF1(int[] weights) {
        double[] counts = counts(weights);
        return (f1(counts[3], counts[1], counts[2]) + f1(counts[0], counts[2], counts[1])) / 2;
    }

    double accuracy(int[] weights) {
        double[] counts = counts(weights);
        return (counts[0] + counts[3]) / (counts[0] + counts[1] + counts[2] + counts[3]);
    }

    /** True negatives, false positives, false negatives, true positives. */
    private double[] counts(int[] weights) {
        double[] counts = new double[4];
        for (int row = 0; row < scores.length; row++) {
            counts[(positive[row] ? 2 : 0) + (scores[row] > 0 ? 1 : 0)] += weights[row];
        }
        return counts;
    }

    static double f1(double hits, double falseAlarms, double misses) {
        return hits == 0 ? 0 : 2 * hits / (2 * hits + falseAlarms + misses);
    }
}
