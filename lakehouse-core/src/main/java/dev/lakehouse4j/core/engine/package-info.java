/** SQL over tables: an interface that keeps engines apart, and its embedded implementation on DuckDB. */
@NullMarked
package dev.lakehouse4j.core.engine;

import org.jspecify.annotations.NullMarked;
