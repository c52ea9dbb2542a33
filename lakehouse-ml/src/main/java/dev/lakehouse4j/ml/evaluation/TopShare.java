package dev.lakehouse4j.ml.evaluation;

import java.util.OptionalDouble;

/**
 * What an alert budget finds: the rows of the highest scores, a fixed share of all rows.
 *
 * <p>The budget is rounded down to whole rows, at least one. When rows of one score straddle the cut, each of them counts
 * with the same fraction of a row, which is what a random choice among them finds on average; so the figures depend on no
 * order of rows, and {@code hits} may be fractional.
 *
 * @param share the budget as a share of the rows, above 0 and at most 1
 * @param alerts number of rows that the budget allows, at least 1
 * @param hits positive rows among them, 0 to {@code alerts}; fractional when ties straddle the cut
 * @param rows all rows
 * @param positives all positive rows
 * @param lowestScore the score at which the budget ends
 */
public record TopShare(double share, long alerts, double hits, long rows, long positives, double lowestScore) {

    /**
     * Share of the alerts that are right.
     *
     * @return 0 to 1
     */
    public double precision() {
        return hits / alerts;
    }

    /**
     * Share of the positive rows that are found.
     *
     * @return 0 to 1; empty without positive rows
     */
    public OptionalDouble recall() {
        return positives == 0 ? OptionalDouble.empty() : OptionalDouble.of(hits / positives);
    }

    /**
     * How many times better than alerts by chance: precision over the rate of all rows.
     *
     * @return 0 or more, 1 for chance; empty without positive rows
     */
    public OptionalDouble lift() {
        return positives == 0 ? OptionalDouble.empty() : OptionalDouble.of(precision() * rows / positives);
    }

    static TopShare of(ScoredLabels data, double share) {
        return of(data, Measure.ones(data.size()), share);
    }

    static TopShare of(ScoredLabels data, int[] weights, double share) {
        requireShare(share);
        long rows = 0;
        long positives = 0;
        for (int row = 0; row < weights.length; row++) {
            rows += weights[row];
            positives += data.label(row) ? weights[row] : 0;
        }
        long budget = budget(share, rows);
        Ranking ranking = data.ranking();
        double hits = 0;
        long taken = 0;
        long tied = 0;
        long tiedHits = 0;
        int rank = ranking.size();
        while (taken < budget) {
            rank--;
            int weight = weights[ranking.row(rank)];
            tied += weight;
            tiedHits += ranking.label(rank) ? weight : 0;
            if (tied > 0 && ranking.startsTie(rank)) {
                long use = Math.min(tied, budget - taken);
                hits += use == tied ? tiedHits : (double) tiedHits * use / tied;
                taken += use;
                tied = 0;
                tiedHits = 0;
            }
        }
        return new TopShare(share, budget, hits, rows, positives, data.score(ranking.row(rank)));
    }

    /** Whole rows of a budget; a hair is added because 0.29 * 100 is 28.999999999999996. */
    static long budget(double share, long rows) {
        return Math.max(1, Math.min(rows, (long) Math.floor(share * rows + 1e-9)));
    }

    static void requireShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("Cannot alert on the top " + share
                    + " of the rows: a share is above 0 and at most 1. For ten percent pass 0.1.");
        }
    }
}
