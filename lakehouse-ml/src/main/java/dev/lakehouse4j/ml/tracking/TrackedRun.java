package dev.lakehouse4j.ml.tracking;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run that is under way: log into it, then {@link #finish()} it. Closed without, it counts as failed.
 *
 * <p>Names of parameters, metrics and tags have 1 to 250 characters: letters, digits, {@code _ - . : /} and blanks, and no
 * {@code ..} between slashes. Safe for several threads.
 */
public final class TrackedRun implements AutoCloseable {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int LONGEST_FAILURE = 1_000;

    private final BaseTracker tracker;
    private final String id;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Provenance provenance;

    TrackedRun(BaseTracker tracker, String id) {
        this.tracker = tracker;
        this.id = id;
    }

    /**
     * The id of the run.
     *
     * @return 32 hexadecimal digits
     */
    public String id() {
        return id;
    }

    /**
     * Logs a parameter, once: the same value again is fine.
     *
     * @param name its name
     * @param value its value, at most 6,000 characters
     * @throws TrackingException when it has another value already
     */
    public void parameter(String name, String value) {
        parameters(Map.of(name, value));
    }

    /**
     * Logs parameters, each once: the same value again is fine.
     *
     * @param values value by name, each at most 6,000 characters
     * @throws TrackingException when one has another value already
     */
    public void parameters(Map<String, String> values) {
        log(List.of(), values, Map.of());
    }

    /**
     * Logs a metric without steps.
     *
     * @param name its name
     * @param value its value; NaN and infinities are kept in a folder, a server's database clamps infinities to the largest
     *     double
     */
    public void metric(String name, double value) {
        metric(name, value, 0);
    }

    /**
     * Logs a metric at a step.
     *
     * @param name its name
     * @param value its value, as for {@link #metric(String, double)}
     * @param step where in the run it belongs; may be negative
     */
    public void metric(String name, double value, long step) {
        metrics(Map.of(name, value), step);
    }

    /**
     * Logs several metrics at one step.
     *
     * @param values value by name
     * @param step where in the run they belong
     */
    public void metrics(Map<String, Double> values, long step) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<BaseTracker.LoggedMetric> points = new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> new BaseTracker.LoggedMetric(
                                entry.getKey(), new MetricPoint(entry.getValue(), step, now)))
                        .toList();
        log(points, Map.of(), Map.of());
    }

    /**
     * Logs a metric over steps 0, 1, 2, … at once, for example an evaluation after each tree.
     *
     * @param name its name
     * @param values the value of each step
     */
    public void metricSteps(String name, double... values) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<BaseTracker.LoggedMetric> points = new java.util.ArrayList<>();
        for (int step = 0; step < values.length; step++) {
            points.add(new BaseTracker.LoggedMetric(name, new MetricPoint(values[step], step, now)));
        }
        log(points, Map.of(), Map.of());
    }

    /**
     * Puts a note on the run, in place of one of the same name.
     *
     * @param name its name
     * @param value its text, at most 8,000 characters
     */
    public void tag(String name, String value) {
        tags(Map.of(name, value));
    }

    /**
     * Puts notes on the run, in place of those of the same names.
     *
     * @param values text by name
     */
    public void tags(Map<String, String> values) {
        log(List.of(), Map.of(), values);
    }

    /**
     * Logs which version of a table the run reads.
     *
     * @param dataset the version and its use
     */
    public void dataset(DatasetVersion dataset) {
        requireOpen();
        tracker.logDataset(id, dataset);
    }

    /**
     * Logs what the run comes from: datasets, settings and seed (as parameters), the code version (as tags), and all of it
     * as the artifact {@code provenance.json}, which {@link RunTracker#reproduce} reads. Log it before the model, which
     * carries a copy.
     *
     * @param from the provenance
     */
    public void provenance(Provenance from) {
        requireOpen();
        Map<String, String> parameters = new TreeMap<>(from.settings());
        parameters.put("seed", String.valueOf(from.seed()));
        Map<String, String> tags = new LinkedHashMap<>();
        if (!from.codeVersion().isEmpty()) {
            tags.put("lakehouse4j.code_version", from.codeVersion());
            if (COMMIT.matcher(from.codeVersion()).matches()) {
                tags.put("mlflow.source.git.commit", from.codeVersion());
            }
        }
        log(List.of(), parameters, tags);
        from.datasets().forEach(dataset -> tracker.logDataset(id, dataset));
        artifactText(Provenance.FILE, from.toJson());
        provenance = from;
    }

    /**
     * Stores bytes as an artifact, in place of one of the same path.
     *
     * @param path path below the artifacts of the run, {@code tables/months.csv}; relative, without {@code ..}
     * @param content the bytes
     */
    public void artifact(String path, byte[] content) {
        requireOpen();
        tracker.putArtifact(id, Names.requireArtifactPath(path), BaseTracker.Content.of(content));
    }

    /**
     * Stores text as an artifact in UTF-8, in place of one of the same path.
     *
     * @param path path below the artifacts of the run
     * @param content the text
     */
    public void artifactText(String path, String content) {
        artifact(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Stores a file as an artifact, or a folder with all that is in it.
     *
     * @param path path below the artifacts of the run that the file or folder gets
     * @param source an existing file or folder; symbolic links to folders are not followed
     */
    public void artifactFrom(String path, Path source) {
        requireOpen();
        Names.requireArtifactPath(path);
        if (!Files.exists(source)) {
            throw new TrackingException("Cannot log " + source + " as an artifact: it does not exist. Write it first.");
        }
        for (Path file : Names.filesBelow(source)) {
            String below = source.equals(file)
                    ? path
                    : path + "/" + source.relativize(file).toString().replace('\\', '/');
            tracker.putArtifact(id, Names.requireArtifactPath(below), BaseTracker.Content.of(file));
        }
    }

    /**
     * Stores a model: its files, its provenance if it was logged before, and last its {@code MLmodel} file, by which MLflow
     * knows it as a model. {@link ModelRegistry#register} then gives it a name.
     *
     * @param path folder below the artifacts of the run, by custom {@code model}
     * @param description what it is; names one of the files as its data file
     * @param files bytes by path relative to the folder
     */
    public void model(String path, ModelDescription description, Map<String, byte[]> files) {
        requireOpen();
        Names.requireArtifactPath(path);
        if (!files.containsKey(description.dataFile())) {
            throw new TrackingException("Cannot log a model: its data file " + description.dataFile()
                    + " is not among its files " + new TreeMap<>(files).keySet() + ". Add it, or name another.");
        }
        files.forEach((name, content) -> artifact(path + "/" + name, content));
        Provenance from = provenance;
        if (from != null) {
            artifactText(path + "/" + Provenance.FILE, from.toJson());
        }
        var described = description.toMlmodel(path, id, Instant.now());
        artifact(path + "/" + ModelDescription.FILE, Yaml.write(described));
        // MLflow's table of runs shows the models that this tag lists.
        var history = Json.array();
        history.addObject()
                .put("artifact_path", path)
                .put("run_id", id)
                .put("utc_time_created", described.path("utc_time_created").asText())
                .put("model_uuid", described.path("model_uuid").asText())
                .set("flavors", described.path("flavors"));
        tag("mlflow.log-model.history", Json.write(history));
    }

    /** Ends the run well; nothing can be logged afterwards. */
    public void finish() {
        requireOpen();
        end(RunStatus.FINISHED);
    }

    /**
     * Ends the run as failed, with the reason in the tag {@code lakehouse4j.failure}.
     *
     * @param reason what went wrong
     */
    public void fail(Throwable reason) {
        requireOpen();
        String text = String.valueOf(reason);
        tag("lakehouse4j.failure", text.substring(0, Math.min(LONGEST_FAILURE, text.length())));
        end(RunStatus.FAILED);
    }

    /** Ends the run as failed unless it has ended. */
    @Override
    public void close() {
        end(RunStatus.FAILED);
    }

    private void end(RunStatus status) {
        if (ended.compareAndSet(false, true)) {
            tracker.end(id, status, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    private void log(List<BaseTracker.LoggedMetric> metrics, Map<String, String> parameters, Map<String, String> tags) {
        requireOpen();
        tracker.log(id, metrics, parameters, tags);
    }

    private void requireOpen() {
        if (ended.get()) {
            throw new TrackingException(
                    "Cannot log to run " + id + ": it has ended. Log before finish(), or start another run.");
        }
    }
}
