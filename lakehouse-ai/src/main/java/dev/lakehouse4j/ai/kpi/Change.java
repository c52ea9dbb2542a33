package dev.lakehouse4j.ai.kpi;

import java.util.OptionalDouble;

/**
 * A figure in the newest period beside the same figure in an earlier period.
 *
 * @param period the newest period
 * @param value the figure in it
 * @param previousPeriod the earlier period
 * @param previousValue the figure in it
 */
public record Change(Period period, double value, Period previousPeriod, double previousValue) {

    /**
     * How much the figure has moved, in its own unit: for a ratio the difference of the ratios.
     *
     * @return value minus previous value
     */
    public double difference() {
        return value - previousValue;
    }

    /**
     * How much the figure has moved in relation to the earlier one.
     *
     * @return for example 0.1 for a tenth more; empty when the earlier figure is 0 or less
     */
    public OptionalDouble relative() {
        return previousValue > 0 ? OptionalDouble.of(value / previousValue - 1) : OptionalDouble.empty();
    }
}
