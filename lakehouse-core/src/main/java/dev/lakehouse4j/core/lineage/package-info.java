/** Where the values of a column come from: read from the syntax tree of a query, kept in the lake, asked as a graph. */
@NullMarked
package dev.lakehouse4j.core.lineage;

import org.jspecify.annotations.NullMarked;
