package dev.lakehouse4j.ai.report;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lakes to report on: sample data through the pipeline, and tables as the models write them. */
final class ReportLake {

    private ReportLake() {}

    record Profile(
            @Key String view,
            @Key String name,
            long customers,
            double shareOfCustomers,
            @Decimal(precision = 18, scale = 2) BigDecimal revenue,
            @Nullable Double shareOfRevenue,
            double meanRecencyDays,
            double meanFrequency,
            double meanMonetary) {}

    record Prediction(
            @Key String orderId,
            LocalDateTime predictionAt,
            double probability,
            boolean predictedLate,
            double threshold,
            String split,
            @Nullable String topReasons,
            String modelVersion) {}

    record Candidate(
            @Key String candidate,
            @Key String split,
            boolean won,
            long orders,
            long late,
            @Nullable Double rocAuc,
            @Nullable Double rocAucLower,
            @Nullable Double rocAucUpper,
            @Nullable Double averagePrecision,
            @Nullable Double brier) {}

    record Drift(
            @Key String feature,
            String level,
            @Nullable Double psi,
            double psiNoise,
            @Nullable Double referenceMean,
            @Nullable Double currentMean,
            LocalDate currentFrom,
            LocalDate currentUntil,
            long currentRows) {}

    record Sentiment(
            @Key String reviewId,
            @Key String orderId,
            String label,
            double score,
            double probability,
            String modelVersion) {}

    record Order(String orderId, LocalDateTime purchasedAt, boolean isLate) {}

    record Review(String reviewId, String orderId, int stars) {}

    static final TableRef<Gold, Profile> PROFILES = TableRef.gold("segment_profile", Profile.class);
    static final TableRef<Gold, Prediction> PREDICTIONS = TableRef.gold("delivery_predictions", Prediction.class);
    static final TableRef<Gold, Candidate> CANDIDATES = TableRef.gold("delivery_comparison", Candidate.class);
    static final TableRef<Gold, Drift> DRIFT = TableRef.gold("feature_drift", Drift.class);
    static final TableRef<Gold, Sentiment> SENTIMENT = TableRef.gold("review_sentiment", Sentiment.class);

    /** Bronze to Gold of sample data, without models. */
    static Lakehouse sample(Path folder) {
        SampleData.settings().scale(0.02).seed(5).write(folder.resolve("source"));
        Lakehouse lake = Lakehouse.open(folder.resolve("lake"));
        Commerce.from(folder.resolve("source")).pipeline().run(lake);
        return lake;
    }

    /** Adds what the models would write. */
    static void addModels(Lakehouse lake) {
        lake.table(PROFILES)
                .append(List.of(
                        profile("champions", 100, 0.1, 30_000, 0.3),
                        profile("lost", 900, 0.9, 70_000, 0.7),
                        new Profile("cluster", "big", 1000, 1, new BigDecimal("1.00"), 1.0, 1, 1, 1)));
        lake.table(CANDIDATES)
                .append(List.of(
                        new Candidate("decision_tree", "validation", false, 500, 40, 0.61, null, null, 0.2, 0.08),
                        new Candidate("random_forest", "validation", true, 500, 40, 0.72, null, null, 0.3, 0.07),
                        new Candidate("random_forest", "test", true, 400, 30, 0.70, 0.65, 0.75, 0.28, 0.07)));
        lake.table(DRIFT)
                .append(List.of(
                        new Drift(
                                "seller_days",
                                "LARGE",
                                0.7,
                                0.01,
                                1.0,
                                2.0,
                                LocalDate.of(2018, 6, 1),
                                LocalDate.of(2018, 7, 1),
                                99),
                        new Drift(
                                "price",
                                "STABLE",
                                0.01,
                                0.01,
                                5.0,
                                5.1,
                                LocalDate.of(2018, 6, 1),
                                LocalDate.of(2018, 7, 1),
                                99)));
        try (Stream<Order> orders = lake.sql(
                "select order_id, purchased_at, is_late from gold.fact_orders where is_late is not null order by order_id",
                Order.class)) {
            // A rough model: it knows the outcome of most orders, so that the riskiest tenth holds many late ones.
            lake.table(PREDICTIONS)
                    .append(orders.map(order -> new Prediction(
                            order.orderId(),
                            order.purchasedAt(),
                            probability(order),
                            order.isLate(),
                            0.5,
                            "test",
                            null,
                            "model-1")));
        }
        try (Stream<Review> reviews = lake.sql(
                "select review_id, order_id, cast(score as int) as stars from silver.reviews where comment is not null"
                        + " order by review_id, order_id",
                Review.class)) {
            lake.table(SENTIMENT)
                    .append(reviews.map(review -> new Sentiment(
                            review.reviewId(),
                            review.orderId(),
                            review.stars() >= 4 ? "positive" : review.stars() == 3 ? "neutral" : "negative",
                            (review.stars() - 3) / 2.0,
                            0.9,
                            "model-1")));
        }
    }

    private static double probability(Order order) {
        double noise = (order.orderId().hashCode() & 0xff) / 256.0;
        return order.isLate() ? 0.2 + 0.6 * noise : 0.3 * noise;
    }

    private static Profile profile(String name, long customers, double share, long revenue, double revenueShare) {
        return new Profile(
                "rfm", name, customers, share, BigDecimal.valueOf(revenue, 0), revenueShare, 120.4, 1.2, 250.5);
    }
}
