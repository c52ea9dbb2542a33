package dev.lakehouse4j.ml.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTrackerTest extends RunTrackerContract {

    @TempDir
    Path folder;

    private Path root() {
        return folder.resolve("mlruns");
    }

    @Override
    RunTracker open() {
        return RunTracker.folder(root());
    }

    @Override
    boolean keepsInfinity() {
        return true;
    }

    private Path runFolder(RunRecord run) {
        return root().resolve(run.experimentId()).resolve(run.id());
    }

    @Test
    void theLayoutIsThatOfMlflow() throws IOException {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery", "first", Map.of())) {
            run.parameter("a/b", "1");
            run.metric("auc", 1e-7, 3);
            run.metric("auc", Double.NaN, 4);
            DatasetVersion data = DatasetVersion.of("gold.x", 3, DatasetUse.TRAINING);
            run.dataset(data);
            run.artifactText("model/x.txt", "hello");
            run.finish();
            RunRecord record = tracker.run(run.id());
            Path stored = runFolder(record);
            assertThat(root().resolve("0/meta.yaml")).content().contains("name: \"Default\"");
            assertThat(root().resolve(".trash")).isDirectory();
            assertThat(stored.resolve("params/a/b")).hasContent("1");
            assertThat(stored.resolve("tags/mlflow.runName")).hasContent("first");
            assertThat(stored.resolve("artifacts/model/x.txt")).hasContent("hello");
            assertThat(Files.readAllLines(stored.resolve("metrics/auc")))
                    .satisfiesExactly(
                            line -> assertThat(line).matches("\\d{13} 1\\.0E-7 3"),
                            line -> assertThat(line).matches("\\d{13} nan 4"));
            String meta = Files.readString(stored.resolve("meta.yaml"));
            assertThat(meta)
                    .contains("artifact_uri: \""
                            + stored.resolve("artifacts").toUri().toString().replaceAll("/$", ""))
                    .contains("status: 3\n")
                    .contains("lifecycle_stage: \"active\"")
                    .contains("experiment_id: \"" + record.experimentId() + "\"")
                    .contains("run_uuid: \"" + run.id() + "\"");
            String dataset = Digests.md5("gold.x" + data.digest());
            assertThat(stored.resolveSibling("datasets").resolve(dataset).resolve("meta.yaml"))
                    .content()
                    .contains("source_type: \"delta_table\"")
                    .contains("delta_table_version");
            assertThat(stored.resolve("inputs")
                            .resolve(Digests.md5(dataset + run.id()))
                            .resolve("meta.yaml"))
                    .content()
                    .contains("mlflow.data.context: \"training\"");
        }
    }

    @Test
    void theSameExperimentHasTheSameIdInEveryFolder() {
        String one;
        String two;
        try (RunTracker tracker = RunTracker.folder(folder.resolve("a"));
                TrackedRun run = tracker.start("late delivery")) {
            one = tracker.run(run.id()).experimentId();
        }
        try (RunTracker tracker = RunTracker.folder(folder.resolve("b"));
                TrackedRun run = tracker.start("late delivery")) {
            two = tracker.run(run.id()).experimentId();
        }
        assertThat(one).matches("\\d{18}").isEqualTo(two);
    }

    /** As MLflow 3.17.2 wrote it, shortened. */
    @Test
    void whatMlflowWroteIsRead() throws IOException {
        Path experiment = root().resolve("785709683865713079");
        Path run = experiment.resolve("bfa0fe6ad1534a30b0d2c457333821e3");
        write(experiment.resolve("meta.yaml"), """
                artifact_location: file:///gone/mlruns/785709683865713079
                effective_trace_archival_retention: null
                experiment_id: '785709683865713079'
                lifecycle_stage: active
                name: late delivery
                workspace: default
                """);
        write(run.resolve("meta.yaml"), """
                artifact_uri: file:///gone/mlruns/785709683865713079/bfa0fe6ad1534a30b0d2c457333821e3/artifacts
                end_time: 1795346090141
                entry_point_name: ''
                experiment_id: '785709683865713079'
                lifecycle_stage: active
                run_id: bfa0fe6ad1534a30b0d2c457333821e3
                run_name: first
                source_type: 4
                start_time: 1795346090124
                status: 3
                tags: []
                user_id: unknown
                """);
        write(run.resolve("params/a/b"), "1");
        write(run.resolve("metrics/auc"), "1 nan 3\n1 inf 4\n1 1e-07 5\n");
        write(run.resolve("artifacts/model/x.txt"), "hello");
        write(run.resolve("inputs/c164f1498620a4e6770b769e93b717bf/meta.yaml"), """
                destination_id: e1a6bda1536a52f939b2ff10f171d8c8
                destination_type: RUN
                source_id: e1a6bda1536a52f939b2ff10f171d8c8
                source_type: DATASET
                tags:
                  mlflow.data.context: training
                """);
        write(experiment.resolve("datasets/e1a6bda1536a52f939b2ff10f171d8c8/meta.yaml"), """
                digest: abc
                name: gold.x
                profile: '{}'
                schema: '{}'
                source: '{"path":"x","delta_table_version":3}'
                source_type: delta_table
                """);
        write(root().resolve("models/late/meta.yaml"), "name: late\naliases:\n  champion: '1'\n");
        write(root().resolve("models/late/aliases/champion"), "1");
        write(root().resolve("models/late/version-1/meta.yaml"), """
                creation_timestamp: 1795346090148
                current_stage: None
                description: null
                name: late
                run_id: bfa0fe6ad1534a30b0d2c457333821e3
                source: file:///gone/mlruns/785709683865713079/bfa0fe6ad1534a30b0d2c457333821e3/artifacts/model
                version: 1
                """);
        try (RunTracker tracker = open()) {
            RunRecord record = tracker.runs("late delivery").get(0);
            assertThat(record.status()).isEqualTo(RunStatus.FINISHED);
            assertThat(record.parameters()).isEqualTo(Map.of("a/b", "1"));
            assertThat(record.metrics()).isEqualTo(Map.of("auc", 1e-7));
            assertThat(tracker.metricHistory(record.id(), "auc"))
                    .extracting(MetricPoint::value)
                    .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 1e-7);
            assertThat(record.datasets()).singleElement().satisfies(dataset -> {
                assertThat(dataset.table()).isEqualTo("gold.x");
                assertThat(dataset.version()).isEqualTo(3);
                assertThat(dataset.location()).isEqualTo("x");
            });
            assertThat(new String(tracker.artifact(record.id(), "model/x.txt"), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
            ModelVersion version = tracker.registry().version("late", "champion");
            assertThat(version.artifactPath()).isEqualTo("model");
            assertThat(version.description()).isEmpty();
            try (TrackedRun next = tracker.start("late delivery")) {
                assertThat(tracker.run(next.id()).experimentId()).isEqualTo("785709683865713079");
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void processesShareAFolder() throws Exception {
        int processes = 2;
        int rounds = 15;
        String sharedId;
        try (RunTracker tracker = open()) {
            TrackedRun shared = tracker.start("other");
            sharedId = shared.id();
            List<Process> running = new ArrayList<>();
            for (int number = 0; number < processes; number++) {
                running.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                TrackingProcess.class.getName(),
                                root().toString(),
                                sharedId,
                                String.valueOf(number),
                                String.valueOf(rounds))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            List<Integer> numbers = new ArrayList<>();
            for (Process process : running) {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).isZero();
                output.lines().map(Integer::valueOf).forEach(numbers::add);
            }
            shared.finish();
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, processes * rounds).boxed().toList());
            assertThat(tracker.runs("shared"))
                    .hasSize(processes * rounds)
                    .allMatch(run -> run.status() == RunStatus.FINISHED)
                    .extracting(run -> run.parameters().get("who"))
                    .doesNotHaveDuplicates();
            assertThat(tracker.experiments())
                    .extracting(Experiment::name)
                    .containsExactlyInAnyOrder("Default", "other", "shared");
            assertThat(tracker.metricHistory(sharedId, "loss")).hasSize(processes * rounds);
            assertThat(tracker.run(sharedId).parameters()).isEqualTo(Map.of("same", "value"));
            assertThat(tracker.registry().versions("shared")).hasSize(processes * rounds);
            assertThat(tracker.registry().version("shared", "champion").version())
                    .isPositive();
        }
        try (Stream<Path> left = Files.list(root().resolve(FolderFiles.STAGING))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatACrashLeftBehindIsNotSeen() throws IOException {
        String id;
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            id = run.id();
            run.parameter("a", "1");
            run.finish();
        }
        Path staging = root().resolve(FolderFiles.STAGING);
        write(staging.resolve("half-file"), "status");
        write(staging.resolve("half-run/meta.yaml"), "run_id");
        Path old = staging.resolve("old/meta.yaml");
        write(old, "x");
        Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        try (RunTracker tracker = open()) {
            Path experiment = root().resolve(tracker.run(id).experimentId());
            // An MLflow of Python that died between its folder and its file.
            Files.createDirectories(experiment.resolve("0123456789abcdef0123456789abcdef/params"));
            Files.createDirectories(root().resolve("123456789012345678"));
            assertThat(tracker.runs("late delivery")).extracting(RunRecord::id).containsExactly(id);
            assertThat(tracker.experiments()).extracting(Experiment::name).containsExactly("Default", "late delivery");
            assertThat(tracker.run(id).parameters()).isEqualTo(Map.of("a", "1"));
        }
        assertThat(old.getParent()).doesNotExist();
        assertThat(staging.resolve("half-file")).exists();
    }

    @Test
    void aProcessThatDiesLeavesARunThatRuns() {
        String id;
        try (RunTracker tracker = open()) {
            id = tracker.start("late delivery").id();
        }
        try (RunTracker tracker = open()) {
            assertThat(tracker.run(id).status()).isEqualTo(RunStatus.RUNNING);
        }
    }

    @Test
    void aTruncatedMetaFileIsNamedAndSkippedInLists() throws IOException {
        try (RunTracker tracker = open()) {
            String good;
            try (TrackedRun run = tracker.start("late delivery")) {
                good = run.id();
                run.finish();
            }
            for (String content : List.of("", "artifact_uri: \"file:///x", "status: 3\n", "- a\n", "\0\1")) {
                TrackedRun run = tracker.start("late delivery");
                Path meta = runFolder(tracker.run(run.id())).resolve("meta.yaml");
                Files.writeString(meta, content);
                assertThatThrownBy(() -> tracker.run(run.id()))
                        .as(content)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("Cannot read run " + run.id())
                        .hasMessageContaining("meta.yaml")
                        .hasMessageContaining("Restore the file");
                assertThatThrownBy(run::finish).isInstanceOf(StorageException.class);
            }
            assertThat(tracker.runs("late delivery")).extracting(RunRecord::id).containsExactly(good);
        }
    }

    @Test
    void aDamagedMetricIsNamed() throws IOException {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            run.metric("auc", 1);
            Path file = runFolder(tracker.run(run.id())).resolve("metrics/auc");
            Files.writeString(file, "17953460");
            assertThatThrownBy(() -> tracker.metricHistory(run.id(), "auc"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("metric auc")
                    .hasMessageContaining("'17953460'");
        }
    }

    @Test
    void aFolderThatMovedStillOpens() throws IOException {
        String id;
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            id = run.id();
            run.model("model", ModelDescription.of("l", "w", TrackingProcess.SIGNATURE), Map.of("w", new byte[] {7}));
            run.finish();
            tracker.registry().register("late", id, "model", "");
        }
        Path moved = folder.resolve("elsewhere");
        Files.move(root(), moved);
        try (RunTracker tracker = RunTracker.open(moved.toString())) {
            assertThat(tracker.registry().open("late", 1).data()).containsExactly(7);
            assertThat(tracker.artifacts(id, "model")).hasSize(2);
        }
    }

    @Test
    void aNameCannotBeFileAndFolder() {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            run.metric("a", 1);
            run.parameter("p/q", "1");
            assertThatThrownBy(() -> run.metric("a/b", 1))
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("Rename one of them");
            assertThatThrownBy(() -> run.parameter("p", "1"))
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("Rename one of them");
            run.artifactText("x", "1");
            assertThatThrownBy(() -> run.artifactText("x/y", "1")).hasMessageContaining("Rename one of them");
        }
    }

    @Test
    void aNameLongerThanAFileNameIsRefused() {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            assertThatThrownBy(() -> run.parameter("ü".repeat(200), "1"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("255 bytes");
        }
    }

    @Test
    void aDeletedExperimentIsNotUsed() throws IOException {
        try (RunTracker tracker = open()) {
            String experiment;
            try (TrackedRun run = tracker.start("late delivery")) {
                experiment = tracker.run(run.id()).experimentId();
            }
            Files.move(root().resolve(experiment), root().resolve(".trash").resolve(experiment));
            assertThatThrownBy(() -> tracker.start("late delivery"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("it is deleted")
                    .hasMessageContaining("Restore it");
            assertThat(tracker.experiments()).extracting(Experiment::name).containsExactly("Default");
        }
    }

    @Test
    void aDeletedRunIsNotListed() throws IOException {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            Path meta = runFolder(tracker.run(run.id())).resolve("meta.yaml");
            Files.writeString(meta, Files.readString(meta).replace("\"active\"", "\"deleted\""));
            assertThat(tracker.runs("late delivery")).isEmpty();
        }
    }

    @Test
    void aFileIsNoTrackingFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RunTracker.folder(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("open the tracking folder");
    }

    @Test
    void aModelFileThatWasCutOffIsNamed() throws IOException {
        try (RunTracker tracker = open();
                TrackedRun run = tracker.start("late delivery")) {
            run.model("model", ModelDescription.of("l", "w", TrackingProcess.SIGNATURE), Map.of("w", new byte[] {7}));
            run.finish();
            tracker.registry().register("late", run.id(), "model", "");
            Path file = runFolder(tracker.run(run.id())).resolve("artifacts/model/MLmodel");
            String whole = Files.readString(file);
            for (int length : List.of(0, 30, whole.indexOf("signature"))) {
                Files.writeString(file, whole.substring(0, length));
                assertThatThrownBy(() -> tracker.registry().open("late", 1))
                        .as("%d characters", length)
                        .isInstanceOf(LakehouseException.class)
                        .hasMessageContaining("version 1 of model late");
            }
        }
    }
}
