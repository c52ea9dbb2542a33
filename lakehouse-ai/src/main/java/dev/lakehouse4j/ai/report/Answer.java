package dev.lakehouse4j.ai.report;

import java.util.List;

/** What came of a query. */
sealed interface Answer {

    /** Its rows, at least one. */
    record Rows(List<Row> rows, Source source) implements Answer {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /** A table that it needs is not in the lake. */
    record NoTable(String table) implements Answer {}

    /** It has no row. */
    record Empty() implements Answer {}

    /** It failed, for example as the table is of an older shape. */
    record Failed(String message) implements Answer {}
}
