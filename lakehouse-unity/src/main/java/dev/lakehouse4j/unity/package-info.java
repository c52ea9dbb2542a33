/** A Unity Catalog server: what a lake publishes to it, and the tables that are registered there. */
@NullMarked
package dev.lakehouse4j.unity;

import org.jspecify.annotations.NullMarked;
