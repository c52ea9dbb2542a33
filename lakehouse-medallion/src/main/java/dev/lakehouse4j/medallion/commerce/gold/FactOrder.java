package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An order with its items, payments, delivery and review. Delivered means status delivered with a delivery date;
 * delivery columns are null for other orders.
 */
@Comment("Orders, one row per order id")
public record FactOrder(
        @Key @Comment("Id of the order") String orderId,
        @Comment("Key of the customer; -1 when unknown") long customerKey,

        @Comment("Day of the purchase as yyyymmdd; -1 when unknown")
        int purchaseDateKey,

        @Comment("Status in lower case") String orderStatus,
        @Comment("Time of the purchase") LocalDateTime purchasedAt,

        @Comment("Time of the payment approval; null when not approved") @Nullable
        LocalDateTime approvedAt,

        @Comment("Time of the hand-over to the carrier; null before") @Nullable
        LocalDateTime shippedAt,

        @Comment("Time of the delivery as recorded, in a few canceled orders too; null before") @Nullable
        LocalDateTime deliveredAt,

        @Comment("Promised day of delivery, a midnight") LocalDateTime estimatedDeliveryAt,

        @Comment("Number of items, 0 when the order has none")
        int itemCount,

        @Comment("Number of distinct sellers, 0 when the order has no items")
        int sellerCount,

        @Decimal(precision = 14, scale = 2) @Comment("Sum of the prices of the items in BRL")
        BigDecimal itemRevenue,

        @Decimal(precision = 14, scale = 2) @Comment("Sum of the freight of the items in BRL")
        BigDecimal freight,

        @Decimal(precision = 14, scale = 2) @Comment("Sum of the payments in BRL; null when there is none") @Nullable
        BigDecimal paymentTotal,

        @Comment("Payment type that paid most; null when there is no payment") @Nullable
        String mainPaymentType,

        @Comment("Highest number of instalments of a payment; null when unknown") @Nullable
        Integer maxInstallments,

        @Comment("Calendar days from purchase to delivery; null unless delivered") @Nullable
        Integer deliveryDays,

        @Comment("Calendar days from estimate to delivery, negative when early; null unless delivered") @Nullable
        Integer delayDays,

        @Comment("Delivered after the estimated timestamp; null unless delivered") @Nullable
        Boolean isLate,

        @Comment("Delivered on a later calendar day than estimated; null unless delivered") @Nullable
        Boolean isLateByDay,

        @Comment("Stars of the latest review by answer time, 1 to 5; null when there is none") @Nullable
        Integer reviewScore) {}
