package dev.lakehouse4j.ai.sentiment;

/**
 * From the logits to a sentiment.
 *
 * @param deep how much the logits of the networks count, 0 to 1; those of the n-grams count the rest
 * @param scale what the polarity is multiplied by, so that probabilities are calibrated
 * @param bias what is added then
 * @param threshold polarity at which the score is 0
 * @param neutralFrom probability of three stars from which on a text is neutral, 0 to 1
 * @param mixedFrom score, 0 to 1, that praise and complaint of a text must both reach to make it mixed
 */
record Head(double deep, double scale, double bias, double threshold, double neutralFrom, double mixedFrom) {

    static final Head PLAIN = new Head(0.5, 1, 0, 0, 0.25, 0.4);

    /** How much more than 1, 2, 3 and 4 stars, and positive against negative, tell about the polarity. */
    private static final double[] SHARES = {1, 1, 1, 0.5, 1};

    private static final double SHARES_SUM = 4.5;
    private static final int MORE_THAN_TWO = 1;
    private static final int MORE_THAN_THREE = 2;
    private static final double LIMIT = 1e-6;

    /** Mean of the logits of both parts. */
    float[] mix(float[] ofNetworks, float[] ofNgrams) {
        float[] mixed = new float[ofNetworks.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (deep * ofNetworks[i] + (1 - deep) * ofNgrams[i]);
        }
        return mixed;
    }

    /** One logit, of positive against negative, from those of {@link NetworkShape#OUTPUTS}. */
    static double polarity(float[] logits) {
        double sum = 0;
        for (int i = 0; i < SHARES.length; i++) {
            sum += SHARES[i] * sigmoid(logits[i]);
        }
        return logit(sum / SHARES_SUM);
    }

    /** Probability that the writer gave three stars. */
    static double threeStars(float[] logits) {
        return Math.max(0, sigmoid(logits[MORE_THAN_TWO]) - sigmoid(logits[MORE_THAN_THREE]));
    }

    static double logit(double probability) {
        double inside = Math.min(1 - LIMIT, Math.max(LIMIT, probability));
        return Math.log(inside / (1 - inside));
    }

    static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** Score of mixed logits. */
    double score(float[] logits) {
        return 2 * sigmoid(scale * (polarity(logits) - threshold)) - 1;
    }

    Sentiment sentiment(float[] logits) {
        if (threeStars(logits) >= neutralFrom) {
            return neutral(logits);
        }
        double score = score(logits);
        double positive = sigmoid(scale * polarity(logits) + bias);
        return score > 0
                ? new Sentiment(Sentiment.Label.POSITIVE, score, positive)
                : new Sentiment(Sentiment.Label.NEGATIVE, score, 1 - positive);
    }

    /** What is said of a text that is neutral, whatever the logits are. */
    Sentiment neutral(float[] logits) {
        return new Sentiment(Sentiment.Label.NEUTRAL, score(logits), threeStars(logits));
    }
}
