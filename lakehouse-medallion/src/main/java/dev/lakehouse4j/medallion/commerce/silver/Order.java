package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An order with its timestamps typed, one row per order id. Timestamps are Brazilian wall-clock time, as recorded:
 * they may be out of order (a carrier before the approval), which expectations count.
 */
@Comment("Orders, one row per order id")
public record Order(
        @Key @Comment("Id of the order") String orderId,
        @Comment("Id of the customer record, one per order") String customerId,

        @Comment("Status in lower case, unknown when the file has none")
        String orderStatus,

        @Comment("Time of the purchase") LocalDateTime purchasedAt,

        @Comment("Time of the payment approval; null when not approved") @Nullable
        LocalDateTime approvedAt,

        @Comment("Time of the hand-over to the carrier; null before") @Nullable
        LocalDateTime shippedAt,

        @Comment("Time of the delivery to the customer; null before, and in a few delivered orders") @Nullable
        LocalDateTime deliveredAt,

        @Comment("Promised day of delivery, a midnight") LocalDateTime estimatedDeliveryAt) {}
