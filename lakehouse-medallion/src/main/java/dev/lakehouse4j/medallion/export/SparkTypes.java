package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.DecimalType;
import dev.lakehouse4j.core.schema.ColumnType.ListType;
import dev.lakehouse4j.core.schema.ColumnType.MapType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.ColumnType.StructType;
import dev.lakehouse4j.core.schema.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Column types and column lists as Spark and Databricks spell them. */
final class SparkTypes {

    private SparkTypes() {}

    static String of(ColumnType type) {
        if (type instanceof Primitive primitive) {
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
        } else if (type instanceof DecimalType decimal) {
            return "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
        } else if (type instanceof StructType struct) {
            return struct.fields().stream()
                    .map(field -> Sql.name(field.name()) + ": " + of(field.type()))
                    .collect(Collectors.joining(", ", "struct<", ">"));
        } else if (type instanceof ListType list) {
            return "array<" + of(list.element()) + ">";
        }
        MapType map = (MapType) type;
        return "map<" + of(map.key()) + ", " + of(map.value()) + ">";
    }

    /** Columns as a schema in one line. */
    static String schema(List<Column> columns) {
        return columns.stream()
                .map(column -> Sql.name(column.name()) + " " + of(column.type()))
                .collect(Collectors.joining(", "));
    }

    static String cast(String expression, ColumnType type) {
        return "cast(" + expression + " as " + of(type) + ")";
    }
}
