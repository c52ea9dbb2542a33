package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.storage.RowTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds one value of a column that is not text, between the moment it is parsed and the moment its row is written. Parsing
 * is strict: no spaces, no thousands separators, nothing cut off or rounded.
 */
abstract class Cell {

    private boolean filled;

    /** The cell of a column, or null for a type that text cannot be parsed to. */
    static @Nullable Cell of(ColumnType type) {
        if (type instanceof ColumnType.DecimalType decimal) {
            return new ObjectCell(text -> decimal(decimal, text));
        }
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case LONG -> new IntegerCell(Long.MIN_VALUE, Long.MAX_VALUE, true);
                case INT -> new IntegerCell(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
                case SHORT -> new IntegerCell(Short.MIN_VALUE, Short.MAX_VALUE, false);
                case BYTE -> new IntegerCell(Byte.MIN_VALUE, Byte.MAX_VALUE, false);
                case DOUBLE -> new DoubleCell();
                case FLOAT -> new ObjectCell(text -> isFloatingPoint(text) ? (Object) Float.parseFloat(text) : null);
                case BOOLEAN -> new ObjectCell(Cell::truth);
                case DATE -> new ObjectCell(LocalDate::parse);
                case TIMESTAMP_NTZ -> new ObjectCell(text -> micros(LocalDateTime.parse(withT(text))));
                case TIMESTAMP -> new ObjectCell(Cell::instant);
                case STRING, BINARY -> null;
            };
        }
        return null;
    }

    /** Takes over a text; false when it is not of the column's type. */
    final boolean parse(byte[] bytes, int start, int end) {
        filled = read(bytes, start, end);
        return filled;
    }

    /** Takes over null. */
    final void clear() {
        filled = false;
    }

    /** Hands the value on, if there is one. */
    final void writeTo(RowTarget target, int column) {
        if (filled) {
            write(target, column);
        }
    }

    abstract boolean read(byte[] bytes, int start, int end);

    abstract void write(RowTarget target, int column);

    private static final class IntegerCell extends Cell {

        private final long lowest;
        private final long highest;
        private final boolean wide;
        private long value;

        IntegerCell(long lowest, long highest, boolean wide) {
            this.lowest = lowest;
            this.highest = highest;
            this.wide = wide;
        }

        @Override
        boolean read(byte[] bytes, int start, int end) {
            boolean negative = start < end && bytes[start] == '-';
            int position = start + (negative || (start < end && bytes[start] == '+') ? 1 : 0);
            if (position == end) {
                return false;
            }
            long sum = 0; // Below zero, where there is one number more.
            for (; position < end; position++) {
                int digit = bytes[position] - '0';
                if (digit < 0 || digit > 9 || sum < (Long.MIN_VALUE + digit) / 10) {
                    return false;
                }
                sum = 10 * sum - digit;
            }
            if (!negative && sum == Long.MIN_VALUE) {
                return false;
            }
            value = negative ? sum : -sum;
            return value >= lowest && value <= highest;
        }

        @Override
        void write(RowTarget target, int column) {
            if (wide) {
                target.setLong(column, value);
            } else {
                target.setInt(column, (int) value);
            }
        }
    }

    private static final class DoubleCell extends Cell {

        private double value;

        @Override
        boolean read(byte[] bytes, int start, int end) {
            String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            if (!isFloatingPoint(text)) {
                return false;
            }
            value = Double.parseDouble(text);
            return true;
        }

        @Override
        void write(RowTarget target, int column) {
            target.setDouble(column, value);
        }
    }

    private static final class ObjectCell extends Cell {

        private final Function<String, @Nullable Object> parser;
        private @Nullable Object value;

        ObjectCell(Function<String, @Nullable Object> parser) {
            this.parser = parser;
        }

        @Override
        boolean read(byte[] bytes, int start, int end) {
            try {
                value = parser.apply(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                return value != null;
            } catch (DateTimeException | NumberFormatException e) {
                return false;
            }
        }

        @Override
        void write(RowTarget target, int column) {
            target.setObject(column, value);
        }
    }

    /** Java also takes spaces, a type suffix and hexadecimal numbers, which no data file means. */
    private static boolean isFloatingPoint(String text) {
        if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
            return true;
        }
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.') {
                if (text.indexOf('.') != i || text.toLowerCase(Locale.ROOT).lastIndexOf('e', i) >= 0) {
                    return false;
                }
            } else if (c == 'e' || c == 'E') {
                if (digits == 0
                        || i + 1 == text.length()
                        || text.toLowerCase(Locale.ROOT).indexOf('e') != i) {
                    return false;
                }
            } else if (c == '+' || c == '-') {
                boolean leads = i == 0 || text.charAt(i - 1) == 'e' || text.charAt(i - 1) == 'E';
                if (!leads || i + 1 == text.length()) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return digits > 0;
    }

    private static @Nullable Object decimal(ColumnType.DecimalType type, String text) {
        if (!isFloatingPoint(text)) {
            return null;
        }
        BigDecimal value = new BigDecimal(text);
        if (value.scale() > type.scale() && value.stripTrailingZeros().scale() > type.scale()) {
            return null;
        }
        // The magnitude first: to write out 1e999999999 would take all memory.
        if ((long) value.precision() - value.scale() > type.precision()) {
            return value.signum() == 0 ? BigDecimal.ZERO.setScale(type.scale()) : null;
        }
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        return scaled.precision() > type.precision() ? null : scaled;
    }

    private static @Nullable Object truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private static Object instant(String text) {
        Instant instant = OffsetDateTime.parse(withT(text)).toInstant();
        micros(LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC));
        return instant;
    }

    private static LocalDateTime micros(LocalDateTime time) {
        if (time.get(ChronoField.NANO_OF_SECOND) % 1000 != 0) {
            throw new DateTimeException("finer than a microsecond");
        }
        return time;
    }

    private static String withT(String text) {
        return text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    }

    /** What a column takes, for messages. */
    static String expects(Column column) {
        if (column.type() == ColumnType.Primitive.DATE) {
            return "date as in 2018-01-31";
        }
        if (column.type() == ColumnType.Primitive.TIMESTAMP_NTZ) {
            return "timestamp as in 2018-01-31 23:59:59";
        }
        if (column.type() == ColumnType.Primitive.TIMESTAMP) {
            return "point in time as in 2018-01-31T23:59:59Z";
        }
        return column.type().toString();
    }
}
