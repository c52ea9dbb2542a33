package dev.lakehouse4j.ai.sentiment;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.model.JavaModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

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

    private JavaModel.Computed<ReviewSentiment> judge(Lakehouse lake, DoubleConsumer progress) {
        String wanted;
        try {
            wanted = version.get();
        } catch (SentimentException e) {
            return asItWas(lake, e);
        }
        // Read twice, as a lake may have more reviews than fit into memory: first to count, then to judge.
        long fresh;
        long taken;
        try (Stream<CommentedReview> reviews = lake.sql(reviews(lake), CommentedReview.class)) {
            Map<Boolean, Long> counts = reviews.collect(
                    Collectors.partitioningBy(review -> isJudged(review, wanted), Collectors.counting()));
            fresh = counts.getOrDefault(false, 0L);
            taken = counts.getOrDefault(true, 0L);
        }
        Judge judge;
        try {
            judge = new Judge(fresh == 0 ? null : model.get(), wanted, fresh, progress);
        } catch (SentimentException e) {
            return asItWas(lake, e);
        }
        String note = String.format(
                Locale.ROOT, "model %s judged %,d comments, %,d were judged before", wanted, fresh, taken);
        return new JavaModel.Computed<>(judge.rows(lake.sql(reviews(lake), CommentedReview.class)), List.of(note));
    }

    /** Reviews with a comment, beside what the table says of them. */
    private static String reviews(Lakehouse lake) {
        if (!lake.table(SentimentTables.REVIEW_SENTIMENT).exists()) {
            return "select review_id, order_id, comment, cast(null as string) as label, cast(null as double) as score,"
                    + " cast(null as double) as probability, cast(null as string) as model_version,"
                    + " cast(null as string) as comment_hash from silver.reviews where comment is not null";
        }
        return "select reviews.review_id, reviews.order_id, reviews.comment, judged.label, judged.score,"
                + " judged.probability, judged.model_version, judged.comment_hash from silver.reviews as reviews"
                + " left join gold.review_sentiment as judged on judged.review_id = reviews.review_id"
                + " and judged.order_id = reviews.order_id where reviews.comment is not null";
    }

    private static JavaModel.Computed<ReviewSentiment> asItWas(Lakehouse lake, SentimentException e) {
        boolean exists = lake.table(SentimentTables.REVIEW_SENTIMENT).exists();
        boolean empty = !exists || lake.table(SentimentTables.REVIEW_SENTIMENT).count() == 0;
        return new JavaModel.Computed<>(
                exists ? lake.table(SentimentTables.REVIEW_SENTIMENT).rows() : Stream.empty(),
                List.of((empty ? "no sentiment. " : "the table keeps what it had. ") + e.getMessage()));
    }

    private static boolean isJudged(CommentedReview review, String modelVersion) {
        return modelVersion.equals(review.modelVersion())
                && hash(review.comment()).equals(review.commentHash());
    }

    private static String hash(String comment) {
        return ModelFiles.hash(comment.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Makes the rows as they are written, some thousand reviews at a time. */
    private static final class Judge {

        private final @Nullable SentimentModel model;
        private final String version;
        private final long fresh;
        private final DoubleConsumer progress;
        private long judged;

        Judge(@Nullable SentimentModel model, String version, long fresh, DoubleConsumer progress) {
            this.model = model;
            this.version = version;
            this.fresh = fresh;
            this.progress = progress;
        }

        Stream<ReviewSentiment> rows(Stream<CommentedReview> reviews) {
            Iterator<CommentedReview> left = reviews.iterator();
            Iterator<List<ReviewSentiment>> parts = new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return left.hasNext();
                }

                @Override
                public List<ReviewSentiment> next() {
                    List<CommentedReview> part = new ArrayList<>(CHUNK);
                    do {
                        part.add(left.next());
                    } while (part.size() < CHUNK && left.hasNext());
                    return rows(part);
                }
            };
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(parts, Spliterator.ORDERED), false)
                    .flatMap(List::stream)
                    .onClose(reviews::close)
                    .onClose(this::close);
        }

        private List<ReviewSentiment> rows(List<CommentedReview> part) {
            List<ReviewSentiment> rows = new ArrayList<>(part.size());
            List<CommentedReview> unjudged = new ArrayList<>();
            for (CommentedReview review : part) {
                if (isJudged(review, version)) {
                    rows.add(new ReviewSentiment(
                            review.reviewId(),
                            review.orderId(),
                            Objects.requireNonNull(review.label()),
                            Objects.requireNonNull(review.score()),
                            Objects.requireNonNull(review.probability()),
                            version,
                            Objects.requireNonNull(review.commentHash())));
                } else {
                    unjudged.add(review);
                }
            }
            if (model != null && !unjudged.isEmpty()) {
                List<Sentiment> said = model.analyzeAll(
                        unjudged.stream().map(CommentedReview::comment).toList());
                for (int i = 0; i < said.size(); i++) {
                    CommentedReview review = unjudged.get(i);
                    Sentiment sentiment = said.get(i);
                    rows.add(new ReviewSentiment(
                            review.reviewId(),
                            review.orderId(),
                            sentiment.label().text(),
                            sentiment.score(),
                            sentiment.probability(),
                            model.version(),
                            hash(review.comment())));
                }
                judged += unjudged.size();
                progress.accept((double) judged / fresh);
            }
            return rows;
        }

        private void close() {
            if (model != null) {
                model.close();
            }
        }
    }
}
