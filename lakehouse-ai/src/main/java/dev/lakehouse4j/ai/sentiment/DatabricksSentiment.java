package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.model.SqlModel;
import org.jspecify.annotations.Nullable;

/** The sentiment of reviews by the AI function of Databricks, for a pipeline that moves there. */
public final class DatabricksSentiment {

    private DatabricksSentiment() {}

    /**
     * What the AI function says of the comment of a review.
     *
     * @param reviewId id of the review
     * @param orderId id of the order
     * @param label class of the comment, or null when the function has none
     */
    @Comment("Sentiment of review comments by ai_analyze_sentiment, one row per review with a comment and order")
    public record ReviewLabel(
            @Key @Comment("Id of the review, shared by several orders at times")
            String reviewId,

            @Key @Comment("Id of the order") String orderId,

            @Check("label in ('positive', 'neutral', 'negative', 'mixed')")
            @Comment("Class of the comment: positive, neutral, negative or mixed")
            @Nullable
            String label) {}

    /**
     * The table {@code gold.review_sentiment} by {@code ai_analyze_sentiment}, which has the labels of {@link ReviewSentiment}
     * and neither score nor probability. For {@code DatabricksExport.standIn}; here the function judges as {@link
     * dev.lakehouse4j.ai.functions.AiFunctions} does.
     *
     * @return the model
     */
    public static SqlModel<Gold, ReviewLabel> reviews() {
        return SqlModel.gold(TableRef.gold(SentimentTables.REVIEW_SENTIMENT.name(), ReviewLabel.class))
                .reads(InSilver.REVIEWS)
                .sql("""
                        select
                          review_id,
                          order_id,
                          ai_analyze_sentiment(comment) as label
                        from silver.reviews
                        where comment is not null
                        """);
    }
}
