package dev.lakehouse4j.ai.sentiment;

import org.jspecify.annotations.Nullable;

/**
 * A review with a comment, and what the table says of it so far: all null when it has no row there.
 *
 * @param reviewId id of the review
 * @param orderId id of the order
 * @param comment the comment
 * @param label class of an earlier comment
 * @param score its score
 * @param probability its probability
 * @param modelVersion version of the model that judged it
 * @param commentHash beginning of its SHA-256
 */
record CommentedReview(
        String reviewId,
        String orderId,
        String comment,
        @Nullable String label,
        @Nullable Double score,
        @Nullable Double probability,
        @Nullable String modelVersion,
        @Nullable String commentHash) {}
