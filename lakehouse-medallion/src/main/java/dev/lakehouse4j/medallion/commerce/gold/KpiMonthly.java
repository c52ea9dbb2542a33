package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a month of purchase, over all orders whatever their status.
 */
@Comment("Figures by month of purchase")
public record KpiMonthly(
        @Key @Comment("First day of the month of purchase") LocalDate month,
        @Comment("Number of orders") long orders,
        @Comment("Number of items") long items,
        @Comment("Number of distinct customers as persons") long customers,

        @Decimal(precision = 18, scale = 2) @Comment("Sum of the prices of the items in BRL")
        BigDecimal revenue,

        @Decimal(precision = 18, scale = 2) @Comment("Sum of the freight of the items in BRL")
        BigDecimal freight,

        @Comment("Items per order that has items; null when none has") @Nullable
        Double basket,

        @Comment("Late orders per delivered order, 0 to 1; null when none is delivered") @Nullable
        Double lateRate,

        @Comment("Mean stars of the orders with a review; null when none has") @Nullable
        Double reviewScore,

        @Decimal(precision = 18, scale = 2)
        @Comment("Item revenue per order that has items in BRL; null when none has")
        @Nullable
        BigDecimal averageOrderValue,

        @Comment("Orders of status delivered with a delivery date")
        long deliveredOrders,

        @Comment("Orders delivered after the estimated timestamp")
        long lateOrders,

        @Comment("Orders of status canceled") long canceledOrders) {}
