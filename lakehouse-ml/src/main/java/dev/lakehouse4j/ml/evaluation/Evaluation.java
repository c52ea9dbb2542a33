package dev.lakehouse4j.ml.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * The figures of one candidate on one split or period. A figure that is undefined is null, never NaN.
 *
 * @param candidate name of the model, for example {@code logistic_regression}
 * @param split name of the rows, for example {@code test} or {@code 2018-03}
 * @param rows number of rows, at least 1
 * @param positives number of rows of the positive class
 * @param rocAuc see {@link ScoredLabels#rocAuc()}; null when a class has no rows
 * @param averagePrecision see {@link ScoredLabels#averagePrecision()}; null without positive rows
 * @param logLoss see {@link ScoredLabels#logLoss()}, in nats; null when the scores are not probabilities
 * @param brier see {@link ScoredLabels#brier()}; null when the scores are not probabilities
 * @param confusion counts at the threshold, with precision, recall, F1 and accuracy
 * @param top what the alert budget finds, within these rows
 * @param reliability predicted against observed frequency; null when the scores are not probabilities
 */
public record Evaluation(
        String candidate,
        String split,
        long rows,
        long positives,
        @Nullable Double rocAuc,
        @Nullable Double averagePrecision,
        @Nullable Double logLoss,
        @Nullable Double brier,
        Confusion confusion,
        TopShare top,
        @Nullable Reliability reliability) {

    /**
     * Share of the positive class.
     *
     * @return 0 to 1
     */
    public double rate() {
        return (double) positives / rows;
    }
}
