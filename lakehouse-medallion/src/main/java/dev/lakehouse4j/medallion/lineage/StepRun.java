package dev.lakehouse4j.medallion.lineage;

import dev.lakehouse4j.core.schema.TableSchema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a run did.
 *
 * @param table the table that it makes
 * @param kind {@code ingest} or {@code model}
 * @param schema the table's declared columns
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param rowsOut rows that it wrote
 * @param error why it failed; null when it did not
 */
public record StepRun(
        String table,
        String kind,
        TableSchema schema,
        Instant startedAt,
        Instant endedAt,
        long rowsOut,
        @Nullable String error) {}
