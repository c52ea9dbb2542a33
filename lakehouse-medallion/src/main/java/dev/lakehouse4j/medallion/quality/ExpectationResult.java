package dev.lakehouse4j.medallion.quality;

/**
 * How many rows of a run failed an expectation.
 *
 * @param name name of the expectation
 * @param condition its SQL condition
 * @param action {@code warn}, {@code drop} or {@code fail}
 * @param failedRows rows for which the condition was false or null
 * @param totalRows rows that were looked at
 */
public record ExpectationResult(String name, String condition, String action, long failedRows, long totalRows) {}
