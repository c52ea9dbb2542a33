package dev.lakehouse4j.unity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import io.unitycatalog.client.model.ColumnInfo;
import io.unitycatalog.client.model.ColumnTypeName;
import java.util.stream.Collectors;

/** Columns in the three forms that Unity Catalog wants: the name of the type, its text in SQL, and a field in Spark's JSON. */
final class ColumnTypes {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ColumnTypes() {}

    /**
     * Describes a column.
     *
     * @param column the column
     * @param position its place in the table, from 0
     */
    static ColumnInfo describe(Column column, int position) {
        ColumnInfo info = new ColumnInfo()
                .name(column.name())
                .typeName(name(column.type()))
                .typeText(text(column.type()))
                .typeJson(field(column).toString())
                .position(position)
                .nullable(column.nullable())
                .comment(column.comment());
        if (column.type() instanceof ColumnType.DecimalType decimal) {
            info.typePrecision(decimal.precision()).typeScale(decimal.scale());
        }
        return info;
    }

    private static ColumnTypeName name(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case STRING -> ColumnTypeName.STRING;
                case BOOLEAN -> ColumnTypeName.BOOLEAN;
                case BYTE -> ColumnTypeName.BYTE;
                case SHORT -> ColumnTypeName.SHORT;
                case INT -> ColumnTypeName.INT;
                case LONG -> ColumnTypeName.LONG;
                case FLOAT -> ColumnTypeName.FLOAT;
                case DOUBLE -> ColumnTypeName.DOUBLE;
                case DATE -> ColumnTypeName.DATE;
                case TIMESTAMP -> ColumnTypeName.TIMESTAMP;
                case TIMESTAMP_NTZ -> ColumnTypeName.TIMESTAMP_NTZ;
                case BINARY -> ColumnTypeName.BINARY;
            };
        } else if (type instanceof ColumnType.DecimalType) {
            return ColumnTypeName.DECIMAL;
        } else if (type instanceof ColumnType.StructType) {
            return ColumnTypeName.STRUCT;
        } else if (type instanceof ColumnType.ListType) {
            return ColumnTypeName.ARRAY;
        } else if (type instanceof ColumnType.MapType) {
            return ColumnTypeName.MAP;
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    /** The type in Spark's SQL, which differs from DuckDB's. */
    private static String text(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case STRING -> "string";
                case BOOLEAN -> "boolean";
                case BYTE -> "tinyint";
                case SHORT -> "smallint";
                case INT -> "int";
                case LONG -> "bigint";
                case FLOAT -> "float";
                case DOUBLE -> "double";
                case DATE -> "date";
                case TIMESTAMP -> "timestamp";
                case TIMESTAMP_NTZ -> "timestamp_ntz";
                case BINARY -> "binary";
            };
        } else if (type instanceof ColumnType.DecimalType decimal) {
            return decimal(decimal);
        } else if (type instanceof ColumnType.StructType struct) {
            return struct.fields().stream()
                    .map(field -> quoted(field.name()) + ":" + text(field.type()))
                    .collect(Collectors.joining(",", "struct<", ">"));
        } else if (type instanceof ColumnType.ListType list) {
            return "array<" + text(list.element()) + ">";
        } else if (type instanceof ColumnType.MapType map) {
            return "map<" + text(map.key()) + "," + text(map.value()) + ">";
        }
        throw new IllegalStateException("unreachable: " + type);
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "`" + name.replace("`", "``") + "`";
    }

    private static String decimal(ColumnType.DecimalType type) {
        return "decimal(" + type.precision() + "," + type.scale() + ")";
    }

    /** A field as Spark and the Delta log write it. */
    private static ObjectNode field(Column column) {
        ObjectNode field = JSON.objectNode();
        field.put("name", column.name());
        field.set("type", json(column.type()));
        field.put("nullable", column.nullable());
        ObjectNode metadata = field.putObject("metadata");
        if (column.comment() != null) {
            metadata.put("comment", column.comment());
        }
        return field;
    }

    private static JsonNode json(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return JSON.textNode(
                    switch (primitive) {
                        case BYTE -> "byte";
                        case SHORT -> "short";
                        case INT -> "integer";
                        case LONG -> "long";
                        case STRING, BOOLEAN, FLOAT, DOUBLE, DATE, TIMESTAMP, TIMESTAMP_NTZ, BINARY -> text(type);
                    });
        } else if (type instanceof ColumnType.DecimalType decimal) {
            return JSON.textNode(decimal(decimal));
        }
        ObjectNode node = JSON.objectNode();
        if (type instanceof ColumnType.StructType struct) {
            node.put("type", "struct");
            var fields = node.putArray("fields");
            struct.fields().forEach(field -> fields.add(field(field)));
        } else if (type instanceof ColumnType.ListType list) {
            node.put("type", "array");
            node.set("elementType", json(list.element()));
            node.put("containsNull", list.elementNullable());
        } else if (type instanceof ColumnType.MapType map) {
            node.put("type", "map");
            node.set("keyType", json(map.key()));
            node.set("valueType", json(map.value()));
            node.put("valueContainsNull", map.valueNullable());
        } else {
            throw new IllegalStateException("unreachable: " + type);
        }
        return node;
    }
}
