package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One product of {@code olist_products_dataset.csv}, every value the text of the file and null where the file has
 * nothing between two delimiters.
 */
@Comment("One product of olist_products_dataset.csv, as delivered")
public record RawProduct(
        @Comment("Id of the product") @Nullable String productId,
        @Comment("Category, Portuguese") @Nullable String productCategoryName,

        @Comment("Characters of the name; the header is misspelt in the file") @Nullable
        String productNameLenght,

        @Comment("Characters of the description; the header is misspelt in the file") @Nullable
        String productDescriptionLenght,

        @Comment("Number of photos") @Nullable String productPhotosQty,
        @Comment("Weight in grams") @Nullable String productWeightG,
        @Comment("Length in centimetres") @Nullable String productLengthCm,
        @Comment("Height in centimetres") @Nullable String productHeightCm,
        @Comment("Width in centimetres") @Nullable String productWidthCm) {}
