package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.DecimalType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL that DuckDB and Spark both understand. */
final class StarSql {

    static final String UNKNOWN_KEY = "-1";
    static final String UNKNOWN_TEXT = "unknown";
    static final String BEGINNING = "1900-01-01 00:00:00";

    private static final String EARLIEST = "0001-01-01 00:00:00";
    private static final String LATEST = "9999-12-31 00:00:00";

    private StarSql() {}

    static String name(String column) {
        return Sql.name(column);
    }

    static String names(List<String> columns) {
        return join(columns, ", ", StarSql::name);
    }

    static <T> String join(List<T> items, String separator, Function<T, String> text) {
        return items.stream().map(text).collect(Collectors.joining(separator));
    }

    static String previous(String tableName) {
        return "previous." + tableName;
    }

    static String cast(String expression, ColumnType type) {
        return "cast(" + expression + " as " + type.sql() + ")";
    }

    static String beginning(ColumnType type) {
        return cast(Sql.literal(BEGINNING), type);
    }

    static String earliest(ColumnType type) {
        return cast(Sql.literal(EARLIEST), type);
    }

    static String latest(ColumnType type) {
        return cast(Sql.literal(LATEST), type);
    }

    /** A value as text, the same text on every engine whatever the type of the expression. */
    static String text(String expression, ColumnType type) {
        return type == Primitive.STRING
                ? "cast(" + expression + " as string)"
                : "cast(" + cast(expression, type) + " as string)";
    }

    /** Whether all engines write the values of a type as the same text. */
    static boolean hasPortableText(ColumnType type) {
        return type instanceof DecimalType
                || (type instanceof Primitive primitive
                        && switch (primitive) {
                            case STRING, BOOLEAN, BYTE, SHORT, INT, LONG, DATE, TIMESTAMP_NTZ -> true;
                            case FLOAT, DOUBLE, TIMESTAMP, BINARY -> false;
                        });
    }

    /** The text that a surrogate key is the hash of; several parts each carry their length, so that no two keys mix. */
    static String keyText(List<String> texts) {
        return texts.size() == 1
                ? texts.get(0)
                : join(texts, " || ", text -> "cast(length(" + text + ") as string) || ':' || " + text);
    }

    static List<String> texts(List<Column> columns, String prefix) {
        return columns.stream()
                .map(column -> text(prefix + name(column.name()), column.type()))
                .toList();
    }

    /** Columns as a text for people. */
    static String display(List<String> expressions) {
        return join(expressions, " || ', ' || ", expression -> "coalesce(cast(" + expression + " as string), 'null')");
    }

    static String withSource(String sql) {
        return "with source_rows as (\n" + indent(sql) + "\n)";
    }

    static String indent(String sql) {
        // Lines inside a string literal would change, so only the first line moves.
        return "  " + sql;
    }

    /** One SELECT statement without the semicolon that may end it. */
    static String statement(String sql) {
        String stripped = sql.strip();
        while (stripped.endsWith(";")) {
            stripped = stripped.substring(0, stripped.length() - 1).stripTrailing();
        }
        return stripped;
    }

    static String resource(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("Cannot read the SQL resource " + name + ": there is none beside "
                        + beside.getName() + ". Put it under src/main/resources/"
                        + beside.getPackageName().replace('.', '/') + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> List<T> plus(List<T> items, List<T> more) {
        List<T> all = new ArrayList<>(items);
        all.addAll(more);
        return all;
    }
}
