package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.schema.ColumnType;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table or view, as the catalog lists it.
 *
 * @param name its name
 * @param type its type
 * @param nullable whether a row may leave it null; true for all columns of views
 * @param comment what it means: the catalog's comment, or else that of the table's schema; null when neither says
 * @param tags value by name, sorted; values may be empty
 */
public record CatalogColumn(
        String name,
        ColumnType type,
        boolean nullable,
        @Nullable String comment,
        Map<String, String> tags) {

    /** Copies the tags. */
    public CatalogColumn {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }
}
