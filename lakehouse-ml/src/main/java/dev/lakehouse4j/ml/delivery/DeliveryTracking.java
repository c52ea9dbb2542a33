package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.ml.estimator.Fit;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.feature.Feature;
import dev.lakehouse4j.ml.tracking.DatasetUse;
import dev.lakehouse4j.ml.tracking.DatasetVersion;
import dev.lakehouse4j.ml.tracking.ModelDescription;
import dev.lakehouse4j.ml.tracking.ModelSignature;
import dev.lakehouse4j.ml.tracking.ModelVersion;
import dev.lakehouse4j.ml.tracking.Provenance;
import dev.lakehouse4j.ml.tracking.Reproduction;
import dev.lakehouse4j.ml.tracking.RunTracker;
import dev.lakehouse4j.ml.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tracks comparisons of delay models in MLflow's form: a run per candidate with its settings and figures, the winner's run
 * with its tables and model, and a new version of the registered model {@code delivery_delay} with the alias {@code
 * champion}.
 */
public final class DeliveryTracking {

    /** Name of the experiment. */
    public static final String EXPERIMENT = "late delivery";

    /** Name of the registered model. */
    public static final String MODEL = "delivery_delay";

    /** Alias of the version in use. */
    public static final String CHAMPION = "champion";

    /** Intervals are not compared. */
    private static final int FEWEST_RESAMPLES = 100;

    private static final String MODEL_PATH = "model";

    private final RunTracker tracker;
    private final String codeVersion;

    private DeliveryTracking(RunTracker tracker, String codeVersion) {
        this.tracker = tracker;
        this.codeVersion = codeVersion;
    }

    /**
     * Tracks with a tracker.
     *
     * @param tracker where to track; closed by the caller
     * @return the tracking
     */
    public static DeliveryTracking with(RunTracker tracker) {
        String version = DeliveryTracking.class.getPackage().getImplementationVersion();
        return new DeliveryTracking(tracker, version == null ? "development" : version);
    }

    /**
     * Tracks a training of a pipeline.
     *
     * @param training what was trained; see {@link DeliverySteps#onTraining}
     * @return the new version of the registered model
     */
    public ModelVersion track(DeliverySteps.Training training) {
        DelayComparison comparison = training.comparison();
        String winner = "";
        for (CandidateResult result : comparison.results()) {
            String id = track(comparison, result, training);
            if (result.equals(comparison.winning())) {
                winner = id;
            }
        }
        ModelVersion version = tracker.registry().register(MODEL, winner, MODEL_PATH, comparison.reason());
        tracker.registry().setAlias(MODEL, CHAMPION, version.version());
        return version;
    }

    private String track(DelayComparison comparison, CandidateResult result, DeliverySteps.Training training) {
        boolean won = result.equals(comparison.winning());
        Candidate candidate = result.candidate();
        try (TrackedRun run = tracker.start(EXPERIMENT, candidate.name(), Map.of("winner", String.valueOf(won)))) {
            run.provenance(provenance(comparison, candidate));
            metrics(result).forEach(run::metric);
            if (won) {
                int step = 0;
                for (Evaluation month : comparison.months().values()) {
                    run.metrics(monthly(month), step++);
                }
                run.artifactText("figures.json", comparison.toJson(run.id(), null));
                run.artifactText("figures.txt", comparison.toText());
                run.artifactText("plots/calibration.svg", CalibrationPlot.svg(result.test()));
                run.model(
                        MODEL_PATH,
                        ModelDescription.of(
                                        DelayModel.class.getName(),
                                        DelayModelFiles.MANIFEST,
                                        signature(training.model().features()))
                                .withMetadata(Map.of("version", training.model().version())),
                        files(training.folder()));
            }
            run.finish();
            return run.id();
        }
    }

