package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One seller of {@code olist_sellers_dataset.csv}, every value the text of the file and null where the file has
 * nothing between two delimiters.
 */
@Comment("One seller of olist_sellers_dataset.csv, as delivered")
public record RawSeller(
        @Comment("Id of the seller") @Nullable String sellerId,

        @Comment("First five digits of the zip code") @Nullable
        String sellerZipCodePrefix,

        @Comment("City as typed") @Nullable String sellerCity,
        @Comment("Two-letter code of the state") @Nullable String sellerState) {}
