package dev.lakehouse4j.testkit;

import dev.lakehouse4j.medallion.model.ModelResult;
import java.util.List;

/**
 * What a model made of the rows of a test.
 *
 * @param <R> the record type of the model
 * @param rows rows of the model's table, in the order of its key, or of all columns when it has none
 * @param quarantined rows that failed an expectation, one per row and expectation
 * @param report counts of the refresh
 */
public record ModelOutcome<R extends Record>(List<R> rows, List<QuarantinedRow> quarantined, ModelResult report) {

    /**
     * Copies the lists.
     *
     * @param rows rows of the model's table
     * @param quarantined rows that failed an expectation
     * @param report counts of the refresh
     */
    public ModelOutcome {
        rows = List.copyOf(rows);
        quarantined = List.copyOf(quarantined);
    }
}
