package dev.lakehouse4j.core;

import dev.lakehouse4j.core.engine.QueryResult;
import java.util.Locale;

/** Rows as text, for messages. */
final class Rows {

    private static final int LONGEST_VALUE = 60;

    private Rows() {}

    static String describe(QueryResult result, int row) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < result.columns().size(); i++) {
            String value = String.valueOf(result.column(i).getObject(row));
            if (value.length() > LONGEST_VALUE) {
                value = value.substring(0, LONGEST_VALUE) + "…";
            }
            text.append(String.format(
                    Locale.ROOT,
                    "%s%s=%s",
                    i == 0 ? "" : ", ",
                    result.columns().get(i).name(),
                    value));
        }
        return text.append('}').toString();
    }
}
