package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;

/** The Gold tables of late-delivery prediction. */
public final class DeliveryTables {

    private DeliveryTables() {}

    /** Features as of the approval; see {@link DeliveryFeatures} for the feature columns. */
    public static final TableRef<Gold, DeliveryFeatureKey> FEATURES =
            TableRef.gold("delivery_features", DeliveryFeatureKey.class);

    /** See {@link DeliveryPrediction}. */
    public static final TableRef<Gold, DeliveryPrediction> PREDICTIONS =
            TableRef.gold("delivery_predictions", DeliveryPrediction.class);

    /** See {@link DeliveryEvaluationRow}. */
    public static final TableRef<Gold, DeliveryEvaluationRow> EVALUATION =
            TableRef.gold("delivery_evaluation", DeliveryEvaluationRow.class);
}
