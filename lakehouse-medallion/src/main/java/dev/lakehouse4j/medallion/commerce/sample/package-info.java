/**
 * Deterministic sample data in the shape of the Olist e-commerce files, with known defects, known effects and known
 * figures. Everything is synthetic: places and categories are general knowledge, all else is drawn from a seed.
 */
@NullMarked
package dev.lakehouse4j.medallion.commerce.sample;

import org.jspecify.annotations.NullMarked;
