package dev.lakehouse4j.ml.evaluation;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings under which candidates are judged, so that all are judged alike.
 *
 * @param threshold from which score on a row is predicted positive
 * @param alertShare budget of {@link Evaluation#top()}, above 0 and at most 1
 * @param binning how the reliability table is cut
 * @param bins bins of the reliability table, at least 1
 */
public record Evaluator(Threshold threshold, double alertShare, Reliability.Binning binning, int bins) {

    /** Checks the settings. */
    public Evaluator {
        TopShare.requireShare(alertShare);
        if (bins < 1) {
            throw new IllegalArgumentException(
                    "Cannot make a reliability table of " + bins + " bins. Pass at least 1; 10 is usual.");
        }
    }

    /**
     * Judges at a threshold, with an alert budget of 0.1 and ten reliability bins of equal count.
     *
     * @param threshold chosen on validation rows
     * @return the settings
     */
    public static Evaluator at(Threshold threshold) {
        return new Evaluator(threshold, 0.1, Reliability.Binning.EQUAL_COUNT, 10);
    }

    /**
     * Another alert budget.
     *
     * @param share above 0 and at most 1
     * @return the settings
     */
    public Evaluator withAlertShare(double share) {
        return new Evaluator(threshold, share, binning, bins);
    }

    /**
     * Another reliability table.
     *
     * @param how how rows are put into bins
     * @param count number of bins, at least 1
     * @return the settings
     */
    public Evaluator withReliability(Reliability.Binning how, int count) {
        return new Evaluator(threshold, alertShare, how, count);
    }

    /**
     * All figures of a candidate.
     *
     * @param candidate name of the model
     * @param split name of the rows
     * @param data the rows
     * @return the figures
     */
    public Evaluation evaluate(String candidate, String split, ScoredLabels data) {
        boolean probabilities = data.areProbabilities();
        return new Evaluation(
                candidate,
                split,
                data.size(),
                data.positives(),
                orNull(data.rocAuc()),
                orNull(data.averagePrecision()),
                probabilities ? data.logLoss() : null,
                probabilities ? data.brier() : null,
                data.confusion(threshold.value()),
                data.top(alertShare),
                probabilities ? data.reliability(binning, bins) : null);
    }

    /**
     * The figures of every month apart; the split is the month, such as {@code 2018-03}. The alert budget is spent within
     * each month. A month without rows is absent.
     *
     * @param candidate name of the model
     * @param data the rows
     * @param times time of each row, in the order of the rows
     * @return figures by month, in the order of time; cannot be changed
     * @throws IllegalArgumentException when there are more or fewer times than rows
     */
    public SortedMap<YearMonth, Evaluation> byMonth(String candidate, ScoredLabels data, LocalDateTime[] times) {
        if (times.length != data.size()) {
            throw new IllegalArgumentException("Cannot evaluate " + data.size() + " rows by month with " + times.length
                    + " times: every row needs one. Pass arrays of the same rows.");
        }
        SortedMap<YearMonth, Integer> counts = new TreeMap<>();
        YearMonth[] months = new YearMonth[times.length];
        for (int row = 0; row < times.length; row++) {
            months[row] = YearMonth.from(times[row]);
            counts.merge(months[row], 1, Integer::sum);
        }
        SortedMap<YearMonth, Evaluation> evaluations = new TreeMap<>();
        counts.forEach((month, count) -> {
            double[] scores = new double[count];
            boolean[] labels = new boolean[count];
            int next = 0;
            for (int row = 0; row < months.length; row++) {
                if (months[row].equals(month)) {
                    scores[next] = data.score(row);
                    labels[next] = data.label(row);
                    next++;
                }
            }
            evaluations.put(month, evaluate(candidate, month.toString(), ScoredLabels.of(scores, labels)));
        });
        return Collections.unmodifiableSortedMap(evaluations);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
