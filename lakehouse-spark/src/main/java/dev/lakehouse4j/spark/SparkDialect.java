package dev.lakehouse4j.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of types that DuckDB and Spark spell differently, put into Spark's spelling. Nothing else of a statement changes. */
final class SparkDialect {

    private static final Map<String, String> TYPES = Map.of(
            "varchar",
            "string",
            "text",
            "string",
            "blob",
            "binary",
            "bytea",
            "binary",
            "timestamptz",
            "timestamp_ltz",
            "timestamp with time zone",
            "timestamp_ltz",
            "datetime",
            "timestamp_ntz");

    private static final Pattern TOKEN = Pattern.compile(
            "(?s)'[^']*+'" // a text, or its part up to a doubled quote
                    + "|\"[^\"]*+\"|`[^`]*+`" // a quoted name
                    + "|--[^\\n]*|/\\*.*?\\*/" // a comment
                    + "|(?i:timestamp\\s+with\\s+time\\s+zone)\\b"
                    + "|[A-Za-z_][A-Za-z_0-9]*|::|[()]");

    private SparkDialect() {}

    static String translate(String sql) {
        StringBuilder translated = new StringBuilder();
        Deque<Boolean> casts = new ArrayDeque<>(); // for each open bracket, whether it is that of a cast
        String before = "";
        Matcher token = TOKEN.matcher(sql);
        int copied = 0;
        while (token.find()) {
            String text = token.group();
            if (text.startsWith("--") || text.startsWith("/*")) {
                continue;
            }
            String word = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
            if (word.equals("(")) {
                casts.push(before.equals("cast") || before.equals("try_cast"));
            } else if (word.equals(")")) {
                casts.poll();
            } else if (TYPES.containsKey(word)
                    && (before.equals("::") || (before.equals("as") && Boolean.TRUE.equals(casts.peek())))) {
                translated.append(sql, copied, token.start()).append(TYPES.get(word));
                copied = token.end();
            }
            before = word;
        }
        return translated.append(sql, copied, sql.length()).toString();
    }
}
