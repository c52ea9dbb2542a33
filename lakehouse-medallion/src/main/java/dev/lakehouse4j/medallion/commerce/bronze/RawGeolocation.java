package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One point of a zip prefix of {@code olist_geolocation_dataset.csv}, every value the text of the file and null where
 * the file has nothing between two delimiters.
 */
@Comment("One point of a zip prefix of olist_geolocation_dataset.csv, as delivered")
public record RawGeolocation(
        @Comment("First five digits of the zip code") @Nullable
        String geolocationZipCodePrefix,

        @Comment("Latitude in degrees") @Nullable String geolocationLat,
        @Comment("Longitude in degrees") @Nullable String geolocationLng,
        @Comment("City as typed") @Nullable String geolocationCity,
        @Comment("Two-letter code of the state") @Nullable String geolocationState) {}
