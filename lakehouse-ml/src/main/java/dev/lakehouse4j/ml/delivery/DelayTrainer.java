package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.delivery.DeliveryData.Outcome;
import dev.lakehouse4j.ml.estimator.FeatureMatrix;
import dev.lakehouse4j.ml.estimator.Fit;
import dev.lakehouse4j.ml.estimator.FittedModel;
import dev.lakehouse4j.ml.estimator.Learner;
import dev.lakehouse4j.ml.estimator.Target;
import dev.lakehouse4j.ml.feature.Encoding;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Trains candidates on what was known at a moment. */
final class DelayTrainer {

    /** Training rows that a category's value needs for a column of its own. */
    private static final int LEAST_ROWS_OF_A_VALUE = 50;

    /** With fewer late or on-time orders, a model is no evidence. */
    private static final int FEWEST_OF_A_KIND = 30;

    /** A delivery that took longer says no more than that. */
    private static final double LONGEST_DELIVERY_DAYS = 60;

    /** Open orders that are older, or that were not handed over for so long, are lost or cancelled, not slow. */
    private static final long LOST_AFTER_DAYS = 45;

    private static final long NOT_SHIPPED_AFTER_DAYS = 15;

    /** The first orders have next to no history behind them, and are few. */
    private static final long WARM_UP_DAYS = 90;

    private final DeliveryData data;
    private final int threads;
    private final long seed;

    DelayTrainer(DeliveryData data, int threads, long seed) {
        this.data = data;
        this.threads = threads;
        this.seed = seed;
    }

    /** A part of the orders that is looked at while training; higher quality of the raw scores is better. */
    @SuppressWarnings("ArrayRecordComponent") // Package-private, and never compared.
    record Watched(int[] rows, ToDoubleFunction<double[]> quality) {}

    /**
     * Trains on orders that were bought before a moment, with what was known of them then.
     *
     * @param watched rows to stop boosting by, or null
     * @return the fitted models of all seeds
     */
    Ensemble fit(Candidate candidate, LocalDateTime moment, @Nullable Watched watched) {
        int[] rows = data.features().rowsWhere(isTrainingRow(candidate.goal(), moment));
        if (rows.length == 0) {
            throw new TooFewOutcomesException("Cannot train " + candidate.name() + ": no order bought before " + moment
                    + " has an outcome that was known by then. Take a later date, or load older orders.");
        }
        Encoding encoding = Encoding.of(data.features(), rows, LEAST_ROWS_OF_A_VALUE);
        FeatureMatrix x = encoding.matrix(data.features(), rows);
        Target target = target(candidate.goal(), rows, moment);
        List<FittedModel> members = new ArrayList<>();
        try {
            for (int i = 0; i < candidate.seeds(); i++) {
                Learner learner = candidate.learner() instanceof Learner.Trees trees
                        ? trees.withSeed(seed + 1_000L * i)
                        : candidate.learner();
                Fit fit = Fit.of(learner).threads(threads);
                if (watched != null) {
                    fit = fit.stopEarly(
                            encoding.matrix(data.features(), watched.rows()),
                            scores ->
                                    watched.quality().applyAsDouble(against(candidate.goal(), scores, watched.rows())));
                }
                members.add(fit.on(x, target));
            }
            return new Ensemble(candidate.goal(), encoding, members, meanLogPromise(rows), rows.length);
        } catch (RuntimeException e) {
            members.forEach(FittedModel::close);
            throw e;
        }
    }

    /** Whether a moment has enough orders behind it to learn from: with outcomes of both kinds. */
    boolean canTrain(LocalDateTime moment) {
        boolean[] late = isLate(data.features().rowsWhere(isTrainingRow(Candidate.Goal.LATE, moment)));
        int count = 0;
        for (boolean one : late) {
            count += one ? 1 : 0;
        }
        return Math.min(count, late.length - count) >= FEWEST_OF_A_KIND;
    }

    /** Days are set against the promise. */
    private double[] against(Candidate.Goal goal, double[] scores, int[] rows) {
        if (goal == Candidate.Goal.LATE) {
            return scores;
        }
        double[] relative = new double[scores.length];
        for (int i = 0; i < relative.length; i++) {
            relative[i] = scores[i] - Ensemble.logPromise(data.features(), rows[i]);
        }
        return relative;
    }

