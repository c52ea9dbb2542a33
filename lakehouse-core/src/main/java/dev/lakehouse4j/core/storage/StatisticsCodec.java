package dev.lakehouse4j.core.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * File statistics as the Delta protocol spells them («Per-file Statistics»): bounds of strings cut to 32 characters,
 * times in milliseconds. A bound that is cut stays a bound: upper bounds are rounded up.
 */
final class StatisticsCodec {

    private static final int MAX_STRING = 32;
    private static final String LARGEST_CHARACTER = new String(Character.toChars(Character.MAX_CODE_POINT));
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final DateTimeFormatter ZONED = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX");

    private StatisticsCodec() {}

    static String write(long rows, Map<String, ColumnStatistics> statistics) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("numRecords", rows);
        ObjectNode min = root.putObject("minValues");
        ObjectNode max = root.putObject("maxValues");
        ObjectNode nulls = root.putObject("nullCount");
        statistics.forEach((name, column) -> {
            if (column.min() != null) {
                put(min, name, column.min(), false);
            }
            if (column.max() != null) {
                put(max, name, column.max(), true);
            }
            if (column.nullCount() >= 0) {
                nulls.put(name, column.nullCount());
            }
        });
        return root.toString();
    }

    private static void put(ObjectNode node, String name, Comparable<?> value, boolean upper) {
        if (value instanceof Boolean) {
            return; // The protocol has no bounds for booleans that all readers accept.
        } else if (value instanceof Long number) {
            node.put(name, number);
        } else if (value instanceof Double number) {
            if (!number.isNaN() && !number.isInfinite()) {
                node.put(name, number);
            }
        } else if (value instanceof BigDecimal number) {
            node.put(name, number);
        } else if (value instanceof LocalDate date) {
            node.put(name, date.toString());
        } else if (value instanceof LocalDateTime time) {
            node.put(name, LOCAL.format(milliseconds(time, upper)));
        } else if (value instanceof Instant instant) {
            node.put(
                    name,
                    ZONED.format(milliseconds(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), upper)
                            .atOffset(ZoneOffset.UTC)));
        } else if (value instanceof String text) {
            String bound = bound(text, upper);
            if (bound != null) {
                node.put(name, bound);
            }
        }
    }

    private static LocalDateTime milliseconds(LocalDateTime time, boolean upper) {
        LocalDateTime floor = time.truncatedTo(ChronoUnit.MILLIS);
        return upper && !floor.equals(time) ? floor.plus(1, ChronoUnit.MILLIS) : floor;
    }

    private static @Nullable String bound(String text, boolean upper) {
        if (text.codePointCount(0, text.length()) <= MAX_STRING) {
            return text;
        }
        String prefix = text.substring(0, text.offsetByCodePoints(0, MAX_STRING));
        if (upper && text.startsWith(LARGEST_CHARACTER, prefix.length())) {
            return null; // There is no larger character to round up to.
        }
        return upper ? prefix + LARGEST_CHARACTER : prefix;
    }

    static long rows(@Nullable String json) {
        if (json == null) {
            return -1;
        }
        JsonNode rows = Json.read(json).get("numRecords");
        return rows == null ? -1 : rows.asLong();
    }

    static Map<String, ColumnStatistics> read(@Nullable String json, TableSchema schema) {
        return read(json, schema, FileLayout.PLAIN, Set.of());
    }

    /**
     * Statistics by the names of the table's columns.
     *
     * @param boundless columns whose bounds say nothing about the values as they are read, because the type was widened
     */
    static Map<String, ColumnStatistics> read(
            @Nullable String json, TableSchema schema, FileLayout layout, Set<String> boundless) {
        if (json == null) {
            return Map.of();
        }
        JsonNode root = Json.read(json);
        JsonNode min = root.path("minValues");
        JsonNode max = root.path("maxValues");
        JsonNode nulls = root.path("nullCount");
        Map<String, ColumnStatistics> statistics = new LinkedHashMap<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            Column column = schema.columns().get(i);
            String name = layout.physicalName(i, column.name());
            boolean bounded = !boundless.contains(column.name());
            if (nulls.has(name) || min.has(name) || max.has(name)) {
                JsonNode count = nulls.path(name);
                statistics.put(
                        column.name(),
                        new ColumnStatistics(
                                bounded ? value(min.get(name), column.type(), false) : null,
                                bounded ? value(max.get(name), column.type(), true) : null,
                                count.isNumber() ? count.asLong() : -1));
            }
        }
        return statistics;
    }

    /** What the log's value of a partition column says about all rows of its file. */
    static ColumnStatistics partition(@Nullable String text, ColumnType type, long rows) {
        if (text == null || text.isEmpty()) {
            return new ColumnStatistics(null, null, rows);
        }
        Comparable<?> value;
        try {
            value = partitionValue(text, type);
        } catch (DateTimeParseException | NumberFormatException e) {
            value = null;
        }
        return new ColumnStatistics(value, value, 0);
    }

    private static @Nullable Comparable<?> partitionValue(String text, ColumnType type) {
        if (type instanceof ColumnType.DecimalType) {
            return new BigDecimal(text);
        }
        if (!(type instanceof ColumnType.Primitive primitive)) {
            return null;
        }
        return switch (primitive) {
            case STRING -> text;
            case BOOLEAN, BINARY, FLOAT, DOUBLE -> null;
            case BYTE, SHORT, INT, LONG -> Long.valueOf(text);
            case DATE -> LocalDate.parse(text);
            case TIMESTAMP_NTZ -> LocalDateTime.parse(text.replace(' ', 'T'));
            case TIMESTAMP ->
                text.endsWith("Z")
                        ? Instant.parse(text.replace(' ', 'T'))
                        : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        };
    }

    private static @Nullable Comparable<?> value(@Nullable JsonNode node, ColumnType type, boolean upper) {
        if (node == null || node.isNull() || node.isContainerNode()) {
            return null;
        }
        try {
            return value(node, type, upper, node.asText());
        } catch (DateTimeParseException | NumberFormatException e) {
            return null; // A bound that another writer spells differently is no bound; the file is read.
        }
    }

    private static @Nullable Comparable<?> value(JsonNode node, ColumnType type, boolean upper, String text) {
        if (type instanceof ColumnType.DecimalType) {
            return new BigDecimal(text);
        }
        if (!(type instanceof ColumnType.Primitive primitive)) {
            return null;
        }
        return switch (primitive) {
            case STRING -> text;
            case BOOLEAN, BINARY -> null;
            case BYTE, SHORT, INT, LONG -> Long.valueOf(node.asLong());
            case FLOAT, DOUBLE -> Double.valueOf(text);
            case DATE -> LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
            case TIMESTAMP_NTZ -> upper(LocalDateTime.parse(text.replace(' ', 'T')), upper);
            case TIMESTAMP ->
                OffsetDateTime.parse(text.replace(' ', 'T')).toInstant().plus(upper ? 1 : 0, ChronoUnit.MILLIS);
        };
    }

    /** Other writers cut upper bounds of times to milliseconds, so a value may lie up to one above. */
    private static LocalDateTime upper(LocalDateTime time, boolean upper) {
        return upper ? time.plus(1, ChronoUnit.MILLIS) : time;
    }
}
