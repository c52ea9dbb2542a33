package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.ml.delivery.DeliveryData.Outcome;
import dev.lakehouse4j.ml.evaluation.Bootstrap;
import dev.lakehouse4j.ml.evaluation.Calibrator;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Evaluator;
import dev.lakehouse4j.ml.evaluation.Measure;
import dev.lakehouse4j.ml.evaluation.ScoredLabels;
import dev.lakehouse4j.ml.evaluation.Threshold;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts late deliveries: trains candidates, compares them out of time and chooses the best.
 *
 * <p>Everything is cut by time. A model for a date learns from orders bought before it, with what was known of them on
 * that date. The last months before it are the validation: by a model that was trained without them, they choose the
 * winner. They and as many months before, scored by a model that was trained still earlier, give calibration and
 * threshold. Then the model is trained again with all of them, and tested on orders bought from the date on.
 */
public final class DeliveryDelay {

    /** Share of the orders, by time of purchase, that the candidates learn from and are validated on. */
    static final double TRAINED_SHARE = 0.8;

    private static final int BOOTSTRAP_RESAMPLES = 1_000;

    private final Lakehouse lake;
    private final Settings settings;
    private @Nullable DeliveryData data;

    private DeliveryDelay(Lakehouse lake, Settings settings) {
        this.lake = lake;
        this.settings = settings;
    }

    /**
     * Starts on a lake whose pipeline has built {@code gold.delivery_features}.
     *
     * @param lake the lake
     * @return with default settings
     */
    public static DeliveryDelay on(Lakehouse lake) {
        return new DeliveryDelay(lake, Settings.defaults());
    }

    /**
     * The same on tables as they were.
     *
     * @param versions versions of {@code gold.delivery_features} and {@code gold.fact_orders}
     * @return on that data
     */
    public DeliveryDelay asOf(Map<String, Long> versions) {
        DeliveryDelay other = new DeliveryDelay(lake, settings);
        other.data = DeliveryData.read(lake, versions, settings.mostOrders());
        return other;
    }

    /**
     * The versions of the tables that are learned from.
     *
     * @return versions by full name
     */
    public Map<String, Long> tableVersions() {
        return data().versions();
    }

    /**
     * How to train and to judge.
     *
     * @param validationMonths months before the end of the training that validate, at least 1
     * @param alertShare share of the orders that can be alerted, above 0, at most 1
     * @param threads threads to train on, at least 1
     * @param seed seed of samples and bootstrap
     * @param mostOrders orders that are held in memory at once, at least 1,000, by estimate about 2.5 KB of heap each: of a lake with more
     *     orders a sample of about that size is learned from and tested on, and all are scored, one part after the other
     */
    public record Settings(int validationMonths, double alertShare, int threads, long seed, int mostOrders) {

        private static final int FEWEST_AT_ONCE = 1_000;
        private static final int MOST_AT_ONCE = 500_000;

        /** Checks the ranges. */
        public Settings {
            if (validationMonths < 1 || !(alertShare > 0 && alertShare <= 1) || threads < 1) {
                throw new IllegalArgumentException("Cannot predict delays with " + validationMonths
                        + " validation months, alert share " + alertShare + " and " + threads
                        + " threads. Use at least 1 month, a share above 0 and at most 1, and at least 1 thread.");
            }
            if (mostOrders < FEWEST_AT_ONCE) {
                throw new IllegalArgumentException("Cannot predict delays with " + mostOrders
                        + " orders at once. Use at least " + FEWEST_AT_ONCE + ".");
            }
        }

        /**
         * The defaults.
         *
         * @return four validation months, alerts for a tenth of the orders, a thread per processor, seed 42, half a million
         *     orders at once
         */
        public static Settings defaults() {
            return new Settings(4, 0.1, Runtime.getRuntime().availableProcessors(), 42, MOST_AT_ONCE);
        }

        /**
         * The same with more or fewer orders in memory at once.
         *
         * @param value at least 1,000
         * @return changed settings
         */
        public Settings withMostOrders(int value) {
            return new Settings(validationMonths, alertShare, threads, seed, value);
        }

        /**
         * The same with another seed.
         *
         * @param value the seed
         * @return changed settings
         */
        public Settings withSeed(long value) {
            return new Settings(validationMonths, alertShare, threads, value, mostOrders);
        }

        /**
         * The same with another number of threads.
         *
         * @param value at least 1
         * @return changed settings
         */
        public Settings withThreads(int value) {
            return new Settings(validationMonths, alertShare, value, seed, mostOrders);
        }

        /**
         * The same with another alert budget.
         *
         * @param value share of the orders, above 0, at most 1
         * @return changed settings
         */
        public Settings withAlertShare(double value) {
            return new Settings(validationMonths, value, threads, seed, mostOrders);
        }
    }

