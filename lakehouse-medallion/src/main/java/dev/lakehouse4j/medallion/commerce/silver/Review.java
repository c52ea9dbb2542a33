package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A review of an order. Review ids are shared by several orders and orders have several reviews, so both make the key.
 */
@Comment("Reviews of orders, one row per review and order")
public record Review(
        @Key @Comment("Id of the review, shared by several orders at times")
        String reviewId,

        @Key @Comment("Id of the order") String orderId,

        @Check("score between 1 and 5") @Comment("Stars, 1 to 5")
        int score,

        @Comment("Title of the comment, Portuguese; null when there is none") @Nullable
        String title,

        @Comment("Comment, Portuguese, line breaks kept; null when there is none or it is blank") @Nullable
        String comment,

        @Comment("Day on which the survey was sent, a midnight; null when the file lacks it") @Nullable
        LocalDateTime createdAt,

        @Comment("Time of the answer; null when the file lacks it") @Nullable
        LocalDateTime answeredAt) {}
