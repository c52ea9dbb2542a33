package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A customer with recency, frequency and monetary value as of a day, the segment by rules and the cluster. */
@Comment("Customers with a purchase before the as-of day, with their segments; one row per customer")
public record CustomerSegment(
        @Key @Comment("Id of the customer") String customerUniqueId,

        @Comment("Days from the last purchase to the as-of day, 1 at least")
        int recencyDays,

        @Comment("Number of purchases, 1 at least") int frequency,

        @Decimal(precision = 18, scale = 2) @Comment("Sum of the amounts of the purchases, refunds subtracted")
        BigDecimal monetary,

        @Check("r_score between 1 and 5") @Comment("Recency score, 5 is the most recent")
        int rScore,

        @Check("f_score between 1 and 5") @Comment("Frequency score, 5 is the most frequent")
        int fScore,

        @Check("m_score between 1 and 5") @Comment("Monetary score, 5 is the highest")
        int mScore,

        @Comment("Segment by the rule table") String segment,
        @Comment("Number of the cluster, from 0") int cluster,
        @Comment("Name of the cluster by its profile") String clusterName,

        @Comment("Distance to the centre of the cluster, in standard deviations of the transformed measures")
        double distance,

        @Comment("Purchases before this day count") LocalDate asOf,

        @Comment("Version of the model, a hash of its content")
        String modelVersion) {

    private static final int CENTS = 2;

    static CustomerSegment of(
            String id, int days, int purchases, double amount, RfmModel.Placement placement, RfmModel model) {
        return new CustomerSegment(
                id,
                days,
                purchases,
                // Exact: sums of hundredths below 10^15 differ as doubles.
                BigDecimal.valueOf(Math.round(amount * 100), CENTS),
                placement.recencyScore(),
                placement.frequencyScore(),
                placement.monetaryScore(),
                placement.segment(),
                placement.cluster(),
                placement.clusterName(),
                placement.distance(),
                model.asOf(),
                model.version());
    }
}
