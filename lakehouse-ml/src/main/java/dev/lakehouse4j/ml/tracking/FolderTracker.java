package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs in MLflow's file layout, as {@code mlflow/store/tracking/file_store.py} of MLflow 2.17 to 3.17 writes and reads it. */
final class FolderTracker extends BaseTracker {

    private static final Logger LOG = LoggerFactory.getLogger(FolderTracker.class);

    private static final String META = "meta.yaml";
    private static final String TRASH = ".trash";
    private static final String MODELS = "models";
    private static final String DEFAULT_EXPERIMENT = "Default";
    private static final String ACTIVE = "active";

    private final Path root;
    private final FolderFiles files;
    private final FolderRegistry registry;

    private FolderTracker(Path root) {
        this.root = root;
        this.files = new FolderFiles(root);
        this.registry = new FolderRegistry(this, root.resolve(MODELS), files);
    }

    static FolderTracker open(Path folder) {
        FolderTracker tracker = new FolderTracker(folder.toAbsolutePath().normalize());
        try {
            Files.createDirectories(tracker.root.resolve(TRASH));
            Files.createDirectories(tracker.root.resolve(MODELS));
            tracker.files.prepare();
            // MLflow expects this experiment in every folder.
            tracker.createExperiment("0", DEFAULT_EXPERIMENT);
        } catch (IOException e) {
            throw LakehouseErrors.storage("open the tracking folder " + folder, e);
        }
        return tracker;
    }

    @Override
    public ModelRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    // ---- experiments
    // -------------------------------------------------------------------------------------------------

    private record StoredExperiment(Experiment experiment, Path folder) {}

    @Override
    public List<Experiment> experiments() {
        return storedExperiments(root).stream()
                .map(StoredExperiment::experiment)
                .sorted(Comparator.comparing(Experiment::name))
                .toList();
    }

    private List<StoredExperiment> storedExperiments(Path parent) {
        List<StoredExperiment> found = new ArrayList<>();
        for (Path folder : FolderFiles.folders(parent)) {
            String name = Names.fileName(folder);
            if (name.endsWith(TRASH) || name.equals(MODELS)) {
                continue;
            }
            try {
                FolderFiles.readYaml("experiment " + name, folder.resolve(META))
                        .ifPresent(meta -> found.add(new StoredExperiment(
                                new Experiment(name, text(meta, "name", "experiment " + name)), folder)));
            } catch (StorageException e) {
                LOG.warn("Skipped while listing: {}", e.getMessage());
            }
        }
        return found;
    }

    @Override
    String experimentId(String name) {
        Optional<String> there = findExperiment(name);
        if (there.isPresent()) {
            return there.get();
        }
        boolean deleted = storedExperiments(root.resolve(TRASH)).stream()
                .anyMatch(stored -> stored.experiment().name().equals(name));
        if (deleted) {
            throw deletedExperiment(name, root);
        }
        try {
            // The same name makes the same id, so that two processes which begin at once meet in one experiment.
            String id = Digests.eighteenDigits(name);
            for (int attempt = 1; !createExperiment(id, name); attempt++) {
                ObjectNode meta = FolderFiles.readYaml(
                                "experiment " + id, root.resolve(id).resolve(META))
                        .orElseThrow(
                                () -> new StorageException("Cannot create the experiment '" + name + "': the folder "
                                        + name + " in " + root + " has no " + META + ". Remove that folder."));
                if (meta.path("name").asText().equals(name)) {
                    return id;
                }
                id = Digests.eighteenDigits(name + "#" + attempt);
            }
            return id;
        } catch (IOException e) {
            throw LakehouseErrors.storage("create the experiment '" + name + "'", e);
        }
    }

    private Optional<String> findExperiment(String name) {
        return storedExperiments(root).stream()
                .map(StoredExperiment::experiment)
                .filter(experiment -> experiment.name().equals(name))
                .map(Experiment::id)
                .findFirst();
    }

    private boolean createExperiment(String id, String name) throws IOException {
        if (Files.isDirectory(root.resolve(TRASH).resolve(id))) {
            return id.equals("0");
        }
        Path folder = root.resolve(id);
        if (Files.isDirectory(folder)) {
            return false;
        }
        long now = Instant.now().toEpochMilli();
        ObjectNode meta = Json.object();
        meta.put("artifact_location", uri(folder));
        meta.put("creation_time", now);
        meta.put("experiment_id", id);
        meta.put("last_update_time", now);
        meta.put("lifecycle_stage", ACTIVE);
        meta.put("name", name);
        return files.placeFolder(folder, staged -> Files.write(staged.resolve(META), Yaml.write(meta)));
    }

