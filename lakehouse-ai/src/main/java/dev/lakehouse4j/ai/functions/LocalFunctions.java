package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.core.engine.FunctionRows;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions that need no language model. */
final class LocalFunctions {

    static final String SENTIMENT = "ai_analyze_sentiment";

    private static final long DEFAULT_WORDS = 50;

    private LocalFunctions() {}

    /** The functions; {@code ai_mask} asks a language model about labels of others alone. */
    static List<ScalarFunction> all(@Nullable SentimentLabels sentiment, TextCache cache, LanguageCalls calls) {
        return List.of(sentiment(sentiment, cache), similarity(cache), summarize(cache), LanguageFunctions.mask(calls));
    }

    private static ScalarFunction sentiment(@Nullable SentimentLabels model, TextCache cache) {
        return ScalarFunction.named(SENTIMENT)
                .parameter("content", Primitive.STRING)
                .returning(Primitive.STRING, (rows, statement) -> {
                    if (model == null) {
                        throw FunctionErrors.noSentimentModel();
                    }
                    return Batch.compute(
                            rows.size(),
                            row -> {
                                String text = rows.text(0, row);
                                return text == null ? null : CallKey.of(SENTIMENT, text);
                            },
                            cache,
                            keys -> optional(model.label(
                                    keys.stream().map(key -> key.argument(0)).toList())));
                });
    }

    private static List<Optional<Object>> optional(List<@Nullable String> labels) {
        List<Optional<Object>> results = new ArrayList<>(labels.size());
        for (String label : labels) {
            results.add(Optional.ofNullable(label));
        }
        return results;
    }

    private static ScalarFunction similarity(TextCache cache) {
        return ScalarFunction.named("ai_similarity")
                .parameter("expr1", Primitive.STRING)
                .parameter("expr2", Primitive.STRING)
                .returning(
                        Primitive.DOUBLE,
                        (rows, statement) -> Batch.compute(
                                rows.size(),
                                row -> keyOfTwo("ai_similarity", rows, row),
                                cache,
                                keys -> keys.stream()
                                        .map(key -> Optional.<Object>of(
                                                Wording.similarity(key.argument(0), key.argument(1))))
                                        .toList()));
    }

    private static @Nullable CallKey keyOfTwo(String function, FunctionRows rows, int row) {
        String left = rows.text(0, row);
        String right = rows.text(1, row);
        return left == null || right == null ? null : CallKey.of(function, left, right);
    }

    private static ScalarFunction summarize(TextCache cache) {
        return ScalarFunction.named("ai_summarize")
                .parameter("content", Primitive.STRING)
                .optional("max_words", Primitive.LONG)
                .returning(
                        Primitive.STRING,
                        (rows, statement) -> Batch.compute(
                                rows.size(),
                                row -> {
                                    String text = rows.text(0, row);
                                    Long words = rows.whole(1, row);
                                    long limit = words == null ? DEFAULT_WORDS : words;
                                    if (limit < 0) {
                                        throw FunctionErrors.wrongArgument(
                                                "ai_summarize",
                                                "max_words is " + limit + ". Give 0 for no limit, or more.");
                                    }
                                    return text == null ? null : CallKey.of("ai_summarize", text, "" + limit);
                                },
                                cache,
                                keys -> keys.stream()
                                        .map(key -> Optional.<Object>of(Excerpt.of(key.argument(0), (int)
                                                Math.min(Integer.MAX_VALUE, Long.parseLong(key.argument(1))))))
                                        .toList()));
    }
}
