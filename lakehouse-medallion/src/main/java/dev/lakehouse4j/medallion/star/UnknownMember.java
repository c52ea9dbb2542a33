package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.DecimalType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.RecordField;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.Sql;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The row of a dimension that facts without a member refer to. */
record UnknownMember(String select) {

    static UnknownMember of(
            Definition definition,
            TableRef<?, ?> table,
            List<String> naturalKey,
            String surrogateKey,
            @Nullable History history,
            Map<String, Object> given) {
        given.keySet().forEach(column -> definition.column("column of the unknown member", column));
        String columns = table.schema().columns().stream()
                .map(column -> value(definition, table, column, naturalKey, surrogateKey, history, given) + " as "
                        + StarSql.name(column.name()))
                .collect(Collectors.joining(",\n  "));
        return new UnknownMember("select\n  " + columns);
    }

    private static String value(
            Definition definition,
            TableRef<?, ?> table,
            Column column,
            List<String> naturalKey,
            String surrogateKey,
            @Nullable History history,
            Map<String, Object> given) {
        String name = column.name();
        Object own = given.get(name);
        if (name.equals(surrogateKey)) {
            if (own != null) {
                definition.problem("the surrogate key of the unknown member is always " + StarSql.UNKNOWN_KEY);
            }
            return StarSql.cast(StarSql.UNKNOWN_KEY, column.type());
        }
        if (history != null) {
            if (name.equals(history.validFromColumn())) {
                return StarSql.beginning(column.type());
            } else if (name.equals(history.validToColumn())) {
                return "null";
            } else if (name.equals(history.currentColumn())) {
                return "true";
            }
        }
        if (own != null) {
            return StarSql.cast(literal(definition, name, own), column.type());
        }
        boolean isNaturalKey = naturalKey.contains(name);
        if (column.nullable() && !(isNaturalKey && column.type() == Primitive.STRING)) {
            return "null";
        }
        return byType(definition, table, column, isNaturalKey);
    }

    private static String byType(Definition definition, TableRef<?, ?> table, Column column, boolean isNaturalKey) {
        if (column.type() instanceof DecimalType) {
            return StarSql.cast(isNaturalKey ? "-1" : "0", column.type());
        }
        if (column.type() instanceof Primitive primitive) {
            return switch (primitive) {
                case STRING -> StarSql.cast(Sql.literal(text(definition, table, column)), primitive);
                case BOOLEAN -> "false";
                case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> StarSql.cast(isNaturalKey ? "-1" : "0", primitive);
                case DATE -> StarSql.cast("'1900-01-01'", primitive);
                case TIMESTAMP, TIMESTAMP_NTZ -> StarSql.beginning(primitive);
                case BINARY -> noDefault(definition, column);
            };
        }
        return noDefault(definition, column);
    }

    private static String text(Definition definition, TableRef<?, ?> table, Column column) {
        Class<?> type = RecordShape.of(table.type()).fields().stream()
                .filter(field -> field.name().equals(column.name()))
                .map(RecordField::type)
                .filter(Class.class::isInstance)
                .<Class<?>>map(Class.class::cast)
                .findFirst()
                .orElse(String.class);
        if (!type.isEnum()) {
            return StarSql.UNKNOWN_TEXT;
        }
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .filter(name -> name.toLowerCase(Locale.ROOT).equals(StarSql.UNKNOWN_TEXT))
                .findFirst()
                .orElseGet(() -> {
                    definition.problem("the unknown member has no value for " + column.name() + ": the enum "
                            + type.getSimpleName() + " has no constant UNKNOWN; add it, make the component @Nullable,"
                            + " or call unknown(\"" + column.name() + "\", …)");
                    return StarSql.UNKNOWN_TEXT;
                });
    }

    private static String noDefault(Definition definition, Column column) {
        definition.problem("the unknown member has no value for " + column + "; make the component @Nullable");
        return "null";
    }

    private static String literal(Definition definition, String name, Object value) {
        if (value instanceof String || value instanceof Enum<?>) {
            return Sql.literal(value.toString());
        } else if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof LocalDate || value instanceof LocalDateTime) {
            return Sql.literal(value.toString());
        }
        definition.problem(
                "the unknown member cannot hold the " + value.getClass().getSimpleName() + " given for " + name
                        + "; give a text, a number, a boolean, a LocalDate or a LocalDateTime");
        return "null";
    }
}
