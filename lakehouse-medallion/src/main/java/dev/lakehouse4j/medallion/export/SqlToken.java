package dev.lakehouse4j.medallion.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of a SQL text.
 *
 * @param kind what it is
 * @param text as it stands in the text
 */
record SqlToken(Kind kind, String text) {

    /** Kinds of pieces. */
    enum Kind {
        /** A name, a keyword or a number. */
        WORD,
        /** A text in single quotes. */
        LITERAL,
        /** A name in double quotes. */
        QUOTED,
        /** A name in back-ticks. */
        TICKED,
        /** A comment, or white space. */
        BLANK,
        /** Anything else: one character, or the two of a cast. */
        SYMBOL
    }

    boolean is(String word) {
        return kind == Kind.WORD ? text.equalsIgnoreCase(word) : kind == Kind.SYMBOL && text.equals(word);
    }

    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The pieces of a text; put together they are the text. */
    static List<SqlToken> of(String sql) {
        List<SqlToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int end = end(sql, at);
            tokens.add(new SqlToken(kind(sql, at), sql.substring(at, end)));
            at = end;
        }
        return tokens;
    }

    private static Kind kind(String sql, int at) {
        char first = sql.charAt(at);
        if (Character.isWhitespace(first) || sql.startsWith("--", at) || sql.startsWith("/*", at)) {
            return Kind.BLANK;
        }
        return switch (first) {
            case '\'' -> Kind.LITERAL;
            case '"' -> Kind.QUOTED;
            case '`' -> Kind.TICKED;
            default -> isWord(first) ? Kind.WORD : Kind.SYMBOL;
        };
    }

    private static int end(String sql, int at) {
        return switch (kind(sql, at)) {
            case BLANK -> blankEnd(sql, at);
            case LITERAL, QUOTED, TICKED -> quoteEnd(sql, at);
            case WORD -> wordEnd(sql, at);
            case SYMBOL -> at + (sql.startsWith("::", at) ? 2 : 1);
        };
    }

    private static int blankEnd(String sql, int at) {
        if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        }
        if (sql.startsWith("/*", at)) {
            int close = sql.indexOf("*/", at + 2);
            return close < 0 ? sql.length() : close + 2;
        }
        int end = at;
        while (end < sql.length() && Character.isWhitespace(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    /** A quote ends at its character, unless that is doubled. */
    private static int quoteEnd(String sql, int at) {
        char quote = sql.charAt(at);
        int end = at + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) == quote) {
                if (end + 1 >= sql.length() || sql.charAt(end + 1) != quote) {
                    return end + 1;
                }
                end++;
            }
            end++;
        }
        return end;
    }

    private static int wordEnd(String sql, int at) {
        int end = at;
        while (end < sql.length() && isWord(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
