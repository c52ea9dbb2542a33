package dev.lakehouse4j.ml.estimator;

import java.util.List;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.IObjective;
import org.jspecify.annotations.Nullable;

/** Derivatives of the negative log likelihood of logistic errors, where some values are only lower bounds. */
final class CensoredObjective implements IObjective {

    private static final long serialVersionUID = 1L;
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
            double share = 1 / (1 + Math.exp(-z));
            double slope;
            double curvature;
            if (target.isLowerBound()[i]) {
                slope = -share / spread;
                curvature = share * (1 - share) / (spread * spread);
            } else {
                slope = (1 - 2 * share) / spread;
                curvature = 2 * share * (1 - share) / (spread * spread);
            }
            double weight = weights == null ? 1 : weights[i];
            slopes[i] = (float) (weight * slope);
            curvatures[i] = (float) (weight * Math.max(LEAST_CURVATURE, curvature));
        }
        return List.of(slopes, curvatures);
    }
}
