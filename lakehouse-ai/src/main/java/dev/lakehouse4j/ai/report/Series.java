package dev.lakehouse4j.ai.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of a panel, one per label; null where there is none.
 *
 * @param tones a tone per value, or empty for one tone
 * @param low lower ends of intervals, or empty
 * @param high upper ends of intervals, or empty
 */
record Series(
        String name,
        Tone tone,
        List<@Nullable Double> values,
        List<Tone> tones,
        List<@Nullable Double> low,
        List<@Nullable Double> high) {

    Series {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        tones = List.copyOf(tones);
        low = Collections.unmodifiableList(new ArrayList<>(low));
        high = Collections.unmodifiableList(new ArrayList<>(high));
    }

    static Series of(String name, Tone tone, List<? extends @Nullable Double> values) {
        return new Series(name, tone, new ArrayList<>(values), List.of(), List.of(), List.of());
    }

    Series toned(List<Tone> perValue) {
        return new Series(name, tone, values, perValue, low, high);
    }

    Series between(List<? extends @Nullable Double> lower, List<? extends @Nullable Double> upper) {
        return new Series(name, tone, values, tones, new ArrayList<>(lower), new ArrayList<>(upper));
    }
}
