package dev.lakehouse4j.core.schema;

/** Quoting for SQL text that is put together from names and values. */
public final class Sql {

    private Sql() {}

    /**
     * A name as a quoted identifier.
     *
     * @param name any name
     * @return the name in double quotes, with inner quotes doubled
     */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * A text as a string literal.
     *
     * @param text any text
     * @return the text in single quotes, with inner quotes doubled
     */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
