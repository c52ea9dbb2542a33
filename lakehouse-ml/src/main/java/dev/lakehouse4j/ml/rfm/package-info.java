/** Customer segments by recency, frequency and monetary value: named segments from scores, and clusters. */
@NullMarked
package dev.lakehouse4j.ml.rfm;

import org.jspecify.annotations.NullMarked;
