package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.ml.estimator.ModelException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The steps of a pipeline that predict late deliveries: {@code gold.delivery_features}, {@code
 * gold.delivery_predictions}, {@code gold.delivery_comparison} and {@code gold.feature_drift}.
 */
public final class DeliverySteps {

    private static final int BOOTSTRAP_RESAMPLES = 200;

    /** To be raised with every change of how models are trained, chosen or explained, so that tables are made anew. */
    private static final String METHOD = "method 2";

    private final DeliveryDelay.Settings settings;
    private final List<Candidate> candidates;
    private final Consumer<Training> listener;
    private final DriftWatch watch;

    private DeliverySteps(
            DeliveryDelay.Settings settings,
            List<Candidate> candidates,
            Consumer<Training> listener,
            DriftWatch watch) {
        this.settings = settings;
        this.candidates = List.copyOf(candidates);
        this.listener = listener;
        this.watch = watch;
    }

    /**
     * Steps with the stored settings.
     *
     * @return all candidates, default settings, drift of the last 30 days
     */
    public static DeliverySteps defaults() {
        return new DeliverySteps(
                DeliveryDelay.Settings.defaults(), Candidate.all(), training -> {}, DriftWatch.defaults());
    }

    /**
     * The same with other settings.
     *
     * @param changed how to train and judge
     * @return changed steps
     */
    public DeliverySteps with(DeliveryDelay.Settings changed) {
        return new DeliverySteps(changed, candidates, listener, watch);
    }

    /**
     * The same with other candidates.
     *
     * @param compared the candidates
     * @return changed steps
     */
    public DeliverySteps comparing(List<Candidate> compared) {
        return new DeliverySteps(settings, compared, listener, watch);
    }

    /**
     * The same, telling what was trained, for example to track it.
     *
     * @param hears called once per training, before the predictions are written
     * @return changed steps
     */
    public DeliverySteps onTraining(Consumer<Training> hears) {
        return new DeliverySteps(settings, candidates, hears, watch);
    }

    /**
     * The same, comparing a newest period of another length with up to a year before it.
     *
     * @param days length of the newest period in days, at least 1
     * @return changed steps
     */
    public DeliverySteps watchingDrift(int days) {
        return new DeliverySteps(settings, candidates, listener, new DriftWatch(days));
    }

    /**
     * What was trained; the models are open only while the listener runs.
     *
     * @param lake the lake
     * @param comparison the candidates, tested on the newest orders
     * @param model the winner, trained on all orders whose outcome is known
     * @param folder where the model is stored
     */
    public record Training(Lakehouse lake, DelayComparison comparison, DelayModel model, Path folder) {}

    /**
     * The feature table.
     *
     * @return one model
     */
    public List<SqlModel<?, ?>> sqlModels() {
        return List.of(DeliveryFeatures.view().model());
    }

    /**
     * The predictions, how the candidates did, and how far features, predictions and outcomes of the newest orders have moved. The run notes a
     * warning when a feature has moved far.
     *
     * @return three models
     */
    public List<JavaModel<?>> javaModels() {
        return List.of(
                JavaModel.gold(DeliveryTables.PREDICTIONS)
                        .reads(DeliveryTables.FEATURES, InGold.FACT_ORDERS)
                        .definedBy(settings.withThreads(1) + "\n" + candidates + "\n" + DeliveryDelay.TRAINED_SHARE
                                + "\n" + DeliveryFeatures.learned().features() + "\n" + METHOD)
                        .tracedBy("select f.order_id from gold.delivery_features f"
                                + " join gold.fact_orders o on o.order_id = f.order_id")
                        .trains("delivery_delay")
                        .rows(this::predict),
                JavaModel.gold(DeliveryTables.COMPARISON)
                        .reads(DeliveryTables.PREDICTIONS)
                        .definedBy(METHOD)
                        .rows((lake, progress) -> candidates(lake)),
                JavaModel.gold(DeliveryTables.DRIFT)
                        .reads(DeliveryTables.FEATURES, DeliveryTables.PREDICTIONS, InGold.FACT_ORDERS)
                        .definedBy(watch + "\n" + DeliveryFeatures.learned().features() + "\n" + METHOD)
                        .rows((lake, progress) -> watch.compute(lake, settings.mostOrders())));
    }

    private static JavaModel.Computed<DeliveryComparisonRow> candidates(Lakehouse lake) {
        try {
            List<DeliveryComparisonRow> rows = DeliveryModelStore.comparison(lake);
            return new JavaModel.Computed<>(rows.stream(), List.of());
        } catch (ModelException e) {
            return new JavaModel.Computed<>(Stream.empty(), List.of("no candidates. " + e.getMessage()));
        }
    }

    private JavaModel.Computed<DeliveryPrediction> predict(Lakehouse lake, DoubleConsumer progress) {
        DeliveryDelay delay = DeliveryDelay.on(lake).with(settings);
        DeliveryData data = delay.data();
        try {
            return predict(lake, delay, data, progress);
        } catch (TooFewOutcomesException e) {
            // Young lakes have nothing to learn from yet; that is no failure of the run. Any other error is.
            return new JavaModel.Computed<>(Stream.empty(), List.of("no predictions. " + e.getMessage()));
        }
    }

