package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.util.List;

/**
 * What a refresh of a model did.
 *
 * @param kind what was done
 * @param rowsIn rows of the inputs that were read
 * @param rowsOut rows that were written
 * @param quarantinedRows rows that an expectation kept out of the table
 * @param tableVersion version of the table afterwards
 * @param expectations counts per expectation
 * @param notes what else a reader of the report should know, such as orphans
 */
public record ModelResult(
        Kind kind,
        long rowsIn,
        long rowsOut,
        long quarantinedRows,
        long tableVersion,
        List<ExpectationResult> expectations,
        List<String> notes) {

    /** Copies the lists. */
    public ModelResult {
        expectations = List.copyOf(expectations);
        notes = List.copyOf(notes);
    }

    /** How the table came to be what it is. */
    public enum Kind {
        /** Inputs and query were those of the last refresh: nothing was done. */
        UNCHANGED,
        /** The table was built anew. */
        FULL,
        /** New rows of the driving input were upserted. */
        INCREMENTAL
    }
}
