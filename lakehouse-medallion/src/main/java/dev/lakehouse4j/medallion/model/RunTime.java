package dev.lakehouse4j.medallion.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The time of a run as a literal in a query. */
final class RunTime {

    private static final String PLACEHOLDER = ":run_at";
    private static final DateTimeFormatter LITERAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private RunTime() {}

    static String bind(String sql, Instant runAt) {
        return sql.replace(PLACEHOLDER, "timestamp '" + LITERAL.format(runAt) + "'");
    }
}
