package dev.lakehouse4j.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * Reads one column of the current batch of a {@link QueryResult}; rows count from 0 within the batch.
 *
 * <p>The typed getters are for columns of that type that are not null in that row; {@link #getObject} serves any type.
 */
public interface ColumnReader {

    /**
     * Whether the value is null.
     *
     * @param row row within the batch
     * @return true for null
     */
    boolean isNull(int row);

    /**
     * An int, smallint or tinyint.
     *
     * @param row row within the batch
     * @return the value
     */
    int getInt(int row);

    /**
     * A bigint.
     *
     * @param row row within the batch
     * @return the value
     */
    long getLong(int row);

    /**
     * A double.
     *
     * @param row row within the batch
     * @return the value
     */
    double getDouble(int row);

    /**
     * A boolean.
     *
     * @param row row within the batch
     * @return the value
     */
    boolean getBoolean(int row);

    /**
     * A value of any type.
     *
     * @param row row within the batch
     * @return {@code String}, {@code Boolean}, {@code Byte}, {@code Short}, {@code Integer}, {@code Long}, {@code Float},
     *     {@code Double}, {@code BigDecimal}, {@code LocalDate}, {@code LocalDateTime}, {@code Instant}, {@code byte[]},
     *     {@code Object[]} for a struct (by position), {@code List} or {@code Map}; null for null
     */
    @Nullable
    Object getObject(int row);
}
