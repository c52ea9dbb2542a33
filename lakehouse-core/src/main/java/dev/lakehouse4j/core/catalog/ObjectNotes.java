package dev.lakehouse4j.core.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about one object beyond what the object says itself.
 *
 * @param comment what it is, or null
 * @param owner whose it is, or null for the owner of the lake
 * @param tags value by name
 * @param rowFilter the condition of the rows that are seen, or null
 * @param columns notes by the column's name, as the table spells it
 */
record ObjectNotes(
        @Nullable String comment,
        @Nullable Principal owner,
        Map<String, String> tags,
        @Nullable String rowFilter,
        Map<String, ColumnNotes> columns) {

    static final ObjectNotes NONE = new ObjectNotes(null, null, Map.of(), null, Map.of());

    ObjectNotes {
        tags = Map.copyOf(tags);
        columns = Map.copyOf(columns);
    }

    ObjectNotes withComment(@Nullable String value) {
        return new ObjectNotes(value, owner, tags, rowFilter, columns);
    }

    ObjectNotes withOwner(@Nullable Principal value) {
        return new ObjectNotes(comment, value, tags, rowFilter, columns);
    }

    ObjectNotes withTags(Map<String, String> value) {
        return new ObjectNotes(comment, owner, value, rowFilter, columns);
    }

    ObjectNotes withRowFilter(@Nullable String value) {
        return new ObjectNotes(comment, owner, tags, value, columns);
    }

    ObjectNotes withColumns(Map<String, ColumnNotes> value) {
        return new ObjectNotes(comment, owner, tags, rowFilter, value);
    }

    ColumnNotes column(String name) {
        ColumnNotes exact = columns.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, ColumnNotes> column : columns.entrySet()) {
            if (column.getKey().equalsIgnoreCase(name)) {
                return column.getValue();
            }
        }
        return ColumnNotes.NONE;
    }
}
