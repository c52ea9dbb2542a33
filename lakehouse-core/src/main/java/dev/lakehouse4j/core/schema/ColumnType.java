package dev.lakehouse4j.core.schema;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a column: the types of Delta Lake that Java records can carry. */
public sealed interface ColumnType {

    /**
     * The type as SQL, understood by DuckDB and Spark for flat types ({@code bigint}, {@code decimal(10,2)}).
     *
     * @return the SQL name of the type
     */
    String sql();

    /** A type without parameters. */
    enum Primitive implements ColumnType {
        /** Text, UTF-8. */
        STRING("string"),
        /** True or false. */
        BOOLEAN("boolean"),
        /** 8-bit signed integer. */
        BYTE("tinyint"),
        /** 16-bit signed integer. */
        SHORT("smallint"),
        /** 32-bit signed integer. */
        INT("int"),
        /** 64-bit signed integer. */
        LONG("bigint"),
        /** 32-bit floating point. */
        FLOAT("float"),
        /** 64-bit floating point. */
        DOUBLE("double"),
        /** A calendar day. */
        DATE("date"),
        /** A point in time, microseconds, UTC: Java's {@link java.time.Instant}. */
        TIMESTAMP("timestamp with time zone"),
        /** A wall-clock time without zone, microseconds: Java's {@link java.time.LocalDateTime}. */
        TIMESTAMP_NTZ("timestamp"),
        /** Bytes. */
        BINARY("blob");

        private final String sql;

        Primitive(String sql) {
            this.sql = sql;
        }

        @Override
        public String sql() {
            return sql;
        }

        @Override
        public String toString() {
            return sql;
        }
    }

    /**
     * An exact number.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to precision
     */
    record DecimalType(int precision, int scale) implements ColumnType {

        /** Checks the ranges. */
        public DecimalType {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("Cannot make a decimal(" + precision + "," + scale
                        + "): precision must be 1 to 38 and scale 0 to precision.");
            }
        }

        @Override
        public String sql() {
            return "decimal(" + precision + "," + scale + ")";
        }

        @Override
        public String toString() {
            return sql();
        }
    }

    /**
     * A nested record.
     *
     * @param fields its fields in order
     */
    record StructType(List<Column> fields) implements ColumnType {

        /** Copies the list. */
        public StructType {
            fields = List.copyOf(fields);
        }

        @Override
        public String sql() {
            return fields.stream()
                    .map(field ->
                            Sql.identifier(field.name()) + " " + field.type().sql())
                    .collect(Collectors.joining(", ", "struct(", ")"));
        }

        @Override
        public String toString() {
            return sql();
        }
    }

    /**
     * A list.
     *
     * @param element type of the elements
     * @param elementNullable whether an element may be null
     */
    record ListType(ColumnType element, boolean elementNullable) implements ColumnType {

        @Override
        public String sql() {
            return element.sql() + "[]";
        }

        @Override
        public String toString() {
            return sql();
        }
    }

    /**
     * A map.
     *
     * @param key type of the keys, never null
     * @param value type of the values
     * @param valueNullable whether a value may be null
     */
    record MapType(ColumnType key, ColumnType value, boolean valueNullable) implements ColumnType {

        @Override
        public String sql() {
            return "map(" + key.sql() + ", " + value.sql() + ")";
        }

        @Override
        public String toString() {
            return sql();
        }
    }
}
