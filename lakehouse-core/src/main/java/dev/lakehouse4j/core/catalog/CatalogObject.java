package dev.lakehouse4j.core.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of the catalog, as it is listed.
 *
 * @param securable its kind and name
 * @param owner whose it is
 * @param comment what it is: the catalog's comment, or else that of the table's schema; null when neither says
 * @param tags value by name, sorted; values may be empty
 * @param columns columns of a table or view in order; empty for other kinds, and for a view whose query no longer runs
 * @param definition the query of a view, for who may manage it; null otherwise
 * @param version version of a function or model, or null
 */
public record CatalogObject(
        Securable securable,
        Principal owner,
        @Nullable String comment,
        Map<String, String> tags,
        List<CatalogColumn> columns,
        @Nullable String definition,
        @Nullable String version) {

    /** Copies the collections. */
    public CatalogObject {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        columns = List.copyOf(columns);
    }
}
