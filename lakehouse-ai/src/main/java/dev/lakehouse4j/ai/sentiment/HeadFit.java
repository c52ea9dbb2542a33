package dev.lakehouse4j.ai.sentiment;

import java.util.stream.IntStream;

/** Calibrates a model and chooses its limits, on texts that it has not seen. */
final class HeadFit {

    private static final int NEWTON_STEPS = 50;
    private static final double RIDGE = 1e-2;

    private HeadFit() {}

    /**
     * Fits a head.
     *
     * @param logits mixed logits per text
     * @param stars stars of the texts
     */
    static Head fit(float[][] logits, int[] stars) {
        double[] polarities = new double[stars.length];
        for (int i = 0; i < polarities.length; i++) {
            polarities[i] = Head.polarity(logits[i]);
        }
        double[] line = logistic(polarities, stars);
        double threshold = threshold(polarities, line, stars);
        double neutralFrom = neutralFrom(logits, stars);
        return new Head(Head.PLAIN.deep(), line[0], line[1], threshold, neutralFrom, Head.PLAIN.mixedFrom());
    }

    /** Platt's curve: logistic regression of positive against negative on the polarity, by Newton's method. */
    private static double[] logistic(double[] polarities, int[] stars) {
        double[] line = {1, 0};
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double[] gradient = {RIDGE * (line[0] - 1), RIDGE * line[1]};
            double[][] curve = {{RIDGE, 0}, {0, RIDGE}};
            for (int i = 0; i < stars.length; i++) {
                if (stars[i] == 3) {
                    continue;
                }
                double[] x = {polarities[i], 1};
                double p = Head.sigmoid(line[0] * polarities[i] + line[1]);
                double error = p - (stars[i] > 3 ? 1 : 0);
                for (int j = 0; j < 2; j++) {
                    gradient[j] += error * x[j];
                    for (int k = 0; k < 2; k++) {
                        curve[j][k] += Math.max(1e-9, p * (1 - p)) * x[j] * x[k];
                    }
                }
            }
            double determinant = curve[0][0] * curve[1][1] - curve[0][1] * curve[1][0];
            double first = (curve[1][1] * gradient[0] - curve[0][1] * gradient[1]) / determinant;
            double second = (curve[0][0] * gradient[1] - curve[1][0] * gradient[0]) / determinant;
            line[0] -= first;
            line[1] -= second;
            if (Math.abs(first) + Math.abs(second) < 1e-10) {
                break;
            }
        }
        return line;
    }

    /**
     * The polarity with the best macro-F1 to expect, by the calibrated probabilities themselves: the stars of some hundred
     * doubtful texts would choose by chance.
     */
    private static double threshold(double[] polarities, double[] line, int[] stars) {
        double best = 0;
        double bestF1 = -1;
        for (int percent = 30; percent <= 70; percent++) {
            double[] counts = new double[4];
            for (int i = 0; i < stars.length; i++) {
                if (stars[i] != 3) {
                    double positive = Head.sigmoid(line[0] * polarities[i] + line[1]);
                    int said = positive > percent / 100.0 ? 1 : 0;
                    counts[said] += 1 - positive;
                    counts[2 + said] += positive;
                }
            }
            double f1 =
                    BinaryScores.f1(counts[3], counts[1], counts[2]) + BinaryScores.f1(counts[0], counts[2], counts[1]);
            if (f1 > bestF1 + 1e-9) {
                bestF1 = f1;
                best = (Head.logit(percent / 100.0) - line[1]) / line[0];
            }
        }
        return best;
    }

    /**
     * The limit of the probability of three stars that as many texts reach as have three stars, so that shares of labels are
     * not biased.
     */
    private static double neutralFrom(float[][] logits, int[] stars) {
        int neutral = (int) IntStream.of(stars).filter(star -> star == 3).count();
        double[] falling = IntStream.range(0, stars.length)
                .mapToDouble(i -> -Head.threeStars(logits[i]))
                .sorted()
                .toArray();
        return neutral == 0 ? 1 : Math.round(-falling[neutral - 1] * 100) / 100.0;
    }
}
