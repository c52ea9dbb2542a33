/** Conditions that rows of a model should fulfil, and what becomes of rows that do not. */
@NullMarked
package dev.lakehouse4j.medallion.quality;

import org.jspecify.annotations.NullMarked;
