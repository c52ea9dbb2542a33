package dev.lakehouse4j.core.lineage;

import java.util.Comparator;
import java.util.Objects;

/**
 * A column of a table, or of another thing that has columns: a file, a report.
 *
 * @param table {@code schema.table}; files lie under {@code files}, reports under {@code reports}, models under {@code models}
 * @param column name of the column, or {@link #ALL} for the table as a whole
 */
public record ColumnRef(String table, String column) implements Comparable<ColumnRef> {

    /** Stands for the rows of a table as such: which there are, whatever is in them. */
    public static final String ALL = "*";

    private static final Comparator<ColumnRef> ORDER =
            Comparator.comparing(ColumnRef::table).thenComparing(ColumnRef::column);

    /** Checks that both are there. */
    public ColumnRef {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(column, "column");
    }

    /**
     * The rows of a table.
     *
     * @param table {@code schema.table}
     * @return the reference
     */
    public static ColumnRef rows(String table) {
        return new ColumnRef(table, ALL);
    }

    /**
     * Whether it stands for the rows of the table.
     *
     * @return false for a column
     */
    public boolean isRows() {
        return column.equals(ALL);
    }

    @Override
    public int compareTo(ColumnRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return isRows() ? table : table + "." + column;
    }
}
