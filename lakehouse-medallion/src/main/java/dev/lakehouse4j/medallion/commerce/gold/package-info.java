/** Contracts of the e-commerce star schema and its summary tables. */
@NullMarked
package dev.lakehouse4j.medallion.commerce.gold;

import org.jspecify.annotations.NullMarked;
