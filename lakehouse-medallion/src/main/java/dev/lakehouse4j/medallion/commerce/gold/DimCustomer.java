package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A customer as a person, with the place of the latest order. The unknown member has key -1 and the id unknown.
 */
@Comment("Customers as persons, one row per customer_unique_id")
public record DimCustomer(
        @Key @Comment("Surrogate key; -1 is the unknown customer")
        long customerKey,

        @Comment("Id of the person") String customerUniqueId,

        @Comment("First five digits of the zip code with leading zeros; null when unknown") @Nullable
        String zipPrefix,

        @Comment("City of the latest order, lower case without accents; null when unknown") @Nullable
        String city,

        @Comment("State of the latest order, two letters; null when unknown") @Nullable
        String state,

        @Comment("Latitude in degrees of the zip prefix; null when geolocation lacks it") @Nullable
        Double latitude,

        @Comment("Longitude in degrees of the zip prefix; null when geolocation lacks it") @Nullable
        Double longitude,

        @Comment("Time of the first purchase; null without an order") @Nullable
        LocalDateTime firstOrderAt,

        @Comment("Time of the last purchase; null without an order") @Nullable
        LocalDateTime lastOrderAt,

        @Comment("Number of orders, whatever their status") int orderCount) {}
