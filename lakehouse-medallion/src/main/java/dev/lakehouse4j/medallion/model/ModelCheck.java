package dev.lakehouse4j.medallion.model;

/**
 * A rule about a model's table as a whole, such as that its grain is unique.
 *
 * @param name name of the rule
 * @param description what a violation is, for the message
 * @param countSql query that returns the number of violations; it may name the model's table and its inputs
 * @param fatal whether a violation stops the model; otherwise it is reported
 */
public record ModelCheck(String name, String description, String countSql, boolean fatal) {}
