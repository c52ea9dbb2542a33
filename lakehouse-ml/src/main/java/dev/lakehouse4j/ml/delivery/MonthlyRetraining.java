package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.evaluation.Bootstrap;
import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Evaluator;
import dev.lakehouse4j.ml.evaluation.Interval;
import dev.lakehouse4j.ml.evaluation.Measure;
import dev.lakehouse4j.ml.evaluation.ScoredLabels;
import dev.lakehouse4j.ml.evaluation.Threshold;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate does when it is trained anew for each month.
 *
 * @param candidate the candidate
 * @param evaluation figures over all months, with the calibration and threshold of the first training
 * @param recalibrated the same with a calibration of its own for each month
 * @param rocAuc ROC AUC over all months with its bootstrap interval; null when it is undefined
 * @param averagePrecision average precision over all months with its bootstrap interval; null when it is undefined
 * @param months figures by month of purchase
 * @param predictions the predictions
 */
public record MonthlyRetraining(
        Candidate candidate,
        Evaluation evaluation,
        Evaluation recalibrated,
        @Nullable Interval rocAuc,
        @Nullable Interval averagePrecision,
        SortedMap<YearMonth, Evaluation> months,
        List<TestPrediction> predictions) {

    /** Copies the list. */
    public MonthlyRetraining {
        predictions = List.copyOf(predictions);
    }

    /**
     * All figures for people.
     *
     * @return a line and a table of the months
     */
    public String toText() {
        return ComparisonText.of(this);
    }

    static MonthlyRetraining of(
            Candidate candidate,
            List<TestPrediction> predictions,
            List<TestPrediction> recalibrated,
            double threshold,
            DeliveryDelay.Settings settings) {
        if (predictions.isEmpty()) {
            throw new TooFewOutcomesException(
                    "Cannot test: no delivered order was bought in the test period. Choose other dates.");
        }
        ScoredLabels scored = scored(predictions);
        LocalDateTime[] times =
                predictions.stream().map(TestPrediction::purchasedAt).toArray(LocalDateTime[]::new);
        Evaluator evaluator = Evaluator.at(Threshold.fixed(threshold)).withAlertShare(settings.alertShare());
        Bootstrap bootstrap = Bootstrap.seeded(settings.seed());
        return new MonthlyRetraining(
                candidate,
                evaluator.evaluate(candidate.name(), "retrained monthly", scored),
                evaluator.evaluate(candidate.name(), "retrained and recalibrated monthly", scored(recalibrated)),
                bootstrap.of(Measure.rocAuc(), scored).orElse(null),
                bootstrap.of(Measure.averagePrecision(), scored).orElse(null),
                evaluator.byMonth(candidate.name(), scored, times),
                predictions);
    }

    private static ScoredLabels scored(List<TestPrediction> predictions) {
        double[] probabilities = new double[predictions.size()];
        boolean[] late = new boolean[probabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = predictions.get(i).probability();
            late[i] = predictions.get(i).label();
        }
        return ScoredLabels.of(probabilities, late);
    }
}
