package dev.lakehouse4j.ml.evaluation;

/** 1 / (1 + exp(−slope · score − intercept)). */
record PlattCalibrator(double slope, double intercept) implements Calibrator {

    PlattCalibrator {
        if (!(slope >= 0 && Double.isFinite(slope) && Double.isFinite(intercept))) {
            throw new IllegalArgumentException(
                    "the slope must be 0 or more and the intercept finite, not " + slope + " and " + intercept);
        }
    }

    static PlattCalibrator fit(ScoredLabels data) {
        double[] weights = LogisticFit.fit(new double[][] {data.scores()}, data);
        return new PlattCalibrator(weights[0], weights[1]);
    }

    @Override
    public double calibrate(double score) {
        LogOdds.requireNumber(score);
        return LogOdds.probability(slope == 0 ? intercept : slope * score + intercept);
    }
}
