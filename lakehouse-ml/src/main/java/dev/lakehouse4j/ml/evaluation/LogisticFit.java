package dev.lakehouse4j.ml.evaluation;

/** Logistic regression of one or two features whose slopes may not fall, by Newton's method on Platt's targets. */
final class LogisticFit {

    private static final int MOST_STEPS = 200;
    private static final double NEGLIGIBLE = 1e-12;
    private static final int POLISHING_STEPS = 4;

    private LogisticFit() {}

    /**
     * Fits the curve.
     *
     * @param features each an array of one value per row
     * @return a slope of 0 or more per feature, then the intercept
     */
    static double[] fit(double[][] features, ScoredLabels data) {
        requireBothClasses(data);
        double[] targets = targets(data);
        double[] best = new double[features.length + 1];
        double bestLoss = Double.POSITIVE_INFINITY;
        // The loss is convex, so its minimum over slopes of 0 or more is the best of the free minima on the faces.
        for (int used = 0; used < 1 << features.length; used++) {
            double[] weights = free(features, used, targets);
            boolean rises = true;
            for (int feature = 0; feature < features.length; feature++) {
                rises &= weights[feature] >= 0;
            }
            double loss = loss(features, weights, targets);
            if (rises && loss < bestLoss) {
                bestLoss = loss;
                best = weights;
            }
        }
        return best;
    }

    static void requireBothClasses(ScoredLabels data) {
        if (data.positives() == 0 || data.positives() == data.size()) {
            throw new IllegalArgumentException("Cannot fit a calibrator to " + data.size() + " rows of which "
                    + data.positives() + " are positive: both classes are needed. Choose a longer validation period.");
        }
    }

    private static double[] targets(ScoredLabels data) {
        int positives = data.positives();
        int negatives = data.size() - positives;
        double[] targets = new double[data.size()];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = data.label(row) ? (positives + 1.0) / (positives + 2.0) : 1.0 / (negatives + 2.0);
        }
        return targets;
    }

    private static double loss(double[][] features, double[] weights, double[] targets) {
        double loss = 0;
        for (int row = 0; row < targets.length; row++) {
            double logOdds = weights[features.length];
            for (int feature = 0; feature < features.length; feature++) {
                logOdds += weights[feature] * features[feature][row];
            }
            loss += Math.max(0, logOdds) + Math.log(1 + Math.exp(-Math.abs(logOdds))) - targets[row] * logOdds;
        }
        return loss;
    }

    /** The minimum over the features of a bit set, whose slopes may fall; features that do not vary are left out. */
    private static double[] free(double[][] features, int used, double[] targets) {
        int rows = targets.length;
        int count = features.length;
        double[] means = new double[count];
        double[] scales = new double[count];
        double[][] standard = new double[count][rows];
        for (int feature = 0; feature < count; feature++) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double value : features[feature]) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            // Halves, because the range of finite numbers may be infinite.
            means[feature] = least / 2 + most / 2;
            scales[feature] = most / 2 - least / 2;
            if ((used & 1 << feature) == 0 || !(scales[feature] > 0)) {
                continue;
            }
            for (int row = 0; row < rows; row++) {
                standard[feature][row] = (features[feature][row] - means[feature]) / scales[feature];
            }
        }
        double[] weights = minimum(standard, targets);
        for (int feature = 0; feature < count; feature++) {
            if ((used & 1 << feature) == 0 || !(scales[feature] > 0)) {
                weights[feature] = 0;
            } else {
                weights[feature] /= scales[feature];
                weights[count] -= weights[feature] * means[feature];
            }
        }
        return weights;
    }

    private static double[] minimum(double[][] features, double[] targets) {
        int size = features.length + 1;
        double[] weights = new double[size];
        double loss = loss(features, weights, targets);
        int polished = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] gradient = new double[size];
            double[][] curvature = new double[size][size];
            double[] values = new double[size];
            values[size - 1] = 1;
            for (int row = 0; row < targets.length; row++) {
                double logOdds = weights[size - 1];
                for (int i = 0; i < size - 1; i++) {
                    values[i] = features[i][row];
                    logOdds += weights[i] * values[i];
                }
                double probability = LogOdds.probability(logOdds);
                double error = probability - targets[row];
                double weight = probability * (1 - probability);
                for (int i = 0; i < size; i++) {
                    gradient[i] += error * values[i];
                    for (int j = 0; j <= i; j++) {
                        curvature[i][j] += weight * values[i] * values[j];
                    }
                }
            }
            double[] direction = solved(curvature, gradient);
            double slope = 0;
            for (int i = 0; i < size; i++) {
                slope += direction[i] * gradient[i];
            }
            if (slope < NEGLIGIBLE * NEGLIGIBLE * targets.length) {
                break;
            }
            double rounding = 1e-14 * targets.length;
            if (slope < 100 * rounding) {
                // Near the minimum the loss falls by less than its rounding, and the gradient still knows the way.
                for (int i = 0; i < size; i++) {
                    weights[i] -= direction[i];
                }
                if (++polished == POLISHING_STEPS) {
                    break;
                }
                continue;
            }
            double length = 1;
            while (length > NEGLIGIBLE) {
                double[] next = weights.clone();
                for (int i = 0; i < size; i++) {
                    next[i] -= length * direction[i];
                }
                double nextLoss = loss(features, next, targets);
                if (nextLoss <= loss - 1e-4 * length * slope + rounding) {
                    weights = next;
                    loss = nextLoss;
                    break;
                }
                length /= 2;
            }
            if (length <= NEGLIGIBLE) {
                break;
            }
        }
        return weights;
    }

    /** Solves curvature times direction = gradient by Cholesky; a feature without curvature does not move. */
    private static double[] solved(double[][] curvature, double[] gradient) {
        int size = gradient.length;
        double[][] root = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = curvature[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= root[i][k] * root[j][k];
                }
                if (i == j) {
                    root[i][i] = sum > NEGLIGIBLE * curvature[i][i] ? Math.sqrt(sum) : 0;
                } else {
                    root[i][j] = root[j][j] > 0 ? sum / root[j][j] : 0;
                }
            }
        }
        double[] solution = new double[size];
        for (int i = 0; i < size; i++) {
            double sum = gradient[i];
            for (int k = 0; k < i; k++) {
                sum -= root[i][k] * solution[k];
            }
            solution[i] = root[i][i] > 0 ? sum / root[i][i] : 0;
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = solution[i];
            for (int k = i + 1; k < size; k++) {
                sum -= root[k][i] * solution[k];
            }
            solution[i] = root[i][i] > 0 ? sum / root[i][i] : 0;
        }
        return solution;
    }
}
