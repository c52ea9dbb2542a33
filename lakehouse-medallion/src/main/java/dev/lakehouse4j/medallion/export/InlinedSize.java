package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.medallion.export.SqlToken.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How large a query becomes when each of its common table expressions is put where it is named, which the analyzer of Spark does
 * before anything runs. A chain of expressions that each name the one before twice doubles with each link.
 */
final class InlinedSize {

    /** Beyond this many tables, Spark was seen to analyze for minutes without an end. */
    static final long LARGEST = 2_000;

    private InlinedSize() {}

    /** Tables that the query names, those of its expressions counted wherever these are named. */
    static long of(String sql) {
        List<SqlToken> tokens = SqlToken.of(sql).stream()
                .filter(token -> token.kind() != Kind.BLANK)
                .toList();
        return size(tokens, new HashMap<>());
    }

    private static long size(List<SqlToken> tokens, Map<String, Long> known) {
        long size = 0;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            boolean defines = i + 2 < tokens.size()
                    && token.kind() == Kind.WORD
                    && tokens.get(i + 1).is("as")
                    && tokens.get(i + 2).is("(")
                    && (i > 0
                            && (tokens.get(i - 1).is("with")
                                    || tokens.get(i - 1).is(",")));
            if (defines) {
                int close = closing(tokens, i + 2);
                known.put(token.lower(), size(tokens.subList(i + 3, close), known));
                i = close;
            } else if (i > 0
                    && (tokens.get(i - 1).is("from") || tokens.get(i - 1).is("join"))
                    && !token.is("(")) {
                size = Math.min(Integer.MAX_VALUE, size + known.getOrDefault(token.lower(), 1L));
            }
        }
        return size;
    }

    private static int closing(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }
}
