package dev.lakehouse4j.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A named query. It runs with all rights, so that a principal may read a view without reading the tables under it.
 *
 * @param name {@code schema.view}
 * @param sql one SELECT statement
 * @param comment what a row is, or null when nobody said
 */
public record View(String name, String sql, @Nullable String comment) {}
