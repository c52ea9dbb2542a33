package dev.lakehouse4j.core.storage;

import java.util.List;

/**
 * How the rows of a table lie in its data files. Tables of this library have the plain layout; others may keep columns in the
 * log (partitions), or call them otherwise in the files (column mapping).
 *
 * @param partitionColumns columns whose values stand in the log, see {@link DataFile#partitionValues}
 * @param columns for every column of the table, in order, what it is called in the files; empty without column mapping
 * @param byId whether columns are found in the files by their field ids, not by their names
 */
public record FileLayout(List<String> partitionColumns, List<PhysicalColumn> columns, boolean byId) {

    /** Columns are in the files, under their names. */
    public static final FileLayout PLAIN = new FileLayout(List.of(), List.of(), false);

    /** Copies the lists. */
    public FileLayout {
        partitionColumns = List.copyOf(partitionColumns);
        columns = List.copyOf(columns);
    }

    /**
     * A layout without column mapping.
     *
     * @param columns columns whose values stand in the log
     * @return the layout
     */
    public static FileLayout partitioned(List<String> columns) {
        return columns.isEmpty() ? PLAIN : new FileLayout(columns, List.of(), false);
    }

    /**
     * Whether columns may be called otherwise in the files.
     *
     * @return true with column mapping
     */
    public boolean isMapped() {
        return !columns.isEmpty();
    }

    /**
     * What a column of the table is called in the files, and in the log's entries about them.
     *
     * @param position place of the column in the table's schema
     * @param name its name in the table
     * @return its name in the files
     */
    public String physicalName(int position, String name) {
        return columns.isEmpty() ? name : columns.get(position).name();
    }
}
