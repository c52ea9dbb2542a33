package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A product with its category in English; measures of 0 were never entered and are null.
 */
@Comment("Products, one row per product id")
public record Product(
        @Key @Comment("Id of the product") String productId,

        @Comment("Category, English; Portuguese where the translation lacks it; unknown without one")
        String category,

        @Comment("Category, Portuguese; null without one") @Nullable
        String categoryPt,

        @Comment("Characters of the name; null when unknown") @Nullable
        Integer nameLength,

        @Comment("Characters of the description; null when unknown") @Nullable
        Integer descriptionLength,

        @Comment("Number of photos; null when unknown") @Nullable
        Integer photoCount,

        @Comment("Weight in grams; null when unknown (0 in the file)") @Nullable
        Integer weightG,

        @Comment("Length in centimetres; null when unknown") @Nullable
        Integer lengthCm,

        @Comment("Height in centimetres; null when unknown") @Nullable
        Integer heightCm,

        @Comment("Width in centimetres; null when unknown") @Nullable
        Integer widthCm) {}