    /**
     * The same with other settings.
     *
     * @param changed the settings
     * @return for the same lake
     */
    public DeliveryDelay with(Settings changed) {
        DeliveryDelay other = new DeliveryDelay(lake, changed);
        if (changed.mostOrders() == settings.mostOrders()) {
            other.data = data;
        }
        return other;
    }

    /**
     * Trains candidates on the first four fifths of the orders and tests them on the newest fifth.
     *
     * @param candidates the candidates, at least one
     * @return all figures and the winner's models; close it
     * @throws TooFewOutcomesException when a period lacks orders or late ones
     */
    public DelayComparison compare(List<Candidate> candidates) {
        return compare(
                candidates,
                data().purchaseQuantile(TRAINED_SHARE),
                data().now(),
                Tested.ALL,
                BOOTSTRAP_RESAMPLES,
                done -> {});
    }

    /**
     * Trains candidates on orders bought before a date and tests them on those bought from it up to another.
     *
     * @param candidates the candidates, at least one
     * @param trainUntil first day of the test
     * @param testUntil day after the test
     * @return all figures and the winner's model; close it
     * @throws TooFewOutcomesException when a period lacks orders or late ones
     */
    public DelayComparison compare(List<Candidate> candidates, LocalDate trainUntil, LocalDate testUntil) {
        return compare(
                candidates,
                trainUntil.atStartOfDay(),
                testUntil.atStartOfDay(),
                Tested.ALL,
                BOOTSTRAP_RESAMPLES,
                done -> {});
    }

