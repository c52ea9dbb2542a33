package dev.lakehouse4j.ai.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts a series of evenly spaced values by the exponential smoothing model that fits it best.
 *
 * <p>Tried are no trend, a damped and an undamped one, with and without a season, on the values and, when all are above
 * zero, on their logarithms (then season and errors grow with the level). The choice goes by the corrected Akaike criterion.
 * Intervals come from the model's variance with Student's t for the few degrees of freedom of short series.
 */
final class SeasonalForecast {

    /** Fewer values than that tell nothing about parameters: then the last value stays, or the last season. */
    private static final int FEWEST = 5;

    /** In a short series a trend that never ends is more often a guess than a finding. */
    private static final int FEWEST_FOR_A_TREND = 24;

    private static final int EVALUATIONS = 1500;

    /** Share of the variance around the trend that the season explains. */
    private static final double STRONG = 0.6;

    private SeasonalForecast() {}

    /**
     * Forecasts of the steps after a series.
     *
     * @param steps the steps in order
     * @param model name of the chosen model, such as {@code trend, season of 12, logarithms}
     */
    record Result(List<Step> steps, String model) {}

    /** A forecast with its interval; bounds are NaN where nothing is known about the spread. */
    record Step(double expected, double lower, double upper) {}

    /** A fitted model. */
    private record Fitted(
            Smoothing smoothing,
            Smoothing.State end,
            double sse,
            int parameters,
            boolean logarithms,
            double criterion) {}

