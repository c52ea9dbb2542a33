package dev.lakehouse4j.ml.feature;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Facts that features are made of, and when they were known.
 *
 * @param name snake_case name that the SQL of the features uses
 * @param sql query over tables of the lake
 * @param rowKnownAt column with the time at which a row was known, or null for reference data that was always known; a row
 *     whose time is null was never known
 * @param eventColumns timestamp columns that were null until the time that they hold
 */
public record FeatureInput(
        String name, String sql, @Nullable String rowKnownAt, List<String> eventColumns) {

    /** Checks the name and copies the list. */
    public FeatureInput {
        Feature.requireName("feature input", name);
        eventColumns = List.copyOf(eventColumns);
    }

    /**
     * Facts that were always known, or that only count together with a row of an input that has times.
     *
     * @param name name that the SQL of the features uses
     * @param sql query over tables of the lake
     * @return the input
     */
    public static FeatureInput of(String name, String sql) {
        return new FeatureInput(name, sql, null, List.of());
    }

    /**
     * Facts that became known one after the other.
     *
     * @param name name that the SQL of the features uses
     * @param rowKnownAt column with the time at which a row was known
     * @param eventColumns timestamp columns that were null until the time that they hold
     * @param sql query over tables of the lake
     * @return the input
     */
    public static FeatureInput events(String name, String rowKnownAt, List<String> eventColumns, String sql) {
        return new FeatureInput(name, sql, rowKnownAt, eventColumns);
    }

    /** What the input was at a moment. */
    FeatureInput asOf(String timestamp) {
        if (rowKnownAt == null) {
            return this;
        }
        String masked = eventColumns.stream()
                .map(column -> ", case when " + column + " <= " + timestamp + " then " + column + " end as " + column)
                .collect(Collectors.joining());
        String kept = eventColumns.isEmpty() ? "*" : "* except (" + String.join(", ", eventColumns) + ")";
        return new FeatureInput(
                name,
                "select " + kept + masked + " from (" + sql + ") as facts where " + rowKnownAt + " <= " + timestamp,
                rowKnownAt,
                eventColumns);
    }

    /** The input with further rows; their columns are in the order of the input's. */
    FeatureInput plus(String rows) {
        return new FeatureInput(name, sql + "\nunion all\n" + rows, rowKnownAt, eventColumns);
    }
}
