package dev.lakehouse4j.unity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a Unity Catalog server describes it.
 *
 * @param fullName {@code catalog.schema.table}
 * @param type {@code EXTERNAL}, {@code MANAGED}, {@code VIEW}, …
 * @param format {@code DELTA}, {@code PARQUET}, …; empty when the server does not say
 * @param location where its files are; empty for views
 * @param comment what a row is, or null when nobody said
 * @param columns its columns in order
 */
public record UnityTable(
        String fullName,
        String type,
        String format,
        String location,
        @Nullable String comment,
        List<Column> columns) {

    /**
     * A column.
     *
     * @param name its name
     * @param type its type as SQL, as the server has it
     * @param nullable whether a row may leave it null
     * @param comment what it means, or null when nobody said
     */
    public record Column(
            String name,
            String type,
            boolean nullable,
            @Nullable String comment) {}

    /** Copies the list. */
    public UnityTable {
        columns = List.copyOf(columns);
    }
}
