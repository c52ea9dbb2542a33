/**
 * Definitions of a star schema that compile to portable SQL: dimensions with surrogate keys, unknown members and history, a
 * calendar, and facts with a declared grain that look their dimensions up.
 */
@NullMarked
package dev.lakehouse4j.medallion.star;

import org.jspecify.annotations.NullMarked;
