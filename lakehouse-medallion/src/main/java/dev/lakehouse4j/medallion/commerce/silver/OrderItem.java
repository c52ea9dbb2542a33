package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An item of an order. Items that repeat order, product and seller are quantities, not duplicates.
 */
@Comment("Items of orders, one row per order and item number")
public record OrderItem(
        @Key @Comment("Id of the order") String orderId,

        @Key @Comment("Number of the item in its order, from 1")
        int orderItemId,

        @Comment("Id of the product; null when unknown") @Nullable
        String productId,

        @Comment("Id of the seller; null when unknown") @Nullable
        String sellerId,

        @Comment("Time by which the seller hands over to the carrier, in 2020 at times; null when unknown") @Nullable
        LocalDateTime shippingLimitAt,

        @Decimal(precision = 12, scale = 2) @Check("price >= 0") @Comment("Price in BRL")
        BigDecimal price,

        @Decimal(precision = 12, scale = 2) @Check("freight >= 0") @Comment("Freight in BRL")
        BigDecimal freight) {}
