package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A segment or cluster as a whole. */
@Comment("Segments by rules (view rfm) and clusters (view cluster), one row each")
public record SegmentProfile(
        @Key @Comment("rfm or cluster") String view,
        @Key @Comment("Name of the segment or cluster") String name,
        @Comment("Number of customers") long customers,
        @Comment("Share of all customers, 0 to 1") double shareOfCustomers,

        @Decimal(precision = 18, scale = 2) @Comment("Sum of their monetary values")
        BigDecimal revenue,

        @Comment("Share of the monetary value of all customers; null when that is 0 or less") @Nullable
        Double shareOfRevenue,

        @Comment("Mean days since the last purchase") double meanRecencyDays,
        @Comment("Mean number of purchases") double meanFrequency,
        @Comment("Mean monetary value") double meanMonetary) {}
