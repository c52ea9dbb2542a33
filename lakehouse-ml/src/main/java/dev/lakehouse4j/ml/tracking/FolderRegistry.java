package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Registered models in MLflow's file layout, as {@code mlflow/store/model_registry/file_store.py} writes and reads it. */
final class FolderRegistry extends BaseRegistry {

    private static final String META = "meta.yaml";
    private static final String VERSION = "version-";
    private static final String ALIASES = "aliases";

    private final Path models;
    private final FolderFiles files;

    FolderRegistry(FolderTracker tracker, Path models, FolderFiles files) {
        super(tracker);
        this.models = models;
        this.files = files;
    }

    @Override
    public List<String> models() {
        return FolderFiles.folders(models).stream()
                .filter(folder -> Files.exists(folder.resolve(META)))
                .map(Names::fileName)
                .toList();
    }

    @Override
    ModelVersion create(String name, RunRecord run, String artifactPath, String description) {
        Path folder = models.resolve(name);
        long now = Instant.now().toEpochMilli();
        try {
            ObjectNode model = Json.object();
            model.put("creation_timestamp", now);
            model.putNull("description");
            model.put("last_updated_timestamp", now);
            model.put("name", name);
            files.placeFolder(folder, staged -> Files.write(staged.resolve(META), Yaml.write(model)));
            int number = 1
                    + readVersions(name).stream()
                            .mapToInt(ModelVersion::version)
                            .max()
                            .orElse(0);
            // Whoever places the folder first has the number; the other takes the next.
            while (!placeVersion(folder, name, number, run, artifactPath, description, now)) {
                number++;
            }
            touch(name);
            return readVersion(name, number);
        } catch (IOException e) {
            throw LakehouseErrors.storage("register the model " + name, e);
        }
    }

    private boolean placeVersion(
            Path folder, String name, int number, RunRecord run, String artifactPath, String description, long now)
            throws IOException {
        String source = run.artifactUri() + "/" + artifactPath;
        ObjectNode meta = Json.object();
        meta.put("creation_timestamp", now);
        meta.put("current_stage", "None");
        meta.put("description", description);
        meta.put("last_updated_timestamp", now);
        meta.put("name", name);
        meta.put("run_id", run.id());
        meta.putNull("run_link");
        meta.put("source", source);
        meta.put("status", "READY");
        meta.putNull("status_message");
        meta.put("storage_location", source);
        meta.putNull("user_id");
        meta.put("version", number);
        return files.placeFolder(
                folder.resolve(VERSION + number), staged -> Files.write(staged.resolve(META), Yaml.write(meta)));
    }

    @Override
    List<ModelVersion> readVersions(String name) {
        List<ModelVersion> versions = new ArrayList<>();
        Map<String, String> aliases = aliases(name);
        for (Path folder : FolderFiles.folders(requireModel(name))) {
            String folderName = Names.fileName(folder);
            if (folderName.startsWith(VERSION) && Files.exists(folder.resolve(META))) {
                versions.add(read(name, folder, aliases));
            }
        }
        return versions;
    }

    @Override
    ModelVersion readVersion(String name, int version) {
        Path folder = requireModel(name).resolve(VERSION + version);
        if (!Files.exists(folder.resolve(META))) {
            throw noSuchVersion(name, version, versions(name));
        }
        return read(name, folder, aliases(name));
    }

    private ModelVersion read(String name, Path folder, Map<String, String> aliases) {
        String what = "model " + name + ", " + Names.fileName(folder);
        ObjectNode meta = FolderFiles.readYaml(what, folder.resolve(META)).orElseThrow();
        if (!meta.path("version").isNumber() || !meta.path("source").isTextual()) {
            throw Yaml.damaged(what + " (" + folder.resolve(META) + ")", "version or source is missing", null);
        }
        int number = meta.path("version").asInt();
        String runId = meta.path("run_id").asText("");
        return new ModelVersion(
                name,
                number,
                runId,
                ModelVersion.artifactPath(meta.path("source").asText(), runId),
                meta.path("source").asText(),
                meta.path("description").asText(""),
                aliases.entrySet().stream()
                        .filter(alias -> alias.getValue().equals(String.valueOf(number)))
                        .map(Map.Entry::getKey)
                        .toList(),
                FolderTracker.values(folder.resolve("tags")),
                FolderTracker.millis(meta.get("creation_timestamp")));
    }

    private Map<String, String> aliases(String name) {
        return FolderTracker.values(models.resolve(name).resolve(ALIASES));
    }

    @Override
    ModelVersion readAlias(String name, String alias) {
        requireModel(name);
        String version = aliases(name).get(alias);
        if (version == null) {
            throw noSuchAlias(name, alias);
        }
        return readVersion(name, Integer.parseInt(version.strip()));
    }

    @Override
    void writeAlias(String name, String alias, int version) {
        change(name, () -> files.place(requireModel(name).resolve(ALIASES).resolve(alias), String.valueOf(version)));
    }

    @Override
    void deleteAlias(String name, String alias) {
        change(
                name,
                () -> Files.deleteIfExists(requireModel(name).resolve(ALIASES).resolve(alias)));
    }

    @Override
    void writeTag(String name, int version, String key, String value) {
        change(
                name,
                () -> files.place(
                        requireModel(name)
                                .resolve(VERSION + version)
                                .resolve("tags")
                                .resolve(key),
                        value));
    }

    @Override
    void writeDescription(String name, int version, String description) {
        change(name, () -> {
            Path file = requireModel(name).resolve(VERSION + version).resolve(META);
            ObjectNode meta = FolderFiles.readYaml("model " + name + ", version " + version, file)
                    .orElseThrow();
            meta.put("description", description);
            meta.put("last_updated_timestamp", Instant.now().toEpochMilli());
            files.placeYaml(file, meta);
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void change(String name, Step step) {
        try {
            step.run();
            touch(name);
        } catch (IOException e) {
            throw LakehouseErrors.storage("change the model " + name, e);
        }
    }

    private void touch(String name) throws IOException {
        Path file = models.resolve(name).resolve(META);
        ObjectNode meta = FolderFiles.readYaml("model " + name, file).orElseThrow();
        meta.put("last_updated_timestamp", Instant.now().toEpochMilli());
        files.placeYaml(file, meta);
    }

    private Path requireModel(String name) {
        Path folder = models.resolve(name);
        if (!Files.exists(folder.resolve(META))) {
            throw noSuchModel(name, models());
        }
        return folder;
    }
}