    // ---- runs
    // --------------------------------------------------------------------------------------------------------

    @Override
    String createRun(String experimentId, String name, Map<String, String> tags) {
        String id = UUID.randomUUID().toString().replace("-", "");
        Path folder = root.resolve(experimentId).resolve(id);
        String runName = name.isEmpty() ? "run-" + id.substring(0, 8) : name;
        ObjectNode meta = Json.object();
        meta.put("artifact_uri", uri(folder) + "/artifacts");
        meta.putNull("deleted_time");
        meta.putNull("end_time");
        meta.put("entry_point_name", "");
        meta.put("experiment_id", experimentId);
        meta.put("lifecycle_stage", ACTIVE);
        meta.put("run_id", id);
        meta.put("run_name", runName);
        meta.put("run_uuid", id);
        meta.put("source_name", "");
        meta.put("source_type", 4);
        meta.put("source_version", "");
        meta.put("start_time", Instant.now().toEpochMilli());
        meta.put("status", RunStatus.RUNNING.number());
        meta.putArray("tags");
        meta.put("user_id", tags.getOrDefault("mlflow.user", "unknown"));
        Map<String, String> all = new TreeMap<>(tags);
        all.put("mlflow.runName", runName);
        try {
            files.placeFolder(folder, staged -> {
                for (String part : List.of("artifacts", "metrics", "params", "tags")) {
                    Files.createDirectory(staged.resolve(part));
                }
                for (Map.Entry<String, String> tag : all.entrySet()) {
                    Path file = staged.resolve("tags").resolve(tag.getKey());
                    Files.createDirectories(Names.parent(file));
                    Files.writeString(file, tag.getValue());
                }
                Files.write(staged.resolve(META), Yaml.write(meta));
            });
        } catch (IOException e) {
            throw LakehouseErrors.storage("create a run in " + root, e);
        }
        return id;
    }

