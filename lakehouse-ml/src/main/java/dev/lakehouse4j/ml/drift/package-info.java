/** How far features and predictions of one period have moved from those of another. */
@NullMarked
package dev.lakehouse4j.ml.drift;

import org.jspecify.annotations.NullMarked;
