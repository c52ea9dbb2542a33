package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.ReviewTexts.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes what customers say of an order: the score follows the delay, the text follows the score and its reason. */
final class ReviewWriter implements Closeable {

    private static final double NO_REVIEW_CHANCE = 0.0081;
    private static final double SECOND_REVIEW_CHANCE = 0.0061;
    private static final double SHARED_CHANCE = 0.0087;

    /** Chances of the scores 1 to 5. */
    private static final double[] ON_TIME = {5.9, 2.5, 8.1, 20.4, 63.1};

    private static final double[] INCOMPLETE = {52, 12, 15, 10, 11};
    private static final double[] LATE_BY_A_DAY = {16, 6, 15, 24, 39};
    private static final double[] LATE_BY_DAYS = {30, 9, 16, 18, 27};
    private static final double[] LATE_BY_A_WEEK = {56, 10, 12, 9, 13};
    private static final double[] LATE_BY_MORE = {72, 8, 8, 4, 8};
    private static final double[] NEVER = {71, 7, 7, 6, 9};

    private static final double[] COMMENT_CHANCE = {0.763, 0.677, 0.434, 0.313, 0.362};
    private static final double[] TITLE_CHANCE = {0.112, 0.103, 0.068, 0.062, 0.078};

    private record Review(
            String id,
            int score,
            @Nullable String title,
            @Nullable String comment,
            long createdAt,
            long answeredAt) {}

    private final CsvWriter csv;
    private final Identifiers identifiers;
    private final ReviewTexts texts;
    private final RareCases noAnswer;
    private final RareCases noCreation;
    private final boolean defects;
    private final long seed;
    private @Nullable Review last;
    private boolean lastIsShared;
    private long distinctIds;
    private long sharedIds;
    private long ordersWithSeveral;
    private long scoreSum;
    private long comments;
    private long commentsWithLineBreak;
    private long withoutAnswer;
    private long withoutCreation;

    ReviewWriter(Path file, long seed, long orders, boolean defects, Identifiers identifiers) throws IOException {
        this.seed = seed;
        this.defects = defects;
        this.identifiers = identifiers;
        texts = new ReviewTexts(defects);
        noAnswer = RareCases.among(seed, 40, orders, 42 / 86_617.0, defects);
        noCreation = RareCases.among(seed, 41, orders, 17 / 86_617.0, defects);
        csv = CsvWriter.open(
                file,
                "\r\n",
                "review_id",
                "order_id",
                "review_score",
                "review_comment_title",
                "review_comment_message",
                "review_creation_date",
                "review_answer_timestamp");
    }

    void write(OrderOutcome order) throws IOException {
        SampleRandom random = SampleRandom.of(seed, Stream.REVIEW, order.number());
        boolean bare = noCreation.hit(order.number());
        boolean unanswered = bare || noAnswer.hit(order.number());
        if (!unanswered && random.chance(NO_REVIEW_CHANCE)) {
            return;
        }
        Review shared = last;
        if (defects && !unanswered && shared != null && random.chance(SHARED_CHANCE)) {
            row(order, shared);
            sharedIds += lastIsShared ? 0 : 1;
            lastIsShared = true;
            return;
        }
        Review review = review(order, random);
        if (unanswered) {
            review = new Review(
                    review.id(),
                    review.score(),
                    review.title(),
                    review.comment(),
                    bare ? Moments.NONE : review.createdAt(),
                    Moments.NONE);
        }
        row(order, review);
        if (defects && random.chance(SECOND_REVIEW_CHANCE)) {
            review = review(order, random);
            row(order, review);
            if (random.chance(0.01)) {
                review = review(order, random);
                row(order, review);
            }
            ordersWithSeveral++;
        }
        last = review;
        lastIsShared = false;
    }

    private Review review(OrderOutcome order, SampleRandom random) {
        boolean incomplete = order.items() > 1 && random.chance(0.16);
        int score = 1 + random.weighted(chances(order, incomplete));
        long createdAt = createdAt(order, random);
        long answeredAt = createdAt + (long) (Moments.DAY * (0.25 + random.logNormal(1.6, 0.75)));
        Reason reason = reason(order, createdAt, incomplete, random);
        String title = random.chance(TITLE_CHANCE[score - 1]) ? texts.title(score, random) : null;
        String comment = random.chance(COMMENT_CHANCE[score - 1])
                ? texts.comment(score, reason, order.category(), random)
                : null;
        String id = identifiers.of(Stream.REVIEW_ID, distinctIds);
        distinctIds++;
        return new Review(id, score, title, comment, createdAt, answeredAt);
    }

    private static double[] chances(OrderOutcome order, boolean incomplete) {
        if (order.deliveredAt() == Moments.NONE) {
            return NEVER;
        }
        if (!order.late()) {
            return incomplete ? INCOMPLETE : ON_TIME;
        }
        long days = Moments.dayOf(order.deliveredAt()) - Moments.dayOf(order.promisedAt());
        if (days <= 1) {
            return LATE_BY_A_DAY;
        }
        if (days <= 3) {
            return LATE_BY_DAYS;
        }
        return days <= 7 ? LATE_BY_A_WEEK : LATE_BY_MORE;
    }

    private static Reason reason(OrderOutcome order, long createdAt, boolean incomplete, SampleRandom random) {
        if (order.deliveredAt() == Moments.NONE) {
            return order.status().equals("shipped") ? Reason.NOT_RECEIVED : Reason.NOT_SHIPPED;
        }
        if (order.late()) {
            return createdAt < order.deliveredAt() ? Reason.NOT_RECEIVED : Reason.LATE;
        }
        if (incomplete) {
            return Reason.INCOMPLETE;
        }
        return switch (random.weighted(0.5, 0.33, 0.17)) {
            case 0 -> Reason.QUALITY;
            case 1 -> Reason.WRONG_PRODUCT;
            default -> Reason.ON_TIME;
        };
    }

    /** The questionnaire goes out the day after delivery, or some days after the promise when nothing has come. */
    private static long createdAt(OrderOutcome order, SampleRandom random) {
        long afterPromise = Moments.midnightOf(order.promisedAt()) + (2 + random.below(4)) * Moments.DAY;
        if (order.deliveredAt() == Moments.NONE) {
            return afterPromise;
        }
        long early = random.chance(0.04) ? random.below(12) * Moments.DAY : 0;
        long afterDelivery = Moments.midnightOf(order.deliveredAt()) + Moments.DAY - early;
        long afterPurchase = Moments.midnightOf(order.purchasedAt()) + Moments.DAY;
        return Math.max(afterPurchase, Math.min(afterDelivery, afterPromise));
    }

    private void row(OrderOutcome order, Review review) throws IOException {
        csv.text(review.id())
                .text(order.id())
                .number(review.score())
                .text(review.title())
                .text(review.comment())
                .moment(review.createdAt())
                .moment(review.answeredAt())
                .endRow();
        scoreSum += review.score();
        String comment = review.comment();
        if (comment != null) {
            comments++;
            commentsWithLineBreak += comment.indexOf('\n') >= 0 ? 1 : 0;
        }
        withoutAnswer += review.answeredAt() == Moments.NONE ? 1 : 0;
        withoutCreation += review.createdAt() == Moments.NONE ? 1 : 0;
    }

    SampleTruth.Reviews truth() {
        return new SampleTruth.Reviews(
                csv.rows(),
                distinctIds,
                sharedIds,
                ordersWithSeveral,
                scoreSum,
                comments,
                commentsWithLineBreak,
                withoutAnswer,
                withoutCreation);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