    private IntPredicate isTrainingRow(Candidate.Goal goal, LocalDateTime moment) {
        LocalDateTime warm = warmFrom(moment);
        return row -> {
            Outcome outcome = data.outcome(row);
            if (outcome.isClosed()
                    || !outcome.purchasedAt().isBefore(moment)
                    || !data.predictionAt(row).isBefore(moment)
                    || outcome.purchasedAt().isBefore(warm)) {
                return false;
            }
            return switch (goal) {
                // Late orders are known when the promise passes, on-time ones at delivery; before the promise has
                // passed
                // the known ones would be on time only.
                case LATE -> !outcome.promisedAt().isAfter(moment);
                case DELIVERY_DAYS -> outcome.isDeliveredBy(moment);
                case DELIVERY_DAYS_CENSORED -> outcome.isDeliveredBy(moment) || isUnderWay(row, moment);
            };
        };
    }

    private boolean isUnderWay(int row, LocalDateTime moment) {
        LocalDateTime approved = data.predictionAt(row);
        return approved.isAfter(moment.minusDays(LOST_AFTER_DAYS))
                && (data.outcome(row).isShippedBy(moment)
                        || approved.isAfter(moment.minusDays(NOT_SHIPPED_AFTER_DAYS)));
    }

    /** The end of the warm-up, or the beginning of the data where too little would be left. */
    private LocalDateTime warmFrom(LocalDateTime moment) {
        LocalDateTime first = data.features().rows() == 0 ? moment : data.predictionAt(0);
        LocalDateTime warm = first.plusDays(WARM_UP_DAYS);
        return warm.isBefore(moment.minusDays(2 * WARM_UP_DAYS)) ? warm : LocalDateTime.MIN;
    }

    private Target target(Candidate.Goal goal, int[] rows, LocalDateTime moment) {
        if (goal == Candidate.Goal.LATE) {
            boolean[] late = isLate(rows);
            DeliveryDelay.requireBoth(late, "training", data.outcome(rows[0]).purchasedAt(), moment);
            return new Target.Classes(late);
        }
        double[] logDays = new double[rows.length];
        boolean[] isLowerBound = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Outcome outcome = data.outcome(rows[i]);
            LocalDateTime delivered = outcome.deliveredAt();
            boolean isDelivered = delivered != null && !delivered.isAfter(moment);
            double days = data.daysUntil(rows[i], delivered == null || !isDelivered ? moment : delivered);
            logDays[i] = Math.log(Math.min(LONGEST_DELIVERY_DAYS, days));
            isLowerBound[i] = !isDelivered || days > LONGEST_DELIVERY_DAYS;
        }
        return goal == Candidate.Goal.DELIVERY_DAYS
                ? new Target.Numbers(logDays)
                : new Target.Censored(logDays, isLowerBound, Ensemble.SPREAD);
    }

    private double meanLogPromise(int[] rows) {
        double sum = 0;
        for (int row : rows) {
            sum += Ensemble.logPromise(data.features(), row);
        }
        return sum / rows.length;
    }

    /**
     * Orders bought in a period whose promise has passed by a moment: all outcomes are known then, late ones included.
     */
    int[] knownRows(LocalDateTime from, LocalDateTime until) {
        return data.features().rowsWhere(row -> {
            Outcome outcome = data.outcome(row);
            return !outcome.isClosed()
                    && !outcome.purchasedAt().isBefore(from)
                    && outcome.purchasedAt().isBefore(until)
                    && !outcome.promisedAt().isAfter(until);
        });
    }

    /** Whether orders were late as far as known when their promise had passed. */
    boolean[] isLate(int[] rows) {
        boolean[] late = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            late[i] = !data.outcome(rows[i]).isDeliveredBy(data.outcome(rows[i]).promisedAt());
        }
        return late;
    }

    static String period(LocalDateTime from, LocalDateTime until) {
        return String.format(Locale.ROOT, "%s to %s", from.toLocalDate(), until.toLocalDate());
    }
}
