package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.TableSchema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a model takes and gives, checked when it scores; kept in the model's {@code MLmodel} file as MLflow does.
 *
 * @param inputs columns that it takes, with unique names
 * @param outputs columns that it gives, with unique names
 */
public record ModelSignature(List<Column> inputs, List<Column> outputs) {

    /** Copies the lists and refuses names that occur twice. */
    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (inputs.isEmpty()) {
            throw new SchemaException("Cannot describe a model: it has no input columns. Name at least one.");
        }
        requireUnique(inputs);
        requireUnique(outputs);
    }

    /** The types of columns that MLflow knows. */
    public enum ValueType {
        /** True or false. */
        BOOLEAN,
        /** 32-bit signed integer. */
        INTEGER,
        /** 64-bit signed integer. */
        LONG,
        /** 32-bit floating point. */
        FLOAT,
        /** 64-bit floating point; decimals as well. */
        DOUBLE,
        /** Text. */
        STRING,
        /** Bytes. */
        BINARY,
        /** A day or a point in time. */
        DATETIME;

        String mlflowName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The Delta type of a table's column as a type of MLflow, which has neither decimals nor small integers. */
        static ValueType of(String column, ColumnType type) {
            if (type instanceof ColumnType.DecimalType) {
                return DOUBLE;
            }
            if (!(type instanceof ColumnType.Primitive primitive)) {
                throw new SchemaException("Cannot put column " + column + " into a model's signature: its type " + type
                        + " is nested. Give the model flat columns.");
            }
            return switch (primitive) {
                case STRING -> STRING;
                case BOOLEAN -> BOOLEAN;
                case BYTE, SHORT, INT -> INTEGER;
                case LONG -> LONG;
                case FLOAT -> FLOAT;
                case DOUBLE -> DOUBLE;
                case DATE, TIMESTAMP, TIMESTAMP_NTZ -> DATETIME;
                case BINARY -> BINARY;
            };
        }

        /** Whether a value of the other type can stand here without loss: an integer for a long, a float for a double. */
        boolean accepts(ValueType other) {
            return this == other
                    || (this == LONG && other == INTEGER)
                    || (this == DOUBLE && (other == FLOAT || other == INTEGER))
                    || (this == FLOAT && other == INTEGER);
        }

        static @Nullable ValueType ofValue(Object value) {
            if (value instanceof Boolean) {
                return BOOLEAN;
            } else if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
                return INTEGER;
            } else if (value instanceof Long) {
                return LONG;
            } else if (value instanceof Float) {
                return FLOAT;
            } else if (value instanceof Double || value instanceof java.math.BigDecimal) {
                return DOUBLE;
            } else if (value instanceof CharSequence || value instanceof Enum<?>) {
                return STRING;
            } else if (value instanceof byte[]) {
                return BINARY;
            } else if (value instanceof Instant || value instanceof LocalDate || value instanceof LocalDateTime) {
                return DATETIME;
            }
            return null;
        }
    }

    /**
     * One column of a signature.
     *
     * @param name name of the column
     * @param type its type
     * @param required whether it must be there and must not be null
     */
    public record Column(String name, ValueType type, boolean required) {

        /**
         * A column that must be there.
         *
         * @param name name of the column
         * @param type its type
         * @return the column
         */
        public static Column required(String name, ValueType type) {
            return new Column(name, type, true);
        }

        /**
         * A column that may be null or missing.
         *
         * @param name name of the column
         * @param type its type
         * @return the column
         */
        public static Column optional(String name, ValueType type) {
            return new Column(name, type, false);
        }

        @Override
        public String toString() {
            return name + " " + type.mlflowName() + (required ? "" : " (optional)");
        }
    }

    /**
     * The signature of a model that reads rows of one schema and gives rows of another; decimals become doubles, small
     * integers integers.
     *
     * @param inputs schema of what it takes, for example {@code TableSchema.of(Features.class)}
     * @param outputs schema of what it gives
     * @return the signature; a column that is nullable is optional
     * @throws SchemaException when a column is nested
     */
    public static ModelSignature of(TableSchema inputs, TableSchema outputs) {
        return new ModelSignature(columns(inputs), columns(outputs));
    }

    static List<Column> columns(TableSchema schema) {
        return schema.columns().stream()
                .map(column ->
                        new Column(column.name(), ValueType.of(column.name(), column.type()), !column.nullable()))
                .toList();
    }

    /**
     * Checks the columns that a model is about to score, before it does.
     *
     * @param given the columns at hand, in any order
     * @throws SchemaException naming every missing, extra or wrongly typed column
     */
    public void checkColumns(List<Column> given) {
        List<String> problems = new ArrayList<>();
        Set<String> extra = new LinkedHashSet<>(given.stream().map(Column::name).toList());
        for (Column due : inputs) {
            extra.remove(due.name());
            Column there = given.stream()
                    .filter(column -> column.name().equals(due.name()))
                    .findFirst()
                    .orElse(null);
            if (there == null) {
                if (due.required()) {
                    problems.add(missing(due, given.stream().map(Column::name).toList()));
                }
            } else if (!due.type().accepts(there.type())) {
                problems.add(wrongType(due, there.type().mlflowName()));
            }
        }
        refuse(problems, extra);
    }

    /**
     * Checks the columns of a table that a model is about to score.
     *
     * @param schema schema of the rows at hand
     * @throws SchemaException naming every missing, extra or wrongly typed column
     */
    public void checkColumns(TableSchema schema) {
        checkColumns(columns(schema));
    }

    /**
     * Checks one row that a model is about to score.
     *
     * @param row value by column name; null stands for a missing value and is allowed in optional columns. Integers are
     *     {@code Byte}, {@code Short}, {@code Integer} or {@code Long}, floating point is {@code Float}, {@code Double} or
     *     {@code BigDecimal}, times are {@code Instant}, {@code LocalDate} or {@code LocalDateTime}
     * @throws SchemaException naming every missing, extra or wrongly typed column
     */
    public void checkRow(Map<String, ? extends @Nullable Object> row) {
        List<String> problems = new ArrayList<>();
        Set<String> extra = new LinkedHashSet<>(row.keySet());
        for (Column due : inputs) {
            extra.remove(due.name());
            Object value = row.get(due.name());
            if (value == null) {
                if (due.required()) {
                    problems.add(
                            row.containsKey(due.name())
                                    ? due.name() + " is null, but required"
                                    : missing(due, row.keySet()));
                }
                continue;
            }
            ValueType type = ValueType.ofValue(value);
            if (type == null || !due.type().accepts(type)) {
                problems.add(wrongType(due, type == null ? value.getClass().getSimpleName() : type.mlflowName()));
            }
        }
        refuse(problems, extra);
    }

    private static String missing(Column due, java.util.Collection<String> given) {
        List<String> near = LakehouseErrors.nearest(due.name(), given);
        return due.name() + " (" + due.type().mlflowName() + ") is missing"
                + (near.isEmpty() ? "" : " (there is " + String.join(", ", near) + ")");
    }

    private static String wrongType(Column due, String type) {
        return due.name() + " is " + type + ", not " + due.type().mlflowName();
    }

    private static void refuse(List<String> problems, Set<String> extra) {
        extra.forEach(name -> problems.add(name + " is no input of the model"));
        if (!problems.isEmpty()) {
            throw new SchemaException("Cannot score: the columns do not fit the signature of the model: "
                    + String.join("; ", problems)
                    + ". Give it the columns it was trained on, or load the version that fits.");
        }
    }

    private static void requireUnique(List<Column> columns) {
        Set<String> names = new LinkedHashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new SchemaException(
                        "Cannot describe a model: column " + column.name() + " occurs twice. Name each column once.");
            }
        }
    }

    /** A list of columns as the JSON text that MLflow keeps: {@code [{"type": "double", "name": "x", "required": true}]}. */
    static String columnsToJson(List<Column> columns) {
        return Json.write(columnsToNode(columns));
    }

    static ArrayNode columnsToNode(List<Column> columns) {
        ArrayNode array = Json.array();
        for (Column column : columns) {
            ObjectNode node = array.addObject();
            node.put("type", column.type().mlflowName());
            node.put("name", column.name());
            node.put("required", column.required());
        }
        return array;
    }

    static List<Column> columnsOf(JsonNode array) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode node : array) {
            String type = node.path("type").asText();
            try {
                columns.add(new Column(
                        node.path("name").asText(),
                        ValueType.valueOf(type.toUpperCase(Locale.ROOT)),
                        node.path("required").asBoolean(true)));
            } catch (IllegalArgumentException e) {
                throw new TrackingException(
                        "Cannot read a signature: column " + node.path("name").asText() + " has the type " + type
                                + ", which is not a flat column. Only models of flat columns can be opened here.",
                        e,
                        false);
            }
        }
        return columns;
    }
}
