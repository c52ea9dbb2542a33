package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;

/**
 * An item sold.
 */
@Comment("Items sold, one row per order and item number")
public record FactSale(
        @Key @Comment("Id of the order") String orderId,

        @Key @Comment("Number of the item in its order, from 1")
        int orderItemId,

        @Comment("Key of the customer; -1 when unknown") long customerKey,
        @Comment("Key of the product; -1 when unknown") long productKey,
        @Comment("Key of the seller; -1 when unknown") long sellerKey,

        @Comment("Day of the purchase as yyyymmdd; -1 when unknown")
        int purchaseDateKey,

        @Decimal(precision = 12, scale = 2) @Comment("Price in BRL")
        BigDecimal price,

        @Decimal(precision = 12, scale = 2) @Comment("Freight in BRL")
        BigDecimal freight) {}
