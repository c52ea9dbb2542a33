package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Mixes and calibrates both parts, and chooses the band of neutral scores, on texts that they have not seen. */
final class HeadFit {

    private static final int NEWTON_STEPS = 50;
    private static final double RIDGE = 1e-2;
    private static final double GRID = 0.05;
    private static final double WIDEST = 0.9;

    private HeadFit() {}

    /**
     * Fits a head.
     *
     * @param polarities polarity by the network and by the n-grams, per text
     * @param stars stars of the texts
     */
    static Head fit(double[][] polarities, int[] stars) {
        double[] weights = logistic(polarities, stars);
        double[] probabilities = new double[stars.length];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = Head.sigmoid(value(weights, polarities[i]));
        }
        double threshold = threshold(probabilities, stars);
        Head head = new Head(weights[0], weights[1], weights[2], threshold, 0, 0, Head.PLAIN.mixedFrom());
        double[] band =
                neutralBand(Arrays.stream(probabilities).map(head::score).toArray(), stars);
        return new Head(weights[0], weights[1], weights[2], threshold, band[0], band[1], Head.PLAIN.mixedFrom());
    }

    /**
     * The threshold with the best macro-F1 to expect, by the calibrated probabilities themselves: the stars of some hundred
     * doubtful texts would choose by chance.
     */
    private static double threshold(double[] probabilities, int[] stars) {
        double best = 0.5;
        double bestF1 = -1;
        for (int percent = 30; percent <= 70; percent++) {
            double[] counts = new double[4];
            for (int i = 0; i < stars.length; i++) {
                if (stars[i] != 3) {
                    int said = probabilities[i] > percent / 100.0 ? 1 : 0;
                    counts[said] += 1 - probabilities[i];
                    counts[2 + said] += probabilities[i];
                }
            }
            double f1 =
                    BinaryScores.f1(counts[3], counts[1], counts[2]) + BinaryScores.f1(counts[0], counts[2], counts[1]);
            if (f1 > bestF1 + 1e-9) {
                bestF1 = f1;
                best = percent / 100.0;
            }
        }
        return best;
    }

    private static double value(double[] weights, double[] polarity) {
        return weights[0] * polarity[0] + weights[1] * polarity[1] + weights[2];
    }

    /** Logistic regression of positive against negative on both polarities and a constant, by Newton's method. */
    private static double[] logistic(double[][] polarities, int[] stars) {
        double[] weights = {0.5, 0.5, 0};
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double[] gradient = new double[3];
            double[][] hessian = new double[3][3];
            for (int j = 0; j < 3; j++) {
                hessian[j][j] = RIDGE;
                gradient[j] = j < 2 ? RIDGE * (weights[j] - 0.5) : RIDGE * weights[j];
            }
            for (int i = 0; i < stars.length; i++) {
                if (stars[i] == 3) {
                    continue;
                }
                double[] x = {polarities[i][0], polarities[i][1], 1};
                double p = Head.sigmoid(value(weights, polarities[i]));
                double error = p - (stars[i] > 3 ? 1 : 0);
                double curve = Math.max(1e-9, p * (1 - p));
                for (int j = 0; j < 3; j++) {
                    gradient[j] += error * x[j];
                    for (int k = 0; k < 3; k++) {
                        hessian[j][k] += curve * x[j] * x[k];
                    }
                }
            }
            double[] change = solve(hessian, gradient);
            double size = 0;
            for (int j = 0; j < 3; j++) {
                weights[j] -= change[j];
                size += Math.abs(change[j]);
            }
            if (size < 1e-9) {
                break;
            }
        }
        return weights;
    }

    /** Gauss elimination; the matrix is positive definite. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double factor = a[j][i] / a[i][i];
                for (int k = i; k < n; k++) {
                    a[j][k] -= factor * a[i][k];
                }
                b[j] -= factor * b[i];
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < n; k++) {
                sum -= a[i][k] * x[k];
            }
            x[i] = sum / a[i][i];
        }
        return x;
    }

    /** The band around 0 with the best F1 score for texts of 3 stars. */
    private static double[] neutralBand(double[] scores, int[] stars) {
        int neutral = (int) IntStream.of(stars).filter(star -> star == 3).count();
        double[] best = {-0.2, 0.2};
        double bestF1 = -1;
        for (double from = -WIDEST; from <= -GRID / 2; from += GRID) {
            for (double to = GRID; to <= WIDEST + GRID / 2; to += GRID) {
                int hits = 0;
                int inside = 0;
                for (int i = 0; i < scores.length; i++) {
                    if (scores[i] >= from && scores[i] <= to) {
                        inside++;
                        hits += stars[i] == 3 ? 1 : 0;
                    }
                }
                double f1 = BinaryScores.f1(hits, inside - hits, neutral - hits);
                if (f1 > bestF1 && neutral > 0) {
                    bestF1 = f1;
                    best = new double[] {from, to};
                }
            }
        }
        return best;
    }
}
