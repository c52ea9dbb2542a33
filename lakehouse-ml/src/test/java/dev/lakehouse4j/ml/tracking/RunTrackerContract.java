package dev.lakehouse4j.ml.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.ml.tracking.ModelSignature.Column;
import dev.lakehouse4j.ml.tracking.ModelSignature.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every tracker does; each implementation extends it. */
abstract class RunTrackerContract {

    private static final ModelSignature SIGNATURE = new ModelSignature(
            List.of(Column.required("promised_days", ValueType.DOUBLE), Column.optional("state", ValueType.STRING)),
            List.of(Column.required("probability", ValueType.DOUBLE)));

    @TempDir
    Path scratch;

    /** Another experiment in each test, so that a server can serve them all. */
    private final String experiment = "contract " + UUID.randomUUID();

    private final String model = "model-" + UUID.randomUUID();

    private RunTracker tracker;

    /** Opens the same place at each call of one test. */
    abstract RunTracker open();

    /** Whether infinities come back; MLflow's database clamps them to the largest double. */
    abstract boolean keepsInfinity();

    @BeforeEach
    void openTracker() {
        tracker = open();
    }

    @AfterEach
    void closeTracker() {
        tracker.close();
    }

    private TrackedRun start() {
        return tracker.start(experiment);
    }

    @Test
    void aRunComesBackAsItWasLogged() {
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        String id;
        DatasetVersion training =
                DatasetVersion.of("gold.features", 7, DatasetUse.TRAINING).selecting("purchased_at < '2018-03-01'");
        DatasetVersion test = DatasetVersion.of("gold.features", 7, DatasetUse.TEST);
        try (TrackedRun run = tracker.start(experiment, "first try", Map.of("team", "Späti & Söhne"))) {
            id = run.id();
            assertThat(tracker.run(id).status()).isEqualTo(RunStatus.RUNNING);
            assertThat(tracker.run(id).endedAt()).isNull();
            run.parameters(Map.of("trees", "200", "depth", "6"));
            run.parameter("note", "");
            run.metric("roc_auc", 0.1 + 0.2);
            run.tag("stage", "draft");
            run.tag("stage", "final");
            run.dataset(training);
            run.dataset(test);
            run.dataset(test);
            run.finish();
        }
        assertThat(id).matches("[0-9a-f]{32}");
        try (RunTracker other = open()) {
            RunRecord run = other.run(id);
            assertThat(run.id()).isEqualTo(id);
            assertThat(run.name()).isEqualTo("first try");
            assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
            assertThat(run.startedAt()).isBetween(before, Instant.now().plusSeconds(1));
            assertThat(run.endedAt()).isBetween(run.startedAt(), Instant.now().plusSeconds(1));
            assertThat(run.parameters()).isEqualTo(Map.of("trees", "200", "depth", "6", "note", ""));
            assertThat(run.metrics()).isEqualTo(Map.of("roc_auc", 0.1 + 0.2));
            assertThat(run.tags())
                    .containsEntry("team", "Späti & Söhne")
                    .containsEntry("stage", "final")
                    .containsEntry("mlflow.runName", "first try")
                    .containsEntry("mlflow.source.type", "LOCAL");
            assertThat(run.datasets()).containsExactly(training, test);
            assertThat(other.runs(experiment)).containsExactly(run);
            assertThat(other.experiments()).contains(new Experiment(run.experimentId(), experiment));
        }
    }

    @Test
    void anExperimentIsCreatedOnce() {
        try (TrackedRun one = start();
                TrackedRun two = start()) {
            assertThat(tracker.run(one.id()).experimentId())
                    .isEqualTo(tracker.run(two.id()).experimentId());
            assertThat(tracker.runs(experiment))
                    .extracting(RunRecord::id)
                    .containsExactlyInAnyOrder(one.id(), two.id());
        }
        assertThat(tracker.experiments())
                .filteredOn(each -> each.name().equals(experiment))
                .hasSize(1);
    }

