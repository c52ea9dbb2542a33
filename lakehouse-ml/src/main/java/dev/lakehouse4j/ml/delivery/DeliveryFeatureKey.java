package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** The key columns of {@code gold.delivery_features}; the features follow them. */
@Comment("Features of an order as of its approval, one row per order")
public record DeliveryFeatureKey(
        @Key @Comment("Id of the order") String orderId,

        @Comment("Moment of the prediction: approval of the payment, or the purchase where that is missing")
        LocalDateTime predictionAt,

        @Comment("When the newest fact in any feature was known, never after prediction_at; null without a fact")
        @Nullable
        LocalDateTime knownAt) {}
