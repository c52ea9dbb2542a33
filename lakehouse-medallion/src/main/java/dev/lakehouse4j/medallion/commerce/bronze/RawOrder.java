package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One order of {@code olist_orders_dataset.csv}, every value the text of the file and null where the file has nothing
 * between two delimiters.
 */
@Comment("One order of olist_orders_dataset.csv, as delivered")
public record RawOrder(
        @Comment("Id of the order") @Nullable String orderId,

        @Comment("Id of the customer record, one per order") @Nullable
        String customerId,

        @Comment("Status: delivered, shipped, canceled and others") @Nullable
        String orderStatus,

        @Comment("Time of the purchase, Brazilian wall-clock time") @Nullable
        String orderPurchaseTimestamp,

        @Comment("Time of the payment approval") @Nullable String orderApprovedAt,

        @Comment("Time of the hand-over to the carrier") @Nullable
        String orderDeliveredCarrierDate,

        @Comment("Time of the delivery to the customer") @Nullable
        String orderDeliveredCustomerDate,

        @Comment("Promised day of delivery, a midnight") @Nullable
        String orderEstimatedDeliveryDate) {}
