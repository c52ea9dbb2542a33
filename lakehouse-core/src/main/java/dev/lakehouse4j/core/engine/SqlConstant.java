package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A constant of a query, comparable with the bounds of a column. Where the engine's own comparison is not known for
 * certain, the answer is «may be».
 *
 * @param value a {@code BigDecimal}, {@code String}, {@code LocalDate}, {@code LocalDateTime} or {@code Instant}
 */
record SqlConstant(Object value) {

    private static final Set<String> INTEGERS =
            Set.of("tinyint", "smallint", "int", "integer", "bigint", "long", "int2", "int4", "int8");
    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,30}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");

    /** The constant that a node of the syntax tree stands for; null when it is none, or one that is not understood. */
    static @Nullable SqlConstant of(JsonNode node) {
        String type = node.path("type").asText();
        if (type.equals("VALUE_CONSTANT")) {
            return literal(node.path("literal"));
        }
        if (!type.equals("OPERATOR_CAST") || node.path("try_cast").asBoolean()) {
            return null;
        }
        JsonNode target = node.path("type_expr");
        SqlConstant inner = of(node.path("child"));
        if (inner == null || !target.path("children").isEmpty()) {
            return null;
        }
        String name = target.path("type_name").asText().toLowerCase(Locale.ROOT);
        Object value = inner.value();
        return switch (name) {
            case "date" -> constant(value instanceof LocalDate ? value : day(value));
            case "timestamp", "datetime" -> constant(local(value));
            case "timestamptz", "timestamp with time zone" -> constant(instant(value));
            case "string", "varchar", "text" -> value instanceof String ? inner : null;
            default ->
                INTEGERS.contains(name)
                                && value instanceof BigDecimal number
                                && number.stripTrailingZeros().scale() <= 0
                        ? inner
                        : null;
        };
    }

    private static @Nullable SqlConstant literal(JsonNode literal) {
        String text = literal.path("text").asText();
        return switch (literal.path("kind").asText()) {
            case "STRING" -> new SqlConstant(text);
            case "INTEGER", "NUMERIC", "DECIMAL", "FLOAT", "DOUBLE" -> constant(number(text));
            default -> null;
        };
    }

    private static @Nullable SqlConstant constant(@Nullable Object value) {
        return value == null ? null : new SqlConstant(value);
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            return text.length() > 400 ? null : new BigDecimal(text.replace("_", ""));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static boolean isFloating(ColumnType type) {
        return type == Primitive.FLOAT || type == Primitive.DOUBLE;
    }

    /** Whether the constant may lie above a lower bound, or on it. */
    boolean mayBeAbove(ColumnType type, @Nullable Comparable<?> bound, boolean orEqual) {
        OptionalInt order = compare(type, bound);
        return order.isEmpty() || order.getAsInt() < 0 || (orEqual && order.getAsInt() == 0);
    }

    /** Whether the constant may lie below an upper bound, or on it. */
    boolean mayBeBelow(ColumnType type, @Nullable Comparable<?> bound, boolean orEqual) {
        OptionalInt order = compare(type, bound);
        return order.isEmpty() || order.getAsInt() > 0 || (orEqual && order.getAsInt() == 0);
    }

    /** The order of a bound and this constant; empty when it is not known for certain. */
    private OptionalInt compare(ColumnType type, @Nullable Comparable<?> bound) {
        if (bound instanceof Long number) {
            return integer(number);
        } else if (bound instanceof BigDecimal number) {
            return value instanceof BigDecimal other ? exactAndRounded(number, other) : OptionalInt.empty();
        } else if (bound instanceof Double number) {
            return floating(number, type);
        } else if (bound instanceof String text) {
            return value instanceof String other ? texts(text, other) : OptionalInt.empty();
        } else if (bound instanceof LocalDate day) {
            return date(day);
        } else if (bound instanceof LocalDateTime time) {
            return time(time);
        } else if (bound instanceof Instant instant) {
            Instant other = instant(value);
            return other == null ? OptionalInt.empty() : OptionalInt.of(instant.compareTo(other));
        }
        return OptionalInt.empty();
    }

    private OptionalInt integer(long bound) {
        if (value instanceof BigDecimal other) {
            return exactAndRounded(BigDecimal.valueOf(bound), other);
        } else if (value instanceof String text && DIGITS.matcher(text).matches()) {
            return OptionalInt.of(BigDecimal.valueOf(bound).compareTo(new BigDecimal(text)));
        }
        return OptionalInt.empty();
    }

    /** The engine compares some pairs of types as doubles; only an order that survives the rounding counts. */
    private static OptionalInt exactAndRounded(BigDecimal bound, BigDecimal constant) {
        int exact = bound.compareTo(constant);
        int rounded = compare(bound.doubleValue(), constant.doubleValue());
        return exact == rounded || constant.scale() == 0 ? OptionalInt.of(exact) : OptionalInt.empty();
    }

    private OptionalInt floating(double bound, ColumnType type) {
        if (!(value instanceof BigDecimal other) || Double.isNaN(bound) || Double.isInfinite(bound)) {
            return OptionalInt.empty();
        }
        int exact = new BigDecimal(bound).compareTo(other);
        int asDouble = compare(bound, other.doubleValue());
        int asFloat = type == Primitive.FLOAT ? compare((float) bound, other.floatValue()) : asDouble;
        return exact == asDouble && asDouble == asFloat ? OptionalInt.of(exact) : OptionalInt.empty();
    }

    /** Like the operators: 0.0 equals -0.0. */
    private static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : 0;
    }

    /** By bytes, as the engine and Parquet order texts; Java's own order differs beyond U+FFFF. */
    private static OptionalInt texts(String bound, String constant) {
        return OptionalInt.of(Arrays.compareUnsigned(
                bound.getBytes(StandardCharsets.UTF_8), constant.getBytes(StandardCharsets.UTF_8)));
    }

    private OptionalInt date(LocalDate bound) {
        if (value instanceof LocalDateTime time) {
            return OptionalInt.of(bound.atStartOfDay().compareTo(time));
        } else if (value instanceof Instant instant) {
            return OptionalInt.of(bound.atStartOfDay().toInstant(ZoneOffset.UTC).compareTo(instant));
        }
        LocalDate day = value instanceof LocalDate date ? date : day(value);
        return day == null ? OptionalInt.empty() : OptionalInt.of(bound.compareTo(day));
    }

    private OptionalInt time(LocalDateTime bound) {
        if (value instanceof Instant instant) {
            return OptionalInt.of(bound.toInstant(ZoneOffset.UTC).compareTo(instant));
        }
        LocalDateTime time = local(value);
        return time == null ? OptionalInt.empty() : OptionalInt.of(bound.compareTo(time));
    }

    private static @Nullable LocalDate day(Object value) {
        try {
            return value instanceof String text && DATE.matcher(text).matches() ? LocalDate.parse(text) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable LocalDateTime local(Object value) {
        if (value instanceof LocalDateTime time) {
            return time;
        } else if (value instanceof LocalDate day) {
            return day.atStartOfDay();
        }
        LocalDate day = day(value);
        if (day != null) {
            return day.atStartOfDay();
        }
        try {
            return value instanceof String text && TIME.matcher(text).matches()
                    ? LocalDateTime.parse(text.replace(' ', 'T'), DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Times without a zone are UTC, as in the engine's sessions. */
    private static @Nullable Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        String suffix = value instanceof String text && text.endsWith("Z") ? "Z" : "";
        LocalDateTime time = local(
                suffix.isEmpty() ? value : ((String) value).substring(0, ((String) value).length() - suffix.length()));
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }
}
