package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of one row at a time, by position of the column; a column that is not set is null.
 *
 * <p>Each column is set at most once per row. The typed setters are for the fast path: the caller knows the type of the
 * column and calls the matching one.
 */
public final class RowTarget {

    private final String[] names;
    private final ColumnType[] types;
    private final boolean[] required;
    private final long[] setInRow;
    private final int requiredCount;
    private final RecordConsumer out;
    private final ColumnEncoder @Nullable [] flat;
    private int requiredSet;
    private long row;

    /** With the encoders of a flat file, which take the common types without a detour, or null for nested rows. */
    RowTarget(List<Column> columns, RecordConsumer out, ColumnEncoder @Nullable [] flat) {
        this.names = columns.stream().map(Column::name).toArray(String[]::new);
        this.types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        this.required = new boolean[names.length];
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            required[i] = !columns.get(i).nullable();
            count += required[i] ? 1 : 0;
        }
        this.requiredCount = count;
        this.setInRow = new long[names.length];
        this.out = out;
        this.flat = flat;
    }

    void begin() {
        row++;
        requiredSet = 0;
        out.startMessage();
    }

    void end() {
        if (requiredSet != requiredCount) {
            throw missing();
        }
        out.endMessage();
    }

    private ConstraintException missing() {
        for (int i = 0; i < names.length; i++) {
            if (required[i] && setInRow[i] != row) {
                return new ConstraintException("Cannot write row " + row + ": column " + names[i]
                        + " is null, but it is NOT NULL. Give it a value, or mark the record's component @Nullable."
                        + " Nothing was committed.");
            }
        }
        return new ConstraintException("Cannot write row " + row + ": a column was set twice.");
    }

    private void mark(int column) {
        if (required[column]) {
            requiredSet++;
        }
        setInRow[column] = row;
    }

    private void start(int column) {
        mark(column);
        out.startField(names[column], column);
    }

    private void stop(int column) {
        out.endField(names[column], column);
    }

    /**
     * Sets a text from its UTF-8 bytes.
     *
     * @param column position of a string column
     * @param utf8 array that holds the text; it may be changed after the call
     * @param offset first byte
     * @param length number of bytes
     */
    public void setUtf8(int column, byte[] utf8, int offset, int length) {
        if (flat != null) {
            mark(column);
            flat[column].addBytes(utf8, offset, length);
            return;
        }
        start(column);
        out.addBinary(Binary.fromReusedByteArray(utf8, offset, length));
        stop(column);
    }

    /**
     * Sets a text.
     *
     * @param column position of a string column
     * @param text the text
     */
    public void setString(int column, String text) {
        if (flat != null) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            mark(column);
            flat[column].addBytes(utf8, 0, utf8.length);
            return;
        }
        setBinary(column, utf8(text));
    }

    /** Arrays hash and compare several times as fast as the buffers that {@code Binary.fromString} makes. */
    static Binary utf8(String text) {
        return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    void setBinary(int column, Binary value) {
        if (flat != null) {
            byte[] bytes = value.getBytesUnsafe();
            mark(column);
            flat[column].addBytes(bytes, 0, bytes.length);
            return;
        }
        start(column);
        out.addBinary(value);
        stop(column);
    }

    /**
     * Sets a 64-bit number.
     *
     * @param column position of a bigint column
     * @param value the number
     */
    public void setLong(int column, long value) {
        if (flat != null) {
            mark(column);
            flat[column].addNumber(value);
            return;
        }
        start(column);
        out.addLong(value);
        stop(column);
    }

    /**
     * Sets a number of up to 32 bits.
     *
     * @param column position of an int, smallint or tinyint column
     * @param value the number
     */
    public void setInt(int column, int value) {
        if (flat != null) {
            mark(column);
            flat[column].addNumber(value);
            return;
        }
        start(column);
        out.addInteger(value);
        stop(column);
    }

    /**
     * Sets a 64-bit floating-point number.
     *
     * @param column position of a double column
     * @param value the number
     */
    public void setDouble(int column, double value) {
        if (flat != null) {
            mark(column);
            flat[column].addNumber(Double.doubleToRawLongBits(value));
            return;
        }
        start(column);
        out.addDouble(value);
        stop(column);
    }

    /**
     * Sets a truth value.
     *
     * @param column position of a boolean column
     * @param value the value
     */
    public void setBoolean(int column, boolean value) {
        if (flat != null) {
            mark(column);
            flat[column].addBoolean(value);
            return;
        }
        start(column);
        out.addBoolean(value);
        stop(column);
    }

    /**
     * Sets a point in time.
     *
     * @param column position of a timestamp column
     * @param value the time; what is finer than microseconds is cut off
     */
    public void setInstant(int column, Instant value) {
        setLong(column, micros(value));
    }

    /**
     * Sets a value of the Java type that belongs to the column's type.
     *
     * @param column position of the column
     * @param value the value, or null
     */
    public void setObject(int column, @Nullable Object value) {
        if (value == null) {
            return;
        }
        start(column);
        add(types[column], value, names[column]);
        stop(column);
    }

    private void add(ColumnType type, Object value, String path) {
        if (type instanceof ColumnType.Primitive primitive) {
            addPrimitive(primitive, value);
        } else if (type instanceof ColumnType.DecimalType decimal) {
            addDecimal(decimal, (BigDecimal) value, path);
        } else if (type instanceof ColumnType.StructType struct) {
            addStruct(struct, (Object[]) value, path);
        } else if (type instanceof ColumnType.ListType list) {
            addList(list, (List<?>) value, path);
        } else if (type instanceof ColumnType.MapType map) {
            addMap(map, (Map<?, ?>) value, path);
        }
    }

    private void addPrimitive(ColumnType.Primitive type, Object value) {
        switch (type) {
            case STRING -> out.addBinary(utf8(value instanceof Enum<?> constant ? constant.name() : value.toString()));
            case BOOLEAN -> out.addBoolean((Boolean) value);
            case BYTE, SHORT, INT -> out.addInteger(((Number) value).intValue());
            case LONG -> out.addLong(((Number) value).longValue());
            case FLOAT -> out.addFloat((Float) value);
            case DOUBLE -> out.addDouble(((Number) value).doubleValue());
            case DATE -> out.addInteger(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIMESTAMP -> out.addLong(micros((Instant) value));
            case TIMESTAMP_NTZ ->
                out.addLong(micros(value instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) value));
            case BINARY -> out.addBinary(Binary.fromConstantByteArray((byte[]) value));
        }
    }

    private void addDecimal(ColumnType.DecimalType type, BigDecimal value, String path) {
        BigDecimal scaled;
        try {
            scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new ConstraintException(
                    "Cannot write row " + row + ": column " + path + " is " + type + ", and " + value
                            + " has more digits after the point. Round it first, or give the column a larger scale with"
                            + " @Decimal. Nothing was committed.",
                    e);
        }
        if (scaled.precision() > type.precision()) {
            throw new ConstraintException("Cannot write row " + row + ": column " + path + " is " + type + ", and "
                    + value + " has too many digits. Give the column a larger precision with @Decimal. Nothing was"
                    + " committed.");
        }
        BigInteger unscaled = scaled.unscaledValue();
        if (type.precision() <= 9) {
            out.addInteger(unscaled.intValueExact());
        } else if (type.precision() <= 18) {
            out.addLong(unscaled.longValueExact());
        } else {
            byte[] bytes = unscaled.toByteArray();
            byte[] fixed = new byte[ParquetShape.DECIMAL_BYTES];
            Arrays.fill(fixed, 0, fixed.length - bytes.length, (byte) (unscaled.signum() < 0 ? -1 : 0));
            System.arraycopy(bytes, 0, fixed, fixed.length - bytes.length, bytes.length);
            out.addBinary(Binary.fromConstantByteArray(fixed));
        }
    }

    private void addStruct(ColumnType.StructType type, Object[] values, String path) {
        out.startGroup();
        for (int i = 0; i < values.length; i++) {
            Column field = type.fields().get(i);
            Object value = values[i];
            String inner = path + "." + field.name();
            if (value == null) {
                requireNullable(field.nullable(), inner);
                continue;
            }
            out.startField(field.name(), i);
            add(field.type(), value, inner);
            out.endField(field.name(), i);
        }
        out.endGroup();
    }

    private void addList(ColumnType.ListType type, List<?> values, String path) {
        out.startGroup();
        if (!values.isEmpty()) {
            out.startField("list", 0);
            for (Object value : values) {
                out.startGroup();
                if (value == null) {
                    requireNullable(type.elementNullable(), path + "[]");
                } else {
                    out.startField("element", 0);
                    add(type.element(), value, path + "[]");
                    out.endField("element", 0);
                }
                out.endGroup();
            }
            out.endField("list", 0);
        }
        out.endGroup();
    }

    private void addMap(ColumnType.MapType type, Map<?, ?> values, String path) {
        out.startGroup();
        if (!values.isEmpty()) {
            out.startField("key_value", 0);
            for (Map.Entry<?, ?> entry : values.entrySet()) {
                out.startGroup();
                Object key = entry.getKey();
                requireNullable(key != null, path + " (key)");
                out.startField("key", 0);
                add(type.key(), java.util.Objects.requireNonNull(key), path);
                out.endField("key", 0);
                Object value = entry.getValue();
                if (value == null) {
                    requireNullable(type.valueNullable(), path + " (value)");
                } else {
                    out.startField("value", 1);
                    add(type.value(), value, path);
                    out.endField("value", 1);
                }
                out.endGroup();
            }
            out.endField("key_value", 0);
        }
        out.endGroup();
    }

    private void requireNullable(boolean nullable, String path) {
        if (!nullable) {
            throw new ConstraintException("Cannot write row " + row + ": " + path
                    + " is null, but it is NOT NULL. Give it a value, or mark it @Nullable in the record. Nothing was"
                    + " committed.");
        }
    }

    static long micros(Instant value) {
        return Math.addExact(Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1_000L);
    }

    @SuppressWarnings("JavaLocalDateTimeGetNano") // The seconds are in toEpochSecond.
    static long micros(LocalDateTime value) {
        return Math.addExact(
                Math.multiplyExact(value.toEpochSecond(ZoneOffset.UTC), 1_000_000L), value.getNano() / 1_000L);
    }
}