    private JavaModel.Computed<DeliveryPrediction> predict(
            Lakehouse lake, DeliveryDelay delay, DeliveryData data, DoubleConsumer progress) {
        if (data.features().rows() == 0) {
            throw new TooFewOutcomesException("There are no orders. Load some first.");
        }
        LocalDateTime now = data.now();
        LocalDateTime trainUntil = data.purchaseQuantile(DeliveryDelay.TRAINED_SHARE);
        if (!trainUntil.isBefore(now)) {
            throw new TooFewOutcomesException(
                    "Cannot test: nothing is known from after " + trainUntil + ". Load more orders.");
        }
        int models = candidates.size() + 1;
        List<Runnable> closing = new ArrayList<>();
        try {
            DelayComparison comparison = delay.compare(
                    candidates,
                    trainUntil,
                    now,
                    DeliveryDelay.Tested.WINNER,
                    BOOTSTRAP_RESAMPLES,
                    done -> progress.accept(done * candidates.size() / models));
            closing.add(comparison::close);
            DeliveryDelay.Trained last = delay.train(comparison.winning().candidate(), now);
            closing.add(last::close);
            progress.accept((double) models / (models + 1));
            DeliveryModelStore.requireStore(lake);
            Path folder = last.model().saveVersion(DeliveryModelStore.folder(lake));
            DeliveryModelStore.keep(
                    folder, DeliveryComparisonRow.of(comparison, last.model().version()));
            listener.accept(new Training(lake, comparison, last.model(), folder));
            Splits splits = new Splits(trainUntil, delay.validationFrom(trainUntil), comparison, last.model());
            // A part is read when the rows of the one before it are written, so that two are in memory at most.
            Stream<DeliveryPrediction> predictions = IntStream.range(0, data.parts())
                    .mapToObj(data::part)
                    .flatMap(part -> splits.predict(part).stream())
                    .onClose(() -> closing.forEach(Runnable::run));
            return new JavaModel.Computed<>(
                    predictions, List.of(note(comparison, last.model(), data.openOrders(), data.parts())));
        } catch (RuntimeException e) {
            closing.forEach(Runnable::run);
            throw e;
        }
    }

    /** Which model predicts which orders: none those that it learned from, where the time allows. */
    private record Splits(
            LocalDateTime trainUntil, LocalDateTime validationFrom, DelayComparison comparison, DelayModel last) {

        List<DeliveryPrediction> predict(DeliveryData data) {
            int[] train = rows(
                    data,
                    row -> isDelivered(data, row) && purchasedAt(data, row).isBefore(validationFrom));
            int[] validation = rows(
                    data,
                    row -> isDelivered(data, row)
                            && purchasedAt(data, row).isBefore(trainUntil)
                            && !purchasedAt(data, row).isBefore(validationFrom));
            int[] test = rows(
                    data,
                    row -> isDelivered(data, row) && !purchasedAt(data, row).isBefore(trainUntil));
            int[] open = rows(
                    data, row -> !isDelivered(data, row) && !data.outcome(row).isClosed());
            List<DeliveryPrediction> predictions = new ArrayList<>();
            add(predictions, data, last, train, "train");
            add(predictions, data, comparison.early(), validation, "validation");
            add(predictions, data, comparison.best(), test, "test");
            add(predictions, data, last, open, "open");
            return predictions;
        }

        private static int[] rows(DeliveryData data, IntPredicate kept) {
            return data.features().rowsWhere(kept);
        }

        private static boolean isDelivered(DeliveryData data, int row) {
            return data.outcome(row).isDelivered();
        }

        private static LocalDateTime purchasedAt(DeliveryData data, int row) {
            return data.outcome(row).purchasedAt();
        }
    }

    private static void add(
            List<DeliveryPrediction> predictions, DeliveryData data, DelayModel model, int[] rows, String split) {
        double[] probabilities = model.probabilities(data.features(), rows);
        int[] explained = IntStream.range(0, rows.length)
                .filter(i -> split.equals("open") || probabilities[i] >= model.threshold())
                .toArray();
        List<List<Reason>> reasons = model.reasons(
                data.features(), Arrays.stream(explained).map(i -> rows[i]).toArray());
        String[] texts = new String[rows.length];
        for (int i = 0; i < explained.length; i++) {
            texts[explained[i]] = Reasons.text(reasons.get(i));
        }
        for (int i = 0; i < rows.length; i++) {
            predictions.add(new DeliveryPrediction(
                    data.features().keys().get(rows[i]),
                    data.predictionAt(rows[i]),
                    probabilities[i],
                    probabilities[i] >= model.threshold(),
                    model.threshold(),
                    split,
                    texts[i],
                    model.version()));
        }
    }

    private static String note(DelayComparison comparison, DelayModel model, long open, int parts) {
        CandidateResult winner = comparison.winning();
        return String.format(
                Locale.ROOT,
                "%s wins of %d candidates, ROC AUC %.3f on %,d test orders from %s on; model %s scores %,d open orders%s",
                winner.candidate().name(),
                comparison.results().size(),
                winner.rocAuc() == null ? Double.NaN : winner.rocAuc().estimate(),
                comparison.predictions().size(),
                comparison.trainUntil().toLocalDate(),
                model.version(),
                open,
                parts == 1 ? "" : "; learned from and tested on one of " + parts + " parts of the orders");
    }
}
