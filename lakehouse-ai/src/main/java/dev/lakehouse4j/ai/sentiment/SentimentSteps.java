package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import dev.lakehouse4j.medallion.model.JavaModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The step of a pipeline that judges review comments: {@code gold.review_sentiment}.
 *
 * <p>A comment is judged once per model version: rows of unchanged comments are taken over, new and changed comments are
 * judged, and rows of reviews that are gone go. Without a model the table keeps what it has, and the run goes on with a note.
 */
public final class SentimentSteps {

    private static final int CHUNK = 8192;
    private static final String NO_MODEL = "no model";

    private final Supplier<SentimentModel> model;
    private final Supplier<String> version;

    private SentimentSteps(Supplier<SentimentModel> model, Supplier<String> version) {
        this.model = model;
        this.version = version;
    }

    /**
     * Steps with the Portuguese model, which is loaded only when there is a comment to judge.
     *
     * @return the steps
     */
    public static SentimentSteps defaults() {
        return new SentimentSteps(
                SentimentModel::portuguese,
                () -> SentimentModel.portugueseManifest().version());
    }

    /**
     * Steps with a model in a folder, see {@link SentimentModel#open}.
     *
     * @param folder the folder
     * @return the steps
     */
    public static SentimentSteps with(Path folder) {
        Supplier<SentimentModel> opens = () -> SentimentModel.open(folder);
        return new SentimentSteps(opens, () -> {
            try (SentimentModel opened = opens.get()) {
                return opened.version();
            }
        });
    }

    /**
     * Steps with a model that is open, such as a cascade; the caller closes it after the run.
     *
     * @param open the model
     * @return the steps
     */
    public static SentimentSteps with(SentimentModel open) {
        return new SentimentSteps(open::shared, open::version);
    }

    /**
     * The sentiment of reviews.
     *
     * @return one model
     */
    public List<JavaModel<?>> javaModels() {
        return List.of(JavaModel.gold(SentimentTables.REVIEW_SENTIMENT)
                .reads(InSilver.REVIEWS)
                .definedBy(versionOr(NO_MODEL))
                .tracedBy("select review_id, order_id from silver.reviews")
                .rows(this::judge));
    }

    private String versionOr(String otherwise) {
        try {
            return version.get();
        } catch (SentimentException e) {
            return otherwise;
        }
    }

    private record Key(String reviewId, String orderId) {}

    private JavaModel.Computed<ReviewSentiment> judge(Lakehouse lake, DoubleConsumer progress) {
        Map<Key, ReviewSentiment> before = before(lake);
        String wanted;
        try {
            wanted = version.get();
        } catch (SentimentException e) {
            String kept = before.isEmpty() ? "no sentiment. " : "the table keeps what it had. ";
            return new JavaModel.Computed<>(before.values().stream(), List.of(kept + e.getMessage()));
        }
        List<ReviewSentiment> rows = new ArrayList<>();
        List<Review> fresh = new ArrayList<>();
        try (Stream<Review> reviews = lake.table(InSilver.REVIEWS).rows("comment is not null")) {
            reviews.forEach(review -> {
                ReviewSentiment old = before.get(new Key(review.reviewId(), review.orderId()));
                if (old != null
                        && old.modelVersion().equals(wanted)
                        && old.commentHash().equals(hash(review))) {
                    rows.add(old);
                } else {
                    fresh.add(review);
                }
            });
        }
        int taken = rows.size();
        if (!fresh.isEmpty()) {
            try (SentimentModel opened = model.get()) {
                for (int from = 0; from < fresh.size(); from += CHUNK) {
                    List<Review> part = fresh.subList(from, Math.min(fresh.size(), from + CHUNK));
                    add(rows, part, opened);
                    progress.accept((double) Math.min(fresh.size(), from + CHUNK) / fresh.size());
                }
            } catch (SentimentException e) {
                return new JavaModel.Computed<>(
                        before.values().stream(), List.of("the table keeps what it had. " + e.getMessage()));
            }
        }
        String note = String.format(
                Locale.ROOT, "model %s judged %,d comments, %,d were judged before", wanted, fresh.size(), taken);
        return new JavaModel.Computed<>(rows.stream(), List.of(note));
    }

    private static void add(List<ReviewSentiment> rows, List<Review> reviews, SentimentModel model) {
        List<Sentiment> said =
                model.analyzeAll(reviews.stream().map(SentimentSteps::comment).toList());
        for (int i = 0; i < said.size(); i++) {
            Review review = reviews.get(i);
            Sentiment sentiment = said.get(i);
            rows.add(new ReviewSentiment(
                    review.reviewId(),
                    review.orderId(),
                    sentiment.label().text(),
                    sentiment.score(),
                    sentiment.probability(),
                    model.version(),
                    hash(review)));
        }
    }

    private static String comment(Review review) {
        String comment = review.comment();
        return comment == null ? "" : comment;
    }

    private static String hash(Review review) {
        return ModelFiles.hash(comment(review).getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private static Map<Key, ReviewSentiment> before(Lakehouse lake) {
        Map<Key, ReviewSentiment> before = new HashMap<>();
        if (lake.table(SentimentTables.REVIEW_SENTIMENT).exists()) {
            try (Stream<ReviewSentiment> rows =
                    lake.table(SentimentTables.REVIEW_SENTIMENT).rows()) {
                rows.forEach(row -> before.put(new Key(row.reviewId(), row.orderId()), row));
            }
        }
        return before;
    }
}
