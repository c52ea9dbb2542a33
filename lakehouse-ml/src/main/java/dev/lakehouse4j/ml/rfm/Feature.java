package dev.lakehouse4j.ml.rfm;

/**
 * A measure as the clusters see it: transformed, then standardised.
 *
 * @param measure the measure
 * @param logarithm whether the logarithm is taken, {@code sign(x) · ln(1 + |x|)}, which also takes refunds
 * @param mean mean of the transformed values
 * @param deviation their standard deviation (of the population), above 0
 */
record Feature(Measure measure, boolean logarithm, double mean, double deviation) {

    /** From this skewness on a measure has a tail so long that a few customers would make clusters of their own. */
    static final double LONG_TAIL = 1;

    static Feature of(Measure measure, double[] values) {
        Feature plain = fitted(measure, false, values);
        if (plain.deviation() == 0 || skewness(plain, values) <= LONG_TAIL) {
            return plain;
        }
        return fitted(measure, true, values);
    }

    private static Feature fitted(Measure measure, boolean logarithm, double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double value : values) {
            sum += transformed(value, logarithm);
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            double difference = transformed(value, logarithm) - mean;
            squares += difference * difference;
        }
        // Equal values: the rounding of the mean must not make a spread of its own.
        return new Feature(measure, logarithm, mean, low == high ? 0 : Math.sqrt(squares / values.length));
    }

    private static double skewness(Feature plain, double[] values) {
        double cubes = 0;
        for (double value : values) {
            double standard = (value - plain.mean()) / plain.deviation();
            cubes += standard * standard * standard;
        }
        return cubes / values.length;
    }

    boolean varies() {
        return deviation > 0;
    }

    double standardised(double value) {
        return (transformed(value, logarithm) - mean) / deviation;
    }

    /** StrictMath, so that other machines get the same digits. */
    private static double transformed(double value, boolean logarithm) {
        return logarithm ? Math.signum(value) * StrictMath.log1p(Math.abs(value)) : value;
    }
}
