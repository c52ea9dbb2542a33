package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.ColumnStatistics;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Column statistics from what DuckDB's {@code COPY … (RETURN_STATS)} tells. */
final class CopyStatistics {

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(java.util.Locale.ROOT);
    private static final DateTimeFormatter ZONED = new DateTimeFormatterBuilder()
            .append(TIMESTAMP)
            .appendOffset("+HH:mm", "+00")
            .toFormatter(java.util.Locale.ROOT);

    private CopyStatistics() {}

    /** The map is from quoted column paths to names and texts of statistics. */
    static Map<String, ColumnStatistics> of(Map<?, ?> copied, TableSchema schema) {
        Map<String, ColumnStatistics> statistics = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            Object found = copied.get(Sql.identifier(column.name()));
            statistics.put(
                    column.name(),
                    found instanceof Map<?, ?> values
                            ? statistics(values, column.type())
                            : new ColumnStatistics(null, null, -1));
        }
        return statistics;
    }

    private static ColumnStatistics statistics(Map<?, ?> values, ColumnType type) {
        Object nulls = values.get("null_count");
        long nullCount = nulls == null ? -1 : Long.parseLong(nulls.toString());
        // A NaN is larger than any number for some readers and smaller for others, so such a column has no bounds.
        if ("true".equals(String.valueOf(values.get("has_nan")))) {
            return new ColumnStatistics(null, null, nullCount);
        }
        return new ColumnStatistics(bound(values, "min", type), bound(values, "max", type), nullCount);
    }

    private static @Nullable Comparable<?> bound(Map<?, ?> values, String name, ColumnType type) {
        Object text = values.get(name);
        boolean exact = "true".equals(String.valueOf(values.get(name + "_is_exact")));
        // A bound that was cut is not used: whether it was rounded up is not said.
        if (text == null || !exact) {
            return null;
        }
        try {
            return value(text.toString(), type);
        } catch (DateTimeParseException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Comparable<?> value(String text, ColumnType type) {
        if (type instanceof ColumnType.DecimalType) {
            return new BigDecimal(text);
        }
        if (!(type instanceof ColumnType.Primitive primitive)) {
            return null;
        }
        return switch (primitive) {
            case STRING -> text;
            case BINARY, BOOLEAN -> null;
            case BYTE, SHORT, INT, LONG -> Long.valueOf(text);
            case FLOAT, DOUBLE -> Double.valueOf(text);
            case DATE -> LocalDate.parse(text);
            case TIMESTAMP_NTZ -> LocalDateTime.parse(text, TIMESTAMP);
            case TIMESTAMP ->
                OffsetDateTime.parse(
                                text.length() > 3 && text.charAt(text.length() - 3) == '+' ? text + ":00" : text, ZONED)
                        .toInstant();
        };
    }
}
