package dev.lakehouse4j.core.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about a column.
 *
 * @param comment what it means, or null
 * @param tags value by name
 * @param mask what is seen in place of its values, or null
 */
record ColumnNotes(
        @Nullable String comment,
        Map<String, String> tags,
        @Nullable String mask) {

    static final ColumnNotes NONE = new ColumnNotes(null, Map.of(), null);

    ColumnNotes {
        tags = Map.copyOf(tags);
    }

    ColumnNotes withComment(@Nullable String value) {
        return new ColumnNotes(value, tags, mask);
    }

    ColumnNotes withTags(Map<String, String> value) {
        return new ColumnNotes(comment, value, mask);
    }

    ColumnNotes withMask(@Nullable String value) {
        return new ColumnNotes(comment, tags, value);
    }
}
