package dev.lakehouse4j.ml.tracking;

import java.time.Instant;

/**
 * One logged value of a metric.
 *
 * @param value the value; may be NaN or infinite
 * @param step where in the run it belongs (tree, epoch, month); 0 when steps do not matter
 * @param at when it was logged, in milliseconds
 */
public record MetricPoint(double value, long step, Instant at) {}
