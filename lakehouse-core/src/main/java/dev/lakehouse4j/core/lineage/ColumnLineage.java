package dev.lakehouse4j.core.lineage;

import java.util.List;

/**
 * What a column depends on beside the rows that there are.
 *
 * @param column name of the column
 * @param sources its sources, sorted; a source comes once per kind of dependency
 */
public record ColumnLineage(String column, List<ColumnSource> sources) {

    /** Copies the list. */
    public ColumnLineage {
        sources = List.copyOf(sources);
    }
}
