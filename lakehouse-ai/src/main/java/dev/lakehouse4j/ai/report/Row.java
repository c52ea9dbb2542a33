package dev.lakehouse4j.ai.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a query by column name. */
record Row(Map<String, @Nullable Object> values) {

    @Nullable
    Object value(String column) {
        if (!values.containsKey(column)) {
            throw new IllegalArgumentException("The query gives no column " + column + ", only " + values.keySet());
        }
        return values.get(column);
    }

    /** A text; empty for null. */
    String text(String column) {
        Object value = value(column);
        return value == null ? "" : value.toString();
    }

    /** A number; null for null. */
    @Nullable
    Double optional(String column) {
        return value(column) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }

    /** A number; 0 for null. */
    double number(String column) {
        Double value = optional(column);
        return value == null ? 0 : value;
    }

    long count(String column) {
        return value(column) instanceof Number number ? number.longValue() : 0;
    }

    boolean flag(String column) {
        return value(column) instanceof Boolean flag && flag;
    }

    LocalDate day(String column) {
        if (value(column) instanceof LocalDate day) {
            return day;
        }
        throw new IllegalArgumentException("The column " + column + " holds no date: " + value(column));
    }

    YearMonth month(String column) {
        return YearMonth.from(day(column));
    }
}
