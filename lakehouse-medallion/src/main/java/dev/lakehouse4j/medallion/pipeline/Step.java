package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.lineage.LineageStep;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleConsumer;

/** A node of the pipeline: makes one table. */
interface Step {

    /** Table that the step writes, {@code layer.table}. */
    String table();

    /** Tables that must be there first. */
    List<String> tablesRead();

    /** What the step was defined by. */
    StepDefinition definition();

    /** How the table is made, for its lineage. */
    LineageStep lineage();

    /** Checks the definition without reading a row; throws when it cannot work. */
    void dryRun(Lakehouse lake);

    /**
     * Does the work.
     *
     * @param runAt time of the run
     * @param progress takes the done share, 0 to 1
     */
    StepReport run(Lakehouse lake, Instant runAt, DoubleConsumer progress);

    /** A report of a step that wrote nothing. */
    StepReport without(StepStatus status, long version, String message);
}
