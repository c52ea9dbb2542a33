package dev.lakehouse4j.ai.sentiment;

/**
 * From the logits of both parts to a sentiment.
 *
 * @param deep how much the logit of the network counts
 * @param wide how much the logit of the n-grams counts
 * @param bias what is added, so that probabilities are calibrated
 * @param neutralFrom scores from here to {@code neutralTo} are neutral, −1 to 1
 * @param neutralTo end of the neutral band, −1 to 1
 * @param mixedFrom how sure, 0 to 1, both sides of a contrast must be to make a text mixed
 */
record Head(double deep, double wide, double bias, double neutralFrom, double neutralTo, double mixedFrom) {

    static final Head PLAIN = new Head(0.6, 0.6, 0, -0.3, 0.3, 0.75);

    /** How much more than 1, 2, 3 and 4 stars tell about positive against negative. */
    private static final double[] SHARES = {1, 1, 1, 0.5};

    private static final double SHARES_SUM = 3.5;
    private static final double LIMIT = 1e-6;

    /** One logit from those of more than 1, 2, 3 and 4 stars. */
    static double polarity(float[] ordinal) {
        double sum = 0;
        for (int i = 0; i < SHARES.length; i++) {
            sum += SHARES[i] * sigmoid(ordinal[i]);
        }
        return logit(sum / SHARES_SUM);
    }

    static double logit(double probability) {
        double inside = Math.min(1 - LIMIT, Math.max(LIMIT, probability));
        return Math.log(inside / (1 - inside));
    }

    static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** Calibrated probability that a text is positive, given that it is positive or negative. */
    double positive(double deepPolarity, double widePolarity) {
        return sigmoid(deep * deepPolarity + wide * widePolarity + bias);
    }

    Sentiment sentiment(double positive) {
        double score = 2 * positive - 1;
        if (score >= neutralFrom && score <= neutralTo) {
            return new Sentiment(Sentiment.Label.NEUTRAL, score, 1 - Math.abs(score));
        }
        return score > 0
                ? new Sentiment(Sentiment.Label.POSITIVE, score, positive)
                : new Sentiment(Sentiment.Label.NEGATIVE, score, 1 - positive);
    }
}
