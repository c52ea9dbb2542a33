package dev.lakehouse4j.examples;

import dev.lakehouse4j.ml.estimator.Fit;
import dev.lakehouse4j.ml.tracking.DatasetUse;
import dev.lakehouse4j.ml.tracking.DatasetVersion;
import dev.lakehouse4j.ml.tracking.ModelDescription;
import dev.lakehouse4j.ml.tracking.ModelRegistry;
import dev.lakehouse4j.ml.tracking.ModelSignature;
import dev.lakehouse4j.ml.tracking.ModelVersion;
import dev.lakehouse4j.ml.tracking.Provenance;
import dev.lakehouse4j.ml.tracking.RunRecord;
import dev.lakehouse4j.ml.tracking.RunTracker;
import dev.lakehouse4j.ml.tracking.StoredModel;
import dev.lakehouse4j.ml.tracking.TrackedRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains a small model on made-up data, tracks the run, registers the model as champion, and reads everything back.
 *
 * <p>The one argument is a folder in MLflow's layout ({@code mlruns}) or the address of an MLflow server ({@code
 * http://localhost:5000}). {@code .ci/proofs/mlflow_tracking.py} runs it against both and checks what MLflow sees.
 */
final class TrackingExample {

    private static final String EXPERIMENT = "late delivery";
    private static final String MODEL = "late-delivery";
    private static final int ROWS = 400;
    private static final String[] FEATURES = {"promised_days", "distance_km"};

    private TrackingExample() {}

    /**
     * Runs the example.
     *
     * @param args a folder, or the address of a server
     * @throws XGBoostError when XGBoost refuses
     * @throws IOException when the model cannot be read back
     */
    public static void main(String[] args) throws XGBoostError, IOException {
        if (args.length != 1) {
            System.err.println("Usage: TrackingExample FOLDER-OR-ADDRESS, for example mlruns or http://localhost:5000");
            System.exit(64);
        }
        try (RunTracker tracker = RunTracker.open(args[0])) {
            String runId = train(tracker);
            ModelRegistry registry = tracker.registry();
            ModelVersion version = registry.register(MODEL, runId, "model", "Trained by TrackingExample.");
            registry.tag(MODEL, version.version(), "validated", "yes");
            registry.setAlias(MODEL, "champion", version.version());
            show(tracker, runId);
        }
    }

    private static String train(RunTracker tracker) throws XGBoostError {
        // Everything that the training depends on, written down before it begins.
        DatasetVersion features = DatasetVersion.of("gold.delivery_features", 12, DatasetUse.TRAINING);
        Provenance provenance = Provenance.of(Map.of("trees", "20", "depth", "3", "eta", "0.3"), 42)
                .withDatasets(List.of(
                        features.selecting("purchased_at < '2018-03-01'"),
                        DatasetVersion.of("gold.delivery_features", 12, DatasetUse.TEST)
                                .selecting("purchased_at >= '2018-03-01'")))
                .withCodeVersion("example")
                .withLibrary("xgboost", Fit.xgboostVersion());
        try (TrackedRun run = tracker.start(EXPERIMENT, "example", Map.of("team", "logistics"))) {
            run.provenance(provenance);
            Trained trained = fit(provenance);
            run.metricSteps("train_logloss", trained.losses());
            trained.metrics().forEach(run::metric);
            run.artifactText("tables/months.csv", "month,late_rate\n2018-03,0.21\n2018-04,0.05\n");
            run.artifactText("tables/predictions.csv", trained.predictions());
            ModelSignature signature = new ModelSignature(
                    List.of(
                            ModelSignature.Column.required(FEATURES[0], ModelSignature.ValueType.FLOAT),
                            ModelSignature.Column.required(FEATURES[1], ModelSignature.ValueType.FLOAT)),
                    List.of(ModelSignature.Column.required("probability", ModelSignature.ValueType.FLOAT)));
            run.model(
                    "model",
                    ModelDescription.xgboost(Booster.class.getName(), "model.ubj", signature),
                    Map.of("model.ubj", trained.model()));
            run.finish();
            return run.id();
        }
    }

    /** What a training gives. */
    private static final class Trained {

        private final double[] losses;
        private final Map<String, Double> metrics;
        private final String predictions;
        private final byte[] model;

