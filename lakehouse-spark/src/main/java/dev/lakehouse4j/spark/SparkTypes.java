package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The types of columns and their counterparts in Spark. */
final class SparkTypes {

    private SparkTypes() {}

    static StructType struct(List<Column> columns) {
        StructField[] fields = columns.stream()
                .map(column -> DataTypes.createStructField(column.name(), of(column.type()), true))
                .toArray(StructField[]::new);
        return DataTypes.createStructType(fields);
    }

    static DataType of(ColumnType type) {
        if (type instanceof Primitive primitive) {
            return switch (primitive) {
                case STRING -> DataTypes.StringType;
                case BOOLEAN -> DataTypes.BooleanType;
                case BYTE -> DataTypes.ByteType;
                case SHORT -> DataTypes.ShortType;
                case INT -> DataTypes.IntegerType;
                case LONG -> DataTypes.LongType;
                case FLOAT -> DataTypes.FloatType;
                case DOUBLE -> DataTypes.DoubleType;
                case DATE -> DataTypes.DateType;
                case TIMESTAMP -> DataTypes.TimestampType;
                case TIMESTAMP_NTZ -> DataTypes.TimestampNTZType;
                case BINARY -> DataTypes.BinaryType;
            };
        } else if (type instanceof ColumnType.DecimalType decimal) {
            return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
        } else if (type instanceof ColumnType.ListType list) {
            return DataTypes.createArrayType(of(list.element()), true);
        } else if (type instanceof ColumnType.MapType map) {
            return DataTypes.createMapType(of(map.key()), of(map.value()), true);
        } else if (type instanceof ColumnType.StructType struct) {
            return struct(struct.fields());
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    /** The name of a type in Spark's SQL, whatever the session calls a timestamp. */
    static String sql(ColumnType type) {
        DataType spark = of(type);
        return spark.equals(DataTypes.TimestampType) ? "timestamp_ltz" : spark.sql();
    }

    /** The type of a table's column that a type of Spark stands for, or null when there is none. */
    static @Nullable ColumnType parse(DataType type) {
        if (type instanceof StringType) {
            return Primitive.STRING;
        } else if (type instanceof NullType) {
            return Primitive.INT; // A bare null, as the embedded engine has it.
        } else if (type instanceof DecimalType decimal) {
            return new ColumnType.DecimalType(decimal.precision(), decimal.scale());
        } else if (type instanceof ArrayType array) {
            ColumnType element = parse(array.elementType());
            return element == null ? null : new ColumnType.ListType(element, true);
        } else if (type instanceof MapType map) {
            ColumnType key = parse(map.keyType());
            ColumnType value = parse(map.valueType());
            return key == null || value == null ? null : new ColumnType.MapType(key, value, true);
        } else if (type instanceof StructType struct) {
            List<Column> fields = new ArrayList<>();
            for (StructField field : struct.fields()) {
                ColumnType inner = parse(field.dataType());
                if (inner == null) {
                    return null;
                }
                fields.add(Column.nullable(field.name(), inner));
            }
            return new ColumnType.StructType(fields);
        }
        for (Primitive primitive : Primitive.values()) {
            if (of(primitive).equals(type)) {
                return primitive;
            }
        }
        return null;
    }
}
