package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.CatalogException;
import java.util.Locale;

/** The words of a catalog statement, one at a time, so that what follows may be any SQL. */
final class SqlTokens {

    /** What a word is. */
    enum Kind {
        /** A keyword or a name without quotes. */
        WORD,
        /** A name in back quotes or double quotes, without them. */
        QUOTED,
        /** A text in single quotes, without them. */
        TEXT,
        /** One character of punctuation. */
        SYMBOL,
        /** Nothing more. */
        END
    }

    /**
     * A word.
     *
     * @param kind what it is
     * @param text without quotes
     * @param start where it starts
     * @param end behind its last character
     */
    record Token(Kind kind, String text, int start, int end) {

        boolean is(String keyword) {
            return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
        }

        boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }

        @Override
        public String toString() {
            return switch (kind) {
                case END -> "the end";
                case TEXT -> "'" + text + "'";
                case QUOTED -> CatalogErrors.quoted(text);
                case WORD, SYMBOL -> text;
            };
        }
    }

    private final String sql;
    private String example = "GRANT SELECT ON TABLE silver.orders TO USER `ana`";
    private Token next;

    SqlTokens(String sql) {
        this.sql = sql;
        this.next = read(sql, 0);
    }

    /** The first word in upper case, or an empty text when the statement begins in another way. */
    static String firstWord(String sql) {
        int start = skip(sql, 0);
        int end = start;
        while (end < sql.length() && isPartOfWord(sql.charAt(end))) {
            end++;
        }
        return sql.substring(start, end).toUpperCase(Locale.ROOT);
    }

    /** What errors from now on show as an example. */
    void example(String text) {
        example = text;
    }

    Token peek() {
        return next;
    }

    Token take() {
        Token taken = next;
        if (taken.kind() != Kind.END) {
            next = read(sql, taken.end());
        }
        return taken;
    }

    boolean accept(String keyword) {
        if (next.is(keyword)) {
            take();
            return true;
        }
        return false;
    }

    boolean acceptSymbol(char symbol) {
        if (next.isSymbol(symbol)) {
            take();
            return true;
        }
        return false;
    }

    void expect(String keyword) {
        if (!accept(keyword)) {
            throw expected(keyword);
        }
    }

    void expectSymbol(char symbol) {
        if (!acceptSymbol(symbol)) {
            throw expected("«" + symbol + "»");
        }
    }

    /** All that is left, as it is written, without a semicolon at its end. */
    String rest(String name) {
        String rest = sql.substring(next.start()).strip();
        while (rest.endsWith(";")) {
            rest = rest.substring(0, rest.length() - 1).strip();
        }
        if (rest.isEmpty()) {
            throw expected(name);
        }
        next = new Token(Kind.END, "", sql.length(), sql.length());
        return rest;
    }

    void expectEnd() {
        while (acceptSymbol(';')) {
            // A statement may end with semicolons.
        }
        if (next.kind() != Kind.END) {
            throw expected("the end of the statement");
        }
    }

    CatalogException expected(String what) {
        boolean quote = next.kind() == Kind.SYMBOL && "`'\"".contains(next.text());
        return error(next.start(), "expected " + what + ", found " + (quote ? "a quote that is never closed" : next));
    }

    private CatalogException error(int position, String problem) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < position; i++) {
            column = sql.charAt(i) == '\n' ? 1 : column + 1;
            line += sql.charAt(i) == '\n' ? 1 : 0;
        }
        String where = line == 1 ? "position " + column : "line " + line + ", position " + column;
        return new CatalogException("Cannot read the statement: at " + where + ", " + problem + ". For example: "
                + example + "\nThe statement:\n" + sql.strip());
    }

    private Token read(String text, int from) {
        int start = skip(text, from);
        if (start >= text.length()) {
            return new Token(Kind.END, "", text.length(), text.length());
        }
        char first = text.charAt(start);
        if (first == '`' || first == '"' || first == '\'') {
            return quoted(text, start, first);
        }
        int end = start;
        while (end < text.length() && isPartOfWord(text.charAt(end))) {
            end++;
        }
        return end > start
                ? new Token(Kind.WORD, text.substring(start, end), start, end)
                : new Token(Kind.SYMBOL, text.substring(start, start + 1), start, start + 1);
    }

    private Token quoted(String text, int start, char quote) {
        StringBuilder inside = new StringBuilder();
        int at = start + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return new Token(quote == '\'' ? Kind.TEXT : Kind.QUOTED, inside.toString(), start, at + 1);
                }
            }
            inside.append(c);
            at++;
        }
        // The tail of a statement is read by the engine, which may be content with it.
        return new Token(Kind.SYMBOL, String.valueOf(quote), start, start + 1);
    }

    private static boolean isPartOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
    }

    /** Behind spaces and comments. */
    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else {
                return at;
            }
        }
        return at;
    }
}
