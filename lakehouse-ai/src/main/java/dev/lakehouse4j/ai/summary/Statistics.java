package dev.lakehouse4j.ai.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.special.Erf;

/** The tests and estimates that findings rest on; formulas are in {@code docs/summary.md}. */
final class Statistics {

    /** Standard normal quantile of a two-sided 95 % interval. */
    static final double Z95 = 1.959964;

    /** A deviation of a normal distribution is 1.4826 median absolute deviations. */
    private static final double MAD_TO_SIGMA = 1.4826;

    private Statistics() {}

    /** Two-sided p value of a standard normal statistic. */
    static double pValue(double z) {
        return Erf.erfc(Math.abs(z) / Math.sqrt(2));
    }

    static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * A monotone trend.
     *
     * @param slope median growth per step, of the logarithms: 0.05 is about 5 % a step
     * @param p two-sided p value of Mann and Kendall's test
     */
    record Trend(double slope, double p) {

        /** Growth per step as a ratio. */
        double growth() {
            return Math.expm1(slope);
        }
    }

    /** Mann and Kendall's test (with continuity correction, no ties) and Sen's slope of the logarithms. */
    static Trend trend(double... values) {
        int n = values.length;
        int score = 0;
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                score += (int) Math.signum(values[j] - values[i]);
                slopes.add((Math.log(values[j]) - Math.log(values[i])) / (j - i));
            }
        }
        double variance = n * (n - 1) * (2.0 * n + 5) / 18;
        double z = score == 0 ? 0 : (score - Math.signum(score)) / Math.sqrt(variance);
        return new Trend(median(slopes.stream().mapToDouble(Double::doubleValue).toArray()), pValue(z));
    }

    /** How many robust deviations each value is from the median. */
    static double[] robustScores(double... values) {
        double middle = median(values);
        double deviation = MAD_TO_SIGMA
                * median(Arrays.stream(values)
                        .map(value -> Math.abs(value - middle))
                        .toArray());
        return Arrays.stream(values)
                .map(value -> deviation == 0 ? 0 : (value - middle) / deviation)
                .toArray();
    }

    /**
     * A difference with its uncertainty.
     *
     * @param value the difference
     * @param error its standard error
     */
    record Difference(double value, double error) {

        double low() {
            return value - Z95 * error;
        }

        double high() {
            return value + Z95 * error;
        }

        boolean isSignificant() {
            return error > 0 && Math.abs(value) > Z95 * error;
        }
    }

    /** Difference of two means of independent samples, by Welch. */
    static Difference means(double first, double sd1, double n1, double second, double sd2, double n2) {
        return new Difference(first - second, Math.sqrt(sd1 * sd1 / n1 + sd2 * sd2 / n2));
    }

    /** Difference of two shares of independent samples. */
    static Difference shares(double hits1, double n1, double hits2, double n2) {
        double first = hits1 / n1;
        double second = hits2 / n2;
        return new Difference(first - second, Math.sqrt(first * (1 - first) / n1 + second * (1 - second) / n2));
    }

    /** Logarithmic mean, the weight of Divisia's decomposition. */
    static double logMean(double a, double b) {
        return a == b ? a : (a - b) / (Math.log(a) - Math.log(b));
    }

    static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    /**
     * Shares of groups drawn towards the share of all: (hits + k · share) / (n + k), with k by the method of moments, so that
     * small groups are believed less.
     *
     * @param strength k, the number of rows that the share of all counts for
     * @param share the share of all
     */
    record Shrinkage(double strength, double share) {

        double rate(double hits, double n) {
            return (hits + strength * share) / (n + strength);
        }
    }

    /** Estimates the shrinkage from hits and sizes of groups. */
    static Shrinkage shrinkage(double[] hits, double[] sizes) {
        double n = Arrays.stream(sizes).sum();
        double share = Arrays.stream(hits).sum() / n;
        double squares = 0;
        double sizeSquares = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > 0) {
                squares += sizes[i] * Math.pow(hits[i] / sizes[i] - share, 2);
                sizeSquares += sizes[i] * sizes[i];
            }
        }
        int groups = (int) Arrays.stream(sizes).filter(size -> size > 0).count();
        double noise = share * (1 - share);
        double between = (squares - (groups - 1) * noise) / Math.max(1, n - sizeSquares / n);
        // No variance between groups beyond noise: every group is believed to have the share of all.
        return new Shrinkage(between <= 0 ? 1e9 : Math.max(0, noise / between - 1), share);
    }
}
