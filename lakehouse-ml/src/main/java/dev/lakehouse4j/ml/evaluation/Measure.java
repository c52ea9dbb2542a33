package dev.lakehouse4j.ml.evaluation;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A measure of quality as a value, so that a {@link Bootstrap} can repeat it on resampled rows.
 *
 * <p>Most callers want the methods of {@link ScoredLabels}, which give the same numbers.
 */
public final class Measure {

    /** A measure bound to rows; each row counts as often as its weight says. */
    @FunctionalInterface
    interface Weighted {

        /** NaN when the measure is undefined for these weights. */
        double of(int[] weights);
    }

    // As in scikit-learn: the machine epsilon of a double.
    private static final double CLIP = Math.ulp(1.0);

    private final String name;
    private final Function<ScoredLabels, Weighted> binder;

    private Measure(String name, Function<ScoredLabels, Weighted> binder) {
        this.name = name;
        this.binder = binder;
    }

    /**
     * Area under the ROC curve; undefined when a class has no rows.
     *
     * @return the measure
     * @see ScoredLabels#rocAuc()
     */
    public static Measure rocAuc() {
        return new Measure("ROC AUC", data -> weights -> rocAuc(data.ranking(), weights));
    }

    /**
     * Average precision; undefined without positive rows.
     *
     * @return the measure
     * @see ScoredLabels#averagePrecision()
     */
    public static Measure averagePrecision() {
        return new Measure("average precision", data -> weights -> averagePrecision(data.ranking(), weights));
    }

    /**
     * Log loss in nats, of probabilities.
     *
     * @return the measure
     * @see ScoredLabels#logLoss()
     */
    public static Measure logLoss() {
        return new Measure(
                "log loss",
                data -> meanOf(data, "log loss", (probability, label) -> {
                    double clipped = Math.min(1 - CLIP, Math.max(CLIP, probability));
                    return label ? -Math.log(clipped) : -Math.log1p(-clipped);
                }));
    }

    /**
     * Brier score, of probabilities.
     *
     * @return the measure
     * @see ScoredLabels#brier()
     */
    public static Measure brier() {
        return new Measure(
                "Brier score",
                data -> meanOf(data, "the Brier score", (probability, label) -> {
                    double error = label ? 1 - probability : probability;
                    return error * error;
                }));
    }

    /**
     * F1 at a threshold; undefined when there is neither a positive row nor an alert.
     *
     * @param threshold rows at or above it are alerts; not NaN
     * @return the measure
     */
    public static Measure f1(double threshold) {
        return atThreshold("F1", threshold, (hits, alerts, positives) -> 2 * hits / (alerts + positives));
    }

    /**
     * Precision at a threshold; undefined without an alert.
     *
     * @param threshold rows at or above it are alerts; not NaN
     * @return the measure
     */
    public static Measure precision(double threshold) {
        return atThreshold("precision", threshold, (hits, alerts, positives) -> hits / alerts);
    }

    /**
     * Recall at a threshold; undefined without positive rows.
     *
     * @param threshold rows at or above it are alerts; not NaN
     * @return the measure
     */
    public static Measure recall(double threshold) {
        return atThreshold("recall", threshold, (hits, alerts, positives) -> hits / positives);
    }

    /**
     * Precision within an alert budget.
     *
     * @param share above 0, at most 1
     * @return the measure
     * @see TopShare#precision()
     */
    public static Measure topPrecision(double share) {
        TopShare.requireShare(share);
        return new Measure("precision of the top " + share, data -> weights -> {
            TopShare top = TopShare.of(data, weights, share);
            return top.hits() / top.alerts();
        });
    }

    /**
     * Recall within an alert budget; undefined without positive rows.
     *
     * @param share above 0, at most 1
     * @return the measure
     * @see TopShare#recall()
     */
    public static Measure topRecall(double share) {
        TopShare.requireShare(share);
        return new Measure("recall of the top " + share, data -> weights -> {
            TopShare top = TopShare.of(data, weights, share);
            return top.hits() / top.positives();
        });
    }

