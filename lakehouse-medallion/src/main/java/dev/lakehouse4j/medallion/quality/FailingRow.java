package dev.lakehouse4j.medallion.quality;

import dev.lakehouse4j.core.schema.Comment;
import java.time.Instant;

/**
 * Why a row of a model stands in its quarantine table; the model's own columns follow these.
 *
 * @param _expectation name of the expectation that the row failed
 * @param _action {@code warn}: the row is in the table too; {@code drop}: it is only here; {@code fail}: the model was not
 *     written
 * @param _quarantinedAt when the run found it
 */
@Comment("Rows of a model that failed an expectation, one row per row and expectation")
public record FailingRow(
        @Comment("Name of the expectation that the row failed")
        String _expectation,

        @Comment("warn: the row is in the table too; drop: it is only here; fail: the model was not written")
        String _action,

        @Comment("When the run found it") Instant _quarantinedAt) {}
