/**
 * Entry point of the library: {@link dev.lakehouse4j.core.Lakehouse} opens a lake, {@link dev.lakehouse4j.core.TableRef}
 * names a table and its record, {@link dev.lakehouse4j.core.Table} reads and writes it.
 */
@NullMarked
package dev.lakehouse4j.core;

import org.jspecify.annotations.NullMarked;
