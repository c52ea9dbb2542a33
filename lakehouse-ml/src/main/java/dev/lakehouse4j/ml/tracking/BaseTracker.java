package dev.lakehouse4j.ml.tracking;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What both trackers share: the rules for names and values, and all that the primitives below can express. */
abstract sealed class BaseTracker implements RunTracker permits FolderTracker, ServerTracker {

    /** A metric and one of its values. */
    record LoggedMetric(String name, MetricPoint point) {}

    /** What an artifact is to hold. */
    sealed interface Content {

        static Content of(byte[] bytes) {
            return new Bytes(bytes);
        }

        static Content of(Path file) {
            return new InFile(file);
        }
    }

    /** Bytes at hand. */
    static final class Bytes implements Content {

        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** A file that holds the bytes. */
    record InFile(Path file) implements Content {}

    // ---- primitives
    // --------------------------------------------------------------------------------------------------

    /** The id of the experiment of that name, which is created if missing. */
    abstract String experimentId(String name);

    /** Creates a run that is running; gives its id. */
    abstract String createRun(String experimentId, String name, Map<String, String> tags);

    /** Logs what has been checked: parameters first, so that a conflict leaves the metrics unlogged. */
    abstract void logChecked(
            String runId, List<LoggedMetric> metrics, Map<String, String> parameters, Map<String, String> tags);

    abstract void logDataset(String runId, DatasetVersion dataset);

    /** Stores an artifact whose path has been checked. */
    abstract void putArtifact(String runId, String path, Content content);

    abstract void end(String runId, RunStatus status, Instant at);

    abstract RunRecord readRun(String runId);

    abstract List<RunRecord> readRuns(String experiment);

    abstract List<MetricPoint> readHistory(String runId, String metric);

    abstract List<ArtifactInfo> readArtifacts(String runId, String folder);

    abstract byte[] readArtifact(String runId, String path);

    // ---- RunTracker
    // --------------------------------------------------------------------------------------------------

    @Override
    public TrackedRun start(String experiment) {
        return start(experiment, "", Map.of());
    }

    @Override
    public TrackedRun start(String experiment, String name, Map<String, String> tags) {
        Names.requireExperiment(experiment);
        Map<String, String> all = new TreeMap<>();
        String user = System.getProperty("user.name", "");
        if (!user.isEmpty()) {
            all.put("mlflow.user", user);
        }
        String program = program();
        if (!program.isEmpty()) {
            all.put("mlflow.source.name", program);
        }
        all.put("mlflow.source.type", "LOCAL");
        all.putAll(tags);
        all.remove("mlflow.runName");
        checkTags(all);
        Names.requireValue("the run's name", name, Names.TAG_VALUE);
        return new TrackedRun(this, createRun(experimentId(experiment), name, all));
    }

    /** The main class or jar of this JVM, without its folder and arguments. */
    private static String program() {
        String command = System.getProperty("sun.java.command", "").strip();
        String first = command.split(" ", 2)[0];
        return first.substring(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
    }

    void log(String runId, List<LoggedMetric> metrics, Map<String, String> parameters, Map<String, String> tags) {
        metrics.forEach(metric -> Names.requireKey("metric", metric.name()));
        parameters.forEach((name, value) -> {
            Names.requireKey("parameter", name);
            Names.requireValue("parameter " + name, value, Names.PARAMETER_VALUE);
        });
        checkTags(tags);
        logChecked(runId, metrics, new TreeMap<>(parameters), new TreeMap<>(tags));
    }

    private static void checkTags(Map<String, String> tags) {
        tags.forEach((name, value) -> {
            Names.requireKey("tag", name);
            Names.requireValue("tag " + name, value, Names.TAG_VALUE);
        });
    }

    @Override
    public List<RunRecord> runs(String experiment) {
        return readRuns(Names.requireExperiment(experiment)).stream()
                .sorted(Comparator.comparing(RunRecord::startedAt).reversed().thenComparing(RunRecord::id))
                .toList();
    }

    @Override
    public RunRecord run(String runId) {
        return readRun(Names.requireRunId(runId));
    }

    @Override
    public List<MetricPoint> metricHistory(String runId, String metric) {
        return readHistory(Names.requireRunId(runId), Names.requireKey("metric", metric)).stream()
                .sorted(Comparator.comparingLong(MetricPoint::step).thenComparing(MetricPoint::at))
                .toList();
    }

    @Override
    public List<ArtifactInfo> artifacts(String runId, String folder) {
        if (!folder.isEmpty()) {
            Names.requireArtifactPath(folder);
        }
        return readArtifacts(Names.requireRunId(runId), folder).stream()
                .sorted(Comparator.comparing(ArtifactInfo::path))
                .toList();
    }

    @Override
    public byte[] artifact(String runId, String path) {
        return readArtifact(Names.requireRunId(runId), Names.requireArtifactPath(path));
    }

    /** The files of a folder and of the folders in it, sorted by path. */
    List<ArtifactInfo> allFiles(String runId, String folder) {
        List<ArtifactInfo> files = new ArrayList<>();
        for (ArtifactInfo entry : artifacts(runId, folder)) {
            if (entry.isFolder()) {
                files.addAll(allFiles(runId, entry.path()));
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    @Override
    public Reproduction reproduce(String runId, Retrainer retrainer) {
        RunRecord run = run(runId);
        boolean there =
                artifacts(runId, "").stream().anyMatch(file -> file.path().equals(Provenance.FILE));
        if (!there) {
            throw new TrackingException("Cannot reproduce run " + runId + ": it has no " + Provenance.FILE
                    + ". Only runs that logged their provenance (TrackedRun.provenance) can be trained again.");
        }
        Provenance provenance = Provenance.ofJson(new String(artifact(runId, Provenance.FILE), StandardCharsets.UTF_8));
        return Reproduction.of(run, provenance, retrainer.retrain(provenance));
    }

    // ---- shared by both
    // ----------------------------------------------------------------------------------------------

    static TrackingException noSuchRun(String runId, Object where) {
        return new TrackingException("Cannot find run " + runId + ": there is none in " + where
                + ". Check the id; runs(experiment) lists those there are.");
    }

    static TrackingException deletedExperiment(String name, Object where) {
        return new TrackingException("Cannot use the experiment '" + name + "': it is deleted in " + where
                + ". Restore it (mlflow experiments restore), or use another name.");
    }

    static TrackingException changedParameter(String runId, String name, String stored, String given) {
        return new TrackingException("Cannot log parameter " + name + " of run " + runId + " as '" + given
                + "': it is '" + stored
                + "' already, and a parameter is written once. Start another run, or log it as a"
                + " tag.");
    }

    /** The last value of each metric: that of the highest step, then the latest, then the largest. */
    static Map<String, Double> lastValues(Map<String, List<MetricPoint>> history) {
        Map<String, Double> last = new LinkedHashMap<>();
        history.forEach((name, points) -> points.stream()
                .max(Comparator.comparingLong(MetricPoint::step)
                        .thenComparing(MetricPoint::at)
                        .thenComparingDouble(MetricPoint::value))
                .ifPresent(point -> last.put(name, point.value())));
        return last;
    }
}
