/** Ingests and models in the order of their dependencies, with progress and a report. */
@NullMarked
package dev.lakehouse4j.medallion.pipeline;

import org.jspecify.annotations.NullMarked;
