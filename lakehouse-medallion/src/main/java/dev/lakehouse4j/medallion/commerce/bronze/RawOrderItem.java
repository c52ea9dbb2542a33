package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One item of an order of {@code olist_order_items_dataset.csv}, every value the text of the file and null where the
 * file has nothing between two delimiters.
 */
@Comment("One item of an order of olist_order_items_dataset.csv, as delivered")
public record RawOrderItem(
        @Comment("Id of the order") @Nullable String orderId,

        @Comment("Number of the item in its order, from 1") @Nullable
        String orderItemId,

        @Comment("Id of the product") @Nullable String productId,
        @Comment("Id of the seller") @Nullable String sellerId,

        @Comment("Time by which the seller hands over to the carrier") @Nullable
        String shippingLimitDate,

        @Comment("Price in BRL") @Nullable String price,
        @Comment("Freight in BRL") @Nullable String freightValue) {}
