package dev.lakehouse4j.core.storage;

import java.time.Instant;
import java.util.Map;

/**
 * A version of a table: what was done, and when.
 *
 * @param version number of the version, from 0
 * @param timestamp when it was committed
 * @param operation what was done, for example {@code APPEND} or {@code UPSERT}
 * @param parameters details of the operation, such as a predicate
 * @param metrics what it changed; this library writes {@code numAddedFiles}, {@code numRemovedFiles}, {@code
 *     numOutputRows}
 * @param writer which program wrote it
 */
public record Commit(
        long version,
        Instant timestamp,
        String operation,
        Map<String, String> parameters,
        Map<String, String> metrics,
        String writer) {

    /** Copies the maps. */
    public Commit {
        parameters = Map.copyOf(parameters);
        metrics = Map.copyOf(metrics);
    }
}
