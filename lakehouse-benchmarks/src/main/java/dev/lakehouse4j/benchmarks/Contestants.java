package dev.lakehouse4j.benchmarks;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who does the job from CSV files to summaries: how each is started, and where its tables lie. */
final class Contestants {

    /** The same for the library and its peers: in a process of seconds the optimising compiler costs more than it gives. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /** The library with Spark for its engine. */
    static final String ON_SPARK = "lakehouse4j-spark";

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

    /**
     * The contestants of one benchmark.
     *
     * @param options {@code memory} (MiB), {@code threads}, {@code lakehouse-jvm}, {@code duckdb-jvm}, {@code spark-jvm}, and
     *     {@code archive} where a class data archive takes part
     * @param work each has a folder of its own in it
     */
    Contestants(Map<String, String> options, Path work) {
        this.options = Map.copyOf(options);
        this.work = work;
    }

    /** Whether Spark computes the tables of a contestant. */
    static boolean isOnSpark(String contestant) {
        return contestant.equals("spark") || contestant.equals(ON_SPARK);
    }

    /** The folder of one contestant's tables. */
    Path target(String contestant) {
        return work.resolve(contestant);
    }

    /** Options of the JVM, without what every run needs. */
    List<String> virtualMachine(String contestant) {
        return switch (contestant) {
            case "lakehouse4j", "lakehouse4j+cds" -> words(option("lakehouse-jvm", "-Xmx512m " + SHORT_LIVED));
            case "duckdb" -> words(option("duckdb-jvm", "-Xmx512m " + SHORT_LIVED));
            case "spark", ON_SPARK -> words(option("spark-jvm", "-Xmx6g -XX:TieredStopAtLevel=1"));
            default ->
                throw new IllegalArgumentException("There is no peer " + contestant
                        + "; the peers are duckdb and spark, and lakehouse4j-spark is the library on Spark.");
        };
    }

    /** How a contestant is started; {@code extra} goes to its JVM. */
    List<String> command(String contestant, Path source, List<String> extra) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(virtualMachine(contestant));
        command.addAll(extra);
        String classPath = System.getProperty("java.class.path");
        String job;
        if (isOnSpark(contestant)) {
            job = JOBS + (contestant.equals(ON_SPARK) ? "spark.LakehouseOnSparkJob" : "spark.SparkJob");
            classPath = System.getProperty("benchmark.spark.classpath", "");
            if (classPath.isEmpty()) {
                throw new IllegalArgumentException("Cannot run Spark: the property benchmark.spark.classpath is not"
                        + " set. Use the script ./bench, which builds the peer and sets it.");
            }
            SPARK_OPENS.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        } else if (contestant.equals("duckdb")) {
            job = JOBS + "DuckDbJob";
        } else {
            job = JOBS + "LakehouseJob";
            command.add("--add-opens=java.base/java.nio=ALL-UNNAMED"); // For Arrow.
            if (contestant.endsWith("+cds")) {
                command.add("-XX:SharedArchiveFile=" + option("archive", ""));
            }
        }
        command.addAll(List.of(
                "-cp", classPath, job, source.toString(), target(contestant).toString()));
        command.addAll(List.of(option("memory", "1024"), option("threads", "2")));
        return command;
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /** Compares what the last run of each left behind, and says so. */
    boolean compare(List<String> contestants, PrintStream out) throws IOException, SQLException {
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
        try (InputStream stream = Contestants.class.getResourceAsStream(JOB_RESOURCES + name)) {
            if (stream == null) {
                throw new IOException("Cannot find " + JOB_RESOURCES + name + " on the class path.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private List<String> files(String contestant, String table) throws IOException {
        Path target = target(contestant);
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
}
