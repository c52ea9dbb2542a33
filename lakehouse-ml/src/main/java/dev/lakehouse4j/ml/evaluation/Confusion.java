package dev.lakehouse4j.ml.evaluation;

import java.util.OptionalDouble;

/**
 * Counts of right and wrong predictions at a threshold.
 *
 * @param threshold rows whose score is at or above it are predicted positive
 * @param truePositives positive rows, predicted positive
 * @param falsePositives negative rows, predicted positive
 * @param trueNegatives negative rows, predicted negative
 * @param falseNegatives positive rows, predicted negative
 */
public record Confusion(
        double threshold, long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** Checks the counts. */
    public Confusion {
        if (truePositives < 0 || falsePositives < 0 || trueNegatives < 0 || falseNegatives < 0) {
            throw new IllegalArgumentException("Cannot count fewer than no rows: " + truePositives + ", "
                    + falsePositives + ", " + trueNegatives + ", " + falseNegatives + ". Pass counts of 0 or more.");
        }
    }

    /**
     * Share of the alerts that are right.
     *
     * @return 0 to 1; empty when nothing is predicted positive
     */
    public OptionalDouble precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /**
     * Share of the positive rows that are found.
     *
     * @return 0 to 1; empty without positive rows
     */
    public OptionalDouble recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    /**
     * Harmonic mean of precision and recall.
     *
     * @return 0 to 1; empty when no row is positive and none is predicted so
     */
    public OptionalDouble f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    /**
     * Share of all rows that are predicted right. Says little when one class is rare.
     *
     * @return 0 to 1; empty without rows
     */
    public OptionalDouble accuracy() {
        return ratio(truePositives + trueNegatives, truePositives + falsePositives + trueNegatives + falseNegatives);
    }

    private static OptionalDouble ratio(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
