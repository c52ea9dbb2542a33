package dev.lakehouse4j.core.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a table promises: columns in order, key, and checks.
 *
 * @param columns the columns in order; names are unique, also when case is ignored
 * @param key names of the key columns in order; empty when rows have no key
 * @param checks SQL conditions that every row fulfils (true or null)
 * @param comment what a row is, or null when nobody said
 */
public record TableSchema(
        List<Column> columns,
        List<String> key,
        List<String> checks,
        @Nullable String comment) {

    /** Copies the lists and checks that names are unique and key columns exist. */
    public TableSchema {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        checks = List.copyOf(checks);
        long distinct = columns.stream()
                .map(column -> column.name().toLowerCase(java.util.Locale.ROOT))
                .distinct()
                .count();
        if (distinct != columns.size()) {
            throw new IllegalArgumentException("Cannot make a schema of " + columns
                    + ": two columns have the same name when case is ignored. Rename one of them.");
        }
        for (String name : key) {
            if (columns.stream().noneMatch(column -> column.name().equals(name))) {
                throw new IllegalArgumentException(
                        "Cannot make a schema with the key column " + name + ": there is no such column.");
            }
        }
    }

    /**
     * A schema of columns alone.
     *
     * @param columns the columns in order
     * @return a schema without key, checks and comment
     */
    public static TableSchema ofColumns(List<Column> columns) {
        return new TableSchema(columns, List.of(), List.of(), null);
    }

    /**
     * The schema that a record declares.
     *
     * @param type a record class
     * @return its schema
     */
    public static TableSchema of(Class<? extends Record> type) {
        return RecordShape.of(type).schema();
    }

    /**
     * Looks a column up.
     *
     * @param name exact name
     * @return the column, or empty
     */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /**
     * The names of the columns.
     *
     * @return names in order
     */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * The same schema with more columns at the end.
     *
     * @param more the columns to add
     * @return the longer schema
     */
    public TableSchema plus(List<Column> more) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(more);
        return new TableSchema(all, key, checks, comment);
    }

    /**
     * The same promises on other columns.
     *
     * @param others the columns in order
     * @return the changed schema
     */
    public TableSchema withColumns(List<Column> others) {
        return new TableSchema(others, key, checks, comment);
    }

    /**
     * The schema as text, a column a line, for messages.
     *
     * @return for example {@code order_id string not null}
     */
    public String describe() {
        return columns.stream().map(column -> "  " + column).collect(Collectors.joining("\n"));
    }
}
