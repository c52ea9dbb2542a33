package dev.lakehouse4j.ml.drift;

/**
 * How much a feature has moved, by the usual rule of thumb for the population stability index (Siddiqi 2006, Credit Risk
 * Scorecards).
 */
public enum DriftLevel {
    /** Below 0.1: no action. */
    STABLE,
    /** From 0.1 to below 0.25: look into it. */
    MODERATE,
    /** 0.25 and above: the model may no longer fit. */
    LARGE;

    /**
     * The level of an index.
     *
     * @param psi population stability index, 0 or more
     * @return the level
     * @throws IllegalArgumentException when the index is negative or NaN
     */
    public static DriftLevel of(double psi) {
        if (!(psi >= 0)) {
            throw new IllegalArgumentException(
                    "Cannot judge the population stability index " + psi + ": it is 0 or more. Compute it again.");
        }
        return psi < 0.1 ? STABLE : psi < 0.25 ? MODERATE : LARGE;
    }
}
