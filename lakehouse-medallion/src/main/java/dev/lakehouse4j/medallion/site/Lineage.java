package dev.lakehouse4j.medallion.site;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is made from what.
 *
 * @param tables edges between tables, and to what else reads them
 * @param columns edges between columns of tables
 */
record Lineage(Set<Edge> tables, Set<ColumnEdge> columns) {

    /** Something is made from something: full names. */
    record Edge(String from, String to) {}

    /** A column of a table. */
    record ColumnName(String table, String column) {

        @Override
        public String toString() {
            return table + "." + column;
        }
    }

    /** The value of a column comes from another. */
    record ColumnEdge(ColumnName from, ColumnName to) {}

    Lineage {
        tables = Collections.unmodifiableSortedSet(sorted(tables));
        columns = Collections.unmodifiableSortedSet(sorted(columns));
    }

    /** In an order of their own, so that the same lineage gives the same drawings. */
    private static <T> TreeSet<T> sorted(Set<T> edges) {
        TreeSet<T> sorted = new TreeSet<>(Comparator.comparing(Object::toString));
        sorted.addAll(edges);
        return sorted;
    }

    List<String> upstream(String name) {
        Set<String> found = new TreeSet<>();
        tables.stream().filter(edge -> edge.to().equals(name)).forEach(edge -> found.add(edge.from()));
        return new ArrayList<>(found);
    }

    List<String> downstream(String name) {
        Set<String> found = new TreeSet<>();
        tables.stream().filter(edge -> edge.from().equals(name)).forEach(edge -> found.add(edge.to()));
        return new ArrayList<>(found);
    }

    /** The columns that a table's columns come from, by the table's column. */
    Map<String, List<ColumnName>> origins(String table) {
        Map<String, List<ColumnName>> origins = new TreeMap<>();
        for (ColumnEdge edge : columns) {
            if (edge.to().table().equals(table)) {
                origins.computeIfAbsent(edge.to().column(), column -> new ArrayList<>())
                        .add(edge.from());
            }
        }
        return origins;
    }

    /** All column edges into and out of a table. */
    List<ColumnEdge> columnsOf(String table) {
        return columns.stream()
                .filter(edge ->
                        edge.from().table().equals(table) || edge.to().table().equals(table))
                .toList();
    }
}
