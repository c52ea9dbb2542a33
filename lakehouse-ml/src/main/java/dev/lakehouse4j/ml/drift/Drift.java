package dev.lakehouse4j.ml.drift;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.jspecify.annotations.Nullable;

/**
 * Compares features of a current period with those of a reference period, such as the one a model was trained on.
 *
 * <p>The population stability index is the sum over bins of {@code (c − r) · ln(c / r)}, where {@code r} and {@code c} are
 * the shares of a bin in the two periods:
 *
 * <ul>
 *   <li>A number's bins are cut at the deciles of the reference period; a value on which two deciles fall becomes a bin
 *       of its own.
 *   <li>A category's bins are the 50 most frequent of the reference period (of equally frequent ones the first by name), one
 *       for its others, and one for those that it does not have.
 *   <li>Missing values are one more bin.
 *   <li>A bin with rows in one period only counts as half a row in the other, because the logarithm of 0 is infinite; a bin
 *       without rows in both is left out.
 * </ul>
 *
 * <p>Without drift the index is about chi-squared with {@code bins − 1} degrees of freedom times {@code 1/n + 1/m}, n and m
 * the rows of the periods (Yurdakul and Naranjo 2020); that is the noise given with it.
 *
 * @param referenceFrom first day of the reference period
 * @param referenceUntil day after its last
 * @param currentFrom first day of the current period
 * @param currentUntil day after its last
 */
public record Drift(LocalDate referenceFrom, LocalDate referenceUntil, LocalDate currentFrom, LocalDate currentUntil) {

    private static final int DECILES = 10;
    private static final int MOST_CATEGORIES = 50;
    private static final double CONFIDENCE = 0.95;

    /** Checks the order of the days. */
    public Drift {
        requirePeriod("reference", referenceFrom, referenceUntil);
        requirePeriod("current", currentFrom, currentUntil);
    }

    /**
     * Compares a numeric feature.
     *
     * @param feature its name
     * @param reference values of the reference period, NaN where missing; at least one row
     * @param current values of the current period, NaN where missing; at least one row
     * @return the row of the table
     * @throws IllegalArgumentException when a period has no rows or a value is infinite
     */
    public FeatureDrift numeric(String feature, double[] reference, double[] current) {
        double[] before = values(feature, "reference", reference);
        double[] after = values(feature, "current", current);
        double[] bounds = bounds(before);
        int missing = bounds.length + 1;
        long[] beforeCounts = counts(before, bounds);
        long[] afterCounts = counts(after, bounds);
        beforeCounts[missing] = (long) reference.length - before.length;
        afterCounts[missing] = (long) current.length - after.length;
        boolean comparable = before.length > 0 && after.length > 0;
        Double ks = comparable ? distance(before, after) : null;
        return row(
                feature,
                FeatureDrift.Kind.NUMERIC,
                beforeCounts,
                afterCounts,
                missing,
                ks,
                ks == null ? null : pValue(ks, before.length, after.length),
                mean(before),
                mean(after));
    }

    /**
     * Compares a categorical feature.
     *
     * @param feature its name
     * @param reference categories of the reference period, null where missing; at least one row
     * @param current categories of the current period, null where missing; at least one row
     * @return the row of the table
     * @throws IllegalArgumentException when a period has no rows
     */
    public FeatureDrift categorical(
            String feature, List<? extends @Nullable String> reference, List<? extends @Nullable String> current) {
        requireRows(feature, "reference", reference.size());
        requireRows(feature, "current", current.size());
        Map<String, Long> frequencies = new TreeMap<>();
        for (String category : reference) {
            if (category != null) {
                frequencies.merge(category, 1L, Long::sum);
            }
        }
        List<String> ranked = frequencies.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Integer> bins = new HashMap<>();
        for (String category : ranked) {
            bins.put(category, Math.min(bins.size(), MOST_CATEGORIES));
        }
        int missing = MOST_CATEGORIES + 2;
        return row(
                feature,
                FeatureDrift.Kind.CATEGORICAL,
                counts(reference, bins),
                counts(current, bins),
                missing,
                null,
                null,
                null,
                null);
    }

