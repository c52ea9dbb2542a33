package dev.lakehouse4j.core.catalog;

import java.util.List;

/**
 * What a statement over the catalog returned.
 *
 * @param columns names of the columns
 * @param rows rows of as many texts; a value that is not there is an empty text
 */
public record CatalogResult(List<String> columns, List<List<String>> rows) {

    /** Copies the lists. */
    public CatalogResult {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
