package dev.lakehouse4j.core.lineage;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A column with what it comes from, or with what depends on it.
 *
 * @param column the column; {@link ColumnRef#isRows()} for a table whose rows are meant, or whose columns are not known
 *     one by one
 * @param dependencies how the one of the pair depends on the other; empty for the root, and where code makes a table
 * @param masking whether what depends does not show the value
 * @param repeated whether it stands elsewhere in the tree with what follows, and here without
 * @param next the columns behind it
 */
public record LineageTree(
        ColumnRef column, Set<Dependency> dependencies, boolean masking, boolean repeated, List<LineageTree> next) {

    /** Copies the collections. */
    public LineageTree {
        dependencies = Set.copyOf(dependencies);
        next = List.copyOf(next);
    }

    /**
     * All columns behind this one.
     *
     * @return the columns, sorted, without this one
     */
    public Set<ColumnRef> all() {
        Set<ColumnRef> found = new TreeSet<>();
        collect(found);
        return found;
    }

    private void collect(Set<ColumnRef> found) {
        for (LineageTree child : next) {
            found.add(child.column());
            child.collect(found);
        }
    }
}
