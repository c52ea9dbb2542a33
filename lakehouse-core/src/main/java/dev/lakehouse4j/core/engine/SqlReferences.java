package dev.lakehouse4j.core.engine;

import java.util.Set;

/**
 * What a query names.
 *
 * @param tables names as written, with or without a schema, without the names that the query defines itself
 * @param tableFunctions table functions, such as {@code range}, in lower case
 * @param functions functions of values and aggregates, such as {@code lower} and {@code sum}, in lower case, without operators
 */
public record SqlReferences(Set<String> tables, Set<String> tableFunctions, Set<String> functions) {

    /** Copies the sets. */
    public SqlReferences {
        tables = Set.copyOf(tables);
        tableFunctions = Set.copyOf(tableFunctions);
        functions = Set.copyOf(functions);
    }
}
