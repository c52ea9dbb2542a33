package dev.lakehouse4j.ml.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicted against observed frequency (a reliability table), and its summary.
 *
 * @param bins the bins that have rows, lowest probabilities first
 * @param expectedCalibrationError mean distance between predicted and observed frequency, weighted by the rows of the
 *     bins, 0 to 1 (Naeini, Cooper, Hauskrecht 2015); depends on the bins and is above 0 by chance even for true
 *     probabilities
 */
public record Reliability(List<Bin> bins, double expectedCalibrationError) {

    /** Copies the bins. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /** How rows are put into bins; rows of equal probability share a bin. */
    public enum Binning {
        /**
         * Bins of about equally many rows: cut at the quantiles of the probabilities. Ties may make bins unequal and fewer.
         */
        EQUAL_COUNT,
        /** Bins of equal width on 0 to 1. */
        EQUAL_WIDTH
    }

    /**
     * One bin.
     *
     * @param meanPredicted mean probability of its rows, 0 to 1
     * @param observed share of positive rows in it, 0 to 1
     * @param rows number of rows, at least 1
     */
    public record Bin(double meanPredicted, double observed, long rows) {}

    /** The bins of scikit-learn's {@code calibration_curve}: the upper cut belongs to a bin. */
    static Reliability of(ScoredLabels data, Binning binning, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException(
                    "Cannot make a reliability table of " + bins + " bins. Pass at least 1; 10 is usual.");
        }
        data.requireProbabilities("a reliability table");
        double[] cuts = new double[bins - 1];
        double[] sorted = data.scores();
        Arrays.sort(sorted);
        for (int cut = 0; cut < cuts.length; cut++) {
            double at = (cut + 1.0) / bins;
            cuts[cut] = switch (binning) {
                case EQUAL_COUNT -> Quantiles.ofSorted(sorted, at);
                case EQUAL_WIDTH -> at;
            };
        }
        Ranking ranking = data.ranking();
        List<Bin> filled = new ArrayList<>();
        double error = 0;
        int rank = 0;
        for (int bin = 0; bin < bins; bin++) {
            double sum = 0;
            long hits = 0;
            int start = rank;
            while (rank < ranking.size() && (bin == bins - 1 || data.score(ranking.row(rank)) <= cuts[bin])) {
                sum += data.score(ranking.row(rank));
                hits += ranking.label(rank) ? 1 : 0;
                rank++;
            }
            int rows = rank - start;
            if (rows > 0) {
                filled.add(new Bin(sum / rows, (double) hits / rows, rows));
                error += Math.abs(sum - hits);
            }
        }
        return new Reliability(filled, error / data.size());
    }
}
