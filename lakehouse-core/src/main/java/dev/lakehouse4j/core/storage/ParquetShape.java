package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Our schema as Parquet's, with the physical types that the Delta protocol asks for. */
final class ParquetShape {

    /** Bytes of a decimal with more than 18 digits. */
    static final int DECIMAL_BYTES = 16;

    private ParquetShape() {}

    static MessageType message(TableSchema schema) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (Column column : schema.columns()) {
            message.addField(field(column));
        }
        return message.named("row");
    }

    private static Type field(Column column) {
        return type(column.type(), column.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED, column.name());
    }

    private static Type type(ColumnType type, Repetition repetition, String name) {
        if (type instanceof ColumnType.Primitive primitive) {
            return primitive(primitive, repetition, name);
        } else if (type instanceof ColumnType.DecimalType decimal) {
            LogicalTypeAnnotation annotation = LogicalTypeAnnotation.decimalType(decimal.scale(), decimal.precision());
            if (decimal.precision() <= 9) {
                return Types.primitive(PrimitiveTypeName.INT32, repetition)
                        .as(annotation)
                        .named(name);
            } else if (decimal.precision() <= 18) {
                return Types.primitive(PrimitiveTypeName.INT64, repetition)
                        .as(annotation)
                        .named(name);
            }
            return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                    .length(DECIMAL_BYTES)
                    .as(annotation)
                    .named(name);
        } else if (type instanceof ColumnType.StructType struct) {
            List<Type> fields =
                    struct.fields().stream().map(ParquetShape::field).toList();
            return new GroupType(repetition, name, fields);
        } else if (type instanceof ColumnType.ListType list) {
            Type element = type(list.element(), repetition(list.elementNullable()), "element");
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.listType())
                    .addField(new GroupType(Repetition.REPEATED, "list", element))
                    .named(name);
        } else if (type instanceof ColumnType.MapType map) {
            Type key = type(map.key(), Repetition.REQUIRED, "key");
            Type value = type(map.value(), repetition(map.valueNullable()), "value");
            return Types.buildGroup(repetition)
                    .as(LogicalTypeAnnotation.mapType())
                    .addField(new GroupType(Repetition.REPEATED, "key_value", key, value))
                    .named(name);
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    private static Repetition repetition(boolean nullable) {
        return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
    }

    private static Type primitive(ColumnType.Primitive type, Repetition repetition, String name) {
        return switch (type) {
            case STRING ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case BINARY -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
            case BOOLEAN ->
                Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case BYTE -> integer(repetition, 8, name);
            case SHORT -> integer(repetition, 16, name);
            case INT -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
            case LONG -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
            case FLOAT -> Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
            case DOUBLE -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
            case DATE ->
                Types.primitive(PrimitiveTypeName.INT32, repetition)
                        .as(LogicalTypeAnnotation.dateType())
                        .named(name);
            case TIMESTAMP -> timestamp(repetition, true, name);
            case TIMESTAMP_NTZ -> timestamp(repetition, false, name);
        };
    }

    private static Type integer(Repetition repetition, int bits, String name) {
        return Types.primitive(PrimitiveTypeName.INT32, repetition)
                .as(LogicalTypeAnnotation.intType(bits, true))
                .named(name);
    }

    private static Type timestamp(Repetition repetition, boolean utc, String name) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(LogicalTypeAnnotation.timestampType(utc, TimeUnit.MICROS))
                .named(name);
    }
}
