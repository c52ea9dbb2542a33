package dev.lakehouse4j.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row whose columns no record declares.
 *
 * @param values value per column, in the order of the columns; see {@link
 *     dev.lakehouse4j.core.engine.ColumnReader#getObject} for the Java types; a struct is a {@code List} of its fields
 */
public record Row(Map<String, @Nullable Object> values) {

    /**
     * Copies the map.
     *
     * @param values value per column
     */
    public Row {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * A row without columns, to compare with after {@link #with}.
     *
     * @return the empty row
     */
    public static Row empty() {
        return new Row(Map.of());
    }

    /**
     * The same row with one more column, or with another value in it.
     *
     * @param column name of the column
     * @param value its value
     * @return the changed row
     */
    public Row with(String column, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(column, value);
        return new Row(more);
    }

    /**
     * The value of a column.
     *
     * @param column name of the column
     * @return the value, null for null
     * @throws IllegalArgumentException when there is no such column
     */
    public @Nullable Object get(String column) {
        if (!values.containsKey(column)) {
            throw new IllegalArgumentException(
                    "Cannot get the column " + column + ": the row has " + columns() + ". Use one of these.");
        }
        return values.get(column);
    }

    /**
     * The names of the columns.
     *
     * @return names in order
     */
    public Set<String> columns() {
        return values.keySet();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
