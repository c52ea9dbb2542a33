package dev.lakehouse4j.core.lineage;

import java.util.Comparator;
import java.util.Objects;

/**
 * A column that another one depends on.
 *
 * @param column the source
 * @param dependency how it is depended on
 * @param masking whether what comes out does not show the value: a hash, a count
 */
public record ColumnSource(ColumnRef column, Dependency dependency, boolean masking)
        implements Comparable<ColumnSource> {

    private static final Comparator<ColumnSource> ORDER = Comparator.comparing(ColumnSource::column)
            .thenComparing(ColumnSource::dependency)
            .thenComparing(ColumnSource::masking);

    /** Checks that both are there. */
    public ColumnSource {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(dependency, "dependency");
    }

    @Override
    public int compareTo(ColumnSource other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return column + " (" + dependency + (masking ? ", masked)" : ")");
    }
}
