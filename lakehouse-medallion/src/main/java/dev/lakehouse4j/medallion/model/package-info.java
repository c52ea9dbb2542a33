/** A table as a SQL query over others: declared inputs, dry run, refresh. */
@NullMarked
package dev.lakehouse4j.medallion.model;

import org.jspecify.annotations.NullMarked;
