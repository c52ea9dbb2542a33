package dev.lakehouse4j.ml.evaluation;

/**
 * Moves probabilities to another share of positives: a constant is added to their log odds (Elkan 2001; Saerens, Latinne,
 * Decaestecker 2002). 0 and 1 are taken as 1e-12 and 1 − 1e-12.
 *
 * <p>It is right when the classes themselves look as before and only their shares have changed. The ranking stays, so
 * neither ROC AUC nor an alert budget changes.
 *
 * @param logOdds what is added to the log odds; finite, 0 for no change
 */
public record PriorShift(double logOdds) implements Calibrator {

    private static final int MOST_STEPS = 10_000;

    /** Checks the constant. */
    public PriorShift {
        if (!Double.isFinite(logOdds)) {
            throw new IllegalArgumentException("Cannot shift log odds by " + logOdds
                    + ": the shift must be finite. Make it from two shares by PriorShift.between.");
        }
    }

    /**
     * From one known share to another: multiplies the odds by the ratio of their odds.
     *
     * @param fitted share of positives among the rows that the probabilities were fitted to; between 0 and 1
     * @param now share of positives among the rows to come; between 0 and 1
     * @return the shift
     * @throws IllegalArgumentException when a share is not between 0 and 1
     */
    public static PriorShift between(double fitted, double now) {
        requireShare(fitted);
        requireShare(now);
        return new PriorShift(Math.log(now) - Math.log1p(-now) - Math.log(fitted) + Math.log1p(-fitted));
    }

    /**
     * So that the mean probability of recent rows becomes the share of positives that was observed among them
     * (calibration in the large). Right also when the features of the rows explain a part of the change.
     *
     * @param recent probabilities of rows whose outcome is known, at least one
     * @param observed share of positives among these rows; between 0 and 1
     * @return the shift
     * @throws IllegalArgumentException when there is no probability, a value is no probability, or the share is not
     *     between 0 and 1
     */
    public static PriorShift toMatch(double[] recent, double observed) {
        requireShare(observed);
        requireProbabilities(recent);
        double low = -100;
        double high = 100;
        // The mean rises in the shift; a hundred halvings leave no digit.
        for (int step = 0; step < 100; step++) {
            double middle = (low + high) / 2;
            if (new PriorShift(middle).mean(recent) < observed) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new PriorShift((low + high) / 2);
    }

    /**
     * The share of positives among rows whose outcome is not known yet, by the expectation maximisation of Saerens, Latinne
     * and Decaestecker (2002). It needs probabilities that were calibrated, and classes that look as before; where these do
     * not hold, it is wrong without a sign, so compare it with outcomes as they come.
     *
     * @param fitted share of positives among the rows that the probabilities were fitted to; between 0 and 1
     * @param recent probabilities of the rows, at least one
     * @return the likeliest share, 0 to 1
     * @throws IllegalArgumentException when there is no probability, a value is no probability, or the share is not
     *     between 0 and 1
     */
    public static double estimateShare(double fitted, double[] recent) {
        requireShare(fitted);
        requireProbabilities(recent);
        double share = fitted;
        for (int step = 0; step < MOST_STEPS; step++) {
            if (share < 1e-9 || share > 1 - 1e-9) {
                break;
            }
            double next = between(fitted, share).mean(recent);
            boolean settled = Math.abs(next - share) < 1e-12;
            share = next;
            if (settled) {
                break;
            }
        }
        return share;
    }

    @Override
    public double calibrate(double score) {
        LogOdds.requireProbability(score);
        return LogOdds.probability(LogOdds.of(score) + logOdds);
    }

    private double mean(double[] probabilities) {
        double sum = 0;
        for (double probability : probabilities) {
            sum += calibrate(probability);
        }
        return sum / probabilities.length;
    }

    private static void requireShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("Cannot shift probabilities to or from the share " + share
                    + " of positives: it must be above 0 and below 1. Observe a longer period.");
        }
    }

    private static void requireProbabilities(double[] probabilities) {
        if (probabilities.length == 0) {
            throw new IllegalArgumentException(
                    "Cannot shift probabilities without recent ones. Pass those of a longer period.");
        }
        for (double probability : probabilities) {
            LogOdds.requireProbability(probability);
        }
    }
}
