package dev.lakehouse4j.ml.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of a registered model.
 *
 * @param name name of the registered model
 * @param version its number, from 1
 * @param runId the run that made it; empty when a program registered it without one
 * @param artifactPath the model's folder among the artifacts of that run; empty when it lies elsewhere
 * @param source where its files lie, as MLflow names it
 * @param description words for people; empty when none
 * @param aliases the aliases that point to it, sorted
 * @param tags notes by name, sorted
 * @param createdAt when it was registered, in milliseconds
 */
public record ModelVersion(
        String name,
        int version,
        String runId,
        String artifactPath,
        String source,
        String description,
        List<String> aliases,
        Map<String, String> tags,
        Instant createdAt) {

    /** Copies the collections. */
    public ModelVersion {
        aliases = aliases.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The folder of the model below the artifacts of its run: {@code …/<run id>/artifacts/<path>}. */
    static String artifactPath(String source, String runId) {
        String marker = runId + "/artifacts/";
        int at = source.indexOf(marker);
        if (!runId.isEmpty() && at >= 0) {
            return source.substring(at + marker.length());
        }
        String ofRun = "runs:/" + runId + "/";
        return !runId.isEmpty() && source.startsWith(ofRun) ? source.substring(ofRun.length()) : "";
    }
}
