package dev.lakehouse4j.ml.evaluation;

/** Probabilities on the scale of log odds. */
final class LogOdds {

    // Keeps 0 and 1 finite: log odds of about ±27.6.
    private static final double CLIP = 1e-12;

    private LogOdds() {}

    static double probability(double logOdds) {
        if (logOdds >= 0) {
            return 1 / (1 + Math.exp(-logOdds));
        }
        double odds = Math.exp(logOdds);
        return odds / (1 + odds);
    }

    static double of(double probability) {
        return log(probability) - logOfRest(probability);
    }

    /** ln(p), finite. */
    static double log(double probability) {
        return Math.log(Math.max(CLIP, probability));
    }

    /** ln(1 - p), finite. */
    static double logOfRest(double probability) {
        return Math.log1p(-Math.min(1 - CLIP, probability));
    }

    static void requireProbability(double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("Cannot calibrate the score " + score
                    + ": this calibrator takes probabilities, 0 to 1. Pass the scores of the kind it was fitted on.");
        }
    }

    static void requireNumber(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("Cannot calibrate the score NaN: it has no rank."
                    + " Find why the model gave it, or leave the row out and say so.");
        }
    }
}
