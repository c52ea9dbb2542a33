package dev.lakehouse4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the common tables (CTEs) of a query's WITH clause by its text: names, and where each ends.
 *
 * <p>Understands what can hide a parenthesis: literals, quoted names, comments. A WITH clause inside a sub-query belongs to
 * that sub-query and is not looked at.
 */
final class CommonTables {

    private final String sql;
    private final List<CommonTable> tables = new ArrayList<>();
    private int position;

    /**
     * A common table.
     *
     * @param name its name, without quotes
     * @param end index behind its closing parenthesis
     */
    private record CommonTable(String name, int end) {}

    private CommonTables(String sql) {
        this.sql = sql;
    }

    static CommonTables of(String sql) {
        CommonTables found = new CommonTables(sql);
        found.parse();
        return found;
    }

    List<String> names() {
        return tables.stream().map(CommonTable::name).toList();
    }

    /** A query for all rows of one common table: the WITH clause up to it, and a SELECT; empty when there is none. */
    Optional<String> selecting(String name) {
        return tables.stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .findFirst()
                .map(table ->
                        sql.substring(0, table.end()) + "\nselect * from " + quoted(table.name()) + " order by all");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private void parse() {
        if (!skipWord("with")) {
            return;
        }
        skipWord("recursive");
        do {
            skipBlanks();
            String name = name();
            skipBlanks();
            if (at('(')) {
                skipParentheses(); // names of its columns
            }
            boolean as = skipWord("as");
            skipWord("not");
            skipWord("materialized");
            skipBlanks();
            if (name.isEmpty() || !as || !at('(')) {
                return; // Not a statement that the engine would run; it will say so.
            }
            skipParentheses();
            tables.add(new CommonTable(name, position));
            skipBlanks();
        } while (skip(','));
    }

    private boolean at(char expected) {
        return position < sql.length() && sql.charAt(position) == expected;
    }

    private boolean skip(char expected) {
        if (at(expected)) {
            position++;
            return true;
        }
        return false;
    }

    private boolean skipWord(String word) {
        skipBlanks();
        int end = endOfWord();
        if (sql.substring(position, end).toLowerCase(Locale.ROOT).equals(word)) {
            position = end;
            return true;
        }
        return false;
    }

    private int endOfWord() {
        int end = position;
        while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private String name() {
        int start = position;
        if (at('"') || at('`')) {
            String quote = String.valueOf(sql.charAt(position));
            skipQuoted();
            return sql.substring(start + 1, Math.max(start + 1, position - 1)).replace(quote + quote, quote);
        }
        position = endOfWord();
        return sql.substring(start, position);
    }

    private void skipBlanks() {
        while (position < sql.length()) {
            if (Character.isWhitespace(sql.charAt(position))) {
                position++;
            } else if (!skipComment()) {
                return;
            }
        }
    }

    private boolean skipComment() {
        if (sql.startsWith("--", position)) {
            int end = sql.indexOf('\n', position);
            position = end < 0 ? sql.length() : end + 1;
            return true;
        }
        if (sql.startsWith("/*", position)) {
            int end = sql.indexOf("*/", position + 2);
            position = end < 0 ? sql.length() : end + 2;
            return true;
        }
        return false;
    }

    /** From an opening quote to behind the closing one; a doubled quote stands for itself. */
    private void skipQuoted() {
        char quote = sql.charAt(position++);
        while (position < sql.length()) {
            if (sql.charAt(position++) == quote && !skip(quote)) {
                return;
            }
        }
    }

    /** From an opening parenthesis to behind the one that closes it. */
    private void skipParentheses() {
        int depth = 0;
        while (position < sql.length()) {
            char next = sql.charAt(position);
            if (next == '\'' || next == '"' || next == '`') {
                skipQuoted();
            } else if (!skipComment()) {
                position++;
                if (next == '(') {
                    depth++;
                } else if (next == ')' && --depth == 0) {
                    return;
                }
            }
        }
    }
}
