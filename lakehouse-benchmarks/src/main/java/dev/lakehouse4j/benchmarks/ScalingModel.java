package dev.lakehouse4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Estimates from measured runs of the library, embedded and on Spark local, when a cluster would be faster.
 *
 * <p>All times are straight lines over the size, fitted to what was measured on {@value #MEASURED_CORES} processors. Embedded:
 * what grows is divided by the number of processors. On a cluster: the driver's part (wall time without the tasks' share) stays,
 * what grows in the tasks' time is divided by the number of executors' processors, and of what is shuffled the share that other
 * machines need goes over their networks at once.
 */
final class ScalingModel {

    static final int MEASURED_CORES = 2;

    /** Megabytes (10⁶ bytes) a second that one machine sends: ten gigabits, of which eight tenths are used. */
    static final double NETWORK = 1_000;

    private static final List<Cluster> CLUSTERS =
            List.of(new Cluster(2, 4), new Cluster(4, 8), new Cluster(8, 16), new Cluster(16, 32));
    private static final List<Integer> PROCESSORS = List.of(2, 8, 32);
    private static final List<Double> SIZES = List.of(1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0);

    /** Executors on machines of their own. */
    private record Cluster(int machines, int coresEach) {

        int cores() {
            return machines * coresEach;
        }

        String label() {
            return machines + " × " + coresEach + " cores";
        }
    }

    /** {@code fixed + slope × size}. */
    record Line(double fixed, double slope) {

        double at(double size) {
            return fixed + slope * size;
        }

        /** Least squares of the relative differences, so that small sizes count as much as large ones; never falling. */
        static Line through(Map<Double, Double> points) {
            double weights = 0;
            double sizes = 0;
            double values = 0;
            double squares = 0;
            double products = 0;
            for (Map.Entry<Double, Double> point : points.entrySet()) {
                double size = point.getKey();
                double value = point.getValue();
                double weight = 1 / (value * value);
                weights += weight;
                sizes += weight * size;
                values += weight * value;
                squares += weight * size * size;
                products += weight * size * value;
            }
            double slope = Math.max(0, (weights * products - sizes * values) / (weights * squares - sizes * sizes));
            return new Line((values - slope * sizes) / weights, slope);
        }
    }

    private final ScaleResults results;
    private final Line embedded;
    private final Line driver;
    private final Line tasks;
    private final Line shuffled;
    private final double ordersPerSize;

    private ScalingModel(ScaleResults results) {
        this.results = results;
        Map<Double, Double> driving = new TreeMap<>();
        Map<Double, Double> working = new TreeMap<>();
        Map<Double, Double> moved = new TreeMap<>();
        results.tasks().forEach((size, done) -> {
            driving.put(size, done.wallSeconds() - done.seconds() / MEASURED_CORES);
            working.put(size, done.seconds());
            moved.put(size, done.shuffledMegabytes());
        });
        embedded = Line.through(results.seconds(ScaleResults.JOB, "lakehouse4j"));
        driver = Line.through(driving);
        tasks = Line.through(working);
        shuffled = Line.through(moved);
        ordersPerSize = results.orders(1);
    }

    /** The model; null while the library was not measured at two sizes, 1 among them, on both engines. */
    static @Nullable ScalingModel of(ScaleResults results) {
        boolean enough = results.tasks().size() > 1
                && results.seconds(ScaleResults.JOB, "lakehouse4j").size() > 1
                && results.orders(1) > 0;
        return enough ? new ScalingModel(results) : null;
    }

    private double embedded(double size, int processors) {
        return embedded.fixed() + embedded.slope() * size * MEASURED_CORES / processors;
    }

    private double cluster(double size, Cluster cluster) {
        double work = tasks.fixed() / MEASURED_CORES + tasks.slope() * size / cluster.cores();
        double moved = Math.max(0, shuffled.at(size));
        double away = (cluster.machines() - 1.0) / cluster.machines();
        return driver.at(size) + work + moved * away / (cluster.machines() * NETWORK);
    }

