package dev.lakehouse4j.ml.tracking;

import java.util.List;

/**
 * Named models with numbered versions and movable aliases such as {@code champion}; opened by {@link
 * RunTracker#registry()}.
 *
 * <p>Every method throws {@link TrackingException} for a model, version or alias that is not there, and for names that
 * MLflow refuses: a model's name has 1 to 250 characters and none of {@code / : % \}; an alias is made of letters, digits,
 * {@code _} and {@code -}, and is neither {@code latest} nor like {@code v1}.
 */
public sealed interface ModelRegistry permits BaseRegistry {

    /**
     * Registers a model that a run logged as the next version of a name, which is created if missing.
     *
     * @param name name of the registered model
     * @param runId the run
     * @param artifactPath the folder given to {@link TrackedRun#model}
     * @param description words for people; empty for none
     * @return the new version
     * @throws TrackingException also when the run has no model there
     */
    ModelVersion register(String name, String runId, String artifactPath, String description);

    /**
     * The names of all registered models.
     *
     * @return names, sorted
     */
    List<String> models();

    /**
     * The versions of a model.
     *
     * @param name name of the registered model
     * @return versions, the oldest first
     */
    List<ModelVersion> versions(String name);

    /**
     * One version by its number.
     *
     * @param name name of the registered model
     * @param version number, from 1
     * @return the version
     */
    ModelVersion version(String name, int version);

    /**
     * The version that an alias points to.
     *
     * @param name name of the registered model
     * @param alias for example {@code champion}
     * @return the version
     */
    ModelVersion version(String name, String alias);

    /**
     * Points an alias to a version, and away from another one that it pointed to.
     *
     * @param name name of the registered model
     * @param alias for example {@code champion}
     * @param version number, from 1
     */
    void setAlias(String name, String alias, int version);

    /**
     * Removes an alias; nothing happens when there is none.
     *
     * @param name name of the registered model
     * @param alias for example {@code champion}
     */
    void removeAlias(String name, String alias);

    /**
     * Puts a note on a version, in place of one of the same name.
     *
     * @param name name of the registered model
     * @param version number, from 1
     * @param key name of the note, by the rules of parameters
     * @param value at most 5,000 characters
     */
    void tag(String name, int version, String key, String value);

    /**
     * Puts words for people on a version, in place of earlier ones.
     *
     * @param name name of the registered model
     * @param version number, from 1
     * @param description the words
     */
    void describe(String name, int version, String description);

    /**
     * Opens a version for use.
     *
     * @param name name of the registered model
     * @param version number, from 1
     * @return the model with its signature, provenance and files
     */
    StoredModel open(String name, int version);

    /**
     * Opens the version that an alias points to.
     *
     * @param name name of the registered model
     * @param alias for example {@code champion}
     * @return the model with its signature, provenance and files
     */
    StoredModel open(String name, String alias);
}
