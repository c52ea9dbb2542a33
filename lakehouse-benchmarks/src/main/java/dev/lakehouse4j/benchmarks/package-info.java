/** Programs that measure the library beside the same job written by hand. */
@NullMarked
package dev.lakehouse4j.benchmarks;

import org.jspecify.annotations.NullMarked;