    /** Where a cluster begins to be faster, in units of size; null where it never is. Both times are straight lines. */
    private @Nullable Double crossing(int processors, Cluster cluster) {
        double gain = embedded(1, processors) - embedded(0, processors) - cluster(1, cluster) + cluster(0, cluster);
        double lead = cluster(0, cluster) - embedded(0, processors);
        return gain <= 0 ? null : Math.max(0, lead / gain);
    }

    String plot() {
        LogPlot plot = new LogPlot("Bronze to Gold: measured, and estimated for clusters", "orders", "seconds");
        SIZES.forEach(size -> plot.tick(size, orders(size)));
        plot.line("embedded, 2 cores", results.seconds(ScaleResults.JOB, "lakehouse4j"));
        plot.line("Spark local, 2 cores", results.seconds(ScaleResults.JOB, Contestants.ON_SPARK));
        plot.line("estimate: embedded, 2", estimated(size -> embedded(size, 2)));
        plot.line("estimate: embedded, 32", estimated(size -> embedded(size, 32)));
        for (Cluster cluster : List.of(CLUSTERS.get(1), CLUSTERS.get(3))) {
            plot.line("estimate: " + cluster.label(), estimated(size -> cluster(size, cluster)));
        }
        return plot.svg();
    }

    private static Map<Double, Double> estimated(DoubleUnaryOperator seconds) {
        Map<Double, Double> values = new TreeMap<>();
        SIZES.forEach(size -> values.put(size, seconds.applyAsDouble(size)));
        return values;
    }

    private String orders(double size) {
        double orders = size * ordersPerSize;
        return orders >= 1e6
                ? String.format(Locale.ROOT, orders >= 1e7 ? "%.0f M" : "%.1f M", orders / 1e6)
                : String.format(Locale.ROOT, "%.0f k", orders / 1e3);
    }

    /** What was measured, the lines through it, and the crossings, as Markdown. */
    String tables() {
        StringBuilder text = new StringBuilder();
        text.append(
                "| orders | embedded s | Spark local s | run with its tasks counted, s | jobs | tasks | seconds of tasks | shuffled MB |\n");
        text.append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        Map<Double, Double> here = results.seconds(ScaleResults.JOB, "lakehouse4j");
        Map<Double, Double> there = results.seconds(ScaleResults.JOB, Contestants.ON_SPARK);
        for (double size : results.sizes(ScaleResults.JOB)) {
            ScaleResults.Tasks done = results.tasks().get(size);
            text.append(String.format(
                    Locale.ROOT,
                    "| %,d (×%s) | %s | %s | %s |%n",
                    results.orders(size),
                    ScaleResults.plain(size),
                    seconds(here.get(size)),
                    seconds(there.get(size)),
                    done == null
                            ? "– | – | – | – | –"
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f | %,d | %,d | %.1f | %,.0f",
                                    done.wallSeconds(),
                                    done.jobs(),
                                    done.tasks(),
                                    done.seconds(),
                                    done.shuffledMegabytes())));
        }
        text.append("\n| fitted to it | at size 0 | for each unit of size (")
                .append(String.format(Locale.ROOT, "%,d", Math.round(ordersPerSize)))
                .append(" orders) |\n| --- | ---: | ---: |\n");
        line(text, "embedded, seconds on 2 cores", embedded);
        line(text, "Spark's driver, seconds", driver);
        line(text, "Spark's tasks, seconds of one core", tasks);
        line(text, "shuffled, MB", shuffled);
        text.append("\n| a cluster is faster from … orders on |");
        PROCESSORS.forEach(
                count -> text.append(" than embedded on ").append(count).append(" cores |"));
        text.append("\n| --- |").append(" ---: |".repeat(PROCESSORS.size())).append('\n');
        for (Cluster cluster : CLUSTERS) {
            text.append("| ").append(cluster.label()).append(" |");
            for (int processors : PROCESSORS) {
                Double size = crossing(processors, cluster);
                text.append(' ').append(size == null ? "never" : orders(size)).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Line line) {
        text.append(String.format(Locale.ROOT, "| %s | %.1f | %.2f |%n", name, line.fixed(), line.slope()));
    }

    private static String seconds(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.1f", value);
    }
}
