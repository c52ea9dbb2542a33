package dev.lakehouse4j.ml.rfm;

/**
 * The four cuts between the scores of a measure, of which more is better. A score is one plus the number of cuts that the
 * value exceeds, so equal values have equal scores.
 *
 * <p>The cuts are the values at 20, 40, 60 and 80 % of the customers: a value that many share gets the lowest of the scores
 * that it spans. Two corrections for such values: a cut that is the best value itself is lowered to the next best, so that the
 * best value always scores 5; and when the worst value reaches beyond 80 %, all others are in the top fifth, where they
 * score 4 up to their own median and 5 above it. Where all values are equal nobody is better than another, and that value
 * scores 3.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ScoreCuts(double[] cuts, boolean constant) {

    private static final int COUNT = 4;
    private static final int MIDDLE = 3;

    static ScoreCuts of(double[] values) {
        return of(ValueCounts.sorted(values));
    }

    static ScoreCuts of(ValueCounts sorted) {
        long total = sorted.total();
        int last = sorted.size() - 1;
        double worst = sorted.value(0);
        double best = sorted.value(last);
        double[] cuts = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            // In whole numbers: 0.2 · 5 is not exactly 1.
            cuts[i] = sorted.atRank((((i + 1L) * total + COUNT) / (COUNT + 1)) - 1);
        }
        if (worst == best) {
            return new ScoreCuts(cuts, true);
        }
        if (cuts[COUNT - 1] == worst) {
            long above = sorted.count(0);
            cuts[COUNT - 1] = sorted.atRank(above + (total - above - 1) / 2);
        }
        for (int i = 0; i < COUNT; i++) {
            cuts[i] = cuts[i] == best ? sorted.value(last - 1) : cuts[i];
        }
        return new ScoreCuts(cuts, false);
    }

    int score(double value) {
        if (constant) {
            return value == cuts[0] ? MIDDLE : value < cuts[0] ? 1 : COUNT + 1;
        }
        int score = 1;
        for (double cut : cuts) {
            score += value > cut ? 1 : 0;
        }
        return score;
    }
}
