package dev.lakehouse4j.ml.evaluation;

/** Log odds of first · ln(p) − second · ln(1 − p) + intercept. */
record BetaCalibrator(double first, double second, double intercept) implements Calibrator {

    BetaCalibrator {
        if (!(first >= 0
                && second >= 0
                && Double.isFinite(first)
                && Double.isFinite(second)
                && Double.isFinite(intercept))) {
            throw new IllegalArgumentException("both slopes must be 0 or more and the intercept finite, not " + first
                    + ", " + second + " and " + intercept);
        }
    }

    static BetaCalibrator fit(ScoredLabels data) {
        data.requireProbabilities("a beta calibration");
        double[][] features = new double[2][data.size()];
        for (int row = 0; row < data.size(); row++) {
            features[0][row] = LogOdds.log(data.score(row));
            features[1][row] = -LogOdds.logOfRest(data.score(row));
        }
        double[] weights = LogisticFit.fit(features, data);
        return new BetaCalibrator(weights[0], weights[1], weights[2]);
    }

    @Override
    public double calibrate(double score) {
        LogOdds.requireProbability(score);
        return LogOdds.probability(first * LogOdds.log(score) - second * LogOdds.logOfRest(score) + intercept);
    }
}
