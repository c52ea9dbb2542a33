package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.medallion.export.SqlToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * SQL of a model as Spark and Databricks run it: macros expanded, types and literals as they are spelt there. Everything else
 * stays as it is, comments included; what is known to differ is noted.
 */
final class SqlTranslation {

    private static final String NOW = "cast(current_timestamp() as timestamp_ntz)";

    /** Types whose names mean another thing there, or nothing. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("timestamp", "timestamp_ntz"),
            Map.entry("datetime", "timestamp_ntz"),
            Map.entry("timestamp with time zone", "timestamp"),
            Map.entry("timestamptz", "timestamp"),
            Map.entry("varchar", "string"),
            Map.entry("text", "string"),
            Map.entry("blob", "binary"),
            Map.entry("bytea", "binary"),
            Map.entry("hugeint", "decimal(38, 0)"));

    private final Set<String> notes = new LinkedHashSet<>();

    private SqlTranslation() {}

    /**
     * A text and what is to be looked at.
     *
     * @param sql the translated text
     * @param notes constructs that are known to differ, each once
     */
    record Translated(String sql, List<String> notes) {}

    static Translated of(String sql) {
        SqlTranslation translation = new SqlTranslation();
        String text = translation.rewrite(SqlToken.of(sql));
        return new Translated(text, List.copyOf(translation.notes));
    }

    /** A text as a literal that Spark reads whatever its settings for doubled quotes. */
    static String literal(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("${", "$\\{")
                + "'";
    }

    private String rewrite(List<SqlToken> tokens) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < tokens.size()) {
            at = rewrite(tokens, at, out);
        }
        return out.toString();
    }

    /** Writes what begins at a token; returns where the next thing begins. */
    private int rewrite(List<SqlToken> tokens, int at, StringBuilder out) {
        SqlToken token = tokens.get(at);
        switch (token.kind()) {
            case LITERAL -> out.append(literal(unquoted(token)));
            case QUOTED ->
                out.append('`').append(unquoted(token).replace("`", "``")).append('`');
            case BLANK, TICKED -> out.append(token.text());
            case SYMBOL -> {
                int next = symbol(tokens, at, out);
                if (next > at) {
                    return next;
                }
            }
            case WORD -> {
                int next = word(tokens, at, out);
                if (next > at) {
                    return next;
                }
            }
        }
        return at + 1;
    }

    private int symbol(List<SqlToken> tokens, int at, StringBuilder out) {
        SqlToken token = tokens.get(at);
        boolean parameter =
                token.is(":") && at + 1 < tokens.size() && tokens.get(at + 1).is("run_at");
        if (parameter) {
            out.append(NOW);
            return at + 2;
        }
        out.append(token.text());
        if (token.is("::")) {
            int type = afterBlanks(tokens, at + 1);
            if (type < tokens.size()) {
                out.append(type(tokens.get(type).text()));
                return type + 1;
            }
        }
        if (token.is("/") && at + 1 < tokens.size() && tokens.get(at + 1).is("/")) {
            notes.add("// is not there; use cast(floor(a / b) as bigint)");
        }
        if (token.is("^")) {
            notes.add("^ is another operator; use power");
        }
        return at + 1;
    }

    private int word(List<SqlToken> tokens, int at, StringBuilder out) {
        SqlToken token = tokens.get(at);
        int open = afterBlanks(tokens, at + 1);
        boolean qualified = at > 0 && tokens.get(at - 1).is(".");
        if (!qualified && open < tokens.size() && tokens.get(open).is("(")) {
            int close = closing(tokens, open);
            if (close > 0) {
                int next = call(tokens, at, open, close, out);
                if (next > at) {
                    return next;
                }
            }
        }
        if (token.is("timestamp") && open < tokens.size() && tokens.get(open).kind() == Kind.LITERAL) {
            out.append("timestamp_ntz");
            return at + 1;
        }
        String difference = SparkFunctions.WORDS.get(token.lower());
        if (difference != null && !qualified) {
            notes.add(difference);
        }
        if (token.is("distinct") && open < tokens.size() && tokens.get(open).is("on")) {
            notes.add("there is no distinct on; use row_number()");
        }
        out.append(token.text());
        return at + 1;
    }

    private int call(List<SqlToken> tokens, int at, int open, int close, StringBuilder out) {
        String name = tokens.get(at).lower();
        List<SqlToken> inside = tokens.subList(open + 1, close);
        if (name.equals("cast") || name.equals("try_cast")) {
            int as = lastTopLevel(inside, "as");
            if (as > 0) {
                out.append(tokens.get(at).text())
                        .append('(')
                        .append(rewrite(inside.subList(0, as)))
                        .append(inside.get(as).text())
                        .append(' ')
                        .append(type(text(inside.subList(as + 1, inside.size()))))
                        .append(')');
                return close + 1;
            }
        }
        SparkFunctions.Macro macro = SparkFunctions.macros().get(name);
        if (macro != null) {
            List<String> arguments = new ArrayList<>();
            for (List<SqlToken> argument : arguments(inside)) {
                arguments.add(rewrite(argument).strip());
            }
            if (arguments.size() == macro.arguments()) {
                out.append(macro.expand(arguments));
                return close + 1;
            }
            notes.add(name + " with " + arguments.size() + " arguments is not known");
        }
        SparkFunctions.difference(name).ifPresent(difference -> notes.add(name + " " + difference));
        if (name.startsWith("ai_") && !SparkFunctions.isAiOfDatabricks(name)) {
            notes.add(name + " is no AI function of Databricks");
        }
        return at;
    }

    private static String type(String type) {
        String plain = type.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        return TYPES.getOrDefault(plain, type.strip());
    }

    private static String unquoted(SqlToken token) {
        String text = token.text();
        char quote = text.charAt(0);
        int end = text.length() > 1 && text.charAt(text.length() - 1) == quote ? text.length() - 1 : text.length();
        return text.substring(1, end).replace(String.valueOf(quote) + quote, String.valueOf(quote));
    }

    private static String text(List<SqlToken> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return text.toString();
    }

    private static int afterBlanks(List<SqlToken> tokens, int from) {
        int at = from;
        while (at < tokens.size() && tokens.get(at).kind() == Kind.BLANK) {
            at++;
        }
        return at;
    }

    /** The bracket that closes one, or -1. */
    private static int closing(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static int lastTopLevel(List<SqlToken> tokens, String word) {
        int depth = 0;
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).is(")")) {
                depth++;
            } else if (tokens.get(i).is("(")) {
                depth--;
            } else if (depth == 0 && tokens.get(i).is(word)) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<SqlToken>> arguments(List<SqlToken> tokens) {
        List<List<SqlToken>> arguments = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is("(") || tokens.get(i).is("[")) {
                depth++;
            } else if (tokens.get(i).is(")") || tokens.get(i).is("]")) {
                depth--;
            } else if (depth == 0 && tokens.get(i).is(",")) {
                arguments.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        if (from < tokens.size()) {
            arguments.add(tokens.subList(from, tokens.size()));
        }
        return arguments;
    }
}
