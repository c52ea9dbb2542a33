package dev.lakehouse4j.ai.sentiment;

import java.util.Locale;

/**
 * A measured figure with its interval of 95 % confidence, from a bootstrap over the texts.
 *
 * @param value the figure on the texts as they are
 * @param lower lower end of the interval
 * @param upper upper end of the interval
 */
public record Figure(double value, double lower, double upper) {

    String toText() {
        return String.format(Locale.ROOT, "%.4f (%.4f to %.4f)", value, lower, upper);
    }
}
