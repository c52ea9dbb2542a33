package dev.lakehouse4j.testkit;

/**
 * A row that failed an expectation of a model.
 *
 * @param expectation name of the expectation
 * @param action {@code warn}: the row is in the table too; {@code drop}: it is not; {@code fail}: the model was not written
 * @param row the row as the query returned it; it may have nulls where the model's record has none
 */
public record QuarantinedRow(String expectation, String action, Row row) {}
