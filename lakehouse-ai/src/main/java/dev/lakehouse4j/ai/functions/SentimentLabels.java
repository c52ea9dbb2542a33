package dev.lakehouse4j.ai.functions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what the mood of texts is, for {@code ai_analyze_sentiment}. Safe for use by several threads. */
@FunctionalInterface
interface SentimentLabels {

    /**
     * Labels texts.
     *
     * @param texts texts, none null
     * @return for each {@code positive}, {@code negative}, {@code neutral} or {@code mixed}, or null where it cannot be told
     */
    List<@Nullable String> label(List<String> texts);
}
