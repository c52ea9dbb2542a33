package dev.lakehouse4j.ml.estimator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A trained model. Scoring is safe from several threads; {@link #close()} frees its native memory.
 *
 * <p>A score is a log odds, or a number in the unit of the {@link Target}.
 */
public sealed interface FittedModel extends AutoCloseable permits LinearModel, TreeModel {

    /**
     * Loads a model that {@link #save(Path)} stored, in this or another process.
     *
     * @param folder where it was stored
     * @return the model; close it
     * @throws ModelException when files are missing, truncated, changed, or of an unknown version
     */
    static FittedModel load(Path folder) {
        return ModelFiles.load(folder);
    }

    /**
     * The features that it was trained on.
     *
     * @return names in the order of the matrix
     */
    List<String> columns();

    /**
     * Rounds that were trained, fewer than asked for when training stopped early.
     *
     * @return at least 1
     */
    int rounds();

    /**
     * Scores rows.
     *
     * @param rows a matrix with the columns of this model
     * @return a score per row
     * @throws ModelException when the columns differ
     */
    double[] score(FeatureMatrix rows);

    /**
     * What each feature adds to the score of each row: exact Shapley values for trees (TreeSHAP, Lundberg and others
     * 2020), weight times standardised value for linear models. A row's contributions and the base value sum to its
     * score.
     *
     * @param rows a matrix with the columns of this model
     * @return per row one value per column, and the base value last
     * @throws ModelException when the columns differ
     */
    float[][] contributions(FeatureMatrix rows);

    /**
     * How much each feature matters in the whole model: share of the gain of all splits, or of the absolute weights of
     * standardised features.
     *
     * @return shares by feature that sum to 1, the greatest first; features without a share are left out
     */
    Map<String, Double> importance();

    /**
     * Hash of what the model is.
     *
     * @return 64 hexadecimal digits, the same for models that score the same
     */
    String sha256();

    /**
     * Stores the model in open forms: {@code estimator.json}, and for trees {@code model.ubj} in XGBoost's UBJSON.
     *
     * @param folder a folder; created when missing
     */
    void save(Path folder);

    @Override
    void close();
}
