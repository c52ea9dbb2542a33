package dev.lakehouse4j.ml.tracking;

import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A registered model opened for use: what it says about itself, and its files. */
public final class StoredModel {

    private final BaseTracker tracker;
    private final ModelVersion version;
    private final ModelDescription description;

    private StoredModel(BaseTracker tracker, ModelVersion version, ModelDescription description) {
        this.tracker = tracker;
        this.version = version;
        this.description = description;
    }

    static StoredModel open(BaseTracker tracker, ModelVersion version) {
        String what = "version " + version.version() + " of model " + version.name();
        if (version.artifactPath().isEmpty()) {
            throw new TrackingException("Cannot open " + what + ": its files are at " + version.source()
                    + ", which is no folder among the artifacts of a run. Only versions registered from a run can be"
                    + " opened here.");
        }
        byte[] file = tracker.artifact(version.runId(), version.artifactPath() + "/" + ModelDescription.FILE);
        ModelDescription.Stored stored = ModelDescription.ofMlmodel(what, Yaml.read(what, file));
        return new StoredModel(tracker, version, stored.description());
    }

    /**
     * Which version it is.
     *
     * @return name, number, run and aliases at the time of opening
     */
    public ModelVersion version() {
        return version;
    }

    /**
     * What its {@code MLmodel} file says.
     *
     * @return loader, data file, format, signature
     */
    public ModelDescription description() {
        return description;
    }

    /**
     * What it came from.
     *
     * @return the provenance that its run logged before the model; empty when it logged none
     */
    public Optional<Provenance> provenance() {
        boolean there = files().stream().anyMatch(file -> file.path().equals(Provenance.FILE));
        return there
                ? Optional.of(Provenance.ofJson(new String(read(Provenance.FILE), StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    /**
     * All files of the model, in all its folders.
     *
     * @return files with paths relative to the model's folder, sorted
     */
    public List<ArtifactInfo> files() {
        String folder = version.artifactPath() + "/";
        return tracker.allFiles(version.runId(), version.artifactPath()).stream()
                .map(file -> new ArtifactInfo(file.path().substring(folder.length()), false, file.sizeBytes()))
                .toList();
    }

    /**
     * The model's own file, the one that {@link ModelDescription#dataFile()} names.
     *
     * @return its bytes
     */
    public byte[] data() {
        return read(description.dataFile());
    }

    /**
     * One of its files.
     *
     * @param path path relative to the model's folder
     * @return its bytes
     * @throws TrackingException when there is no such file
     */
    public byte[] read(String path) {
        return tracker.artifact(version.runId(), version.artifactPath() + "/" + Names.requireArtifactPath(path));
    }

    /**
     * Copies all files of the model into a folder.
     *
     * @param folder target, created if missing; files of the same names are replaced
     * @return the folder
     */
    public Path copyTo(Path folder) {
        for (ArtifactInfo file : files()) {
            Path target = folder.resolve(file.path());
            try {
                Files.createDirectories(Names.parent(target));
                Files.write(target, read(file.path()));
            } catch (IOException e) {
                throw LakehouseErrors.storage("copy the model " + version.name() + " to " + target, e);
            }
        }
        return folder;
    }
}
