package dev.lakehouse4j.core.catalog;

/**
 * A privilege that a principal holds.
 *
 * @param principal who
 * @param privilege may do what
 * @param securable with what
 */
public record Grant(Principal principal, Privilege privilege, Securable securable) {}
