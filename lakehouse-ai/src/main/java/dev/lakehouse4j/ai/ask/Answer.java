package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.KpiRow;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a question.
 *
 * @param question the question as asked
 * @param origin how the answer came about
 * @param text the answer as a sentence, in the language of the question
 * @param columns columns of the rows
 * @param rows the result behind the sentence, {@link Ask#MAX_ROWS} rows at most
 * @param sql the query; empty when there is none
 * @param tableVersions the tables that the query read, with their versions
 * @param suggestions questions that can be answered, when this one cannot
 */
public record Answer(
        String question,
        Origin origin,
        String text,
        List<String> columns,
        List<KpiRow> rows,
        String sql,
        Map<String, Long> tableVersions,
        List<String> suggestions) {

    /** How an answer came about. */
    public enum Origin {
        /** A metric that this library defines. */
        METRIC,
        /** A query that a language model wrote; check it before you rely on it. */
        GENERATED,
        /** The query of a language model was shown and not confirmed. */
        NOT_CONFIRMED,
        /** There is no answer. */
        NONE
    }

    /** Copies the collections. */
    public Answer {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        tableVersions = Collections.unmodifiableMap(new TreeMap<>(tableVersions));
        suggestions = List.copyOf(suggestions);
    }

    /**
     * Whether the question was answered.
     *
     * @return true when there is a result
     */
    public boolean isAnswered() {
        return origin == Origin.METRIC || origin == Origin.GENERATED;
    }
}
