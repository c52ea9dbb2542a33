package dev.lakehouse4j.medallion.model;

import org.jspecify.annotations.Nullable;

/**
 * A rule about a model's table as a whole, such as that its grain is unique. The queries may name the table and its inputs.
 *
 * @param name name of the rule
 * @param description what a violation is, for the message
 * @param fatal whether a violation stops the model; otherwise it is reported
 * @param countSql query that returns the number of violations
 * @param examplesSql query with one text column that shows a few violations, or null
 * @param boundSql a cheaper query whose number is never smaller than that of {@code countSql}, which need not run when this
 *     one gives 0; or null
 */
public record ModelCheck(
        String name,
        String description,
        boolean fatal,
        String countSql,
        @Nullable String examplesSql,
        @Nullable String boundSql) {}