        Trained(double[] losses, Map<String, Double> metrics, String predictions, byte[] model) {
            this.losses = losses;
            this.metrics = metrics;
            this.predictions = predictions;
            this.model = model;
        }

        double[] losses() {
            return losses;
        }

        Map<String, Double> metrics() {
            return metrics;
        }

        String predictions() {
            return predictions;
        }

        byte[] model() {
            return model;
        }
    }

    private static Trained fit(Provenance provenance) throws XGBoostError {
        SplittableRandom random = new SplittableRandom(provenance.seed());
        float[] values = new float[ROWS * FEATURES.length];
        float[] late = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            float promised = 5 + 25 * (float) random.nextDouble();
            float distance = 2_500 * (float) random.nextDouble();
            values[row * 2] = promised;
            values[row * 2 + 1] = distance;
            late[row] = distance / 120 + 6 * random.nextDouble() > promised ? 1 : 0;
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("objective", "binary:logistic");
        settings.put("max_depth", provenance.settings().get("depth"));
        settings.put("eta", provenance.settings().get("eta"));
        settings.put("seed", provenance.seed());
        settings.put("nthread", 1);
        int trees = Integer.parseInt(String.valueOf(provenance.settings().get("trees")));
        float[][] losses = new float[1][trees];
        DMatrix data = new DMatrix(values, ROWS, FEATURES.length, Float.NaN);
        try {
            data.setFeatureNames(FEATURES);
            data.setLabel(late);
            Booster booster = XGBoost.train(data, settings, trees, Map.of("train", data), losses, null, null, 0);
            try {
                float[][] probabilities = booster.predict(data);
                StringBuilder table = new StringBuilder("promised_days,distance_km,probability\n");
                int right = 0;
                for (int row = 0; row < ROWS; row++) {
                    float probability = probabilities[row][0];
                    right += (probability > 0.5) == (late[row] == 1) ? 1 : 0;
                    table.append(values[row * 2])
                            .append(',')
                            .append(values[row * 2 + 1])
                            .append(',')
                            .append(probability)
                            .append('\n');
                }
                double[] steps = new double[trees];
                for (int tree = 0; tree < trees; tree++) {
                    steps[tree] = losses[0][tree];
                }
                Map<String, Double> metrics = Map.of("accuracy", right / (double) ROWS, "last_loss", steps[trees - 1]);
                return new Trained(steps, metrics, table.toString(), booster.toByteArray("ubj"));
            } finally {
                booster.dispose();
            }
        } finally {
            data.dispose();
        }
    }

    private static void show(RunTracker tracker, String runId) throws XGBoostError, IOException {
        RunRecord run = tracker.run(runId);
        System.out.printf(Locale.ROOT, "run %s %s%n", run.id(), run.status());
        run.parameters().forEach((name, value) -> System.out.println("parameter " + name + " = " + value));
        run.metrics().forEach((name, value) -> System.out.println("metric " + name + " = " + value));
        System.out.println("train_logloss has "
                + tracker.metricHistory(runId, "train_logloss").size() + " steps");
        run.datasets()
                .forEach(dataset -> System.out.println("dataset " + dataset.table() + " version " + dataset.version()
                        + " for " + dataset.use().context()));
        tracker.artifacts(runId, "tables").forEach(file -> System.out.println("artifact " + file.path()));

        // The model as another process would open it: by name and alias, without training.
        StoredModel champion = tracker.registry().open(MODEL, "champion");
        Map<String, Float> order = new TreeMap<>(Map.of("promised_days", 9f, "distance_km", 2_300f));
        champion.description().signature().checkRow(order);
        Booster booster = XGBoost.loadModel(new ByteArrayInputStream(champion.data()));
        DMatrix row = new DMatrix(new float[] {9, 2_300}, 1, 2, Float.NaN);
        try {
            row.setFeatureNames(FEATURES);
            System.out.printf(
                    Locale.ROOT,
                    "version %d of %s says: promised in 9 days over 2,300 km is late with probability %.2f%n",
                    champion.version().version(),
                    MODEL,
                    booster.predict(row)[0][0]);
        } finally {
            row.dispose();
            booster.dispose();
        }

        // The same again from what the run wrote down.
        System.out.println(tracker.reproduce(runId, from -> {
                    try {
                        return fit(from).metrics();
                    } catch (XGBoostError e) {
                        throw new IllegalStateException(e);
                    }
                })
                .summary());
    }
}
