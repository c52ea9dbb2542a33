package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.GeographyType;
import io.delta.kernel.types.GeometryType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.types.VariantType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Translates between our schema and that of Delta Kernel, with key, checks and comment in table properties. */
final class SchemaCodec {

    /** Table property: the key columns as a JSON array. */
    static final String KEY_PROPERTY = "lakehouse4j.key";
    /** Table property: the CHECK conditions as a JSON array. Other writers do not see it. */
    static final String CHECKS_PROPERTY = "lakehouse4j.checks";
    /** Table property: what a row is; Spark and Databricks show it as the table's comment. */
    static final String COMMENT_PROPERTY = "comment";

    private static final String COMMENT_KEY = "comment";

    private SchemaCodec() {}

    static StructType toKernel(TableSchema schema) {
        return struct(schema.columns());
    }

    static Map<String, String> properties(TableSchema schema) {
        Map<String, String> properties = new java.util.LinkedHashMap<>();
        if (!schema.key().isEmpty()) {
            properties.put(KEY_PROPERTY, Json.write(schema.key()));
        }
        if (!schema.checks().isEmpty()) {
            properties.put(CHECKS_PROPERTY, Json.write(schema.checks()));
        }
        if (schema.comment() != null) {
            properties.put(COMMENT_PROPERTY, schema.comment());
        }
        return properties;
    }

    static TableSchema fromKernel(StructType struct, Map<String, String> properties) {
        List<String> key = strings(properties, KEY_PROPERTY);
        List<Column> columns = columns(struct);
        List<String> names = columns.stream().map(Column::name).toList();
        return new TableSchema(
                columns,
                key.stream().filter(names::contains).toList(),
                strings(properties, CHECKS_PROPERTY),
                properties.get(COMMENT_PROPERTY));
    }

    private static List<String> strings(Map<String, String> properties, String name) {
        String json = properties.get(name);
        return json == null ? List.of() : Json.readStrings(json);
    }

    private static StructType struct(List<Column> columns) {
        List<StructField> fields = new ArrayList<>();
        for (Column column : columns) {
            FieldMetadata metadata = column.comment() == null
                    ? FieldMetadata.empty()
                    : FieldMetadata.builder()
                            .putString(COMMENT_KEY, column.comment())
                            .build();
            fields.add(new StructField(column.name(), type(column.type()), column.nullable(), metadata));
        }
        return new StructType(fields);
    }

    private static DataType type(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case STRING -> StringType.STRING;
                case BOOLEAN -> BooleanType.BOOLEAN;
                case BYTE -> ByteType.BYTE;
                case SHORT -> ShortType.SHORT;
                case INT -> IntegerType.INTEGER;
                case LONG -> LongType.LONG;
                case FLOAT -> FloatType.FLOAT;
                case DOUBLE -> DoubleType.DOUBLE;
                case DATE -> DateType.DATE;
                case TIMESTAMP -> TimestampType.TIMESTAMP;
                case TIMESTAMP_NTZ -> TimestampNTZType.TIMESTAMP_NTZ;
                case BINARY -> BinaryType.BINARY;
            };
        } else if (type instanceof ColumnType.DecimalType decimal) {
            return new DecimalType(decimal.precision(), decimal.scale());
        } else if (type instanceof ColumnType.StructType struct) {
            return struct(struct.fields());
        } else if (type instanceof ColumnType.ListType list) {
            return new ArrayType(type(list.element()), list.elementNullable());
        } else if (type instanceof ColumnType.MapType map) {
            return new MapType(type(map.key()), type(map.value()), map.valueNullable());
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    private static List<Column> columns(StructType struct) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : struct.fields()) {
            Object comment = field.getMetadata().getEntries().get(COMMENT_KEY);
            columns.add(new Column(
                    field.getName(),
                    type(field.getName(), field.getDataType()),
                    field.isNullable(),
                    comment == null ? null : comment.toString()));
        }
        return columns;
    }

    private static ColumnType type(String column, DataType type) {
        if (type instanceof StringType text) {
            if (!StringType.STRING.equals(text)) {
                throw unsupported(column, "collations", "its texts are compared by " + text.getCollationIdentifier());
            }
            return ColumnType.Primitive.STRING;
        } else if (type instanceof BooleanType) {
            return ColumnType.Primitive.BOOLEAN;
        } else if (type instanceof ByteType) {
            return ColumnType.Primitive.BYTE;
        } else if (type instanceof ShortType) {
            return ColumnType.Primitive.SHORT;
        } else if (type instanceof IntegerType) {
            return ColumnType.Primitive.INT;
        } else if (type instanceof LongType) {
            return ColumnType.Primitive.LONG;
        } else if (type instanceof FloatType) {
            return ColumnType.Primitive.FLOAT;
        } else if (type instanceof DoubleType) {
            return ColumnType.Primitive.DOUBLE;
        } else if (type instanceof DateType) {
            return ColumnType.Primitive.DATE;
        } else if (type instanceof TimestampType) {
            return ColumnType.Primitive.TIMESTAMP;
        } else if (type instanceof TimestampNTZType) {
            return ColumnType.Primitive.TIMESTAMP_NTZ;
        } else if (type instanceof BinaryType) {
            return ColumnType.Primitive.BINARY;
        } else if (type instanceof DecimalType decimal) {
            return new ColumnType.DecimalType(decimal.getPrecision(), decimal.getScale());
        } else if (type instanceof StructType struct) {
            return new ColumnType.StructType(columns(struct));
        } else if (type instanceof ArrayType array) {
            return new ColumnType.ListType(type(column, array.getElementType()), array.containsNull());
        } else if (type instanceof MapType map) {
            return new ColumnType.MapType(
                    type(column, map.getKeyType()), type(column, map.getValueType()), map.isValueContainsNull());
        }
        throw unsupported(column, feature(type), "its type is " + type);
    }

    private static String feature(DataType type) {
        if (type instanceof VariantType) {
            return "variantType";
        }
        return type instanceof GeometryType || type instanceof GeographyType ? "geospatial" : "of the type " + type;
    }

    private static UnsupportedFeatureException unsupported(String column, String feature, String reason) {
        return new UnsupportedFeatureException("Cannot read column " + column + ": it has the feature " + feature + " ("
                + reason + "), which is not supported. Read the table with another engine, or drop the column there.");
    }
}
