package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A product. The unknown member has key -1 and the id unknown.
 */
@Comment("Products, one row per product id")
public record DimProduct(
        @Key @Comment("Surrogate key; -1 is the unknown product")
        long productKey,

        @Comment("Id of the product") String productId,

        @Comment("Category, English, unknown without one; null only in the unknown member") @Nullable
        String category,

        @Comment("Weight in grams; null when unknown") @Nullable
        Integer weightG,

        @Comment("Length in centimetres; null when unknown") @Nullable
        Integer lengthCm,

        @Comment("Height in centimetres; null when unknown") @Nullable
        Integer heightCm,

        @Comment("Width in centimetres; null when unknown") @Nullable
        Integer widthCm,

        @Comment("Number of photos; null when unknown") @Nullable
        Integer photoCount,

        @Comment("Category, Portuguese; null without one") @Nullable
        String categoryPt,

        @Comment("Characters of the name; null when unknown") @Nullable
        Integer nameLength,

        @Comment("Characters of the description; null when unknown") @Nullable
        Integer descriptionLength) {}
