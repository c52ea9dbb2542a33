package dev.lakehouse4j.ml.rfm;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values of a measure, and how many customers have each.
 *
 * @param values the values
 * @param counts customers by value; null when each value is that of one customer
 * @param total number of customers
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ValueCounts(double[] values, long @Nullable [] counts, long total) {

    /** A value per customer, in the order given. */
    static ValueCounts each(double[] values) {
        return new ValueCounts(values, null, values.length);
    }

    /** Different values, ascending. */
    static ValueCounts sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] different = new double[sorted.length];
        long[] counts = new long[sorted.length];
        int size = 0;
        for (double value : sorted) {
            if (size == 0 || different[size - 1] != value) {
                different[size++] = value;
            }
            counts[size - 1]++;
        }
        return new ValueCounts(Arrays.copyOf(different, size), Arrays.copyOf(counts, size), values.length);
    }

    /** Different values, ascending, as a query counted them. */
    static ValueCounts counted(double[] ascending, long[] counts) {
        return new ValueCounts(ascending, counts, Arrays.stream(counts).sum());
    }

    int size() {
        return values.length;
    }

    double value(int i) {
        return values[i];
    }

    long count(int i) {
        return counts == null ? 1 : counts[i];
    }

    /** The value of the customer at a place, from 0, when all stand in the order of these values. */
    double atRank(long rank) {
        long left = rank;
        for (int i = 0; i < values.length; i++) {
            left -= count(i);
            if (left < 0) {
                return values[i];
            }
        }
        throw new IllegalArgumentException("There is no place " + rank + " among " + total + " customers.");
    }

    /** Customers whose value is less. */
    long below(double limit) {
        long below = 0;
        for (int i = 0; i < values.length && values[i] < limit; i++) {
            below += count(i);
        }
        return below;
    }

    /** Ascending again after a function that keeps or reverses the order. */
    ValueCounts mapped(DoubleUnaryOperator function) {
        int size = values.length;
        boolean reversed = size > 1 && function.applyAsDouble(values[0]) > function.applyAsDouble(values[size - 1]);
        double[] mapped = new double[size];
        long[] kept = new long[size];
        for (int i = 0; i < size; i++) {
            int target = reversed ? size - 1 - i : i;
            mapped[target] = function.applyAsDouble(values[i]);
            kept[target] = count(i);
        }
        return new ValueCounts(mapped, kept, total);
    }
}
