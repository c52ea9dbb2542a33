package dev.lakehouse4j.ml.estimator;

import java.util.List;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.IObjective;
import org.apache.commons.math3.special.Erf;
import org.jspecify.annotations.Nullable;

/** Derivatives of the negative log likelihood of normal errors, where some values are only lower bounds. */
final class CensoredObjective implements IObjective {

    private static final long serialVersionUID = 1L;
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);
    /** A leaf of rows that are all far above their bound would otherwise get no curvature at all. */
    private static final double LEAST_CURVATURE = 1e-3;

    private final transient Target.Censored target;
    private final float @Nullable [] weights;

    CensoredObjective(Target.Censored target, float @Nullable [] weights) {
        this.target = target;
        this.weights = weights;
    }

    @Override
    public List<float[]> getGradient(float[][] predictions, DMatrix matrix) {
        double spread = target.spread();
        float[] slopes = new float[predictions.length];
        float[] curvatures = new float[predictions.length];
        for (int i = 0; i < predictions.length; i++) {
            double z = (target.numbers()[i] - predictions[i][0]) / spread;
            double slope;
            double curvature;
            if (target.isLowerBound()[i]) {
                double hazard = hazard(z);
                slope = -hazard / spread;
                curvature = hazard * (hazard - z) / (spread * spread);
            } else {
                slope = -z / spread;
                curvature = 1 / (spread * spread);
            }
            double weight = weights == null ? 1 : weights[i];
            slopes[i] = (float) (weight * slope);
            curvatures[i] = (float) (weight * Math.max(LEAST_CURVATURE, curvature));
        }
        return List.of(slopes, curvatures);
    }

    /** Density over survival of the standard normal distribution; close to z far in the upper tail. */
    static double hazard(double z) {
        if (z > 8) {
            return z + 1 / z;
        }
        return Math.exp(-0.5 * z * z) / SQRT_2_PI / (0.5 * Erf.erfc(z / SQRT_2));
    }
}
