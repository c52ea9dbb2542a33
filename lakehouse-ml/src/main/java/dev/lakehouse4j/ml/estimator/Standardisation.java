package dev.lakehouse4j.ml.estimator;

/**
 * Brings features to mean 0 and deviation 1, as linear models need it.
 *
 * @param means mean of each column over its present values
 * @param deviations standard deviation of each column, 1 where a column is constant
 */
@SuppressWarnings("ArrayRecordComponent") // Package-private, and used in the innermost loop.
record Standardisation(double[] means, double[] deviations) {

    private static final double CLIP = 5;

    static Standardisation of(FeatureMatrix x) {
        int width = x.columns().size();
        double[] means = new double[width];
        double[] deviations = new double[width];
        for (int column = 0; column < width; column++) {
            double sum = 0;
            int present = 0;
            for (int row = 0; row < x.rows(); row++) {
                float value = x.get(row, column);
                if (!Float.isNaN(value)) {
                    sum += value;
                    present++;
                }
            }
            double mean = present == 0 ? 0 : sum / present;
            double squares = 0;
            for (int row = 0; row < x.rows(); row++) {
                float value = x.get(row, column);
                if (!Float.isNaN(value)) {
                    squares += (value - mean) * (value - mean);
                }
            }
            double deviation = present == 0 ? 0 : Math.sqrt(squares / present);
            means[column] = mean;
            // Rounding alone gives constant columns a tiny deviation.
            deviations[column] = deviation <= 1e-7 * Math.max(1, Math.abs(mean)) ? 1 : deviation;
        }
        return new Standardisation(means, deviations);
    }

    /** 0 when missing: the mean. */
    double apply(float value, int column) {
        if (Float.isNaN(value)) {
            return 0;
        }
        double scaled = (value - means[column]) / deviations[column];
        return Math.max(-CLIP, Math.min(CLIP, scaled));
    }

    float[] apply(FeatureMatrix x) {
        int width = means.length;
        float[] scaled = new float[x.values().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) apply(x.values()[i], i % width);
        }
        return scaled;
    }
}
