package dev.lakehouse4j.ml.evaluation;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Scores of rows beside what truly happened: the input of every measure. Immutable.
 *
 * <p>A higher score means that the positive class is likelier. Ranking measures take any finite score; log loss, Brier
 * score and reliability take probabilities only. Rows of equal score are ties, and no measure depends on the order of the
 * rows.
 */
public final class ScoredLabels {

    private final double[] scores;
    private final boolean[] labels;
    private final int positives;
    private final Ranking ranking;

    private ScoredLabels(double[] scores, boolean[] labels) {
        this.scores = scores;
        this.labels = labels;
        int count = 0;
        for (boolean label : labels) {
            if (label) {
                count++;
            }
        }
        this.positives = count;
        this.ranking = Ranking.of(scores, labels);
    }

    /**
     * Pairs scores with labels; both arrays are copied.
     *
     * @param scores one finite score per row, probabilities of the positive class where there are such
     * @param labels true for the positive class, in the order of the scores
     * @return the pairs
     * @throws IllegalArgumentException when there are no rows, the lengths differ, or a score is NaN or infinite
     */
    public static ScoredLabels of(double[] scores, boolean[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException("Cannot pair " + scores.length + " scores with " + labels.length
                    + " labels: every row needs both. Pass arrays of the same rows.");
        }
        if (scores.length == 0) {
            throw new IllegalArgumentException("Cannot evaluate no rows: nothing can be measured on them."
                    + " Choose a split or a period that has rows.");
        }
        double[] copy = new double[scores.length];
        for (int row = 0; row < scores.length; row++) {
            if (!Double.isFinite(scores[row])) {
                throw new IllegalArgumentException("Cannot evaluate the score " + scores[row] + " of row " + row
                        + ": it has no rank. Find why the model gave it, or leave the row out and say so.");
            }
            copy[row] = scores[row] + 0.0; // makes -0.0 the tie of 0.0 that it is
        }
        return new ScoredLabels(copy, labels.clone());
    }

    /**
     * The same rows with other scores.
     *
     * @param other one score per row, in the order of this object's rows
     * @return the pairs
     * @throws IllegalArgumentException as {@link #of(double[], boolean[])}
     */
    public ScoredLabels withScores(double[] other) {
        return of(other, labels);
    }

    /**
     * These rows and others.
     *
     * @param others further rows, scored on the same scale
     * @return all of them
     */
    public ScoredLabels and(ScoredLabels others) {
        double[] scores = Arrays.copyOf(scores(), size() + others.size());
        boolean[] labels = new boolean[scores.length];
        System.arraycopy(others.scores(), 0, scores, size(), others.size());
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row < size() ? label(row) : others.label(row - size());
        }
        return of(scores, labels);
    }

    /**
     * Number of rows.
     *
     * @return at least 1
     */
    public int size() {
        return scores.length;
    }

    /**
     * Number of rows of the positive class.
     *
     * @return 0 to {@link #size()}
     */
    public int positives() {
        return positives;
    }

    /**
     * Share of the positive class.
     *
     * @return 0 to 1
     */
    public double rate() {
        return (double) positives / scores.length;
    }

    /**
     * Score of a row.
     *
     * @param row 0 to {@code size() - 1}
     * @return finite
     */
    public double score(int row) {
        return scores[row];
    }

    /**
     * Label of a row.
     *
     * @param row 0 to {@code size() - 1}
     * @return true for the positive class
     */
    public boolean label(int row) {
        return labels[row];
    }

    /**
     * A copy of the scores.
     *
     * @return one score per row
     */
    public double[] scores() {
        return scores.clone();
    }

    /**
     * Whether all scores can be read as probabilities.
     *
     * @return true when all lie in 0 to 1
     */
    public boolean areProbabilities() {
        return scores[ranking.row(0)] >= 0 && scores[ranking.row(scores.length - 1)] <= 1;
    }

    /**
     * Area under the ROC curve: how often a positive row scores above a negative one, ties counted half.
     *
     * @return 0 to 1; empty when one of the classes has no rows, because there are no pairs then
     */
    public OptionalDouble rocAuc() {
        return Measure.rocAuc().of(this);
    }

    /**
     * Average precision: the sum over falling thresholds of the precision times the gain in recall, without interpolation,
     * ties taken together; the definition of scikit-learn's {@code average_precision_score}.
     *
     * @return 0 to 1, about {@link #rate()} for scores by chance; empty without positive rows
     */
    public OptionalDouble averagePrecision() {
        return Measure.averagePrecision().of(this);
    }

    /**
     * Mean negative log likelihood, in nats. Probabilities are clipped to 2^-52 from 0 and 1, as in scikit-learn, so that a
     * sure but wrong prediction costs about 36 instead of infinity.
     *
     * @return 0 or more
     * @throws IllegalArgumentException when the scores are not probabilities
     */
    public double logLoss() {
        return Measure.logLoss().of(this).orElseThrow();
    }

    /**
     * Mean squared difference between probability and outcome (Brier 1950).
     *
     * @return 0 to 1
     * @throws IllegalArgumentException when the scores are not probabilities
     */
    public double brier() {
        return Measure.brier().of(this).orElseThrow();
    }

    /**
     * Counts of right and wrong predictions when the rows at or above a threshold are predicted positive.
     *
     * @param threshold a score; not NaN
     * @return the four counts
     * @throws IllegalArgumentException when the threshold is NaN
     */
    public Confusion confusion(double threshold) {
        Measure.requireThreshold(threshold);
        long truePositives = 0;
        long falsePositives = 0;
        for (int row = 0; row < scores.length; row++) {
            if (scores[row] >= threshold) {
                if (labels[row]) {
                    truePositives++;
                } else {
                    falsePositives++;
                }
            }
        }
        return new Confusion(
                threshold,
                truePositives,
                falsePositives,
                scores.length - positives - falsePositives,
                positives - truePositives);
    }

    /**
     * What an alert budget finds: the rows of the highest scores, a share of all.
     *
     * @param share the budget, above 0 and at most 1; 0.1 is one row in ten
     * @return what was found
     * @throws IllegalArgumentException when the share is out of range
     */
    public TopShare top(double share) {
        return TopShare.of(this, share);
    }

    /**
     * Predicted against observed frequency, in bins.
     *
     * @param binning how rows are put into bins
     * @param bins number of bins, at least 1
     * @return the bins that have rows
     * @throws IllegalArgumentException when the scores are not probabilities or there is no bin
     */
    public Reliability reliability(Reliability.Binning binning, int bins) {
        return Reliability.of(this, binning, bins);
    }

    Ranking ranking() {
        return ranking;
    }

    void requireProbabilities(String what) {
        if (!areProbabilities()) {
            int row = 0;
            while (scores[row] >= 0 && scores[row] <= 1) {
                row++;
            }
            throw new IllegalArgumentException("Cannot compute " + what + ": the score " + scores[row] + " of row "
                    + row + " is not a probability. Calibrate the scores first, for example by Calibrator.platt.");
        }
    }

    boolean sameLabels(ScoredLabels other) {
        return Arrays.equals(labels, other.labels);
    }

    @Override
    public String toString() {
        return scores.length + " scored rows, " + positives + " positive";
    }
}