    /**
     * Forecasts a series.
     *
     * @param values the series, NaN for missing values; the last one is not missing
     * @param period steps of a season, 1 for none
     * @param horizon steps to forecast
     * @param width probability of the interval, in 0…1
     */
    static Result of(double[] values, int period, int horizon, double width) {
        int count = (int)
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).count();
        boolean constant =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).distinct().count() == 1;
        if (constant || count < 2) {
            double last = values[values.length - 1];
            return flat(last, horizon, count < 2 ? Double.NaN : 0);
        }
        Fitted best = null;
        boolean seasonal = period > 1 && values.length >= 2 * period && count > period + FEWEST;
        boolean positive = Arrays.stream(values).noneMatch(value -> value <= 0);
        for (boolean logarithms : positive ? new boolean[] {false, true} : new boolean[] {false}) {
            double[] scaled = logarithms ? Arrays.stream(values).map(Math::log).toArray() : values;
            for (int season : seasons(scaled, seasonal ? period : 1)) {
                for (Trend trend : Trend.values()) {
                    Fitted fitted = fit(scaled, count, season, trend, logarithms);
                    if (fitted != null && (best == null || fitted.criterion() < best.criterion())) {
                        best = fitted;
                    }
                }
            }
        }
        return best == null ? walk(values, count, horizon, width) : forecast(best, count, horizon, width);
    }

    /**
     * The seasons to try. The criterion charges for every place of a season, which in a few years hides a season that anyone
     * sees; a strong one is therefore taken without asking it.
     */
    private static int[] seasons(double[] values, int period) {
        if (period == 1) {
            return new int[] {1};
        }
        boolean strong = values.length >= 3 * period && Start.seasonalStrength(values, period) > STRONG;
        return strong ? new int[] {period} : new int[] {1, period};
    }

    private enum Trend {
        NONE,
        DAMPED,
        FULL
    }

    private static @Nullable Fitted fit(double[] values, int count, int period, Trend trend, boolean logarithms) {
        // Smoothing weights, the damping, the first level and slope, the first season (which sums to zero), the
        // variance.
        int parameters = 1
                + (trend == Trend.NONE ? 0 : 1)
                + (trend == Trend.DAMPED ? 1 : 0)
                + (period > 1 ? 1 : 0)
                + 1
                + (trend == Trend.NONE ? 0 : 1)
                + (period > 1 ? period - 1 : 0)
                + 1;
        if (count < FEWEST || count - parameters - 1 < 1 || (trend == Trend.FULL && count < FEWEST_FOR_A_TREND)) {
            return null;
        }
        Start start = Start.of(values, period, trend != Trend.NONE);
        List<Double> guess = new ArrayList<>(List.of(0.3, 0.0));
        if (trend != Trend.NONE) {
            guess.add(0.1);
            guess.add(0.0);
        }
        if (trend == Trend.DAMPED) {
            guess.add(0.9);
        }
        if (period > 1) {
            guess.add(0.1);
        }
        MultivariateFunction error = point -> {
            Smoothing smoothing = smoothing(point, period, trend);
            if (!smoothing.isStable()) {
                return Double.MAX_VALUE;
            }
            double sse = smoothing.run(values, state(point, start, trend));
            return Double.isFinite(sse) ? sse : Double.MAX_VALUE;
        };
        double[] point =
                minimize(error, guess.stream().mapToDouble(Double::doubleValue).toArray());
        Smoothing smoothing = smoothing(point, period, trend);
        if (!smoothing.isStable()) {
            return null;
        }
        Smoothing.State end = state(point, start, trend);
        double sse = smoothing.run(values, end);
        // A perfect fit has no logarithm: there is a smallest error that matters beside the values.
        double scale = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .map(value -> value * value)
                .average()
                .orElse(0);
        double bounded = Math.max(sse, count * scale * 1e-24 + Double.MIN_NORMAL);
        double criterion = count * Math.log(bounded / count)
                + 2.0 * parameters
                + 2.0 * parameters * (parameters + 1) / (count - parameters - 1);
        if (logarithms) {
            // Densities of logarithms, brought to the scale of the values.
            criterion += 2
                    * Arrays.stream(values)
                            .filter(value -> !Double.isNaN(value))
                            .sum();
        }
        return new Fitted(smoothing, end, sse, parameters, logarithms, criterion);
    }

    private static double[] minimize(MultivariateFunction error, double[] guess) {
        double[] steps = new double[guess.length];
        Arrays.fill(steps, 0.05);
        steps[1] = 0.5;
        SimplexOptimizer optimizer = new SimplexOptimizer(new SimpleValueChecker(1e-8, 1e-300, EVALUATIONS));
        double[] best = guess;
        // The simplex can get stuck; a second one starts where the first ended.
        for (int round = 0; round < 2; round++) {
            try {
                PointValuePair found = optimizer.optimize(
                        new MaxEval(EVALUATIONS),
                        new ObjectiveFunction(error),
                        GoalType.MINIMIZE,
                        new InitialGuess(best),
                        new NelderMeadSimplex(steps));
                best = found.getPoint();
            } catch (TooManyEvaluationsException e) {
                return best;
            }
        }
        return best;
    }

    private static Smoothing smoothing(double[] point, int period, Trend trend) {
        int at = 2;
        double beta = 0;
        double damping = 1;
        if (trend != Trend.NONE) {
            beta = point[at];
            at += 2;
        }
        if (trend == Trend.DAMPED) {
            damping = point[at++];
        }
        double gamma = period > 1 ? point[at] : 0;
        return new Smoothing(
                point[0],
                beta,
                gamma,
                trend == Trend.DAMPED ? Math.min(damping, 0.98) : 1,
                trend != Trend.NONE,
                period);
    }

    /** First level and slope move by fractions of the spread around a first guess. */
    private static Smoothing.State state(double[] point, Start start, Trend trend) {
        return new Smoothing.State(
                start.level + point[1] * start.unit,
                trend == Trend.NONE ? 0 : start.slope + point[3] * start.unit,
                start.season);
    }

    /** First guesses: a line through the values, and the mean distance from it at each place of the season. */
    private static final class Start {

        private final double level;
        private final double slope;
        private final double[] season;
        private final double unit;

        private Start(double level, double slope, double[] season, double unit) {
            this.level = level;
            this.slope = slope;
            this.season = season;
            this.unit = unit;
        }

        static Start of(double[] values, int period, boolean trend) {
            double[] season = season(values, period);
            int window = Math.min(values.length, Math.max(2 * period, 10));
            double n = 0;
            double sx = 0;
            double sy = 0;
            double sxx = 0;
            double sxy = 0;
            for (int i = 0; i < window; i++) {
                if (!Double.isNaN(values[i])) {
                    double y = values[i] - season[i % period];
                    n++;
                    sx += i;
                    sy += y;
                    sxx += (double) i * i;
                    sxy += i * y;
                }
            }
            double spreadX = sxx - sx * sx / Math.max(1, n);
            double slope = n < 2 || spreadX == 0 || !trend ? 0 : (sxy - sx * sy / n) / spreadX;
            double level = n == 0 ? mean(values) : sy / n - slope * sx / n - slope;
            return new Start(level, slope, season, Math.max(SeasonalForecast.spread(values), Double.MIN_NORMAL));
        }

        /** Against a moving average over one season, centred, as in classical decomposition. */
        private static double[] season(double[] values, int period) {
            double[] season = new double[period];
            if (period == 1) {
                return season;
            }
            int[] counts = new int[period];
            for (int i = 0; i < values.length; i++) {
                double local = around(values, i, period);
                if (!Double.isNaN(values[i]) && !Double.isNaN(local)) {
                    season[i % period] += values[i] - local;
                    counts[i % period]++;
                }
            }
            double mean = 0;
            for (int i = 0; i < period; i++) {
                season[i] = counts[i] == 0 ? 0 : season[i] / counts[i];
                mean += season[i] / period;
            }
            for (int i = 0; i < period; i++) {
                season[i] -= mean;
            }
            return season;
        }

        /** 1 for a pure season around the trend, 0 for none; the rest is corrected for what the season fits by chance. */
        static double seasonalStrength(double[] values, int period) {
            double[] season = season(values, period);
            double rest = 0;
            double all = 0;
            int count = 0;
            for (int i = 0; i < values.length; i++) {
                double local = around(values, i, period);
                if (!Double.isNaN(values[i]) && !Double.isNaN(local)) {
                    double distance = values[i] - local;
                    all += distance * distance;
                    rest += (distance - season[i % period]) * (distance - season[i % period]);
                    count++;
                }
            }
            if (all == 0 || count <= period) {
                return 0;
            }
            return Math.max(0, 1 - rest / all * count / (count - period));
        }

        private static double around(double[] values, int at, int period) {
            int from = at - period / 2;
            int to = from + period;
            if (from < 0 || to > values.length) {
                return Double.NaN;
            }
            double sum = 0;
            int count = 0;
            for (int i = from; i < to; i++) {
                if (!Double.isNaN(values[i])) {
                    sum += values[i];
                    count++;
                }
            }
            return count < (period + 1) / 2 ? Double.NaN : sum / count;
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(0);
    }

    private static double spread(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }

    private static Result forecast(Fitted fitted, int count, int horizon, double width) {
        Smoothing smoothing = fitted.smoothing();
        Smoothing.State state = fitted.end().copy();
        int free = count - fitted.parameters();
        // The second factor is for what is not known about the parameters, as in a regression.
        double sigma = Math.sqrt(fitted.sse() / free * (1 + (double) fitted.parameters() / count));
        double quantile = new TDistribution(null, free).inverseCumulativeProbability(0.5 + width / 2);
        List<Step> steps = new ArrayList<>();
        for (double factor : smoothing.varianceFactors(horizon)) {
            double middle = smoothing.expected(state);
            double reach = quantile * sigma * Math.sqrt(factor);
            smoothing.advance(state, 0);
            steps.add(
                    fitted.logarithms()
                            ? new Step(Math.exp(middle), Math.exp(middle - reach), Math.exp(middle + reach))
                            : new Step(middle, middle - reach, middle + reach));
        }
        return new Result(steps, name(fitted));
    }

    private static String name(Fitted fitted) {
        Smoothing smoothing = fitted.smoothing();
        return (smoothing.trend() ? smoothing.damping() < 1 ? "damped trend" : "trend" : "level")
                + (smoothing.period() > 1 ? ", season of " + smoothing.period() : "")
                + (fitted.logarithms() ? ", logarithms" : "");
    }

    private static Result flat(double value, int horizon, double reach) {
        return new Result(Collections.nCopies(horizon, new Step(value, value - reach, value + reach)), "last value");
    }

    /** A random walk: the last value, with an interval that grows with the root of the distance. */
    private static Result walk(double[] values, int count, int horizon, double width) {
        double sum = 0;
        double before = Double.NaN;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += Double.isNaN(before) ? 0 : (value - before) * (value - before);
                before = value;
            }
        }
        double sigma = Math.sqrt(sum / (count - 1));
        double quantile = new TDistribution(null, count - 1).inverseCumulativeProbability(0.5 + width / 2);
        List<Step> steps = new ArrayList<>();
        for (int step = 1; step <= horizon; step++) {
            double reach = quantile * sigma * Math.sqrt(step);
            steps.add(new Step(before, before - reach, before + reach));
        }
        return new Result(steps, "last value");
    }
}
