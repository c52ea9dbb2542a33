package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate did.
 *
 * @param candidate the candidate
 * @param validation figures on the validation orders, which choose threshold, calibration and winner
 * @param test figures on the test orders, which choose nothing; null when the candidate was not tested
 * @param rocAuc ROC AUC on the test orders with its bootstrap interval; null when it is undefined
 * @param averagePrecision average precision on the test orders with its bootstrap interval; null when it is undefined
 * @param trainMillis time of the training in milliseconds
 */
public record CandidateResult(
        Candidate candidate,
        Evaluation validation,
        @Nullable Evaluation test,
        @Nullable Interval rocAuc,
        @Nullable Interval averagePrecision,
        long trainMillis) {}
