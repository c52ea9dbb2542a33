/** Predicts at the moment of approval whether an order will be delivered late. */
@NullMarked
package dev.lakehouse4j.ml.delivery;

import org.jspecify.annotations.NullMarked;