    @Override
    void logChecked(
            String runId, List<LoggedMetric> metrics, Map<String, String> parameters, Map<String, String> tags) {
        Path run = runFolder(runId);
        try {
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                Path file = run.resolve("params").resolve(parameter.getKey());
                if (!files.placeNew(file, parameter.getValue())) {
                    String stored = Files.readString(file);
                    if (!stored.equals(parameter.getValue())) {
                        throw changedParameter(runId, parameter.getKey(), stored, parameter.getValue());
                    }
                }
            }
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                files.place(run.resolve("tags").resolve(tag.getKey()), tag.getValue());
            }
            Map<String, StringBuilder> lines = new LinkedHashMap<>();
            for (LoggedMetric metric : metrics) {
                MetricPoint point = metric.point();
                lines.computeIfAbsent(metric.name(), name -> new StringBuilder())
                        .append(point.at().toEpochMilli())
                        .append(' ')
                        .append(number(point.value()))
                        .append(' ')
                        .append(point.step())
                        .append('\n');
            }
            for (Map.Entry<String, StringBuilder> line : lines.entrySet()) {
                files.append(
                        run.resolve("metrics").resolve(line.getKey()),
                        line.getValue().toString());
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("log to run " + runId, e);
        }
    }

    /** As Python writes them; it reads Java's way of writing finite numbers. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    @Override
    void logDataset(String runId, DatasetVersion dataset) {
        Path run = runFolder(runId);
        String id = Digests.md5(dataset.table() + dataset.digest());
        ObjectNode meta = Json.object();
        meta.put("digest", dataset.digest());
        meta.put("name", dataset.table());
        meta.put("profile", dataset.profileJson());
        meta.put("schema", dataset.schemaJson());
        meta.put("source", dataset.sourceJson());
        meta.put("source_type", DatasetVersion.SOURCE_TYPE);
        ObjectNode input = Json.object();
        // MLflow's own store writes the source here too.
        input.put("destination_id", id);
        input.put("destination_type", "RUN");
        input.put("source_id", id);
        input.put("source_type", "DATASET");
        input.putObject("tags").put("mlflow.data.context", dataset.use().context());
        try {
            files.placeFolder(
                    Names.parent(run).resolve("datasets").resolve(id),
                    staged -> Files.write(staged.resolve(META), Yaml.write(meta)));
            files.placeFolder(
                    run.resolve("inputs").resolve(Digests.md5(id + runId)),
                    staged -> Files.write(staged.resolve(META), Yaml.write(input)));
        } catch (IOException e) {
            throw LakehouseErrors.storage("log the dataset " + dataset.table() + " of run " + runId, e);
        }
    }

    @Override
    void end(String runId, RunStatus status, Instant at) {
        Path run = runFolder(runId);
        ObjectNode meta = runMeta(runId, run);
        meta.put("status", status.number());
        meta.put("end_time", at.toEpochMilli());
        try {
            files.placeYaml(run.resolve(META), meta);
        } catch (IOException e) {
            throw LakehouseErrors.storage("end run " + runId, e);
        }
    }

    @Override
    RunRecord readRun(String runId) {
        return readRun(runId, runFolder(runId));
    }

    private RunRecord readRun(String runId, Path folder) {
        ObjectNode meta = runMeta(runId, folder);
        String what = "run " + runId;
        Map<String, String> tags = values(folder.resolve("tags"));
        Map<String, List<MetricPoint>> history = new TreeMap<>();
        eachFile(folder.resolve("metrics"), (name, file) -> history.put(name, points(what, name, file)));
        JsonNode ended = meta.path("end_time");
        return new RunRecord(
                runId,
                Names.fileName(Names.parent(folder)),
                meta.path("run_name").asText(tags.getOrDefault("mlflow.runName", "")),
                status(what, meta.path("status")),
                Instant.ofEpochMilli(meta.path("start_time").asLong()),
                ended.isNumber() ? Instant.ofEpochMilli(ended.asLong()) : null,
                values(folder.resolve("params")),
                lastValues(history),
                tags,
                datasets(folder),
                text(meta, "artifact_uri", what));
    }

    private static RunStatus status(String what, JsonNode status) {
        if (!status.isInt()) {
            throw Yaml.damaged(what, "no status", null);
        }
        return RunStatus.ofNumber(status.asInt());
    }

    private List<DatasetVersion> datasets(Path run) {
        List<DatasetVersion> found = new ArrayList<>();
        for (Path input : FolderFiles.folders(run.resolve("inputs"))) {
            ObjectNode link =
                    FolderFiles.readYaml("a dataset input", input.resolve(META)).orElse(Json.object());
            if (!link.path("source_type").asText().equals("DATASET")) {
                continue;
            }
            Path folder = Names.parent(run)
                    .resolve("datasets")
                    .resolve(link.path("source_id").asText());
            FolderFiles.readYaml("a dataset", folder.resolve(META))
                    .ifPresent(meta -> found.add(DatasetVersion.ofMlflow(
                            meta.path("name").asText(),
                            meta.path("digest").asText(),
                            meta.path("source").asText(""),
                            meta.path("schema").asText(""),
                            meta.path("profile").asText(""),
                            link.path("tags").path("mlflow.data.context").asText(""))));
        }
        found.sort(Comparator.comparing(DatasetVersion::table).thenComparing(DatasetVersion::use));
        return found;
    }

    @Override
    List<RunRecord> readRuns(String experiment) {
        String id = findExperiment(experiment).orElse(null);
        if (id == null) {
            throw new TrackingException("Cannot list the runs of '" + experiment + "': there is no such experiment in "
                    + root + ". There are: "
                    + String.join(
                            ", ", experiments().stream().map(Experiment::name).toList())
                    + ". start(experiment) creates one.");
        }
        List<RunRecord> runs = new ArrayList<>();
        for (Path folder : FolderFiles.folders(root.resolve(id))) {
            // Experiments also hold folders of datasets, tags and traces, which have no such file.
            if (!Files.exists(folder.resolve(META))) {
                continue;
            }
            try {
                if (isActive(runMeta(Names.fileName(folder), folder))) {
                    runs.add(readRun(Names.fileName(folder), folder));
                }
            } catch (LakehouseException e) {
                LOG.warn("Skipped while listing: {}", e.getMessage());
            }
        }
        return runs;
    }

    private static boolean isActive(ObjectNode meta) {
        return meta.path("lifecycle_stage").asText(ACTIVE).equals(ACTIVE);
    }

    @Override
    List<MetricPoint> readHistory(String runId, String metric) {
        Path file = runFolder(runId).resolve("metrics").resolve(metric);
        return Files.isRegularFile(file) ? points("run " + runId, metric, file) : List.of();
    }

    private static List<MetricPoint> points(String what, String metric, Path file) {
        List<MetricPoint> points = new ArrayList<>();
        for (String line : readText(what, file).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.strip().split(" ", -1);
            try {
                points.add(new MetricPoint(
                        parseNumber(parts[1]),
                        parts.length > 2 ? Long.parseLong(parts[2]) : 0,
                        Instant.ofEpochMilli(Long.parseLong(parts[0]))));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new StorageException(
                        "Cannot read metric " + metric + " of " + what + ": the line '" + line + "' in " + file
                                + " is not «milliseconds value step». Remove the line.",
                        e);
            }
        }
        return points;
    }

    private static double parseNumber(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    // ---- artifacts
    // ---------------------------------------------------------------------------------------------------

    @Override
    void putArtifact(String runId, String path, Content content) {
        Path target = artifactFolder(runId).resolve(path);
        try {
            files.place(target, content);
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the artifact " + path + " of run " + runId, e);
        }
    }

    @Override
    List<ArtifactInfo> readArtifacts(String runId, String folder) {
        List<ArtifactInfo> found = new ArrayList<>();
        Path start = artifactFolder(runId);
        for (Path entry : FolderFiles.list(start.resolve(folder))) {
            String path = start.relativize(entry).toString().replace('\\', '/');
            boolean isFolder = Files.isDirectory(entry);
            try {
                found.add(new ArtifactInfo(path, isFolder, isFolder ? 0 : Files.size(entry)));
            } catch (IOException e) {
                throw LakehouseErrors.storage("list the artifacts of run " + runId, e);
            }
        }
        return found;
    }

    @Override
    byte[] readArtifact(String runId, String path) {
        Path file = artifactFolder(runId).resolve(path);
        if (!Files.isRegularFile(file)) {
            throw noSuchArtifact(runId, path);
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the artifact " + path + " of run " + runId, e);
        }
    }

    static TrackingException noSuchArtifact(String runId, String path) {
        return new TrackingException("Cannot read the artifact " + path + " of run " + runId
                + ": there is no such file. artifacts(run, folder) lists those there are.");
    }

    /** The run's own folder, also after the whole tracking folder moved; otherwise where its {@code artifact_uri} points. */
    private Path artifactFolder(String runId) {
        Path run = runFolder(runId);
        Path own = run.resolve("artifacts");
        if (Files.isDirectory(own)) {
            return own;
        }
        String uri = runMeta(runId, run).path("artifact_uri").asText();
        if (uri.startsWith("file:")) {
            return Path.of(java.net.URI.create(uri));
        }
        throw new TrackingException("Cannot reach the artifacts of run " + runId + ": they are at " + uri
                + ", not in the tracking folder. Open them with the server that wrote them.");
    }

    // ---- files
    // -------------------------------------------------------------------------------------------------------

    private Path runFolder(String runId) {
        Names.requireRunId(runId);
        for (Path experiment : FolderFiles.folders(root)) {
            Path folder = experiment.resolve(runId);
            String name = Names.fileName(experiment);
            if (!name.endsWith(TRASH) && !name.equals(MODELS) && Files.exists(folder.resolve(META))) {
                return folder;
            }
        }
        throw noSuchRun(runId, root);
    }

    private static ObjectNode runMeta(String runId, Path folder) {
        ObjectNode meta =
                FolderFiles.readYaml("run " + runId, folder.resolve(META)).orElseThrow(() -> noSuchRun(runId, folder));
        if (!meta.path("status").isInt() || !meta.path("artifact_uri").isTextual()) {
            throw Yaml.damaged(
                    "run " + runId + " (" + folder.resolve(META) + ")", "status or artifact_uri is missing", null);
        }
        return meta;
    }

    private static String text(ObjectNode meta, String field, String what) {
        JsonNode value = meta.path(field);
        if (!value.isTextual() && !value.isNumber()) {
            throw Yaml.damaged(what, field + " is missing", null);
        }
        return value.asText();
    }

    /** The files of a folder by their names, which may hold slashes. */
    static Map<String, String> values(Path folder) {
        Map<String, String> values = new TreeMap<>();
        eachFile(folder, (name, file) -> values.put(name, readText("value " + name, file)));
        return values;
    }

    private static void eachFile(Path folder, BiConsumer<String, Path> action) {
        if (Files.isDirectory(folder)) {
            for (Path file : Names.filesBelow(folder)) {
                action.accept(folder.relativize(file).toString().replace('\\', '/'), file);
            }
        }
    }

    static String readText(String what, Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read " + what + " (" + file + ")", e);
        }
    }

    /** A {@code file:} URI without a slash at its end. */
    private static String uri(Path folder) {
        String uri = folder.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    static Instant millis(@Nullable JsonNode node) {
        return Instant.ofEpochMilli(node == null ? 0 : node.asLong()).truncatedTo(ChronoUnit.MILLIS);
    }
}
