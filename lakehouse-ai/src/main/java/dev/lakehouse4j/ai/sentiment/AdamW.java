package dev.lakehouse4j.ai.sentiment;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019). Rows of tables may be updated alone; rows without a gradient
 * stay as they are, their momentum too.
 */
final class AdamW {

    private static final float BETA_1 = 0.9f;
    private static final float BETA_2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    private final float[] weights;
    private final float[] first;
    private final float[] second;
    private final float decay;

    AdamW(float[] weights, double decay) {
        this.weights = weights;
        this.first = new float[weights.length];
        this.second = new float[weights.length];
        this.decay = (float) decay;
    }

    /** Updates the weights from a place on. */
    void update(int from, float[] gradient, int gradientFrom, int count, double rate, int step, float scale) {
        float correction1 = (float) (1 - Math.pow(BETA_1, step));
        float correction2 = (float) Math.sqrt(1 - Math.pow(BETA_2, step));
        float size = (float) rate * correction2 / correction1;
        float shrink = 1 - (float) rate * decay;
        float epsilon = EPSILON * correction2;
        for (int i = 0; i < count; i++) {
            int w = from + i;
            float g = gradient[gradientFrom + i] * scale;
            first[w] = BETA_1 * first[w] + (1 - BETA_1) * g;
            second[w] = BETA_2 * second[w] + (1 - BETA_2) * g * g;
            weights[w] = weights[w] * shrink - size * first[w] / ((float) Math.sqrt(second[w]) + epsilon);
        }
    }
}
