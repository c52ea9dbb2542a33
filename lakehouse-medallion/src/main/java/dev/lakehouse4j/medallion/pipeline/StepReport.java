package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.util.List;

/**
 * What one step of a run did.
 *
 * @param table table that the step writes, {@code layer.table}
 * @param kind {@code ingest} or {@code model}
 * @param status how it ended
 * @param inputs tables or files that it reads
 * @param rowsIn rows read
 * @param rowsOut rows written
 * @param rowsQuarantined rows kept apart in the quarantine table
 * @param rowsSuppressed rows of a file that were left out, as they belong to persons who were erased
 * @param millis wall-clock time in milliseconds
 * @param tableVersion version of the table afterwards, or -1 when there is none
 * @param message the error of a failed step, or what is worth saying of another; may be empty
 * @param expectations counts per expectation
 */
public record StepReport(
        String table,
        String kind,
        StepStatus status,
        List<String> inputs,
        long rowsIn,
        long rowsOut,
        long rowsQuarantined,
        long rowsSuppressed,
        long millis,
        long tableVersion,
        String message,
        List<ExpectationResult> expectations) {

    /** Copies the lists. */
    public StepReport {
        inputs = List.copyOf(inputs);
        expectations = List.copyOf(expectations);
    }

    StepReport withMillis(long value) {
        return new StepReport(
                table,
                kind,
                status,
                inputs,
                rowsIn,
                rowsOut,
                rowsQuarantined,
                rowsSuppressed,
                value,
                tableVersion,
                message,
                expectations);
    }
}