    DelayComparison compare(
            List<Candidate> candidates,
            LocalDateTime trainUntil,
            LocalDateTime testUntil,
            Tested tested,
            int resamples,
            DoubleConsumer progress) {
        if (candidates.isEmpty() || !trainUntil.isBefore(testUntil)) {
            throw new IllegalArgumentException("Cannot compare " + candidates.size() + " candidates on "
                    + DelayTrainer.period(trainUntil, testUntil)
                    + ". Give at least one candidate, and a test that ends after it begins.");
        }
        int[] testRows = testRows(trainUntil, testUntil);
        if (testRows.length == 0) {
            throw new TooFewOutcomesException("Cannot test: no delivered order was bought from "
                    + DelayTrainer.period(trainUntil, testUntil) + ". " + dataPeriod());
        }
        List<Judged> judged = new ArrayList<>();
        List<DelayModel> opened = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                Judged one = judge(candidate, trainUntil);
                judged.add(one);
                opened.add(one.early());
                progress.accept(0.7 * judged.size() / candidates.size());
            }
            int best = best(judged);
            List<CandidateResult> results = new ArrayList<>();
            DelayModel winner = null;
            for (int i = 0; i < judged.size(); i++) {
                if (i != best && tested == Tested.WINNER) {
                    results.add(judged.get(i).result());
                    continue;
                }
                Timed<DelayModel> fitted = Timed.of(judged.get(i), one -> refit(one, trainUntil));
                opened.add(fitted.value());
                results.add(test(judged.get(i), fitted, testRows, resamples));
                if (i == best) {
                    winner = fitted.value();
                }
                progress.accept(0.7 + 0.3 * results.size() / candidates.size());
            }
            DelayModel model = Objects.requireNonNull(winner);
            DelayModel early = judged.get(best).early();
            opened.removeAll(List.of(model, early));
            return new DelayComparison(
                    trainUntil,
                    testUntil,
                    settings,
                    data().versions(),
                    results,
                    best,
                    model,
                    early,
                    predictions(model, testRows),
                    evaluator(model).byMonth(model.candidate(), scored(model, testRows), purchaseTimes(testRows)));
        } finally {
            // What is still in the list is not handed on.
            opened.forEach(DelayModel::close);
        }
    }

    /** Which candidates are tested. */
    enum Tested {
        ALL,
        WINNER
    }

    /** A candidate after the validation. */
    private record Judged(Candidate candidate, DelayModel early, Evaluation validation, long millis) {
        CandidateResult result() {
            return new CandidateResult(candidate, validation, null, null, null, millis);
        }
    }

    private record Timed<T>(T value, long millis) {
        static <A, T> Timed<T> of(A argument, Function<A, T> work) {
            long start = System.nanoTime();
            T value = work.apply(argument);
            return new Timed<>(value, (System.nanoTime() - start) / 1_000_000);
        }
    }

    private CandidateResult test(Judged judged, Timed<DelayModel> fitted, int[] testRows, int resamples) {
        ScoredLabels test = scored(fitted.value(), testRows);
        Bootstrap bootstrap =
                Bootstrap.seeded(settings.seed()).resamples(resamples).parallel();
        return new CandidateResult(
                judged.candidate(),
                judged.validation(),
                evaluator(fitted.value()).evaluate(judged.candidate().name(), "test", test),
                bootstrap.of(Measure.rocAuc(), test).orElse(null),
                bootstrap.of(Measure.averagePrecision(), test).orElse(null),
                judged.millis() + fitted.millis());
    }

    /**
     * What the same candidate would have done had it been trained anew at the beginning of each month of the test. The
     * calibration stays that of the first training, so that probabilities of different months compare; figures with a
     * calibration of its own for each month stand beside it.
     *
     * @param candidate the candidate
     * @param trainUntil first day of the test
     * @param testUntil day after the test
     * @param progress hears a line per month
     * @return figures over the whole test and by month
     */
    public MonthlyRetraining retrainMonthly(
            Candidate candidate, LocalDate trainUntil, LocalDate testUntil, Consumer<String> progress) {
        List<TestPrediction> predictions = new ArrayList<>();
        List<TestPrediction> recalibrated = new ArrayList<>();
        Calibrator calibrator = null;
        double threshold = 0;
        LocalDate from = trainUntil;
        while (from.isBefore(testUntil)) {
            LocalDate next = from.withDayOfMonth(1).plusMonths(1);
            LocalDate until = next.isBefore(testUntil) ? next : testUntil;
            int[] rows = testRows(from.atStartOfDay(), until.atStartOfDay());
            if (rows.length > 0) {
                try (Trained trained = train(candidate, from.atStartOfDay())) {
                    DelayModel model = trained.model();
                    if (calibrator == null) {
                        calibrator = model.calibrator();
                        threshold = model.threshold();
                    }
                    double[] scores = model.scores(data().features(), rows);
                    predictions.addAll(predictions(DelayModel.calibrated(calibrator, scores), rows));
                    recalibrated.addAll(predictions(DelayModel.calibrated(model.calibrator(), scores), rows));
                }
            }
            progress.accept("trained for " + from + " to " + until + ": " + rows.length + " orders");
            from = until;
        }
        return MonthlyRetraining.of(candidate, predictions, recalibrated, threshold, settings);
    }

    /**
     * Keeps test predictions in {@code gold.delivery_evaluation}, beside those of earlier evaluations.
     *
     * @param runId id of the evaluation, not used before
     * @param predictions the predictions
     */
    public void keep(String runId, List<TestPrediction> predictions) {
        lake.table(DeliveryTables.EVALUATION)
                .upsert(predictions.stream()
                        .map(one -> new DeliveryEvaluationRow(
                                runId, one.orderId(), one.purchasedAt(), one.probability(), one.label())));
    }

    /** A model, and the model without the validation months that was judged on them. */
    record Trained(DelayModel model, DelayModel early) implements AutoCloseable {
        @Override
        public void close() {
            model.close();
            early.close();
        }
    }

    /** Trains on what was known at a moment. */
    Trained train(Candidate candidate, LocalDateTime moment) {
        Judged judged = judge(candidate, moment);
        try {
            return new Trained(refit(judged, moment), judged.early());
        } catch (RuntimeException e) {
            judged.early().close();
            throw e;
        }
    }

    /**
     * Trains without the validation months, and judges on them. Calibrates on them and on as many months before, scored by
     * a model that was trained still earlier: the more seasons the calibration sees, the less it takes one for the rule.
     */
    private Judged judge(Candidate candidate, LocalDateTime moment) {
        long start = System.nanoTime();
        LocalDateTime validationFrom = validationFrom(moment);
        ScoredLabels earlier = earlierValidation(candidate, validationFrom);
        int[] rows = trainer().knownRows(validationFrom, moment);
        boolean[] late = trainer().isLate(rows);
        requireBoth(late, "validation", validationFrom, moment);
        Ensemble early = trainer().fit(candidate, validationFrom, null);
        try {
            ScoredLabels newest = ScoredLabels.of(early.score(data().features(), rows), late);
            ScoredLabels all = earlier == null ? newest : earlier.and(newest);
            Calibrator calibrator = Calibrator.platt(all);
            double threshold = Threshold.maximisingF1(calibrator.calibrate(all)).value();
            DelayModel model = model(candidate, early, calibrator, threshold, validationFrom);
            return new Judged(
                    candidate,
                    model,
                    evaluator(model).evaluate(candidate.name(), "validation", calibrator.calibrate(newest)),
                    (System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException e) {
            early.close();
            throw e;
        }
    }

    /** The validation months before the validation months, or null where there is not enough before them. */
    private @Nullable ScoredLabels earlierValidation(Candidate candidate, LocalDateTime until) {
        LocalDateTime from = validationFrom(until);
        int[] rows = trainer().knownRows(from, until);
        boolean[] late = trainer().isLate(rows);
        if (!hasBoth(late) || !trainer().canTrain(from)) {
            return null;
        }
        try (Ensemble ensemble = trainer().fit(candidate, from, null)) {
            return ScoredLabels.of(ensemble.score(data().features(), rows), late);
        }
    }

    /** Trains with the validation months, keeping calibration and threshold. */
    private DelayModel refit(Judged judged, LocalDateTime moment) {
        return model(
                judged.candidate(),
                trainer().fit(judged.candidate(), moment, null),
                judged.early().calibrator(),
                judged.early().threshold(),
                moment);
    }

    private DelayTrainer trainer() {
        return new DelayTrainer(data(), settings.threads(), settings.seed());
    }

    /** Counted from the last purchase: after it, the data may know of deliveries for months. */
    LocalDateTime validationFrom(LocalDateTime moment) {
        LocalDateTime last = data().lastPurchaseBefore(moment);
        return last.toLocalDate().plusDays(1).atStartOfDay().minusMonths(settings.validationMonths());
    }

    private static DelayModel model(
            Candidate candidate, Ensemble ensemble, Calibrator calibrator, double threshold, LocalDateTime until) {
        return new DelayModel(
                candidate.name(),
                ensemble,
                calibrator,
                threshold,
                until,
                DeliveryFeatures.learned().features());
    }

    private Evaluator evaluator(DelayModel model) {
        return Evaluator.at(Threshold.fixed(model.threshold())).withAlertShare(settings.alertShare());
    }

    static void requireBoth(boolean[] late, String part, LocalDateTime from, LocalDateTime until) {
        if (!hasBoth(late)) {
            throw new TooFewOutcomesException("Cannot train: of " + late.length + " orders of the " + part + " period "
                    + DelayTrainer.period(from, until) + " " + count(late)
                    + " were late, and both kinds are needed. Take another date or a longer period, or load more"
                    + " orders.");
        }
    }

    private static boolean hasBoth(boolean[] late) {
        int count = count(late);
        return count > 0 && count < late.length;
    }

    private static int count(boolean[] late) {
        int count = 0;
        for (boolean one : late) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** The highest ROC AUC on the validation wins; of equals, the first. */
    private static int best(List<Judged> judged) {
        return IntStream.range(0, judged.size())
                .boxed()
                .max(Comparator.comparingDouble((Integer i) -> Objects.requireNonNullElse(
                                judged.get(i).validation().rocAuc(), 0.0))
                        .thenComparing(Comparator.<Integer>naturalOrder().reversed()))
                .orElseThrow();
    }

    int[] testRows(LocalDateTime from, LocalDateTime until) {
        return data().features().rowsWhere(row -> {
            Outcome outcome = data().outcome(row);
            return outcome.isDelivered()
                    && !outcome.purchasedAt().isBefore(from)
                    && outcome.purchasedAt().isBefore(until);
        });
    }

    private ScoredLabels scored(DelayModel model, int[] rows) {
        boolean[] late = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            late[i] = data().outcome(rows[i]).isLate();
        }
        return ScoredLabels.of(model.probabilities(data().features(), rows), late);
    }

    private LocalDateTime[] purchaseTimes(int[] rows) {
        LocalDateTime[] times = new LocalDateTime[rows.length];
        for (int i = 0; i < rows.length; i++) {
            times[i] = data().outcome(rows[i]).purchasedAt();
        }
        return times;
    }

    private List<TestPrediction> predictions(DelayModel model, int[] rows) {
        return predictions(model.probabilities(data().features(), rows), rows);
    }

    private List<TestPrediction> predictions(double[] probabilities, int[] rows) {
        List<TestPrediction> predictions = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            Outcome outcome = data().outcome(rows[i]);
            predictions.add(new TestPrediction(
                    data().features().keys().get(rows[i]), outcome.purchasedAt(), probabilities[i], outcome.isLate()));
        }
        return predictions;
    }

    DeliveryData data() {
        DeliveryData read = data;
        if (read == null) {
            read = DeliveryData.read(lake, settings.mostOrders());
            data = read;
        }
        return read;
    }

    private String dataPeriod() {
        int rows = data().features().rows();
        return rows == 0
                ? "There are no orders at all; load some first."
                : String.format(
                        Locale.ROOT,
                        "The lake has orders bought from %s to %s; choose dates in between.",
                        data().outcome(0).purchasedAt().toLocalDate(),
                        data().outcome(rows - 1).purchasedAt().toLocalDate());
    }
}
