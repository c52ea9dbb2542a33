package dev.lakehouse4j.ml.tracking;

import java.util.Comparator;
import java.util.List;

/** What both registries share: the rules for names, and opening a model. */
abstract sealed class BaseRegistry implements ModelRegistry permits FolderRegistry, ServerRegistry {

    private final BaseTracker tracker;

    BaseRegistry(BaseTracker tracker) {
        this.tracker = tracker;
    }

    // ---- primitives
    // --------------------------------------------------------------------------------------------------

    abstract ModelVersion create(String name, RunRecord run, String artifactPath, String description);

    abstract List<ModelVersion> readVersions(String name);

    abstract ModelVersion readVersion(String name, int version);

    abstract ModelVersion readAlias(String name, String alias);

    abstract void writeAlias(String name, String alias, int version);

    abstract void deleteAlias(String name, String alias);

    abstract void writeTag(String name, int version, String key, String value);

    abstract void writeDescription(String name, int version, String description);

    // ---- ModelRegistry
    // -----------------------------------------------------------------------------------------------

    @Override
    public ModelVersion register(String name, String runId, String artifactPath, String description) {
        Names.requireModel(name);
        Names.requireArtifactPath(artifactPath);
        RunRecord run = tracker.run(runId);
        boolean isModel = tracker.artifacts(runId, artifactPath).stream()
                .anyMatch(file -> file.path().equals(artifactPath + "/" + ModelDescription.FILE));
        if (!isModel) {
            throw new TrackingException("Cannot register " + artifactPath + " of run " + runId + " as " + name
                    + ": there is no file " + ModelDescription.FILE
                    + " in it. Log the model with TrackedRun.model first, and give the same path.");
        }
        return create(name, run, artifactPath, description);
    }

    @Override
    public List<ModelVersion> versions(String name) {
        return readVersions(Names.requireModel(name)).stream()
                .sorted(Comparator.comparingInt(ModelVersion::version))
                .toList();
    }

    @Override
    public ModelVersion version(String name, int version) {
        return readVersion(Names.requireModel(name), version);
    }

    @Override
    public ModelVersion version(String name, String alias) {
        return readAlias(Names.requireModel(name), Names.requireAlias(alias));
    }

    @Override
    public void setAlias(String name, String alias, int version) {
        Names.requireAlias(alias);
        version(name, version);
        writeAlias(name, alias, version);
    }

    @Override
    public void removeAlias(String name, String alias) {
        deleteAlias(Names.requireModel(name), Names.requireAlias(alias));
    }

    @Override
    public void tag(String name, int version, String key, String value) {
        Names.requireKey("tag", key);
        Names.requireValue("tag " + key, value, Names.MODEL_TAG_VALUE);
        version(name, version);
        writeTag(name, version, key, value);
    }

    @Override
    public void describe(String name, int version, String description) {
        version(name, version);
        writeDescription(name, version, description);
    }

    @Override
    public StoredModel open(String name, int version) {
        return StoredModel.open(tracker, version(name, version));
    }

    @Override
    public StoredModel open(String name, String alias) {
        return StoredModel.open(tracker, version(name, alias));
    }

    // ---- errors
    // ------------------------------------------------------------------------------------------------------

    static TrackingException noSuchModel(String name, List<String> known) {
        return new TrackingException("Cannot find the model " + name + ": it is not registered. "
                + (known.isEmpty() ? "No model is." : "Registered are: " + String.join(", ", known) + ".")
                + " Register it with ModelRegistry.register.");
    }

    static TrackingException noSuchVersion(String name, int version, List<ModelVersion> known) {
        return new TrackingException("Cannot find version " + version + " of model " + name
                + ": there is none. Versions: "
                + String.join(
                        ", ",
                        known.stream()
                                .map(each -> String.valueOf(each.version()))
                                .toList())
                + ". Ask for one of these.");
    }

    static TrackingException noSuchAlias(String name, String alias) {
        return new TrackingException("Cannot find the model " + name + " by its alias " + alias
                + ": no version has it. Point it to one with ModelRegistry.setAlias.");
    }
}
