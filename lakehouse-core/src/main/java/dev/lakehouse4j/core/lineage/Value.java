package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An expression over the row of one table.
 *
 * @param instance which mention of a table in the query; 0 for none, when it is a constant
 * @param table the table's name; empty for a constant
 * @param tree the expression; its column references are columns of the table
 */
record Value(int instance, String table, JsonNode tree) {

    static final int CONSTANT = 0;
}
