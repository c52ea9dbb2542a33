package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A seller. Cities that sellers mistyped are repaired by the zip prefix: a city that is none (an e-mail address, a
 * state) or that is within two letters of the prefix's city becomes the prefix's city; a state that contradicts both
 * the zip prefix and the city becomes the prefix's state.
 */
@Comment("Sellers, one row per seller id, their places repaired by zip prefix")
public record Seller(
        @Key @Comment("Id of the seller") String sellerId,

        @Comment("First five digits of the zip code with leading zeros; null when unknown") @Nullable
        String zipPrefix,

        @Comment("City in lower case without accents; null when unknown") @Nullable
        String city,

        @Comment("Two-letter code of the state; null when unknown") @Nullable
        String state) {}
