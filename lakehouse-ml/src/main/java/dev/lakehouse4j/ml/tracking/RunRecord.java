package dev.lakehouse4j.ml.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is stored, read back.
 *
 * @param id 32 hexadecimal digits
 * @param experimentId id of its experiment
 * @param name name for people; not unique
 * @param status where it stands
 * @param startedAt when it began, in milliseconds
 * @param endedAt when it ended, in milliseconds; null while it runs
 * @param parameters write-once settings by name, sorted
 * @param metrics the last value of each metric by name, sorted: that of the highest step, then the latest
 * @param tags notes by name, sorted; those that begin with {@code mlflow.} are MLflow's own
 * @param datasets the dataset versions that it read
 * @param artifactUri where its artifacts lie, as MLflow names it
 */
public record RunRecord(
        String id,
        String experimentId,
        String name,
        RunStatus status,
        Instant startedAt,
        @Nullable Instant endedAt,
        Map<String, String> parameters,
        Map<String, Double> metrics,
        Map<String, String> tags,
        List<DatasetVersion> datasets,
        String artifactUri) {

    /** Copies the collections. */
    public RunRecord {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        datasets = List.copyOf(datasets);
    }
}
