package dev.lakehouse4j.medallion.commerce;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A figure and where it comes from.
 *
 * @param name name of the figure, for example {@code late_orders}
 * @param value a number or text; for a figure by label (orders by status) a map from label to value, in the query's order;
 *     null when the tables have no row to compute it from
 * @param unit unit of the value, for example {@code BRL} or {@code orders}
 * @param description what the figure is
 * @param sql the query that computed it
 * @param tableVersions the tables that the query read, with their versions
 */
public record Kpi(
        String name,
        @Nullable Object value,
        String unit,
        String description,
        String sql,
        Map<String, Long> tableVersions) {

    /** Sorts the versions by table. */
    public Kpi {
        tableVersions = java.util.Collections.unmodifiableMap(new TreeMap<>(tableVersions));
    }
}
