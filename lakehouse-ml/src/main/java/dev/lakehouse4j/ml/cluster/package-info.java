/** Clustering of points: k-means with seeded starts, and models that are saved as JSON. */
@NullMarked
package dev.lakehouse4j.ml.cluster;

import org.jspecify.annotations.NullMarked;
