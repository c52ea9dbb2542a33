package dev.lakehouse4j.ml.rfm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says where quintiles cannot part the customers because too many share a value, and how they are scored then. */
final class ScoreNotes {

    private ScoreNotes() {}

    static ScoreCuts cuts(Measure measure, double[] values, List<String> notes) {
        double[] goodness = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            goodness[i] = measure.goodness(values[i]);
        }
        ScoreCuts cuts = ScoreCuts.of(goodness);
        Arrays.sort(goodness);
        if (cuts.constant()) {
            notes.add("All customers have the " + measure.label() + " " + number(values[0])
                    + ", so nobody is better than another: all score 3.");
            return cuts;
        }
        double[] lowest = new double[6];
        double[] highest = new double[6];
        int[] counts = new int[6];
        double mostCommon = goodness[0];
        int mostCommonCount = 0;
        for (int start = 0; start < goodness.length; ) {
            int end = start;
            while (end < goodness.length && goodness[end] == goodness[start]) {
                end++;
            }
            int score = cuts.score(goodness[start]);
            if (counts[score] == 0) {
                lowest[score] = goodness[start];
            }
            highest[score] = goodness[start];
            counts[score] += end - start;
            if (end - start > mostCommonCount) {
                mostCommonCount = end - start;
                mostCommon = goodness[start];
            }
            start = end;
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
                    100.0 * mostCommonCount / goodness.length,
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
