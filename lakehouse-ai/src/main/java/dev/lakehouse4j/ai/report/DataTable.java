package dev.lakehouse4j.ai.report;

import java.util.ArrayList;
import java.util.List;

/** The figures of a chart as text; the first column names the row. */
final class DataTable {

    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    DataTable(String... columns) {
        this.columns = List.of(columns);
    }

    void add(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "A row of " + cells.length + " cells does not fit " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    List<String> columns() {
        return columns;
    }

    List<List<String>> rows() {
        return rows;
    }
}
