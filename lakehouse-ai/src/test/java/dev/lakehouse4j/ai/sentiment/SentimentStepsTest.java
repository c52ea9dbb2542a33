package dev.lakehouse4j.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentStepsTest {

    @TempDir
    Path folder;

    private static Review review(int number, String comment) {
        return new Review("r" + number, "o" + number, 5, null, comment, null, null);
    }

    private static Map<String, ReviewSentiment> rows(Lakehouse lake) {
        try (Stream<ReviewSentiment> rows =
                lake.table(SentimentTables.REVIEW_SENTIMENT).rows()) {
            return rows.collect(Collectors.toMap(ReviewSentiment::reviewId, row -> row));
        }
    }

    private static ModelResult run(Lakehouse lake, SentimentSteps steps) {
        return new ModelRefresh(lake, Instant.now()).refresh(steps.javaModels().get(0), share -> {});
    }

    @Test
    void eachCommentIsJudgedOncePerModelVersion() {
        try (SentimentModel model = Tiny.train().model();
                SentimentModel other = SentimentTrainer.with(
                                Tiny.settings().withEpochs(1, 0).withSeeds(4))
                        .train(Tiny.texts(300))
                        .model();
                Lakehouse lake = Lakehouse.open(folder)) {
            List<Review> reviews = new ArrayList<>(List.of(
                    review(1, Tiny.extreme(model, true)),
                    review(2, Tiny.extreme(model, false) + "."),
                    review(3, null),
                    review(4, "entrega péssima")));
            lake.table(InSilver.REVIEWS).overwrite(reviews);
            SentimentSteps steps = SentimentSteps.with(model);
            ModelResult first = run(lake, steps);
            assertThat(first.notes())
                    .containsExactly("model " + model.version() + " judged 3 comments, 0 were judged before");
            Map<String, ReviewSentiment> rows = rows(lake);
            assertThat(rows).containsOnlyKeys("r1", "r2", "r4");
            assertThat(rows.get("r1").label()).isEqualTo("positive");
            assertThat(rows.get("r2").label()).isEqualTo("negative");
            assertThat(rows.get("r2").score()).isNegative();
            assertThat(rows.get("r1").modelVersion()).isEqualTo(model.version());
            assertThat(rows.get("r1").orderId()).isEqualTo("o1");

            assertThat(run(lake, steps).kind()).isEqualTo(ModelResult.Kind.UNCHANGED);

            reviews.set(0, review(1, Tiny.extreme(model, false)));
            reviews.remove(3);
            reviews.add(review(5, "recomendo"));
            lake.table(InSilver.REVIEWS).overwrite(reviews);
            assertThat(run(lake, steps).notes())
                    .containsExactly("model " + model.version() + " judged 2 comments, 1 were judged before");
            Map<String, ReviewSentiment> later = rows(lake);
            assertThat(later).containsOnlyKeys("r1", "r2", "r5");
            assertThat(later.get("r1").label()).isEqualTo("negative");
            assertThat(later.get("r2")).isEqualTo(rows.get("r2"));

            assertThat(run(lake, SentimentSteps.with(other)).notes())
                    .containsExactly("model " + other.version() + " judged 3 comments, 0 were judged before");
            // The steps do not close a model that is not theirs.
            assertThat(model.analyze("adorei").label()).isEqualTo(Sentiment.Label.POSITIVE);
        }
    }

    @Test
    void moreCommentsThanAreHeldAtOnceAreJudgedEachOnce() {
        try (SentimentModel model = Tiny.train().model();
                Lakehouse lake = Lakehouse.open(folder)) {
            List<Review> reviews = IntStream.range(0, 20_000)
                    .mapToObj(number -> review(number, number % 2 == 0 ? "adorei " + number : null))
                    .toList();
            lake.table(InSilver.REVIEWS).overwrite(reviews);
            List<Double> shares = new ArrayList<>();
            ModelResult first = new ModelRefresh(lake, Instant.now())
                    .refresh(SentimentSteps.with(model).javaModels().get(0), shares::add);
            assertThat(first.rowsOut()).isEqualTo(10_000);
            assertThat(rows(lake).values())
                    .hasSize(10_000)
                    .allMatch(row ->
                            row.reviewId().substring(1).equals(row.orderId().substring(1)));
            assertThat(shares).hasSizeGreaterThan(1).isSorted().endsWith(1.0);

            lake.table(InSilver.REVIEWS).append(List.of(review(20_000, "adorei")));
            assertThat(run(lake, SentimentSteps.with(model)).notes())
                    .containsExactly("model " + model.version() + " judged 1 comments, 10,000 were judged before");
            assertThat(rows(lake)).hasSize(10_001);
        }
    }

    @Test
    void withoutAModelTheRunGoesOnAndTheTableKeepsWhatItHas() {
        try (SentimentModel model = Tiny.train().model();
                Lakehouse lake = Lakehouse.open(folder)) {
            lake.table(InSilver.REVIEWS).overwrite(List.of(review(1, "adorei")));
            SentimentSteps none = SentimentSteps.with(folder.resolve("missing"));
            ModelResult empty = run(lake, none);
            assertThat(empty.rowsOut()).isZero();
            assertThat(empty.notes().toString())
                    .contains("no sentiment. Cannot load")
                    .contains("no such folder");
            run(lake, SentimentSteps.with(model));
            assertThat(rows(lake)).hasSize(1);
            assertThat(run(lake, none).notes().toString()).contains("the table keeps what it had");
            assertThat(rows(lake)).hasSize(1);
        }
    }

    @Test
    void noReviewsGiveAnEmptyTable() {
        try (SentimentModel model = Tiny.train().model();
                Lakehouse lake = Lakehouse.open(folder)) {
            lake.table(InSilver.REVIEWS).overwrite(List.of());
            assertThat(run(lake, SentimentSteps.with(model)).rowsOut()).isZero();
            assertThat(rows(lake)).isEmpty();
        }
    }
}
