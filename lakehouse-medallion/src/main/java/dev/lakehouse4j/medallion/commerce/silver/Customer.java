package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A customer record: one per order, with the person behind it. The city is in lower case without accents.
 */
@Comment("Customer records, one row per customer id")
public record Customer(
        @Key @Comment("Id of the customer record, one per order")
        String customerId,

        @Comment("Id of the person") String customerUniqueId,

        @Comment("First five digits of the zip code with leading zeros; null when unknown") @Nullable
        String zipPrefix,

        @Comment("City in lower case without accents; null when unknown") @Nullable
        String city,

        @Comment("Two-letter code of the state; null when unknown") @Nullable
        String state) {}
