package dev.lakehouse4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the way from the CSV files to the summaries: with the library, and the same job written by hand for DuckDB and
 * for Spark.
 *
 * <p>Each run is a process of its own, timed from before its start to after its end, and the contestants take turns. At the
 * end all their tables are compared, row by row.
 */
public final class MedallionBenchmark {

    private static final String USAGE = "Usage: MedallionBenchmark --source DIR [--times 5] [--replicate 1]"
            + " [--peers duckdb,spark] [--work DIR] [--memory 1024] [--threads 2] [--archive FILE]";

    private final Map<String, String> options;
    private final Path work;
    private final PrintStream out;
    private final Contestants jobs;
    private final Map<String, List<Measured>> results = new LinkedHashMap<>();

    private MedallionBenchmark(Map<String, String> options, PrintStream out) {
        this.options = options;
        this.work = Path.of(options.getOrDefault("work", "target/benchmark")).toAbsolutePath();
        this.out = out;
        this.jobs = new Contestants(options, work);
    }

    /**
     * Runs the benchmark and prints its table.
     *
     * @param args see the README of the module
     * @throws IOException when a file cannot be written or a job fails
     * @throws InterruptedException when the program is stopped
     * @throws SQLException when the tables cannot be compared
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (!args[i].startsWith("--")) {
                throw new IllegalArgumentException(USAGE);
            }
            options.put(args[i].substring(2), args[i + 1]);
        }
        if (!options.containsKey("source") || args.length % 2 == 1) {
            throw new IllegalArgumentException(USAGE);
        }
        boolean equal = new MedallionBenchmark(options, System.out).run();
        System.exit(equal ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, SQLException {
        Files.createDirectories(work);
        Path source = Path.of(option("source", "")).toAbsolutePath();
        int replicas = Integer.parseInt(option("replicate", "1"));
        if (replicas > 1) {
            source = Replicas.of(source, replicas, work);
        }
        long bytes = Folders.readThrough(source);
        List<String> contestants = new ArrayList<>(List.of("lakehouse4j"));
        if (options.containsKey("archive")) {
            contestants.add("lakehouse4j+cds");
        }
        Arrays.stream(option("peers", "duckdb").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals("none"))
                .forEach(contestants::add);
        int times = Integer.parseInt(option("times", "5"));
        for (int time = 0; time < times; time++) {
            for (String contestant : contestants) {
                Folders.empty(jobs.target(contestant));
                Folders.settle();
                Measured measured =
                        Measured.run(jobs.command(contestant, source, List.of()), work.resolve(contestant + ".log"));
                results.computeIfAbsent(contestant, name -> new ArrayList<>()).add(measured);
                System.err.printf(
                        Locale.ROOT,
                        "%s %d: %.2f s, processors %.2f s, %d MiB%n",
                        contestant,
                        time + 1,
                        measured.seconds(),
                        measured.cpuSeconds(),
                        measured.peakMegabytes());
            }
        }
        print(replicas, bytes, times);
        return jobs.compare(contestants, out);
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private void print(int replicas, long bytes, int times) {
        out.printf(
                Locale.ROOT,
                "Bronze to Gold, whole process: order-side tables ×%d, %d MB of CSV, %d runs each in turn, %s threads,"
                        + " %d processors, Java %s, load average now %.1f%n%n",
                replicas,
                bytes / 1_000_000,
                times,
                option("threads", "2"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        .getSystemLoadAverage());
        out.println("| job | median s | min s | max s | median CPU s | peak MiB | × DuckDB | × Spark |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        results.forEach((name, runs) -> {
            double[] seconds =
                    runs.stream().mapToDouble(Measured::seconds).sorted().toArray();
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.2f | %d | %s | %s |%n",
                    name,
                    median(seconds),
                    seconds[0],
                    seconds[seconds.length - 1],
                    median(runs.stream()
                            .mapToDouble(Measured::cpuSeconds)
                            .sorted()
                            .toArray()),
                    runs.stream().mapToLong(Measured::peakMegabytes).max().orElse(0),
                    ratio(seconds, "duckdb"),
                    ratio(seconds, "spark"));
        });
        out.println();
    }

    private String ratio(double[] seconds, String peer) {
        List<Measured> other = results.get(peer);
        if (other == null) {
            return "–";
        }
        double[] theirs = other.stream().mapToDouble(Measured::seconds).sorted().toArray();
        return String.format(Locale.ROOT, "%.2f", median(seconds) / median(theirs));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
