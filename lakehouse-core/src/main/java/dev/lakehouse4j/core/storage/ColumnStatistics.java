package dev.lakehouse4j.core.storage;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one column in one data file, without reading the file.
 *
 * @param min smallest value or a lower bound of it, null when unknown or when all values are null; a {@code Boolean},
 *     {@code Long} (all integer types), {@code Double} (all floating types), {@code BigDecimal}, {@code String}, {@code
 *     LocalDate}, {@code LocalDateTime} or {@code Instant}
 * @param max largest value or an upper bound of it, null as above
 * @param nullCount number of nulls, or -1 when unknown
 */
public record ColumnStatistics(
        @Nullable Comparable<?> min, @Nullable Comparable<?> max, long nullCount) {}
