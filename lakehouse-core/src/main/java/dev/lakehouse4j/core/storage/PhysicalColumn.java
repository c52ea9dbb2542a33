package dev.lakehouse4j.core.storage;

import java.util.List;

/**
 * How a column is called inside the data files of a table with column mapping, where renaming changes the log alone.
 *
 * @param name name in the files
 * @param id field id in the files, or -1 where columns are found by name
 * @param children the fields of a struct in order, the element of a list, or key and value of a map; empty otherwise
 */
public record PhysicalColumn(String name, int id, List<PhysicalColumn> children) {

    /** Copies the list. */
    public PhysicalColumn {
        children = List.copyOf(children);
    }
}