    /**
     * What is measured.
     *
     * @return for example {@code ROC AUC}
     */
    public String name() {
        return name;
    }

    /**
     * Measures all rows.
     *
     * @param data the rows
     * @return the figure; empty where it is undefined
     * @throws IllegalArgumentException when the measure is of probabilities and the scores are not
     */
    public OptionalDouble of(ScoredLabels data) {
        double value = on(data).of(ones(data.size()));
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    Weighted on(ScoredLabels data) {
        return binder.apply(data);
    }

    static int[] ones(int size) {
        int[] weights = new int[size];
        java.util.Arrays.fill(weights, 1);
        return weights;
    }

    static void requireThreshold(double threshold) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("Cannot alert at the threshold NaN: no score reaches it."
                    + " Choose one by Threshold.maximisingF1 or Threshold.forBudget on validation rows.");
        }
    }

    /** Mann and Whitney's U by one pass over the ranks; exact, since pairs are counted in halves as whole numbers. */
    private static double rocAuc(Ranking ranking, int[] weights) {
        long halfPairs = 0;
        long negativesBelow = 0;
        long positives = 0;
        long tiedPositives = 0;
        long tiedNegatives = 0;
        int size = ranking.size();
        for (int rank = 0; rank < size; rank++) {
            int weight = weights[ranking.row(rank)];
            if (ranking.label(rank)) {
                tiedPositives += weight;
            } else {
                tiedNegatives += weight;
            }
            if (ranking.endsTie(rank)) {
                halfPairs += tiedPositives * (2 * negativesBelow + tiedNegatives);
                negativesBelow += tiedNegatives;
                positives += tiedPositives;
                tiedPositives = 0;
                tiedNegatives = 0;
            }
        }
        // 0 / 0, a class without rows, is NaN.
        return halfPairs / (2.0 * positives * negativesBelow);
    }

    private static double averagePrecision(Ranking ranking, int[] weights) {
        double sum = 0;
        long alerts = 0;
        long hits = 0;
        long tiedHits = 0;
        for (int rank = ranking.size() - 1; rank >= 0; rank--) {
            int weight = weights[ranking.row(rank)];
            alerts += weight;
            if (ranking.label(rank)) {
                tiedHits += weight;
            }
            if (tiedHits > 0 && ranking.startsTie(rank)) {
                hits += tiedHits;
                sum += tiedHits * ((double) hits / alerts);
                tiedHits = 0;
            }
        }
        return sum / hits;
    }

    @FunctionalInterface
    private interface Loss {
        double of(double probability, boolean label);
    }

    private static Weighted meanOf(ScoredLabels data, String what, Loss loss) {
        data.requireProbabilities(what);
        double[] losses = new double[data.size()];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = loss.of(data.score(row), data.label(row));
        }
        return weights -> {
            double sum = 0;
            long rows = 0;
            for (int row = 0; row < losses.length; row++) {
                sum += weights[row] * losses[row];
                rows += weights[row];
            }
            return sum / rows;
        };
    }

    @FunctionalInterface
    private interface Ratio {
        double of(double hits, double alerts, double positives);
    }

    private static Measure atThreshold(String name, double threshold, Ratio ratio) {
        requireThreshold(threshold);
        return new Measure(name + " at " + threshold, data -> weights -> {
            long hits = 0;
            long alerts = 0;
            long positives = 0;
            for (int row = 0; row < weights.length; row++) {
                boolean alert = data.score(row) >= threshold;
                boolean positive = data.label(row);
                hits += alert && positive ? weights[row] : 0;
                alerts += alert ? weights[row] : 0;
                positives += positive ? weights[row] : 0;
            }
            return ratio.of((double) hits, (double) alerts, (double) positives);
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
