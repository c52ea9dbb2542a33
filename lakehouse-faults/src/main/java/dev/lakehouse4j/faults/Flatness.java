package dev.lakehouse4j.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether what a process holds grows: a straight line through the samples after the first third, which are warm-up, must not
 * rise by more than is allowed over the samples that are left.
 */
final class Flatness {

    private static final int FEWEST = 12;

    private final List<Soak.Sample> samples;
    private final List<Trend> trends;

    /** A quantity: its mean, how much its line rises from first to last sample, and how much it may. */
    record Trend(String name, double mean, double rise, double allowed) {
        boolean isFlat() {
            return rise <= allowed;
        }
    }

    Flatness(List<Soak.Sample> all) {
        this.samples = all.subList(all.size() / 3, all.size());
        this.trends = List.of(
                trend("heap after collection, MiB", Soak.Sample::heap, 0.05, 3),
                trend("resident memory, MiB", Soak.Sample::resident, 0.08, 24),
                trend("file handles", Soak.Sample::handles, 0, 2),
                trend("threads", Soak.Sample::threads, 0, 2));
    }

    private Trend trend(String name, ToDoubleFunction<Soak.Sample> value, double share, double least) {
        int n = samples.size();
        double meanX = (n - 1) / 2.0;
        double meanY = samples.stream().mapToDouble(value).average().orElse(0);
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n; i++) {
            xy += (i - meanX) * (value.applyAsDouble(samples.get(i)) - meanY);
            xx += (i - meanX) * (i - meanX);
        }
        double rise = xx == 0 ? 0 : xy / xx * (n - 1);
        return new Trend(name, meanY, rise, Math.max(least, share * meanY));
    }

    /** False also when there are too few samples to tell. */
    boolean isFlat() {
        return samples.size() >= FEWEST && trends.stream().allMatch(Trend::isFlat);
    }

    List<Trend> trends() {
        return trends;
    }

    String report() {
        List<String> lines = new ArrayList<>();
        lines.add(samples.size() + " cycles after the warm-up"
                + (samples.size() < FEWEST ? ", too few to tell; let it run longer" : ""));
        for (Trend trend : trends) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-28s mean %8.1f, rise over the run %+7.1f, allowed %5.1f: %s",
                    trend.name(),
                    trend.mean(),
                    trend.rise(),
                    trend.allowed(),
                    trend.isFlat() ? "flat" : "GROWS"));
        }
        return String.join("\n", lines);
    }
}
