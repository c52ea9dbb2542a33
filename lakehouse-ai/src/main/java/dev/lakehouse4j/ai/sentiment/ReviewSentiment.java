package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;

/** What the model says of the comment of a review. Reviews without a comment have no row. */
@Comment("Sentiment of review comments, one row per review with a comment and order")
public record ReviewSentiment(
        @Key @Comment("Id of the review, shared by several orders at times")
        String reviewId,

        @Key @Comment("Id of the order") String orderId,

        @Check("label in ('positive', 'neutral', 'negative', 'mixed')")
        @Comment("Class of the comment: positive, neutral, negative or mixed")
        String label,

        @Check("score between -1 and 1")
        @Comment("From -1, surely negative, to 1, surely positive; above 0 is rather positive")
        double score,

        @Check("probability between 0 and 1") @Comment("How sure the model is of the label, 0 to 1")
        double probability,

        @Comment("Version of the model") String modelVersion,

        @Comment("Beginning of the SHA-256 of the comment: a changed comment is judged again")
        String commentHash) {}
