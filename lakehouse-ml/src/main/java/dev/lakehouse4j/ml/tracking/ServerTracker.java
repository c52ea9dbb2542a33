package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.Page;
import org.mlflow.tracking.RunsPage;

/** Runs on an MLflow server, through its Java client and its REST interface. */
final class ServerTracker extends BaseTracker {

    /** The most that the server takes in one request. */
    private static final int METRICS_PER_REQUEST = 900;

    private static final int VALUES_PER_REQUEST = 100;
    private static final int RUNS_PER_PAGE = 1_000;
    private static final String DELETED = "deleted";

    private final MlflowServer server;
    private final ServerRegistry registry;
    private final Map<String, String> artifactUris = new ConcurrentHashMap<>();

    private ServerTracker(MlflowServer server) {
        this.server = server;
        this.registry = new ServerRegistry(this, server);
    }

    static ServerTracker open(ServerSettings settings) {
        MlflowServer server = new MlflowServer(settings);
        try {
            server.check();
        } catch (TrackingException e) {
            server.close();
            throw e;
        }
        return new ServerTracker(server);
    }

    @Override
    public ModelRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        server.close();
    }

    // ---- experiments
    // -------------------------------------------------------------------------------------------------

    @Override
    public List<Experiment> experiments() {
        List<Experiment> found = new ArrayList<>();
        String what = "list the experiments";
        ExperimentsPage first = server.client(
                what, client -> client.searchExperiments("", Service.ViewType.ACTIVE_ONLY, RUNS_PER_PAGE, List.of()));
        Page<Service.Experiment> page = first;
        while (true) {
            page.getItems().forEach(item -> found.add(new Experiment(item.getExperimentId(), item.getName())));
            if (!page.hasNextPage()) {
                break;
            }
            Page<Service.Experiment> current = page;
            page = server.client(what, client -> current.getNextPage());
        }
        found.sort(Comparator.comparing(Experiment::name));
        return List.copyOf(found);
    }

    @Override
    String experimentId(String name) {
        Optional<Service.Experiment> there = find(name);
        if (there.isEmpty()) {
            try {
                return server.client("create the experiment '" + name + "'", client -> client.createExperiment(name));
            } catch (TrackingException e) {
                // Another process may have created it in between.
                there = find(name);
                if (there.isEmpty()) {
                    throw e;
                }
            }
        }
        if (there.get().getLifecycleStage().equals(DELETED)) {
            throw deletedExperiment(name, server);
        }
        return there.get().getExperimentId();
    }

    private Optional<Service.Experiment> find(String name) {
        String what = "find the experiment '" + name + "'";
        MlflowServer.Answer answer = server.get(what, "experiments/get-by-name", Map.of("experiment_name", name));
        if (answer.isMissing()) {
            return Optional.empty();
        }
        JsonNode experiment = server.json(what, answer).path("experiment");
        return Optional.of(Service.Experiment.newBuilder()
                .setExperimentId(experiment.path("experiment_id").asText())
                .setName(experiment.path("name").asText())
                .setLifecycleStage(experiment.path("lifecycle_stage").asText())
                .build());
    }

    // ---- runs
    // --------------------------------------------------------------------------------------------------------

    @Override
    String createRun(String experimentId, String name, Map<String, String> tags) {
        Service.CreateRun.Builder request = Service.CreateRun.newBuilder()
                .setExperimentId(experimentId)
                .setStartTime(Instant.now().toEpochMilli())
                .setUserId(tags.getOrDefault("mlflow.user", "unknown"));
        if (!name.isEmpty()) {
            request.setRunName(name);
        }
        tags.forEach((key, value) -> request.addTags(tag(key, value)));
        Service.RunInfo info = server.client("create a run", client -> client.createRun(request.build()));
        artifactUris.put(info.getRunId(), info.getArtifactUri());
        return info.getRunId();
    }

    private static Service.RunTag tag(String key, String value) {
        return Service.RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    @Override
    void logChecked(
            String runId, List<LoggedMetric> metrics, Map<String, String> parameters, Map<String, String> tags) {
        List<Service.Param> allParameters = new ArrayList<>();
        parameters.forEach((key, value) -> allParameters.add(
                Service.Param.newBuilder().setKey(key).setValue(value).build()));
        for (List<Service.Param> part : parts(allParameters, VALUES_PER_REQUEST)) {
            try {
                logBatch(runId, List.of(), part, List.of());
            } catch (TrackingException e) {
                refuseChanged(runId, part);
                throw e;
            }
        }
        List<Service.RunTag> allTags = new ArrayList<>();
        tags.forEach((key, value) -> allTags.add(tag(key, value)));
        for (List<Service.RunTag> part : parts(allTags, VALUES_PER_REQUEST)) {
            logBatch(runId, List.of(), List.of(), part);
        }
        List<Service.Metric> allMetrics = metrics.stream()
                .map(metric -> Service.Metric.newBuilder()
                        .setKey(metric.name())
                        .setValue(metric.point().value())
                        .setStep(metric.point().step())
                        .setTimestamp(metric.point().at().toEpochMilli())
                        .build())
                .toList();
        for (List<Service.Metric> part : parts(allMetrics, METRICS_PER_REQUEST)) {
            logBatch(runId, part, List.of(), List.of());
        }
    }

    private void logBatch(
            String runId, List<Service.Metric> metrics, List<Service.Param> parameters, List<Service.RunTag> tags) {
        server.client("log to run " + runId, client -> {
            client.logBatch(runId, metrics, parameters, tags);
            return true;
        });
    }

    private void refuseChanged(String runId, List<Service.Param> given) {
        Map<String, String> stored = readRun(runId).parameters();
        for (Service.Param parameter : given) {
            String there = stored.get(parameter.getKey());
            if (there != null && !there.equals(parameter.getValue())) {
                throw changedParameter(runId, parameter.getKey(), there, parameter.getValue());
            }
        }
    }

    private static <T> List<List<T>> parts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return parts;
    }

    @Override
    void logDataset(String runId, DatasetVersion dataset) {
        ObjectNode body = Json.object();
        body.put("run_id", runId);
        ObjectNode input = body.putArray("datasets").addObject();
        input.putArray("tags")
                .addObject()
                .put("key", "mlflow.data.context")
                .put("value", dataset.use().context());
        input.putObject("dataset")
                .put("name", dataset.table())
                .put("digest", dataset.digest())
                .put("source_type", DatasetVersion.SOURCE_TYPE)
                .put("source", dataset.sourceJson())
                .put("schema", dataset.schemaJson())
                .put("profile", dataset.profileJson());
        String what = "log the dataset " + dataset.table() + " of run " + runId;
        server.json(what, server.send(what, "POST", "runs/log-inputs", body));
    }

    @Override
    void end(String runId, RunStatus status, Instant at) {
        server.client("end run " + runId, client -> {
            client.setTerminated(runId, Service.RunStatus.valueOf(status.name()), at.toEpochMilli());
            return true;
        });
    }

    @Override
    RunRecord readRun(String runId) {
        try {
            return record(server.client("read run " + runId, client -> client.getRun(runId)));
        } catch (TrackingException e) {
            MlflowServer.Answer answer = server.get("read run " + runId, "runs/get", Map.of("run_id", runId));
            if (answer.isMissing()) {
                throw noSuchRun(runId, server);
            }
            throw e;
        }
    }

    private static RunRecord record(Service.Run run) {
        Service.RunInfo info = run.getInfo();
        Map<String, String> parameters = new TreeMap<>();
        run.getData().getParamsList().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        Map<String, Double> metrics = new TreeMap<>();
        run.getData().getMetricsList().forEach(each -> metrics.put(each.getKey(), each.getValue()));
        Map<String, String> tags = new TreeMap<>();
        run.getData().getTagsList().forEach(each -> tags.put(each.getKey(), each.getValue()));
        List<DatasetVersion> datasets = new ArrayList<>();
        for (Service.DatasetInput input : run.getInputs().getDatasetInputsList()) {
            Service.Dataset dataset = input.getDataset();
            String context = input.getTagsList().stream()
                    .filter(each -> each.getKey().equals("mlflow.data.context"))
                    .map(Service.InputTag::getValue)
                    .findFirst()
                    .orElse("");
            datasets.add(DatasetVersion.ofMlflow(
                    dataset.getName(),
                    dataset.getDigest(),
                    dataset.getSource(),
                    dataset.getSchema(),
                    dataset.getProfile(),
                    context));
        }
        datasets.sort(Comparator.comparing(DatasetVersion::table).thenComparing(DatasetVersion::use));
        return new RunRecord(
                info.getRunId(),
                info.getExperimentId(),
                info.getRunName(),
                RunStatus.ofNumber(info.getStatus().getNumber()),
                Instant.ofEpochMilli(info.getStartTime()),
                info.getEndTime() > 0 ? Instant.ofEpochMilli(info.getEndTime()) : null,
                parameters,
                metrics,
                tags,
                datasets,
                info.getArtifactUri());
    }

    @Override
    List<RunRecord> readRuns(String experiment) {
        String id = find(experiment)
                .filter(found -> !found.getLifecycleStage().equals(DELETED))
                .map(Service.Experiment::getExperimentId)
                .orElseThrow(() -> new TrackingException("Cannot list the runs of '" + experiment
                        + "': there is no such experiment on " + server + ". There are: "
                        + String.join(
                                ", ",
                                experiments().stream().map(Experiment::name).toList())
                        + ". start(experiment) creates one."));
        String what = "list the runs of '" + experiment + "'";
        List<RunRecord> runs = new ArrayList<>();
        RunsPage first = server.client(
                what, client -> client.searchRuns(List.of(id), "", Service.ViewType.ACTIVE_ONLY, RUNS_PER_PAGE));
        Page<Service.Run> page = first;
        while (true) {
            page.getItems().forEach(run -> runs.add(record(run)));
            if (!page.hasNextPage()) {
                return runs;
            }
            Page<Service.Run> current = page;
            page = server.client(what, client -> current.getNextPage());
        }
    }

    @Override
    List<MetricPoint> readHistory(String runId, String metric) {
        return server
                .client("read metric " + metric + " of run " + runId, client -> client.getMetricHistory(runId, metric))
                .stream()
                .map(point ->
                        new MetricPoint(point.getValue(), point.getStep(), Instant.ofEpochMilli(point.getTimestamp())))
                .toList();
    }

    // ---- artifacts
    // ---------------------------------------------------------------------------------------------------

    @Override
    void putArtifact(String runId, String path, Content content) {
        String what = "store the artifact " + path + " of run " + runId;
        String uri = artifactUri(runId);
        String proxied = proxyPath(uri).orElseThrow(() -> MlflowServer.noProxy(what, server + " keeps them at " + uri));
        server.put(what, MlflowServer.PROXY + MlflowServer.encodePath(proxied + "/" + path), content);
    }

    @Override
    byte[] readArtifact(String runId, String path) {
        String what = "read the artifact " + path + " of run " + runId;
        // Where artifacts do not go through the proxy, the server itself can still read them, as its UI does.
        String from = proxyPath(artifactUri(runId))
                .map(folder -> MlflowServer.PROXY + MlflowServer.encodePath(folder + "/" + path))
                .orElseGet(() -> "/get-artifact" + MlflowServer.query(Map.of("path", path, "run_uuid", runId)));
        byte[] content = server.bytes(what, from);
        if (content == null) {
            throw FolderTracker.noSuchArtifact(runId, path);
        }
        return content;
    }

    @Override
    List<ArtifactInfo> readArtifacts(String runId, String folder) {
        String what = "list the artifacts of run " + runId;
        List<ArtifactInfo> found = new ArrayList<>();
        String token = "";
        do {
            Map<String, String> query = new TreeMap<>(Map.of("run_id", runId));
            if (!folder.isEmpty()) {
                query.put("path", folder);
            }
            if (!token.isEmpty()) {
                query.put("page_token", token);
            }
            MlflowServer.Answer answer = server.get(what, "artifacts/list", query);
            if (answer.isMissing()) {
                readRun(runId);
                return List.of();
            }
            JsonNode page = server.json(what, answer);
            for (JsonNode file : page.path("files")) {
                found.add(new ArtifactInfo(
                        file.path("path").asText(),
                        file.path("is_dir").asBoolean(),
                        file.path("file_size").asLong(0)));
            }
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return found;
    }

    private String artifactUri(String runId) {
        return artifactUris.computeIfAbsent(runId, id -> readRun(id).artifactUri());
    }

    /** The path behind the server's proxy; empty when artifacts do not go through it. */
    private static Optional<String> proxyPath(String artifactUri) {
        URI uri = URI.create(artifactUri.replace(" ", "%20"));
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("mlflow-artifacts") ? Optional.of(uri.getPath().replaceAll("^/+", "")) : Optional.empty();
    }
}
