package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;

/** A test prediction of an evaluation. */
@Comment("Test predictions of evaluations, one row per evaluation and order")
public record DeliveryEvaluationRow(
        @Key @Comment("Id of the evaluation") String runId,
        @Key @Comment("Id of the order") String orderId,
        @Comment("Time of the purchase") LocalDateTime purchasedAt,

        @Comment("Calibrated probability that the order is delivered late, 0 to 1")
        double probability,

        @Comment("Whether it was delivered after the estimated timestamp")
        boolean label) {}
