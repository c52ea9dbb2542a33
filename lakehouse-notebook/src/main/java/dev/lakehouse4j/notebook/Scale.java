package dev.lakehouse4j.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An axis from a round number to a round number.
 *
 * @param low the least value on it, 0 or less
 * @param high the greatest, more than {@code low}
 * @param step between two marks
 */
record Scale(double low, double high, double step) {

    /** How numbers are written on a huge scale. */
    static final String HUGE = "0.###E0";

    private static final double HUGE_FROM = 1e13;

    /** Whether its numbers have too many digits to be written in full. */
    boolean isHuge() {
        return Math.max(high, -low) >= HUGE_FROM;
    }

    /** An axis that holds zero and all values of the series, with about so many marks. */
    static Scale of(List<Chart.Series> series, int marks) {
        double low = 0;
        double high = 0;
        for (Chart.Series one : series) {
            for (Double value : one.values().stream().filter(Objects::nonNull).toList()) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low == high) {
            high = 1;
        }
        double step = step((high - low) / marks);
        return new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
    }

    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (factor * power >= rough) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        long count = Math.round((high - low) / step);
        for (long i = 0; i <= count; i++) {
            marks.add(low + i * step);
        }
        return marks;
    }

    /** Where a value lies between the ends, 0 to 1. */
    double place(double value) {
        return (value - low) / (high - low);
    }
}
