package dev.lakehouse4j.ai.kpi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A figure and where it comes from.
 *
 * @param name name of the figure, for example {@code late_orders}
 * @param value a number or text; for a figure by label (orders by status) a map from label to value, in the query's order;
 *     for a table a list of rows, each a map from column to value; null when the tables have no row to compute it from
 * @param unit unit of the value, for example {@code BRL}, {@code orders} or {@code ratio}; {@code rows} for a table
 * @param description what the figure is
 * @param better which way the figure should move
 * @param period days of purchase that the value covers; null when the lake has no order
 * @param change the figure in the newest complete period beside the period before; null where it has no time or there is no
 *     period to compare
 * @param yearChange the figure in the newest complete period beside the same months of the year before; null likewise
 * @param sql the query that computed the value
 * @param tableVersions the tables that the query read, with their versions
 */
public record Kpi(
        String name,
        @Nullable Object value,
        String unit,
        String description,
        Metric.Better better,
        @Nullable Period period,
        @Nullable Change change,
        @Nullable Change yearChange,
        String sql,
        Map<String, Long> tableVersions) {

    /** What a value is. */
    public enum Type {
        /** One number. */
        NUMBER,
        /** One text, date or time. */
        TEXT,
        /** Numbers by label. */
        BY_LABEL,
        /** Rows with named columns. */
        TABLE,
        /** Nothing to compute it from. */
        NONE
    }

    /** Sorts the versions by table. */
    public Kpi {
        tableVersions = Collections.unmodifiableMap(new TreeMap<>(tableVersions));
    }

    /**
     * What the value is.
     *
     * @return the type
     */
    public Type type() {
        if (value == null) {
            return Type.NONE;
        }
        if (value instanceof Number) {
            return Type.NUMBER;
        }
        if (value instanceof Map<?, ?>) {
            return Type.BY_LABEL;
        }
        return value instanceof List<?> ? Type.TABLE : Type.TEXT;
    }

    /**
     * The value as a number.
     *
     * @return empty unless the value is one number
     */
    public OptionalDouble number() {
        return value instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /**
     * The rows of a table.
     *
     * @return each row by column name, values as a query result gives them; empty unless the value is a table
     */
    public List<KpiRow> rows() {
        return value instanceof List<?> list
                ? list.stream().map(KpiRow.class::cast).toList()
                : List.of();
    }
}