    private Provenance provenance(DelayComparison comparison, Candidate candidate) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("candidate", candidate.name());
        settings.put("goal", candidate.goal().name());
        settings.put("learner", StoredCandidates.toJson(candidate));
        settings.put("train_until", comparison.trainUntil().toString());
        settings.put("test_until", comparison.testUntil().toString());
        settings.put("validation_months", String.valueOf(comparison.settings().validationMonths()));
        settings.put("alert_share", String.valueOf(comparison.settings().alertShare()));
        settings.put("threads", String.valueOf(comparison.settings().threads()));
        settings.put("most_orders", String.valueOf(comparison.settings().mostOrders()));
        List<DatasetVersion> datasets = new TreeMap<>(comparison.tableVersions())
                .entrySet().stream()
                        .flatMap(table -> Stream.of(
                                DatasetVersion.of(table.getKey(), table.getValue(), DatasetUse.TRAINING)
                                        .selecting("purchased_at < '" + comparison.trainUntil() + "'"),
                                DatasetVersion.of(table.getKey(), table.getValue(), DatasetUse.TEST)
                                        .selecting("purchased_at >= '" + comparison.trainUntil() + "'")))
                        .toList();
        return Provenance.of(settings, comparison.settings().seed())
                .withDatasets(datasets)
                .withCodeVersion(codeVersion)
                .withLibrary("xgboost", Fit.xgboostVersion());
    }

    private static Map<String, Double> metrics(CandidateResult result) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, "validation_", result.validation());
        if (result.test() != null) {
            put(metrics, "test_", result.test());
        }
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String prefix, Evaluation figures) {
        put(metrics, prefix + "roc_auc", figures.rocAuc());
        put(metrics, prefix + "average_precision", figures.averagePrecision());
        put(metrics, prefix + "log_loss", figures.logLoss());
        put(metrics, prefix + "brier", figures.brier());
        put(metrics, prefix + "f1", figures.confusion().f1());
        put(metrics, prefix + "precision", figures.confusion().precision());
        put(metrics, prefix + "recall", figures.confusion().recall());
        put(metrics, prefix + "top_precision", OptionalDouble.of(figures.top().precision()));
        put(metrics, prefix + "top_recall", figures.top().recall());
    }

    /** Each month is a step. */
    private static Map<String, Double> monthly(Evaluation month) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, "month_roc_auc", month.rocAuc());
        put(metrics, "month_late_rate", month.rate());
        put(metrics, "month_top_precision", month.top().precision());
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, @Nullable Double value) {
        if (value != null) {
            metrics.put(name, value);
        }
    }

    private static void put(Map<String, Double> metrics, String name, OptionalDouble value) {
        value.ifPresent(present -> metrics.put(name, present));
    }

    private static ModelSignature signature(List<Feature> features) {
        return new ModelSignature(
                features.stream()
                        .map(feature -> new ModelSignature.Column(
                                feature.name(),
                                feature.isNumeric() ? ModelSignature.ValueType.DOUBLE : ModelSignature.ValueType.STRING,
                                false))
                        .toList(),
                List.of(ModelSignature.Column.required("probability", ModelSignature.ValueType.DOUBLE)));
    }

    private static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the model in " + folder, e);
        }
    }

    /**
     * Loads the model that is in use.
     *
     * @param scratch an empty folder to copy its files to
     * @return the model; close it
     */
    public DelayModel champion(Path scratch) {
        return DelayModel.load(tracker.registry().open(MODEL, CHAMPION).copyTo(scratch));
    }

    /**
     * Trains a tracked run again, on the table versions, settings and seed that it noted, and compares the figures.
     *
     * @param lake the lake; it still has these versions
     * @param runId id of the run
     * @return stored and new figures
     */
    public Reproduction reproduce(Lakehouse lake, String runId) {
        return tracker.reproduce(runId, provenance -> retrain(lake, provenance));
    }

    private static Map<String, Double> retrain(Lakehouse lake, Provenance provenance) {
        Map<String, String> noted = provenance.settings();
        Map<String, Long> versions = new LinkedHashMap<>();
        provenance.datasets().forEach(dataset -> versions.put(dataset.table(), dataset.version()));
        DeliveryDelay.Settings settings = new DeliveryDelay.Settings(
                Integer.parseInt(noted(noted, "validation_months")),
                Double.parseDouble(noted(noted, "alert_share")),
                Integer.parseInt(noted(noted, "threads")),
                provenance.seed(),
                // Runs of before there was a limit learned from all.
                Integer.parseInt(noted.getOrDefault("most_orders", String.valueOf(Integer.MAX_VALUE))));
        try (DelayComparison comparison = DeliveryDelay.on(lake)
                .with(settings)
                .asOf(versions)
                .compare(
                        List.of(StoredCandidates.ofJson(noted(noted, "learner"))),
                        LocalDateTime.parse(noted(noted, "train_until")),
                        LocalDateTime.parse(noted(noted, "test_until")),
                        DeliveryDelay.Tested.ALL,
                        FEWEST_RESAMPLES,
                        done -> {})) {
            return metrics(comparison.winning());
        }
    }

    private static String noted(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new ModelException("Cannot train the run again: it does not note " + name.toLowerCase(Locale.ROOT)
                    + ". Take a run of the experiment '" + EXPERIMENT + "'.");
        }
        return value;
    }
}
