package dev.lakehouse4j.ml.evaluation;

/** One calibrator after another. */
record ChainedCalibrator(Calibrator first, Calibrator second) implements Calibrator {

    @Override
    public double calibrate(double score) {
        return second.calibrate(first.calibrate(score));
    }
}
