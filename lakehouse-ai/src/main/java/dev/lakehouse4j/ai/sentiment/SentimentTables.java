package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;

/** The Gold tables of sentiment. */
public final class SentimentTables {

    private SentimentTables() {}

    /** See {@link ReviewSentiment}. */
    public static final TableRef<Gold, ReviewSentiment> REVIEW_SENTIMENT =
            TableRef.gold("review_sentiment", ReviewSentiment.class);
}
