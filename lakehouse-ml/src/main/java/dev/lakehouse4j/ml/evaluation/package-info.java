/**
 * The quality of binary predictions: measures, thresholds, bootstrap intervals, figures by month, calibration.
 *
 * <p>Everything works on plain arrays; {@link dev.lakehouse4j.ml.evaluation.ScoredLabels} is the door. Fit thresholds and
 * calibrators on the validation rows, and look at the test rows through {@link dev.lakehouse4j.ml.evaluation.Evaluator}
 * afterwards.
 */
@NullMarked
package dev.lakehouse4j.ml.evaluation;

import org.jspecify.annotations.NullMarked;
