package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the way from the CSV files to the summaries: with the library, and the same job written by hand for DuckDB and
 * for Spark.
 *
 * <p>Each run is a process of its own, timed from before its start to after its end, and the contestants take turns. At the
 * end all their tables are compared, row by row.
 */
public final class MedallionBenchmark {

    /** The same for the library and its peers: in a process of seconds the optimising compiler costs more than it gives. */
    private static final String SHORT_LIVED = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final String USAGE = "Usage: MedallionBenchmark --source DIR [--times 5] [--replicate 1]"
            + " [--peers duckdb,spark] [--work DIR] [--memory 1024] [--threads 2] [--archive FILE]";

    private static final String JOBS = "dev.lakehouse4j.benchmarks.";
    private static final String JOB_RESOURCES = "/dev/lakehouse4j/benchmarks/job/";

    /** Spark 4 on Java 17 needs them; the list is that of its own launcher. */
    private static final List<String> SPARK_OPENS = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private final Map<String, String> options;
    private final Path work;
    private final PrintStream out;
    private final Map<String, List<Measured>> results = new LinkedHashMap<>();

    private MedallionBenchmark(Map<String, String> options, PrintStream out) {
        this.options = options;
        this.work = Path.of(options.getOrDefault("work", "target/benchmark")).toAbsolutePath();
        this.out = out;
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
        long bytes = readThrough(source);
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
                Path target = work.resolve(contestant);
                delete(target);
                Files.createDirectories(target);
                settle();
                Measured measured =
                        Measured.run(command(contestant, source, target), work.resolve(contestant + ".log"));
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
        return compare(contestants);
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private List<String> command(String contestant, Path source, Path target) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String classPath = System.getProperty("java.class.path");
        String job;
        switch (contestant) {
            case "lakehouse4j", "lakehouse4j+cds" -> {
                job = JOBS + "LakehouseJob";
                command.add("--add-opens=java.base/java.nio=ALL-UNNAMED"); // For Arrow.
                command.addAll(words(option("lakehouse-jvm", SHORT_LIVED)));
                if (contestant.endsWith("+cds")) {
                    command.add("-XX:SharedArchiveFile=" + option("archive", ""));
                }
            }
            case "duckdb" -> {
                job = JOBS + "DuckDbJob";
                command.addAll(words(option("duckdb-jvm", SHORT_LIVED)));
            }
            case "spark" -> {
                job = JOBS + "spark.SparkJob";
                classPath = System.getProperty("benchmark.spark.classpath", "");
                if (classPath.isEmpty()) {
                    throw new IllegalArgumentException("Cannot run Spark: the property benchmark.spark.classpath is not"
                            + " set. Use the script ./bench, which builds the peer and sets it.");
                }
                command.addAll(words(option("spark-jvm", "-Xmx6g -XX:TieredStopAtLevel=1")));
                SPARK_OPENS.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
            }
            default ->
                throw new IllegalArgumentException(
                        "There is no peer " + contestant + "; the peers are duckdb and spark. " + USAGE);
        }
        command.addAll(List.of("-cp", classPath, job, source.toString(), target.toString()));
        command.addAll(List.of(option("memory", "1024"), option("threads", "2")));
        return command;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
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

    /** Compares what the last run of each left behind. */
    private boolean compare(List<String> contestants) throws IOException, SQLException {
        List<String> differences = new ArrayList<>();
        int tables = 0;
        long rows = 0;
        try (Comparison comparison = new Comparison()) {
            for (String table : tables()) {
                Comparison.Content first = comparison.content(files(contestants.get(0), table));
                tables++;
                rows += first.rows();
                for (String other : contestants.subList(1, contestants.size())) {
                    // Bronze of the library has columns of its own that are compared by none.
                    String difference = Comparison.difference(first, comparison.content(files(other, table)));
                    if (!difference.isEmpty()) {
                        differences.add(table + ": " + contestants.get(0) + " and " + other + " have " + difference);
                    }
                }
            }
        }
        if (differences.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "All %d tables are equal, row by row (%,d rows): %s.%n",
                    tables,
                    rows,
                    String.join(", ", contestants));
        } else {
            out.println("NOT EQUAL:");
            differences.forEach(out::println);
        }
        return differences.isEmpty();
    }

    private static List<String> tables() throws IOException {
        List<String> tables = new ArrayList<>();
        for (String line : lines("files.txt")) {
            tables.add("bronze." + line.split(" ", -1)[0]);
        }
        tables.addAll(lines("tables.txt"));
        return tables;
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = MedallionBenchmark.class.getResourceAsStream(JOB_RESOURCES + name)) {
            if (stream == null) {
                throw new IOException("Cannot find " + JOB_RESOURCES + name + " on the class path.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private List<String> files(String contestant, String table) throws IOException {
        Path target = work.resolve(contestant);
        if (contestant.startsWith("lakehouse4j")) {
            try (Lakehouse lake =
                    Lakehouse.open(target, LakehouseSettings.defaults().existing())) {
                TableSnapshot snapshot = lake.snapshot(table);
                return snapshot.files().stream()
                        .map(file -> file.resolve(snapshot.root()).toString())
                        .toList();
            }
        }
        Path path = target.resolve(table.replace('.', '/'));
        return List.of(contestant.equals("spark") ? path + "/*.parquet" : path + ".parquet");
    }

    /** Reads the files once, so that the first run finds them in the file cache as the others do. */
    private static long readThrough(Path source) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(source)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".csv")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] buffer = new byte[1 << 20];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        bytes += read;
                    }
                }
            }
        }
        return bytes;
    }

    /** Lets the disk finish what the run before has left to write. */
    private static void settle() throws InterruptedException {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            // There is no such command here; the runs then share the writing.
            System.err.println("no sync: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
