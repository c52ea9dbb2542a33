package dev.lakehouse4j.ml.evaluation;

/**
 * A figure and how far it may be off by chance.
 *
 * @param estimate the figure on the rows as they are
 * @param lower lower end
 * @param upper upper end
 * @param level confidence, above 0 and below 1
 */
public record Interval(double estimate, double lower, double upper, double level) {

    /** Checks the ends. */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("Cannot make an interval from " + lower + " to " + upper
                    + ": the lower end is not below the upper. Swap them, or find why one is NaN.");
        }
    }

    /**
     * Whether a value is within the ends, both included.
     *
     * @param value a value
     * @return true when it is; of a difference of two models, {@code !contains(0)} means that it is more than chance
     */
    public boolean contains(double value) {
        return value >= lower && value <= upper;
    }
}
