package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.evaluation.Evaluation;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Candidates side by side, and the one that won. Holds the winner's models: close it.
 *
 * @param trainUntil orders bought before it were learned from
 * @param testUntil orders bought from {@code trainUntil} up to it were tested
 * @param settings how it was done
 * @param tableVersions versions of the tables that were learned from, by full name
 * @param results figures of each candidate
 * @param winner position of the winner in {@code results}
 * @param best the winner's model
 * @param early the winner's model without the validation months
 * @param predictions the winner's test predictions
 * @param months the winner's figures by month of purchase
 */
public record DelayComparison(
        LocalDateTime trainUntil,
        LocalDateTime testUntil,
        DeliveryDelay.Settings settings,
        Map<String, Long> tableVersions,
        List<CandidateResult> results,
        int winner,
        DelayModel best,
        DelayModel early,
        List<TestPrediction> predictions,
        SortedMap<YearMonth, Evaluation> months)
        implements AutoCloseable {

    /** Copies the lists. */
    public DelayComparison {
        tableVersions = Map.copyOf(tableVersions);
        results = List.copyOf(results);
        predictions = List.copyOf(predictions);
    }

    /**
     * The figures of the winner.
     *
     * @return one of {@link #results()}
     */
    public CandidateResult winning() {
        return results.get(winner);
    }

    /**
     * Why the winner won.
     *
     * @return a sentence
     */
    public String reason() {
        Evaluation validation = winning().validation();
        return String.format(
                Locale.ROOT,
                "%s wins: its ROC AUC on the validation orders is the highest, %.3f over %,d orders with %,d late. The test"
                        + " orders had no say.",
                winning().candidate().name(),
                validation.rocAuc(),
                validation.rows(),
                validation.positives());
    }

    /**
     * All figures for people: the candidates' table, the winner's threshold, alerts, calibration and importance, and the
     * months.
     *
     * @return several tables
     */
    public String toText() {
        return ComparisonText.of(this);
    }

    /**
     * All figures for programs.
     *
     * @param runId id of the evaluation
     * @param retraining the same candidate trained anew each month, or null
     * @return a JSON object
     */
    public String toJson(String runId, @Nullable MonthlyRetraining retraining) {
        return ComparisonJson.of(runId, this, retraining);
    }

    @Override
    public void close() {
        best.close();
        early.close();
    }
}
