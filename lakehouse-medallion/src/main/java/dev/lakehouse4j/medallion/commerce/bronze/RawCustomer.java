package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One customer record of {@code olist_customers_dataset.csv}, every value the text of the file and null where the file
 * has nothing between two delimiters.
 */
@Comment("One customer record of olist_customers_dataset.csv, as delivered")
public record RawCustomer(
        @Comment("Id of the customer record, one per order") @Nullable
        String customerId,

        @Comment("Id of the person") @Nullable String customerUniqueId,

        @Comment("First five digits of the zip code") @Nullable
        String customerZipCodePrefix,

        @Comment("City as typed") @Nullable String customerCity,
        @Comment("Two-letter code of the state") @Nullable String customerState) {}
