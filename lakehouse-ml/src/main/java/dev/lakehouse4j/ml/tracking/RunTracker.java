package dev.lakehouse4j.ml.tracking;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Keeps runs: what was trained from what, with which settings, and what came out.
 *
 * <p>Two implementations keep the same things: a folder in MLflow's own file layout, which needs nothing but a disk, and an
 * MLflow server. Both are safe for several threads and processes at once.
 *
 * <pre>{@code
 * try (RunTracker tracker = RunTracker.folder(Path.of("mlruns"));
 *         TrackedRun run = tracker.start("late delivery")) {
 *     run.parameter("trees", "200");
 *     run.metric("roc_auc", 0.79);
 *     run.finish();
 * }
 * }</pre>
 *
 * <p>Methods throw {@link TrackingException} for what is not there, not allowed or not valid, and {@link
 * dev.lakehouse4j.core.error.StorageException} when the disk refuses or a file is damaged.
 */
public sealed interface RunTracker extends AutoCloseable permits BaseTracker {

    /**
     * Opens a folder in MLflow's file layout, and creates it if missing.
     *
     * <p>MLflow's UI opens it: {@code MLFLOW_ALLOW_FILE_STORE=true mlflow server --backend-store-uri FOLDER}.
     *
     * @param folder the folder, by custom named {@code mlruns}
     * @return a tracker to be closed
     */
    static RunTracker folder(Path folder) {
        return FolderTracker.open(folder);
    }

    /**
     * Opens an MLflow server without authentication.
     *
     * @param uri its address, {@code http://host:5000}
     * @return a tracker to be closed
     * @throws TrackingException when no MLflow server answers there
     */
    static RunTracker server(URI uri) {
        return server(ServerSettings.of(uri));
    }

    /**
     * Opens an MLflow server.
     *
     * @param settings address, authentication and timeout
     * @return a tracker to be closed
     * @throws TrackingException when no MLflow server answers there, or it refuses the user
     */
    static RunTracker server(ServerSettings settings) {
        return ServerTracker.open(settings);
    }

    /**
     * Opens whatever a setting names: a server when it begins with {@code http://} or {@code https://}, otherwise a folder.
     *
     * @param location address or path
     * @return a tracker to be closed
     */
    static RunTracker open(String location) {
        return location.startsWith("http://") || location.startsWith("https://")
                ? server(URI.create(location))
                : folder(Path.of(location));
    }

    /**
     * Begins a run.
     *
     * @param experiment name of the experiment, 1 to 500 characters; created if missing
     * @return a run to be closed, which fails unless it is finished first
     */
    TrackedRun start(String experiment);

    /**
     * Begins a run with a name and notes.
     *
     * @param experiment name of the experiment, 1 to 500 characters; created if missing
     * @param name name for people
     * @param tags notes by name, for example {@code mlflow.source.git.commit}
     * @return a run to be closed, which fails unless it is finished first
     */
    TrackedRun start(String experiment, String name, Map<String, String> tags);

    /**
     * All experiments that are not deleted.
     *
     * @return experiments, sorted by name
     */
    List<Experiment> experiments();

    /**
     * The runs of an experiment that are not deleted.
     *
     * @param experiment name of the experiment
     * @return runs, the newest first
     */
    List<RunRecord> runs(String experiment);

    /**
     * One run.
     *
     * @param runId its id
     * @return the run as it stands now
     */
    RunRecord run(String runId);

    /**
     * All values of a metric.
     *
     * @param runId the run
     * @param metric name of the metric
     * @return its values, by step and time; empty when the run has no such metric
     */
    List<MetricPoint> metricHistory(String runId, String metric);

    /**
     * The files and folders in one folder of a run's artifacts.
     *
     * @param runId the run
     * @param folder path of the folder; empty for the top
     * @return its entries, sorted by path; empty when there is no such folder
     */
    List<ArtifactInfo> artifacts(String runId, String folder);

    /**
     * One artifact.
     *
     * @param runId the run
     * @param path path of the file below the run's artifacts
     * @return its bytes
     */
    byte[] artifact(String runId, String path);

    /**
     * The registry of models beside the runs.
     *
     * @return the registry; it lives as long as the tracker
     */
    ModelRegistry registry();

    /**
     * Trains a run's model again from its provenance, and compares the metrics.
     *
     * @param runId a run that logged its {@link Provenance}
     * @param retrainer trains and measures
     * @return stored and new metrics side by side
     * @throws TrackingException when the run has no provenance, or the retrainer gives no metric
     */
    Reproduction reproduce(String runId, Retrainer retrainer);

    /** Releases connections; runs that are still open stay as they are. */
    @Override
    void close();
}
