package dev.lakehouse4j.core.schema;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name snake_case name
 * @param type its type
 * @param nullable whether a row may leave it null
 * @param comment what it means, or null when nobody said
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        @Nullable String comment) {

    /**
     * A column that may be null, without comment.
     *
     * @param name snake_case name
     * @param type its type
     * @return the column
     */
    public static Column nullable(String name, ColumnType type) {
        return new Column(name, type, true, null);
    }

    /**
     * A column that is never null, without comment.
     *
     * @param name snake_case name
     * @param type its type
     * @return the column
     */
    public static Column required(String name, ColumnType type) {
        return new Column(name, type, false, null);
    }

    /**
     * The same column under another nullability.
     *
     * @param value whether a row may leave it null
     * @return the changed column
     */
    public Column withNullable(boolean value) {
        return new Column(name, type, value, comment);
    }

    /**
     * The same column with another type.
     *
     * @param value the type
     * @return the changed column
     */
    public Column withType(ColumnType value) {
        return new Column(name, value, nullable, comment);
    }

    @Override
    public String toString() {
        return name + " " + type + (nullable ? "" : " not null");
    }
}