    @Test
    void metricsKeepAllTheirSteps() {
        try (TrackedRun run = start()) {
            run.metric("loss", 0.5, 2);
            run.metric("loss", 0.7, 1);
            run.metric("loss", 0.4, 10);
            run.metricSteps("auc", 0.6, 0.7, Double.MIN_VALUE);
            run.metrics(Map.of("a", 1.0, "b", -1e300), -3);
            run.finish();
            assertThat(tracker.metricHistory(run.id(), "loss"))
                    .extracting(MetricPoint::step, MetricPoint::value)
                    .containsExactly(tuple(1, 0.7), tuple(2, 0.5), tuple(10, 0.4));
            assertThat(tracker.metricHistory(run.id(), "auc"))
                    .extracting(MetricPoint::value)
                    .containsExactly(0.6, 0.7, Double.MIN_VALUE);
            assertThat(tracker.metricHistory(run.id(), "a").get(0).step()).isEqualTo(-3);
            assertThat(tracker.run(run.id()).metrics())
                    .isEqualTo(Map.of("loss", 0.4, "auc", Double.MIN_VALUE, "a", 1.0, "b", -1e300));
        }
    }

    private static org.assertj.core.groups.Tuple tuple(long step, double value) {
        return org.assertj.core.groups.Tuple.tuple(step, value);
    }

    @Test
    void nanAndInfinityAreKeptAsMlflowDoes() {
        try (TrackedRun run = start()) {
            run.metric("nan", Double.NaN);
            run.metric("up", Double.POSITIVE_INFINITY);
            run.metric("down", Double.NEGATIVE_INFINITY);
            run.finish();
            Map<String, Double> metrics = tracker.run(run.id()).metrics();
            assertThat(metrics.get("nan")).isNaN();
            assertThat(metrics.get("up")).isEqualTo(keepsInfinity() ? Double.POSITIVE_INFINITY : Double.MAX_VALUE);
            assertThat(metrics.get("down")).isEqualTo(keepsInfinity() ? Double.NEGATIVE_INFINITY : -Double.MAX_VALUE);
        }
    }

    @Test
    void aMetricThatWasNotLoggedHasNoHistory() {
        try (TrackedRun run = start()) {
            assertThat(tracker.metricHistory(run.id(), "none")).isEmpty();
        }
    }

