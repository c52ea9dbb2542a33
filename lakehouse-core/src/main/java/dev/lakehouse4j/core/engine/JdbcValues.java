package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.ColumnType;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of DuckDB's JDBC driver as the Java types that {@link ColumnReader#getObject} promises. */
final class JdbcValues {

    private JdbcValues() {}

    static @Nullable Object read(ResultSet result, int index, ColumnType type) throws SQLException {
        if (type == ColumnType.Primitive.TIMESTAMP_NTZ) {
            // A java.sql.Timestamp goes through the zone of the machine, where some local times do not exist.
            return result.getObject(index, LocalDateTime.class);
        }
        return convert(result.getObject(index), type);
    }

    private static @Nullable Object convert(@Nullable Object value, ColumnType type) throws SQLException {
        if (value == null) {
            return null;
        }
        if (type instanceof ColumnType.Primitive primitive) {
            return primitive(value, primitive);
        } else if (type instanceof ColumnType.DecimalType) {
            return (BigDecimal) value;
        } else if (type instanceof ColumnType.StructType struct) {
            Object[] attributes = ((Struct) value).getAttributes();
            Object[] converted = new Object[attributes.length];
            for (int i = 0; i < attributes.length; i++) {
                converted[i] = convert(attributes[i], struct.fields().get(i).type());
            }
            return converted;
        } else if (type instanceof ColumnType.ListType list) {
            List<@Nullable Object> converted = new ArrayList<>();
            for (Object element : (Object[]) ((Array) value).getArray()) {
                converted.add(convert(element, list.element()));
            }
            return converted;
        } else if (type instanceof ColumnType.MapType map) {
            Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                converted.put(convert(entry.getKey(), map.key()), convert(entry.getValue(), map.value()));
            }
            return converted;
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    private static Object primitive(Object value, ColumnType.Primitive type) throws SQLException {
        return switch (type) {
            case STRING -> value.toString();
            case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> value;
            case DATE -> value instanceof LocalDate date ? date : ((java.sql.Date) value).toLocalDate();
            case TIMESTAMP_NTZ -> value instanceof LocalDateTime time ? time : ((Timestamp) value).toLocalDateTime();
            case TIMESTAMP -> instant(value);
            case BINARY -> value instanceof Blob blob ? blob.getBytes(1, Math.toIntExact(blob.length())) : value;
        };
    }

    private static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : ((Timestamp) value).toInstant();
    }
}
