package dev.lakehouse4j.core.catalog;

import org.jspecify.annotations.Nullable;

/** What hides rows or values from principals. */
public sealed interface Policy {

    /**
     * The expression.
     *
     * @return SQL
     */
    String sql();

    /**
     * Which rows of a table are seen.
     *
     * @param table {@code schema.table}
     * @param sql the condition of rows that are seen
     */
    record RowFilter(String table, String sql) implements Policy {}

    /**
     * What is seen in place of the values of a column.
     *
     * @param table {@code schema.table}
     * @param column the column
     * @param sql SQL over {@code value} and the columns
     */
    record ColumnMask(String table, String column, String sql) implements Policy {}

    /**
     * What is seen in place of the values of all columns with a tag.
     *
     * @param tag name of the tag
     * @param value value of the tag, or null for every value that has no mask of its own
     * @param sql SQL over {@code value} and the columns
     */
    record TagMask(String tag, @Nullable String value, String sql) implements Policy {}
}