    private FeatureDrift row(
            String feature,
            FeatureDrift.Kind kind,
            long[] before,
            long[] after,
            int missing,
            @Nullable Double ks,
            @Nullable Double ksPValue,
            @Nullable Double beforeMean,
            @Nullable Double afterMean) {
        long beforeRows = Arrays.stream(before).sum();
        long afterRows = Arrays.stream(after).sum();
        double psi = 0;
        int bins = 0;
        for (int bin = 0; bin < before.length; bin++) {
            if (before[bin] + after[bin] > 0) {
                double reference = Math.max((double) before[bin], 0.5) / beforeRows;
                double current = Math.max((double) after[bin], 0.5) / afterRows;
                psi += (current - reference) * Math.log(current / reference);
                bins++;
            }
        }
        double noise = bins < 2
                ? 0
                : new ChiSquaredDistribution(null, bins - 1).inverseCumulativeProbability(CONFIDENCE)
                        * (1.0 / beforeRows + 1.0 / afterRows);
        return new FeatureDrift(
                feature,
                kind,
                referenceFrom,
                referenceUntil,
                currentFrom,
                currentUntil,
                beforeRows,
                afterRows,
                psi,
                noise,
                ks,
                ksPValue,
                (double) before[missing] / beforeRows,
                (double) after[missing] / afterRows,
                beforeMean,
                afterMean,
                DriftLevel.of(psi));
    }

    /** Sorted values without the missing ones. */
    private static double[] values(String feature, String period, double[] rows) {
        requireRows(feature, period, rows.length);
        double[] values = Arrays.stream(rows)
                .filter(value -> !Double.isNaN(value))
                .map(value -> value + 0.0) // makes -0.0 equal to 0.0, as the sort does not
                .sorted()
                .toArray();
        if (values.length > 0 && (Double.isInfinite(values[0]) || Double.isInfinite(values[values.length - 1]))) {
            throw new IllegalArgumentException(
                    "Cannot compare " + feature + ": the " + period
                            + " period has an infinite value. Find the division by zero that made it, or pass NaN for missing.");
        }
        return values;
    }

    /** The greatest values of the bins but the last. */
    private static double[] bounds(double[] sorted) {
        if (sorted.length == 0) {
            return new double[0];
        }
        double[] bounds = new double[2 * DECILES];
        int count = 0;
        double before = Double.NaN;
        for (int decile = 1; decile < DECILES; decile++) {
            double position = (double) decile / DECILES * (sorted.length - 1);
            double low = sorted[(int) Math.floor(position)];
            double high = sorted[(int) Math.ceil(position)];
            double bound = low == high ? low : low + (position - Math.floor(position)) * (high - low);
            if (bound != before) {
                bounds[count++] = bound;
            } else if (count < 2 || bounds[count - 2] != Math.nextDown(bound)) {
                // A value that spans deciles: what lies below it is a bin of its own.
                bounds[count - 1] = Math.nextDown(bound);
                bounds[count++] = bound;
            }
            before = bound;
        }
        return Arrays.copyOf(bounds, count);
    }

    /** Rows by bin, and a place for the missing ones. */
    private static long[] counts(double[] sorted, double[] bounds) {
        long[] counts = new long[bounds.length + 2];
        int bin = 0;
        for (double value : sorted) {
            while (bin < bounds.length && value > bounds[bin]) {
                bin++;
            }
            counts[bin]++;
        }
        return counts;
    }

    /** Rows by bin: the frequent categories, the other known ones, the unknown ones, the missing ones. */
    private static long[] counts(List<? extends @Nullable String> rows, Map<String, Integer> bins) {
        long[] counts = new long[MOST_CATEGORIES + 3];
        for (String category : rows) {
            counts[category == null ? MOST_CATEGORIES + 2 : bins.getOrDefault(category, MOST_CATEGORIES + 1)]++;
        }
        return counts;
    }

    /** Greatest distance between the distribution functions of sorted values. */
    private static double distance(double[] before, double[] after) {
        double greatest = 0;
        int i = 0;
        int j = 0;
        while (i < before.length && j < after.length) {
            double value = Math.min(before[i], after[j]);
            while (i < before.length && before[i] == value) {
                i++;
            }
            while (j < after.length && after[j] == value) {
                j++;
            }
            greatest = Math.max(greatest, Math.abs((double) i / before.length - (double) j / after.length));
        }
        return greatest;
    }

    private static double pValue(double distance, int before, int after) {
        double scaled = distance * Math.sqrt((double) before / ((double) before + after) * after);
        // The series converges slowly near 0, where the p value is 1 to twelve digits.
        return scaled < 0.2 ? 1 : Math.max(0, 1 - new KolmogorovSmirnovTest().ksSum(scaled, 1e-20, 100_000));
    }

    private static @Nullable Double mean(double[] values) {
        return values.length == 0 ? null : Arrays.stream(values).average().orElseThrow();
    }

    private static void requireRows(String feature, String period, int rows) {
        if (rows == 0) {
            throw new IllegalArgumentException(
                    "Cannot compare " + feature + ": the " + period + " period has no rows. Choose a longer period.");
        }
    }

    private static void requirePeriod(String period, LocalDate from, LocalDate until) {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("Cannot compare with a " + period + " period from " + from + " until "
                    + until + ": it has no day. The second date is the day after the last.");
        }
    }
}
