/** Features declared once, computed in SQL as of the moment of a prediction, and guarded against look-ahead. */
@NullMarked
package dev.lakehouse4j.ml.feature;

import org.jspecify.annotations.NullMarked;
