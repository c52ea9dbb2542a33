package dev.lakehouse4j.ai.sentiment;

import java.util.List;

/** What stands behind a {@link SentimentModel}. Safe for use by several threads. */
interface Classifier extends AutoCloseable {

    /** What the texts say, in their order; none of them is null. */
    List<Sentiment> classify(List<String> texts);

    String version();

    @Override
    void close();
}
