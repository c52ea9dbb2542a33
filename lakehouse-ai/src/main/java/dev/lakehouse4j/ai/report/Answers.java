package dev.lakehouse4j.ai.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The answers to all queries of the report, and the words to write about them. */
record Answers(Map<String, Answer> byQuery, Texts texts) {

    /** All queries, by the name of their file. */
    static final List<String> QUERIES = List.of(
            "sales_by_month",
            "sales_by_category",
            "late_by_month",
            "late_by_state",
            "stars_by_delay",
            "sentiment_by_month",
            "sentiment_by_delay",
            "segments",
            "model_candidates",
            "model_reliability",
            "drift");

    Answers {
        byQuery = Map.copyOf(byQuery);
    }

    /** Asks all queries, several at a time. */
    static Answers of(LakeReader reader, Texts texts) {
        return new Answers(QUERIES.parallelStream().collect(Collectors.toMap(Function.identity(), reader::ask)), texts);
    }

    /** Rows of a query that has some. */
    Optional<Answer.Rows> rows(String query) {
        return answer(query) instanceof Answer.Rows rows ? Optional.of(rows) : Optional.empty();
    }

    /**
     * The chart of a query, or the reason why there is none.
     *
     * @param id id in the page
     * @param key prefix of its messages, of which {@code .name} is needed
     * @param hint end of the key of the message that says who writes the table
     */
    Element chart(String query, String id, String key, String hint, Function<Answer.Rows, Element> make) {
        String name = texts.say(key + ".name");
        Answer answer = answer(query);
        if (answer instanceof Answer.Rows rows) {
            return make.apply(rows);
        }
        String remedy = texts.say("hint." + hint);
        String reason = answer instanceof Answer.NoTable missing
                ? texts.say("absent.table", missing.table(), remedy)
                : answer instanceof Answer.Failed failed
                        ? texts.say("absent.error", failed.message())
                        : texts.say("absent.rows", remedy);
        return new Element.Absent(id, name, reason);
    }

    private Answer answer(String query) {
        Answer answer = byQuery.get(query);
        if (answer == null) {
            throw new IllegalArgumentException("There is no query " + query);
        }
        return answer;
    }
}
