package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * A seller and its place. The unknown member has key -1 and the id unknown.
 */
@Comment("Sellers, one row per seller id")
public record DimSeller(
        @Key @Comment("Surrogate key; -1 is the unknown seller")
        long sellerKey,

        @Comment("Id of the seller") String sellerId,

        @Comment("First five digits of the zip code with leading zeros; null when unknown") @Nullable
        String zipPrefix,

        @Comment("City in lower case without accents; null when unknown") @Nullable
        String city,

        @Comment("Two-letter code of the state; null when unknown") @Nullable
        String state,

        @Comment("Latitude in degrees of the zip prefix; null when geolocation lacks it") @Nullable
        Double latitude,

        @Comment("Longitude in degrees of the zip prefix; null when geolocation lacks it") @Nullable
        Double longitude) {}
