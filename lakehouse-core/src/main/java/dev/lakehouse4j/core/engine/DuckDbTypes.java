package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads DuckDB's names of types, such as {@code STRUCT(a INTEGER, b VARCHAR)[]}. */
final class DuckDbTypes {

    private final String text;
    private int position;

    private DuckDbTypes(String text) {
        this.text = text;
    }

    /** The column type, or null for a type that Delta tables do not have (HUGEINT, INTERVAL, TIME …). */
    static @org.jspecify.annotations.Nullable ColumnType parse(String name) {
        try {
            DuckDbTypes parser = new DuckDbTypes(name.trim());
            ColumnType type = parser.type();
            return parser.position == parser.text.length() ? type : null;
        } catch (UnknownType e) {
            return null;
        }
    }

    /** Ends the parse; caught above. */
    private static final class UnknownType extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownType() {
            super("unknown type", null, false, false);
        }
    }

    private ColumnType type() {
        ColumnType type = base();
        while (position + 1 < text.length() && text.charAt(position) == '[' && text.charAt(position + 1) == ']') {
            position += 2;
            type = new ColumnType.ListType(type, true);
        }
        return type;
    }

    private ColumnType base() {
        return switch (word()) {
            case "VARCHAR", "CHAR", "TEXT" -> ColumnType.Primitive.STRING;
            case "BOOLEAN" -> ColumnType.Primitive.BOOLEAN;
            case "TINYINT" -> ColumnType.Primitive.BYTE;
            case "SMALLINT" -> ColumnType.Primitive.SHORT;
            case "INTEGER" -> ColumnType.Primitive.INT;
            case "BIGINT" -> ColumnType.Primitive.LONG;
            case "FLOAT" -> ColumnType.Primitive.FLOAT;
            case "DOUBLE" -> ColumnType.Primitive.DOUBLE;
            case "DATE" -> ColumnType.Primitive.DATE;
            case "BLOB" -> ColumnType.Primitive.BINARY;
            case "TIMESTAMP" -> timestamp();
            case "ENUM" -> {
                skipParentheses();
                yield ColumnType.Primitive.STRING;
            }
            case "DECIMAL" -> decimal();
            case "STRUCT" -> struct();
            case "MAP" -> map();
            default -> throw new UnknownType();
        };
    }

    private ColumnType timestamp() {
        String zone = " WITH TIME ZONE";
        if (text.startsWith(zone, position)) {
            position += zone.length();
            return ColumnType.Primitive.TIMESTAMP;
        }
        return ColumnType.Primitive.TIMESTAMP_NTZ;
    }

    private ColumnType decimal() {
        expect('(');
        int precision = Integer.parseInt(word());
        expect(',');
        int scale = Integer.parseInt(word());
        expect(')');
        return new ColumnType.DecimalType(precision, scale);
    }

    private ColumnType map() {
        expect('(');
        ColumnType key = type();
        expect(',');
        ColumnType value = type();
        expect(')');
        return new ColumnType.MapType(key, value, true);
    }

    private ColumnType struct() {
        List<Column> fields = new ArrayList<>();
        expect('(');
        do {
            skipSpaces();
            String name = identifier();
            skipSpaces();
            fields.add(Column.nullable(name, type()));
            skipSpaces();
        } while (accept(','));
        expect(')');
        return new ColumnType.StructType(fields);
    }

    private String identifier() {
        if (position < text.length() && text.charAt(position) == '"') {
            StringBuilder name = new StringBuilder();
            position++;
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (c == '"') {
                    if (position < text.length() && text.charAt(position) == '"') {
                        position++;
                    } else {
                        return name.toString();
                    }
                }
                name.append(c);
            }
            throw new UnknownType();
        }
        int start = position;
        while (position < text.length() && text.charAt(position) != ' ') {
            position++;
        }
        return text.substring(start, position);
    }

    private String word() {
        skipSpaces();
        int start = position;
        while (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        if (start == position) {
            throw new UnknownType();
        }
        return text.substring(start, position).toUpperCase(Locale.ROOT);
    }

    private void skipParentheses() {
        expect('(');
        boolean quoted = false;
        int depth = 1;
        while (depth > 0) {
            if (position >= text.length()) {
                throw new UnknownType();
            }
            char c = text.charAt(position++);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            }
        }
    }

    private void skipSpaces() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private boolean accept(char c) {
        skipSpaces();
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw new UnknownType();
        }
    }
}
