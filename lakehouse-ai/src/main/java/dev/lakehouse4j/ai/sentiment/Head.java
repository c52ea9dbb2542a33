package dev.lakehouse4j.ai.sentiment;

/**
 * From the logits of both parts to a sentiment.
 *
 * @param deep how much the polarity by the networks counts
 * @param wide how much the polarity by the n-grams counts
 * @param bias what is added, so that probabilities are calibrated
 * @param threshold probability of positive at which the score is 0, 0 to 1
 * @param neutralFrom scores from here to {@code neutralTo} are neutral, −1 to 1
 * @param neutralTo end of the neutral band, −1 to 1
 * @param mixedFrom how sure, 0 to 1, both sides of a contrast must be to make a text mixed
 */
record Head(
        double deep,
        double wide,
        double bias,
        double threshold,
        double neutralFrom,
        double neutralTo,
        double mixedFrom) {

    static final Head PLAIN = new Head(0.6, 0.4, 0, 0.5, -0.3, 0.3, 0.75);

    /** How much more than 1, 2, 3 and 4 stars, and positive against negative, tell about the polarity. */
    private static final double[] SHARES = {1, 1, 1, 0.5, 1};

    private static final double SHARES_SUM = 4.5;
    private static final double LIMIT = 1e-6;

    /** One logit from those of {@link NetworkShape#OUTPUTS}. */
    static double polarity(float[] logits) {
        double sum = 0;
        for (int i = 0; i < SHARES.length; i++) {
            sum += SHARES[i] * sigmoid(logits[i]);
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

    /** Scores keep the order of the probabilities and are 0 at the threshold. */
    double score(double positive) {
        return 2 * sigmoid(logit(positive) - logit(threshold)) - 1;
    }

    Sentiment sentiment(double positive) {
        double score = score(positive);
        if (score >= neutralFrom && score <= neutralTo) {
            return new Sentiment(Sentiment.Label.NEUTRAL, score, 1 - Math.abs(score));
        }
        return score > 0
                ? new Sentiment(Sentiment.Label.POSITIVE, score, positive)
                : new Sentiment(Sentiment.Label.NEGATIVE, score, 1 - positive);
    }
}
