package dev.lakehouse4j.ai.functions;

import dev.lakehouse4j.ai.sentiment.SentimentModel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was opened; a failure is tried again. */
final class OpenedOnce {

    private static final Logger LOG = LoggerFactory.getLogger(OpenedOnce.class);

    private final Supplier<SentimentModel> model;
    private @Nullable SentimentModel opened;

    private OpenedOnce(Supplier<SentimentModel> model) {
        this.model = model;
    }

    /** Labels texts by a model that is opened for the first of them. */
    static SentimentLabels labels(Supplier<SentimentModel> model) {
        OpenedOnce once = new OpenedOnce(model);
        return texts -> once.get().analyzeAll(texts).stream()
                .map(said -> said.label().text())
                .toList();
    }

    private synchronized SentimentModel get() {
        if (opened == null) {
            opened = model.get();
            LOG.info("Sentiment model {} serves ai_analyze_sentiment", opened.version());
        }
        return opened;
    }
}
