package dev.lakehouse4j.core.schema;

import java.util.Set;

/** Quoting for SQL text that is put together from names and values. */
public final class Sql {

    /** Words that one of the engines keeps for itself; as a column name they need back-ticks. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "any",
            "anti",
            "array",
            "as",
            "asc",
            "asymmetric",
            "between",
            "both",
            "by",
            "case",
            "cast",
            "check",
            "collate",
            "column",
            "constraint",
            "create",
            "cross",
            "default",
            "deferrable",
            "desc",
            "describe",
            "distinct",
            "do",
            "else",
            "end",
            "except",
            "exists",
            "false",
            "fetch",
            "filter",
            "for",
            "foreign",
            "from",
            "full",
            "glob",
            "grant",
            "group",
            "having",
            "ilike",
            "in",
            "initially",
            "inner",
            "intersect",
            "into",
            "is",
            "join",
            "lambda",
            "lateral",
            "leading",
            "left",
            "like",
            "limit",
            "minus",
            "natural",
            "not",
            "null",
            "offset",
            "on",
            "only",
            "or",
            "order",
            "outer",
            "pivot",
            "placing",
            "positional",
            "primary",
            "qualify",
            "references",
            "returning",
            "right",
            "select",
            "semi",
            "show",
            "similar",
            "some",
            "summarize",
            "symmetric",
            "table",
            "then",
            "to",
            "trailing",
            "true",
            "union",
            "unique",
            "unpivot",
            "user",
            "using",
            "variadic",
            "when",
            "where",
            "window",
            "with");

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
     * A name as DuckDB and Spark both take it: as it is, or in back-ticks where it is a word that one of them keeps for itself
     * or holds other characters than lower-case letters, digits and underscores.
     *
     * @param name any name
     * @return the name, quoted where it has to be
     */
    public static String name(String name) {
        boolean plain = !RESERVED.contains(name) && name.matches("[a-z_][a-z0-9_]*");
        return plain ? name : "`" + name.replace("`", "``") + "`";
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
