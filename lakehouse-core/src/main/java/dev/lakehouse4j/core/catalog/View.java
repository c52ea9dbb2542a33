package dev.lakehouse4j.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A named query. Its tables are read with the rights of its definer, so that a principal may read a view without reading the
 * tables under it, and nobody sees more through a view than who wrote it.
 *
 * @param name {@code schema.view}
 * @param sql one SELECT statement
 * @param comment what a row is, or null when nobody said
 * @param definer who wrote the query
 */
public record View(String name, String sql, @Nullable String comment, Principal definer) {}
