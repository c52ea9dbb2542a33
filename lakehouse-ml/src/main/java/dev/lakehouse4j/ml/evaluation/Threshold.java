package dev.lakehouse4j.ml.evaluation;

import java.util.Arrays;

/**
 * The score from which on a row is predicted positive, and how it was chosen. Choose it on validation rows, never on the
 * rows that it is judged by.
 *
 * @param value rows whose score is at or above it are predicted positive; not NaN, infinite when no row is to be alerted
 * @param rule how it was chosen
 */
public record Threshold(double value, Rule rule) {

    /** Checks the value. */
    public Threshold {
        Measure.requireThreshold(value);
    }

    /** How a threshold was chosen. */
    public enum Rule {
        /** The highest F1. */
        MAXIMAL_F1,
        /** The share of rows that may be alerted. */
        ALERT_BUDGET,
        /** Said by a person or a setting. */
        FIXED
    }

    /**
     * A threshold that is known already.
     *
     * @param value a score; not NaN
     * @return the threshold
     */
    public static Threshold fixed(double value) {
        return new Threshold(value, Rule.FIXED);
    }

    /**
     * The threshold of the highest F1; of several, the highest, which alerts least. It is one of the scores.
     *
     * @param validation rows that are not used for the final figures
     * @return the threshold
     * @throws IllegalArgumentException without positive rows, because F1 is 0 at every threshold then
     */
    public static Threshold maximisingF1(ScoredLabels validation) {
        if (validation.positives() == 0) {
            throw new IllegalArgumentException("Cannot maximise F1 on " + validation.size()
                    + " rows without a positive one: F1 is 0 at every threshold. Choose a longer validation period,"
                    + " or Threshold.forBudget.");
        }
        Ranking ranking = validation.ranking();
        double best = -1;
        double value = Double.POSITIVE_INFINITY;
        long hits = 0;
        for (int rank = ranking.size() - 1; rank >= 0; rank--) {
            hits += ranking.label(rank) ? 1 : 0;
            if (ranking.startsTie(rank)) {
                long alerts = (long) ranking.size() - rank;
                double f1 = 2.0 * hits / (alerts + validation.positives());
                if (f1 > best) {
                    best = f1;
                    value = validation.score(ranking.row(rank));
                }
            }
        }
        return new Threshold(value, Rule.MAXIMAL_F1);
    }

    /**
     * The lowest threshold that keeps to an alert budget on given scores; no labels are needed, so recent scores serve.
     *
     * <p>The budget is rounded down to whole rows, at least one. Rows of one score are alerted together or not at all:
     * when they straddle the cut, none of them is, and when that leaves no row, the threshold is infinite.
     *
     * @param scores finite scores, at least one
     * @param share the budget, above 0 and at most 1
     * @return the threshold
     * @throws IllegalArgumentException when there is no score, one is NaN or infinite, or the share is out of range
     */
    public static Threshold forBudget(double[] scores, double share) {
        TopShare.requireShare(share);
        if (scores.length == 0) {
            throw new IllegalArgumentException("Cannot find the threshold of a budget without scores."
                    + " Pass the scores of the validation rows or of recent rows.");
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        for (double score : new double[] {sorted[0], sorted[sorted.length - 1]}) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("Cannot find the threshold of a budget among scores with " + score
                        + ": it has no rank. Find why the model gave it, or leave the row out and say so.");
            }
        }
        int budget = (int) TopShare.budget(share, sorted.length);
        int cut = sorted.length - budget;
        double value = sorted[cut];
        if (cut > 0 && sorted[cut - 1] == value) {
            while (cut < sorted.length && sorted[cut] == value) {
                cut++;
            }
            value = cut < sorted.length ? sorted[cut] : Double.POSITIVE_INFINITY;
        }
        return new Threshold(value, Rule.ALERT_BUDGET);
    }
}
