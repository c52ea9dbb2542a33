/** Records where tables come from when a pipeline runs, tells it as OpenLineage events, and traces rows back to files. */
@NullMarked
package dev.lakehouse4j.medallion.lineage;

import org.jspecify.annotations.NullMarked;
