package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import org.jspecify.annotations.Nullable;

/**
 * The place of a zip prefix: the median of its points inside Brazil, and the city and state that most of its points
 * name.
 */
@Comment("Places of zip prefixes, one row per zip prefix")
public record Geolocation(
        @Key @Comment("First five digits of the zip code with leading zeros")
        String zipPrefix,

        @Comment("Median latitude in degrees; null without a point inside Brazil") @Nullable
        Double latitude,

        @Comment("Median longitude in degrees; null without a point inside Brazil") @Nullable
        Double longitude,

        @Comment("Most frequent city, lower case without accents; null when unknown") @Nullable
        String city,

        @Comment("Most frequent two-letter code of the state; null when unknown") @Nullable
        String state,

        @Comment("Rows of the file with a point inside Brazil, repeated ones counted")
        long pointCount) {}
