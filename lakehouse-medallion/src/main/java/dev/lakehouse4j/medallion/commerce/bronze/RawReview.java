package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One review of an order of {@code olist_order_reviews_dataset.csv}, every value the text of the file and null where
 * the file has nothing between two delimiters.
 */
@Comment("One review of an order of olist_order_reviews_dataset.csv, as delivered")
public record RawReview(
        @Comment("Id of the review, shared by several orders at times") @Nullable
        String reviewId,

        @Comment("Id of the order") @Nullable String orderId,
        @Comment("Stars, 1 to 5") @Nullable String reviewScore,

        @Comment("Title of the comment, Portuguese") @Nullable
        String reviewCommentTitle,

        @Comment("Comment, Portuguese, with line breaks and emoji") @Nullable
        String reviewCommentMessage,

        @Comment("Day on which the survey was sent, a midnight") @Nullable
        String reviewCreationDate,

        @Comment("Time of the answer") @Nullable String reviewAnswerTimestamp) {}
