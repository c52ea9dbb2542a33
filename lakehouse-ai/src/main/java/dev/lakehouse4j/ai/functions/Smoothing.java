package dev.lakehouse4j.ai.functions;

/**
 * Exponential smoothing with additive errors in state-space form: a level, perhaps a (damped) trend, perhaps a season
 * (Hyndman, Koehler, Ord and Snyder 2008, chapter 2).
 *
 * @param alpha how far an error moves the level, in 0…1
 * @param beta how far it moves the trend; 0 without trend
 * @param gamma how far it moves the season; 0 without season
 * @param damping how much of the trend is left after a step; 1 undamped
 * @param trend whether there is a trend
 * @param period steps of a season, 1 without season
 */
record Smoothing(double alpha, double beta, double gamma, double damping, boolean trend, int period) {

    /** What a run over a series leaves. */
    static final class State {

        private double level;
        private double slope;
        private final double[] season;
        private int step;

        State(double level, double slope, double[] season) {
            this.level = level;
            this.slope = slope;
            this.season = season.clone();
        }

        State copy() {
            State copy = new State(level, slope, season);
            copy.step = step;
            return copy;
        }
    }

    /** What is expected next. */
    double expected(State state) {
        return state.level + damping * state.slope + state.season[state.step % period];
    }

    /** Moves on by one step whose value differs from the expected one by {@code error}; 0 for a missing value. */
    void advance(State state, double error) {
        double slope = damping * state.slope;
        state.level += slope + alpha * error;
        state.slope = trend ? slope + beta * error : 0;
        if (period > 1) {
            state.season[state.step % period] += gamma * error;
        }
        state.step++;
    }

    /** Runs over a series, NaN for missing values, and gives the sum of squared errors; the state ends behind it. */
    double run(double[] values, State state) {
        double sum = 0;
        for (double value : values) {
            double error = Double.isNaN(value) ? 0 : value - expected(state);
            sum += error * error;
            advance(state, error);
        }
        return sum;
    }

    /** How much the variance of a forecast grows with its distance: 1 for one step ahead. */
    double[] varianceFactors(int horizon) {
        State impulse = new State(0, 0, new double[period]);
        advance(impulse, 1);
        double[] factors = new double[horizon];
        double sum = 1;
        for (int step = 0; step < horizon; step++) {
            factors[step] = sum;
            double response = expected(impulse);
            sum += response * response;
            advance(impulse, 0);
        }
        return factors;
    }

    /** Whether errors of the past fade out: without that, forecasts and their intervals explode. */
    boolean isStable() {
        return alpha > 0
                && alpha < 1
                && beta >= 0
                && beta <= alpha
                && gamma >= 0
                && gamma <= 1 - alpha
                && damping >= 0.8
                && damping <= 1;
    }
}
