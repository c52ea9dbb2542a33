package dev.lakehouse4j.core.lineage;

import dev.lakehouse4j.core.error.QueryException;

/** Why the lineage of a query cannot be told. */
final class LineageErrors {

    private LineageErrors() {}

    static QueryException unresolved(String what) {
        return new QueryException("Cannot read the lineage of the query: " + what
                + ". Name columns with their table, or write the query in another way.");
    }
}
