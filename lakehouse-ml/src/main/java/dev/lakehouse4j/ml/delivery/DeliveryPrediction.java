package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** What the model says of an order. */
@Comment("Predicted lateness of orders, one row per order")
public record DeliveryPrediction(
        @Key @Comment("Id of the order") String orderId,

        @Comment("Moment of the prediction: approval of the payment, or the purchase where that is missing")
        LocalDateTime predictionAt,

        @Check("probability between 0 and 1")
        @Comment("Calibrated probability that the order is delivered late, 0 to 1")
        double probability,

        @Comment("Whether the probability reaches the threshold")
        boolean predictedLate,

        @Comment("Probability from which an order counts as late; chosen on the validation rows")
        double threshold,

        @Check("split in ('train', 'validation', 'test', 'open')")
        @Comment("Part that the order played: train, validation, test, or open while its outcome is not known; only the"
                + " predictions of train rows come from a model that saw their outcome")
        String split,

        @Comment(
                "Up to three strongest reasons for lateness in words; null where the order is neither open nor predicted late")
        @Nullable
        String topReasons,

        @Comment("Version of the model") String modelVersion) {}
