package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Reads a column out of Arrow vectors; bound to a new vector for each batch. */
abstract class ArrowColumnReader implements ColumnReader {

    private @Nullable FieldVector vector;

    static ArrowColumnReader of(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case STRING -> new Text();
                case BINARY -> new Bytes();
                case BOOLEAN -> new Bool();
                case BYTE, SHORT, INT -> new Int(primitive);
                case LONG -> new BigInt();
                case FLOAT -> new Float4();
                case DOUBLE -> new Float8();
                case DATE -> new Date();
                case TIMESTAMP -> new Timestamp(true);
                case TIMESTAMP_NTZ -> new Timestamp(false);
            };
        } else if (type instanceof ColumnType.DecimalType decimal) {
            return new Decimal(decimal);
        } else if (type instanceof ColumnType.StructType struct) {
            return new StructReader(struct);
        } else if (type instanceof ColumnType.MapType map) {
            return new MapReader(map);
        } else if (type instanceof ColumnType.ListType list) {
            return new ListReader(list);
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    void bind(FieldVector next) {
        this.vector = next;
    }

    <V> V bound(Class<V> type) {
        return type.cast(java.util.Objects.requireNonNull(vector));
    }

    @Override
    public boolean isNull(int row) {
        return java.util.Objects.requireNonNull(vector).isNull(row);
    }

    @Override
    public int getInt(int row) {
        throw wrongType("int");
    }

    @Override
    public long getLong(int row) {
        throw wrongType("bigint");
    }

    @Override
    public double getDouble(int row) {
        throw wrongType("double");
    }

    @Override
    public boolean getBoolean(int row) {
        throw wrongType("boolean");
    }

    private IllegalStateException wrongType(String wanted) {
        return new IllegalStateException("A " + getClass().getSimpleName() + " column was read as " + wanted + ".");
    }

    @Override
    public @Nullable Object getObject(int row) {
        return isNull(row) ? null : value(row);
    }

    abstract Object value(int row);

    /** Text. Equal neighbours share one String, which is common in sorted and in low-cardinality columns. */
    private static final class Text extends ArrowColumnReader {

        private byte[] buffer = new byte[256];
        private byte[] lastBytes = new byte[256];
        private int lastLength = -1;
        private String last = "";
        private @Nullable VarCharVector typed;

        @Override
        void bind(FieldVector next) {
            super.bind(next);
            typed = (VarCharVector) next;
        }

        @Override
        Object value(int row) {
            VarCharVector from = java.util.Objects.requireNonNull(typed);
            ArrowBuf offsets = from.getOffsetBuffer();
            int start = offsets.getInt((long) row * BaseVariableWidthVector.OFFSET_WIDTH);
            int length = offsets.getInt((long) (row + 1) * BaseVariableWidthVector.OFFSET_WIDTH) - start;
            if (length > buffer.length) {
                buffer = new byte[Math.max(length, buffer.length * 2)];
            }
            from.getDataBuffer().getBytes(start, buffer, 0, length);
            if (length == lastLength && java.util.Arrays.equals(buffer, 0, length, lastBytes, 0, length)) {
                return last;
            }
            last = new String(buffer, 0, length, StandardCharsets.UTF_8);
            byte[] swap = lastBytes;
            lastBytes = buffer;
            buffer = swap;
            lastLength = length;
            return last;
        }
    }

    private static final class Bytes extends ArrowColumnReader {
        @Override
        Object value(int row) {
            return bound(VarBinaryVector.class).get(row);
        }
    }

    private static final class Bool extends ArrowColumnReader {
        @Override
        public boolean getBoolean(int row) {
            return bound(BitVector.class).get(row) != 0;
        }

        @Override
        Object value(int row) {
            return getBoolean(row);
        }
    }

    private static final class Int extends ArrowColumnReader {

        private final ColumnType.Primitive type;

        Int(ColumnType.Primitive type) {
            this.type = type;
        }

        @Override
        public int getInt(int row) {
            return switch (type) {
                case BYTE -> bound(TinyIntVector.class).get(row);
                case SHORT -> bound(SmallIntVector.class).get(row);
                default -> bound(IntVector.class).get(row);
            };
        }

        @Override
        Object value(int row) {
            return switch (type) {
                case BYTE -> (Object) bound(TinyIntVector.class).get(row);
                case SHORT -> (Object) bound(SmallIntVector.class).get(row);
                default -> (Object) bound(IntVector.class).get(row);
            };
        }
    }

    private static final class BigInt extends ArrowColumnReader {
        @Override
        public long getLong(int row) {
            return bound(BigIntVector.class).get(row);
        }

        @Override
        Object value(int row) {
            return getLong(row);
        }
    }

    private static final class Float4 extends ArrowColumnReader {
        @Override
        Object value(int row) {
            return bound(Float4Vector.class).get(row);
        }
    }

    private static final class Float8 extends ArrowColumnReader {
        @Override
        public double getDouble(int row) {
            return bound(Float8Vector.class).get(row);
        }

        @Override
        Object value(int row) {
            return getDouble(row);
        }
    }

    private static final class Date extends ArrowColumnReader {
        @Override
        Object value(int row) {
            return LocalDate.ofEpochDay(bound(DateDayVector.class).get(row));
        }
    }

    private static final class Timestamp extends ArrowColumnReader {

        private final boolean utc;

        Timestamp(boolean utc) {
            this.utc = utc;
        }

        @Override
        Object value(int row) {
            long micros = bound(TimeStampVector.class).get(row);
            long seconds = Math.floorDiv(micros, 1_000_000L);
            int nanos = (int) Math.floorMod(micros, 1_000_000L) * 1_000;
            if (utc) {
                return Instant.ofEpochSecond(seconds, nanos);
            }
            return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
        }
    }

    private static final class Decimal extends ArrowColumnReader {

        private static final int LONG_DIGITS = 18;

        private final ColumnType.DecimalType type;

        Decimal(ColumnType.DecimalType type) {
            this.type = type;
        }

        @Override
        Object value(int row) {
            if (type.precision() <= LONG_DIGITS) {
                // Little-endian two's complement: the lower half holds all of it.
                ArrowBuf values = bound(DecimalVector.class).getDataBuffer();
                return BigDecimal.valueOf(values.getLong((long) row * DecimalVector.TYPE_WIDTH), type.scale());
            }
            return bound(DecimalVector.class).getObjectNotNull(row);
        }
    }

    private static final class StructReader extends ArrowColumnReader {

        private final List<ArrowColumnReader> fields = new ArrayList<>();

        StructReader(ColumnType.StructType type) {
            for (Column field : type.fields()) {
                fields.add(of(field.type()));
            }
        }

        @Override
        void bind(FieldVector next) {
            super.bind(next);
            List<FieldVector> children = ((StructVector) next).getChildrenFromFields();
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).bind(children.get(i));
            }
        }

        @Override
        Object value(int row) {
            Object[] values = new Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).getObject(row);
            }
            return values;
        }
    }

    private static final class ListReader extends ArrowColumnReader {

        private final ArrowColumnReader element;

        ListReader(ColumnType.ListType type) {
            this.element = of(type.element());
        }

        @Override
        void bind(FieldVector next) {
            super.bind(next);
            element.bind(((ListVector) next).getDataVector());
        }

        @Override
        Object value(int row) {
            ListVector list = bound(ListVector.class);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                values.add(element.getObject(i));
            }
            return values;
        }
    }

    private static final class MapReader extends ArrowColumnReader {

        private final ArrowColumnReader key;
        private final ArrowColumnReader value;

        MapReader(ColumnType.MapType type) {
            this.key = of(type.key());
            this.value = of(type.value());
        }

        @Override
        void bind(FieldVector next) {
            super.bind(next);
            StructVector entries = (StructVector) ((MapVector) next).getDataVector();
            key.bind(entries.getChildrenFromFields().get(0));
            value.bind(entries.getChildrenFromFields().get(1));
        }

        @Override
        Object value(int row) {
            MapVector map = bound(MapVector.class);
            Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
                values.put(key.getObject(i), value.getObject(i));
            }
            return values;
        }
    }
}
