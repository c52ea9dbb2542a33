/**
 * Runs, models and their provenance, kept in a folder in MLflow's layout or on an MLflow server: {@link
 * dev.lakehouse4j.ml.tracking.RunTracker} is the door.
 */
@NullMarked
package dev.lakehouse4j.ml.tracking;

import org.jspecify.annotations.NullMarked;
