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
        return of(measure, ValueCounts.each(values));
    }

    static Feature of(Measure measure, ValueCounts values) {
        Feature plain = fitted(measure, false, values);
        if (plain.deviation() == 0 || skewness(plain, values) <= LONG_TAIL) {
            return plain;
        }
        return fitted(measure, true, values);
    }

    private static Feature fitted(Measure measure, boolean logarithm, ValueCounts values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += values.count(i) * transformed(values.value(i), logarithm);
            low = Math.min(low, values.value(i));
            high = Math.max(high, values.value(i));
        }
        double mean = sum / values.total();
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            double difference = transformed(values.value(i), logarithm) - mean;
            squares += values.count(i) * (difference * difference);
        }
        // Equal values: the rounding of the mean must not make a spread of its own.
        return new Feature(measure, logarithm, mean, low == high ? 0 : Math.sqrt(squares / values.total()));
    }

    private static double skewness(Feature plain, ValueCounts values) {
        double cubes = 0;
        for (int i = 0; i < values.size(); i++) {
            double standard = (values.value(i) - plain.mean()) / plain.deviation();
            cubes += values.count(i) * (standard * standard * standard);
        }
        return cubes / values.total();
    }

    boolean varies() {
        return deviation > 0;
    }

    double standardised(double value) {
        return (transformed(value, logarithm) - mean) / deviation;
    }

    /** The same in SQL, of the measure's column. */
    String standardisedSql() {
        String value = "cast(" + measure.column() + " as double)";
        String transformed = logarithm ? "sign(" + value + ") * ln(1 + abs(" + value + "))" : value;
        return "(" + transformed + " - cast('" + mean + "' as double)) / cast('" + deviation + "' as double)";
    }

    /** StrictMath, so that other machines get the same digits. */
    private static double transformed(double value, boolean logarithm) {
        return logarithm ? Math.signum(value) * StrictMath.log1p(Math.abs(value)) : value;
    }
}
