package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One translation of a category of {@code product_category_name_translation.csv}, every value the text of the file and
 * null where the file has nothing between two delimiters.
 */
@Comment("One translation of a category of product_category_name_translation.csv, as delivered")
public record RawCategoryTranslation(
        @Comment("Category, Portuguese") @Nullable String productCategoryName,
        @Comment("Category, English") @Nullable String productCategoryNameEnglish) {}
