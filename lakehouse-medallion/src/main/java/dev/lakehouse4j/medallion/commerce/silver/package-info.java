/** Contracts of the e-commerce Silver tables: typed, cleaned, one row per key. */
@NullMarked
package dev.lakehouse4j.medallion.commerce.silver;

import org.jspecify.annotations.NullMarked;