    @Test
    void aParameterIsWrittenOnce() {
        try (TrackedRun run = start()) {
            run.parameter("depth", "6");
            run.parameter("depth", "6");
            assertThatThrownBy(() -> run.parameter("depth", "7"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("depth")
                    .hasMessageContaining("'7'")
                    .hasMessageContaining("'6' already")
                    .hasMessageContaining("Start another run");
            assertThat(tracker.run(run.id()).parameters()).isEqualTo(Map.of("depth", "6"));
        }
    }

    @Test
    void batchesAreLargerThanOneRequest() {
        Map<String, String> parameters = new HashMap<>();
        IntStream.range(0, 250).forEach(i -> parameters.put("p" + i, "v" + i));
        double[] values =
                IntStream.range(0, 2_500).mapToDouble(i -> 1.0 / (i + 1)).toArray();
        try (TrackedRun run = start()) {
            run.parameters(parameters);
            run.metricSteps("loss", values);
            run.finish();
            assertThat(tracker.run(run.id()).parameters()).isEqualTo(parameters);
            assertThat(tracker.metricHistory(run.id(), "loss").stream()
                            .mapToDouble(MetricPoint::value)
                            .toArray())
                    .isEqualTo(values);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"größe", "価格", "a b", "by month/2018-03", "x:y.z_w-1", "a/b/c", "a..b", "1"})
    void namesThatMlflowAllows(String name) {
        try (TrackedRun run = start()) {
            run.parameter(name, "v");
            run.metric(name, 1);
            run.tag(name, "t");
            RunRecord record = tracker.run(run.id());
            assertThat(record.parameters()).containsKey(name);
            assertThat(record.metrics()).containsKey(name);
            assertThat(record.tags()).containsKey(name);
            assertThat(tracker.metricHistory(run.id(), name)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "...", "a/../b", "a//b", "/a", "a/", ".", "a;b", "a\\b", "a\nb", "50%", "😀"})
    void namesThatMlflowRefuses(String name) {
        try (TrackedRun run = start()) {
            assertThatThrownBy(() -> run.parameter(name, "v")).isInstanceOf(TrackingException.class);
            assertThatThrownBy(() -> run.metric(name, 1)).isInstanceOf(TrackingException.class);
            assertThatThrownBy(() -> run.tag(name, "t")).isInstanceOf(TrackingException.class);
            assertThat(tracker.run(run.id()).parameters()).isEmpty();
            assertThat(tracker.run(run.id()).metrics()).isEmpty();
        }
    }

    @Test
    void lengthsAreThoseOfMlflow() {
        try (TrackedRun run = start()) {
            run.parameter("a".repeat(250), "v".repeat(6_000));
            run.tag("a".repeat(250), "ü".repeat(8_000));
            assertThat(tracker.run(run.id()).parameters().get("a".repeat(250))).hasSize(6_000);
            assertThat(tracker.run(run.id()).tags().get("a".repeat(250))).hasSize(8_000);
            assertThatThrownBy(() -> run.parameter("a".repeat(251), "v")).hasMessageContaining("1 to 250");
            assertThatThrownBy(() -> run.parameter("p", "v".repeat(6_001)))
                    .hasMessageContaining("6001 characters")
                    .hasMessageContaining("log long text as an artifact");
            assertThatThrownBy(() -> run.tag("t", "v".repeat(8_001))).hasMessageContaining("8000");
        }
        assertThatThrownBy(() -> tracker.start("x".repeat(501))).hasMessageContaining("1 to 500");
        assertThatThrownBy(() -> tracker.start("")).hasMessageContaining("experiment name is empty");
    }

    @Test
    void artifactsComeBackByteForByte() throws IOException {
        byte[] bytes = new byte[300_000];
        new java.util.Random(1).nextBytes(bytes);
        Path tree = Files.createDirectories(scratch.resolve("source/deep/er"));
        Files.writeString(tree.resolve("leaf.txt"), "leaf");
        Files.writeString(scratch.resolve("source/top.txt"), "top");
        try (TrackedRun run = start()) {
            run.artifact("model.bin", bytes);
            run.artifact("empty", new byte[0]);
            run.artifactText("tables/by month.csv", "monat,quote\nMärz,0.1\n");
            run.artifactText("tables/a+b & (é) ?=1.txt", "odd");
            run.artifactText("tables/by month.csv", "monat,quote\nMärz,0.2\n");
            run.artifactFrom("copied", scratch.resolve("source"));
            run.artifactFrom("single.txt", scratch.resolve("source/top.txt"));
            run.finish();
            String id = run.id();
            assertThat(tracker.artifact(id, "model.bin")).isEqualTo(bytes);
            assertThat(tracker.artifact(id, "empty")).isEmpty();
            assertThat(text(id, "tables/by month.csv")).isEqualTo("monat,quote\nMärz,0.2\n");
            assertThat(text(id, "tables/a+b & (é) ?=1.txt")).isEqualTo("odd");
            assertThat(text(id, "copied/deep/er/leaf.txt")).isEqualTo("leaf");
            assertThat(text(id, "single.txt")).isEqualTo("top");
            assertThat(tracker.artifacts(id, ""))
                    .containsExactly(
                            new ArtifactInfo("copied", true, 0),
                            new ArtifactInfo("empty", false, 0),
                            new ArtifactInfo("model.bin", false, bytes.length),
                            new ArtifactInfo("single.txt", false, 3),
                            new ArtifactInfo("tables", true, 0));
            assertThat(tracker.artifacts(id, "copied"))
                    .containsExactly(
                            new ArtifactInfo("copied/deep", true, 0), new ArtifactInfo("copied/top.txt", false, 3));
            assertThat(tracker.artifacts(id, "nowhere")).isEmpty();
            assertThatThrownBy(() -> tracker.artifact(id, "tables/none.csv"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("tables/none.csv")
                    .hasMessageContaining("no such file");
        }
    }

    private String text(String runId, String path) {
        return new String(tracker.artifact(runId, path), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/../../x", "/etc/x", "a//b", "C:/x", "a\\b", "a/.", "a%2e", "a#b"})
    void artifactsCannotLeaveTheirRun(String path) {
        try (TrackedRun run = start()) {
            assertThatThrownBy(() -> run.artifactText(path, "x"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("must be relative");
            if (!path.isEmpty()) {
                assertThatThrownBy(() -> tracker.artifacts(run.id(), path)).isInstanceOf(TrackingException.class);
            }
            assertThatThrownBy(() -> tracker.artifact(run.id(), path)).isInstanceOf(TrackingException.class);
        }
    }

    @Test
    void aMissingFileIsNoArtifact() {
        try (TrackedRun run = start()) {
            assertThatThrownBy(() -> run.artifactFrom("x", scratch.resolve("none")))
                    .hasMessageContaining("does not exist");
        }
    }

    @Test
    void aRunThatIsNotFinishedFails() {
        String closed;
        try (TrackedRun run = start()) {
            closed = run.id();
        }
        assertThat(tracker.run(closed).status()).isEqualTo(RunStatus.FAILED);
        assertThat(tracker.run(closed).endedAt()).isNotNull();
        try (TrackedRun run = start()) {
            run.fail(new IllegalStateException("no positive class"));
            assertThat(tracker.run(run.id()).status()).isEqualTo(RunStatus.FAILED);
            assertThat(tracker.run(run.id()).tags().get("lakehouse4j.failure")).contains("no positive class");
        }
    }

    @Test
    void nothingIsLoggedAfterTheEnd() {
        String finished;
        try (TrackedRun run = start()) {
            run.finish();
            assertThatThrownBy(() -> run.metric("late", 1))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("has ended");
            assertThatThrownBy(() -> run.artifactText("late", "x")).hasMessageContaining("has ended");
            assertThatThrownBy(run::finish).hasMessageContaining("has ended");
            finished = run.id();
        }
        assertThat(tracker.run(finished).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void whatIsNotThereIsNamed() {
        String unknown = "0123456789abcdef0123456789abcdef";
        assertThatThrownBy(() -> tracker.run(unknown))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("Cannot find run " + unknown);
        assertThatThrownBy(() -> tracker.run("../x")).hasMessageContaining("a run id is made of");
        assertThatThrownBy(() -> tracker.runs("no such " + experiment)).hasMessageContaining("no such experiment");
        assertThatThrownBy(() -> tracker.artifacts(unknown, "")).hasMessageContaining(unknown);
        assertThatThrownBy(() -> tracker.artifact(unknown, "x")).hasMessageContaining(unknown);
    }

    @Test
    void threadsShareRunsAndExperiments() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (TrackedRun shared = start()) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                done.add(pool.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        shared.metric("loss", number, i);
                        shared.parameter("p" + number + "." + i, "v");
                    }
                    try (TrackedRun own = tracker.start("shared " + experiment)) {
                        own.metric("x", number);
                        own.finish();
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            shared.finish();
            assertThat(tracker.metricHistory(shared.id(), "loss")).hasSize(40);
            assertThat(tracker.run(shared.id()).parameters()).hasSize(40);
            assertThat(tracker.runs("shared " + experiment))
                    .hasSize(threads)
                    .allMatch(run -> run.status() == RunStatus.FINISHED);
            assertThat(tracker.experiments())
                    .filteredOn(each -> each.name().equals("shared " + experiment))
                    .hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    // ---- registry
    // ----------------------------------------------------------------------------------------------------

    private String loggedModel(String content) {
        try (TrackedRun run = start()) {
            run.provenance(provenance());
            run.model(
                    "model",
                    ModelDescription.of("test.Loader", "weights.json", SIGNATURE)
                            .withMetadata(Map.of("threshold", "0.3")),
                    Map.of("weights.json", content.getBytes(StandardCharsets.UTF_8), "extra/notes.txt", new byte[] {1
                    }));
            run.finish();
            return run.id();
        }
    }

    private static Provenance provenance() {
        return Provenance.of(Map.of("trees", "200", "depth", "6"), 42)
                .withDatasets(List.of(DatasetVersion.of("gold.features", 7, DatasetUse.TRAINING)))
                .withCodeVersion("0123456789012345678901234567890123456789")
                .withLibrary("xgboost", "3.0.4");
    }

    @Test
    void aRegisteredModelOpensElsewhere() throws IOException {
        String runId = loggedModel("{\"w\": 1}");
        ModelVersion version = tracker.registry().register(model, runId, "model", "first");
        tracker.registry().setAlias(model, "champion", version.version());
        try (RunTracker other = open()) {
            StoredModel opened = other.registry().open(model, "champion");
            assertThat(opened.version().runId()).isEqualTo(runId);
            assertThat(opened.version().artifactPath()).isEqualTo("model");
            assertThat(opened.version().aliases()).containsExactly("champion");
            assertThat(opened.description())
                    .isEqualTo(ModelDescription.of("test.Loader", "weights.json", SIGNATURE)
                            .withMetadata(Map.of("threshold", "0.3")));
            assertThat(new String(opened.data(), StandardCharsets.UTF_8)).isEqualTo("{\"w\": 1}");
            assertThat(opened.files())
                    .extracting(ArtifactInfo::path)
                    .containsExactlyInAnyOrder("MLmodel", "extra/notes.txt", "provenance.json", "weights.json");
            Provenance from = opened.provenance().orElseThrow();
            assertThat(from.settings()).isEqualTo(Map.of("trees", "200", "depth", "6"));
            assertThat(from.seed()).isEqualTo(42);
            assertThat(from.libraries()).containsEntry("xgboost", "3.0.4").containsKey("java");
            assertThat(from.datasets()).isEqualTo(provenance().datasets());
            Path copy = opened.copyTo(scratch.resolve("copy"));
            assertThat(copy.resolve("extra/notes.txt")).hasBinaryContent(new byte[] {1});
            assertThatThrownBy(() -> opened.read("../provenance.json")).isInstanceOf(TrackingException.class);
            opened.description().signature().checkRow(Map.of("promised_days", 9.0));
            assertThatThrownBy(() -> opened.description().signature().checkRow(Map.of("promised_day", 9.0)))
                    .isInstanceOf(SchemaException.class);
        }
        RunRecord run = tracker.run(runId);
        assertThat(run.parameters()).containsEntry("seed", "42").containsEntry("trees", "200");
        assertThat(run.tags())
                .containsEntry("mlflow.source.git.commit", "0123456789012345678901234567890123456789")
                .containsKey("mlflow.log-model.history");
        assertThat(run.datasets()).hasSize(1);
    }

    @Test
    void versionsAreNumberedAndAliasesMove() {
        ModelRegistry registry = tracker.registry();
        String first = loggedModel("1");
        String second = loggedModel("2");
        assertThat(registry.register(model, first, "model", "").version()).isEqualTo(1);
        assertThat(registry.register(model, second, "model", "better").version())
                .isEqualTo(2);
        registry.setAlias(model, "champion", 1);
        registry.setAlias(model, "champion", 2);
        registry.setAlias(model, "challenger", 1);
        registry.tag(model, 2, "validated by", "Öztürk");
        registry.describe(model, 1, "superseded");
        assertThat(registry.models()).contains(model);
        assertThat(registry.version(model, "champion").version()).isEqualTo(2);
        assertThat(registry.versions(model))
                .extracting(ModelVersion::runId, ModelVersion::description, ModelVersion::aliases)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(first, "superseded", List.of("challenger")),
                        org.assertj.core.groups.Tuple.tuple(second, "better", List.of("champion")));
        assertThat(registry.version(model, 2).tags()).isEqualTo(Map.of("validated by", "Öztürk"));
        registry.removeAlias(model, "challenger");
        registry.removeAlias(model, "challenger");
        assertThat(registry.version(model, 1).aliases()).isEmpty();
    }

    @Test
    void registrationsAtOnceGetDifferentNumbers() throws Exception {
        String runId = loggedModel("1");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> numbers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                numbers.add(pool.submit(() ->
                        tracker.registry().register(model, runId, "model", "").version()));
            }
            List<Integer> given = new ArrayList<>();
            for (Future<Integer> number : numbers) {
                given.add(number.get());
            }
            assertThat(given).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatIsNotRegisteredIsNamed() {
        ModelRegistry registry = tracker.registry();
        assertThatThrownBy(() -> registry.open(model, "champion"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining(model)
                .hasMessageContaining("not registered");
        assertThatThrownBy(() -> registry.versions(model)).hasMessageContaining("not registered");
        registry.register(model, loggedModel("1"), "model", "");
        assertThatThrownBy(() -> registry.open(model, "champion")).hasMessageContaining("no version has it");
        assertThatThrownBy(() -> registry.open(model, 2)).hasMessageContaining("Versions: 1");
        assertThatThrownBy(() -> registry.setAlias(model, "champion", 9)).hasMessageContaining("Versions: 1");
        assertThatThrownBy(() -> registry.setAlias(model, "v1", 1)).hasMessageContaining("alias");
        assertThatThrownBy(() -> registry.setAlias(model, "latest", 1)).hasMessageContaining("alias");
        assertThatThrownBy(() -> registry.setAlias(model, "a/b", 1)).hasMessageContaining("alias");
        assertThatThrownBy(() -> registry.versions("a/b")).hasMessageContaining("Rename it");
        try (TrackedRun run = start()) {
            run.artifactText("table/x.csv", "1");
            run.finish();
            assertThatThrownBy(() -> registry.register(model, run.id(), "table", ""))
                    .hasMessageContaining("no file MLmodel");
            assertThatThrownBy(() -> registry.register(model, run.id(), "none", ""))
                    .hasMessageContaining("no file MLmodel");
        }
    }

    @Test
    void aModelWithoutItsDataFileIsRefused() {
        try (TrackedRun run = start()) {
            assertThatThrownBy(() -> run.model(
                            "model", ModelDescription.of("l", "weights.json", SIGNATURE), Map.of("other", new byte[0])))
                    .hasMessageContaining("weights.json is not among its files [other]");
            assertThat(tracker.artifacts(run.id(), "")).isEmpty();
        }
    }

    // ---- reproduction
    // ------------------------------------------------------------------------------------------------

    @Test
    void aRunIsReproducedFromItsProvenance() {
        String runId;
        try (TrackedRun run = start()) {
            runId = run.id();
            run.provenance(provenance());
            run.metric("roc_auc", 0.1 + 0.2);
            run.metric("brier", 0.25);
            run.metric("seconds", 12);
            run.finish();
        }
        Reproduction same = tracker.reproduce(runId, from -> {
            assertThat(from.seed()).isEqualTo(42);
            assertThat(from.settings()).containsEntry("trees", "200");
            assertThat(from.datasets().get(0).version()).isEqualTo(7);
            return Map.of("roc_auc", 0.1 + 0.2, "brier", 0.25);
        });
        assertThat(same.identical()).isTrue();
        assertThat(same.notCompared()).containsExactly("seconds");
        Reproduction other = tracker.reproduce(runId, from -> Map.of("roc_auc", 0.31, "brier", 0.25, "new", 1.0));
        assertThat(other.identical()).isFalse();
        assertThat(other.differences(0.02))
                .extracting(Reproduction.Comparison::metric)
                .containsExactly("new");
        assertThat(other.summary()).contains("2 of 3 metrics differ").contains("roc_auc: stored 0.30000000000000004");
        assertThatThrownBy(() -> tracker.reproduce(runId, from -> Map.of())).hasMessageContaining("no metrics");
        try (TrackedRun bare = start()) {
            bare.finish();
            assertThatThrownBy(() -> tracker.reproduce(bare.id(), from -> Map.of("x", 1.0)))
                    .hasMessageContaining("no provenance.json");
        }
    }
}
