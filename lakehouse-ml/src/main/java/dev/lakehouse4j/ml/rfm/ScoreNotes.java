package dev.lakehouse4j.ml.rfm;

import java.util.List;
import java.util.Locale;

/** Says where quintiles cannot part the customers because too many share a value, and how they are scored then. */
final class ScoreNotes {

    private ScoreNotes() {}

    static ScoreCuts cuts(Measure measure, double[] values, List<String> notes) {
        return cuts(measure, ValueCounts.sorted(values), notes);
    }

    static ScoreCuts cuts(Measure measure, ValueCounts values, List<String> notes) {
        ValueCounts goodness = values.mapped(measure::goodness);
        ScoreCuts cuts = ScoreCuts.of(goodness);
        if (cuts.constant()) {
            notes.add("All customers have the " + measure.label() + " " + number(values.value(0))
                    + ", so nobody is better than another: all score 3.");
            return cuts;
        }
        double[] lowest = new double[6];
        double[] highest = new double[6];
        long[] counts = new long[6];
        double mostCommon = goodness.value(0);
        long mostCommonCount = 0;
        for (int i = 0; i < goodness.size(); i++) {
            double value = goodness.value(i);
            long count = goodness.count(i);
            int score = cuts.score(value);
            if (counts[score] == 0) {
                lowest[score] = value;
            }
            highest[score] = value;
            counts[score] += count;
            if (count > mostCommonCount) {
                mostCommonCount = count;
                mostCommon = value;
            }
        }
        boolean empty = false;
        StringBuilder bands = new StringBuilder();
        for (int score = 1; score <= 5; score++) {
            if (counts[score] == 0) {
                empty = true;
                continue;
            }
            double from = Math.abs(lowest[score]) <= Math.abs(highest[score]) ? lowest[score] : highest[score];
            double to = from == lowest[score] ? highest[score] : lowest[score];
            bands.append(bands.isEmpty() ? "" : ", ").append(number(measure.goodness(from)));
            if (from != to) {
                bands.append(" to ").append(number(measure.goodness(to)));
            }
            bands.append(" scores ").append(score);
        }
        if (empty) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of the customers have the %s %s, so quintiles cannot part them; it is scored by value: %s.",
                    100.0 * mostCommonCount / goodness.total(),
                    measure.label(),
                    number(measure.goodness(mostCommon)),
                    bands));
        }
        return cuts;
    }

    private static String number(double value) {
        double positive = value + 0.0; // −0 becomes 0.
        return positive == Math.rint(positive)
                ? String.format(Locale.ROOT, "%,.0f", positive)
                : String.format(Locale.ROOT, "%,.2f", positive);
    }
}
