package dev.lakehouse4j.ai.kpi;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a figure that is a table.
 *
 * @param columns values by column name, in the query's order; a value may be null
 */
public record KpiRow(Map<String, @Nullable Object> columns) {

    /** Copies the columns. */
    public KpiRow {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * A text.
     *
     * @param column name of the column
     * @return the value as text; {@code unknown} for null
     */
    public String text(String column) {
        Object value = get(column);
        return value == null ? "unknown" : value.toString();
    }

    /**
     * A number.
     *
     * @param column name of the column
     * @return the value; NaN for null
     */
    public double number(String column) {
        return get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /**
     * A date.
     *
     * @param column name of the column
     * @return the value, or the day of a time
     * @throws IllegalArgumentException when it is neither
     */
    public LocalDate date(String column) {
        Object value = get(column);
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof LocalDateTime time) {
            return time.toLocalDate();
        }
        throw new IllegalArgumentException("Cannot read column " + column + " as a date: it holds " + value + ".");
    }

    private @Nullable Object get(String column) {
        if (!columns.containsKey(column)) {
            List<String> names = new ArrayList<>(columns.keySet());
            throw new IllegalArgumentException("There is no column " + column + ". Columns are " + names + ".");
        }
        return columns.get(column);
    }
}
