package dev.lakehouse4j.ml.estimator;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A weighted sum of standardised features.
 *
 * @param columns names of the features
 * @param rounds passes of the training
 * @param standardisation means and deviations
 * @param weights weight of each standardised feature
 * @param bias score of a row whose features are all at their means
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record LinearModel(List<String> columns, int rounds, Standardisation standardisation, double[] weights, double bias)
        implements FittedModel {

    @Override
    public double[] score(FeatureMatrix x) {
        ModelFiles.requireColumns(columns, x);
        double[] scores = new double[x.rows()];
        for (int row = 0; row < scores.length; row++) {
            double score = bias;
            for (int column = 0; column < weights.length; column++) {
                score += weights[column] * standardisation.apply(x.get(row, column), column);
            }
            scores[row] = score;
        }
        return scores;
    }

    @Override
    public float[][] contributions(FeatureMatrix x) {
        ModelFiles.requireColumns(columns, x);
        float[][] contributions = new float[x.rows()][weights.length + 1];
        for (int row = 0; row < contributions.length; row++) {
            for (int column = 0; column < weights.length; column++) {
                contributions[row][column] =
                        (float) (weights[column] * standardisation.apply(x.get(row, column), column));
            }
            contributions[row][weights.length] = (float) bias;
        }
        return contributions;
    }

    @Override
    public Map<String, Double> importance() {
        double[] sizes = new double[weights.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(weights[i]);
        }
        return ModelFiles.shares(columns, sizes);
    }

    @Override
    public String sha256() {
        return ModelFiles.hash(ModelFiles.manifest(this).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void save(Path folder) {
        ModelFiles.save(this, folder);
    }

    @Override
    public void close() {
        // Holds no native memory.
    }
}
