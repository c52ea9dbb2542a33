package dev.lakehouse4j.core.lineage;

import java.util.List;

/**
 * Values that are equal in a row of a table and in the rows that it was made from. By them a row can be traced back.
 *
 * @param columns columns of the table that have the value; may be empty
 * @param values what has it in the sources
 */
public record RowMatch(List<String> columns, List<SourceValue> values) {

    /** Copies the lists. */
    public RowMatch {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /**
     * A value of a source's row.
     *
     * @param table the source
     * @param mention which mention of the source in the query is meant, from 1: a row may be made from several rows of one
     *     source
     * @param expression SQL over its columns, their names quoted where need be
     * @param joined whether a join compares it; otherwise it is only carried along
     */
    public record SourceValue(String table, int mention, String expression, boolean joined) {}
}
