package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.ml.drift.FeatureDrift;

/** The Gold tables of late-delivery prediction. */
public final class DeliveryTables {

    private DeliveryTables() {}

    /** Features as of the approval; see {@link DeliveryFeatures} for the feature columns. */
    public static final TableRef<Gold, DeliveryFeatureKey> FEATURES =
            TableRef.gold("delivery_features", DeliveryFeatureKey.class);

    /** See {@link DeliveryPrediction}. */
    public static final TableRef<Gold, DeliveryPrediction> PREDICTIONS =
            TableRef.gold("delivery_predictions", DeliveryPrediction.class);

    /**
     * How far features, predictions and outcomes of the newest orders have moved, see {@link FeatureDrift}: a row per
     * feature that the models learn from, and {@value #PROBABILITY} and {@value #LATE}.
     */
    public static final TableRef<Gold, FeatureDrift> DRIFT = TableRef.gold("feature_drift", FeatureDrift.class);

    /** Row of {@link #DRIFT} with the predicted probability of orders that the model had not learned from. */
    public static final String PROBABILITY = "predicted_probability";

    /** Row of {@link #DRIFT} with the observed lateness, 0 or 1, of orders whose promised day has passed. */
    public static final String LATE = "observed_late";

    /** The candidates of the training that made {@link #PREDICTIONS}, see {@link DeliveryComparisonRow}. */
    public static final TableRef<Gold, DeliveryComparisonRow> COMPARISON =
            TableRef.gold("delivery_comparison", DeliveryComparisonRow.class);

    /** See {@link DeliveryEvaluationRow}. */
    public static final TableRef<Gold, DeliveryEvaluationRow> EVALUATION =
            TableRef.gold("delivery_evaluation", DeliveryEvaluationRow.class);
}
