package dev.lakehouse4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how time, memory and disk grow with the data: sample data of several sizes, the way from Bronze to Gold with the
 * library and beside it, and the whole run with its models.
 *
 * <p>Each run is a process of its own. Results are kept in two CSV files; plots and tables are made from these alone.
 */
public final class ScaleBenchmark {

    private static final String USAGE = "Usage: ScaleBenchmark [--sizes 1,3,10|none] [--peers duckdb,spark|none]"
            + " [--spark-up-to 10] [--times 1] [--whole 1,10|none] [--limit 0] [--memory 1536] [--threads 2]"
            + " [--seed 42] [--keep-samples true] [--results DIR] [--page FILE] [--model-page FILE] [--work DIR] [--launcher FILE]";

    private static final long POLL_MILLIS = 500;

    private final Map<String, String> options;
    private final Path work;
    private final Path temporary;
    private final PrintStream out;
    private final Contestants jobs;
    private final ScaleResults results;
    private boolean equal = true;

    private ScaleBenchmark(Map<String, String> options, PrintStream out) throws IOException {
        this.options = options;
        this.work = Path.of(option("work", "target/benchmark")).toAbsolutePath().resolve("scale");
        this.temporary = work.resolve("temporary");
        this.out = out;
        Map<String, String> forJobs = new LinkedHashMap<>();
        forJobs.put("memory", option("memory", "1536"));
        forJobs.put("threads", option("threads", "2"));
        forJobs.put("lakehouse-jvm", option("lakehouse-jvm", "-Xmx1g " + Contestants.SHORT_LIVED));
        forJobs.put("duckdb-jvm", option("duckdb-jvm", "-Xmx512m " + Contestants.SHORT_LIVED));
        // The compilers as they are: a run of minutes gains by them.
        forJobs.put("spark-jvm", option("spark-jvm", "-Xmx3g"));
        this.jobs = new Contestants(forJobs, work);
        this.results = ScaleResults.read(resultsFolder());
    }

    /**
     * Measures what the options name, and makes plots and tables of all results so far.
     *
     * @param args see the README of the module
     * @throws IOException when a file cannot be written or the library's job fails
     * @throws InterruptedException when the program is stopped
     * @throws SQLException when the tables cannot be compared
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].startsWith("--") ? args[i].substring(2) : "", args[i + 1]);
        }
        if (options.containsKey("") || args.length % 2 == 1) {
            throw new IllegalArgumentException(USAGE);
        }
        System.exit(new ScaleBenchmark(options, System.out).run() ? 0 : 1);
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private Path resultsFolder() {
        return Path.of(option("results", "target/benchmark/scale-results")).toAbsolutePath();
    }

    private boolean run() throws IOException, InterruptedException, SQLException {
        List<Double> sizes = sizes(option("sizes", "1,3,10"));
        List<Double> whole = sizes(option("whole", "none"));
        for (double size : sizes) {
            Path source = sample(size);
            jobs(size, source);
            forgetSample(size, source, whole);
        }
        for (double size : whole) {
            Path source = sample(size);
            for (int time = 1; time <= times(); time++) {
                whole(size, source, time);
            }
            forgetSample(size, source, List.of());
        }
        ScalePage page = new ScalePage(results);
        page.plots(resultsFolder());
        String tables = page.tables();
        out.println(tables);
        if (options.containsKey("page")) {
            ScalePage.insert(Path.of(option("page", "")), tables);
        }
        ScalingModel model = ScalingModel.of(results);
        if (model != null) {
            Files.writeString(resultsFolder().resolve("crossing.svg"), model.plot());
            String estimate = model.tables();
            out.println(estimate);
            if (options.containsKey("model-page")) {
                ScalePage.insert(Path.of(option("model-page", "")), estimate);
            }
        }
        return equal;
    }

    private static List<Double> sizes(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(size -> !size.isEmpty() && !size.equals("none"))
                .map(Double::valueOf)
                .toList();
    }

    private int times() {
        return Integer.parseInt(option("times", "1"));
    }

    // ---- sample data
    // ---------------------------------------------------------------------------------------------------

    /** Writes the sample of a size once; a folder that is complete is used again. */
    private Path sample(double size) throws IOException, InterruptedException {
        Path folder = work.resolve("sample-" + ScaleResults.plain(size));
        Path complete = folder.resolve("orders.txt");
        String seed = option("seed", "42");
        if (Files.exists(complete) && Files.readString(complete).startsWith(seed + " ")) {
            return folder;
        }
        Folders.empty(folder);
        Path log = work.resolve("sample.log");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SampleJob.class.getName(),
                folder.toString(),
                ScaleResults.plain(size),
                seed);
        Folders.settle();
        String started = now();
        Measured measured = Measured.run(command, log);
        String orders = Files.readString(log).strip();
        Files.writeString(complete, seed + " " + orders);
        results.forget(ScaleResults.GENERATE, size, "sample");
        long bytes = Folders.size(folder);
        results.add(
                new ScaleResults.Run(
                        ScaleResults.GENERATE,
                        size,
                        "sample",
                        1,
                        ScaleResults.DONE,
                        Long.parseLong(orders),
                        bytes / 1_000_000,
                        measured,
                        bytes / 1_000_000,
                        bytes / 1_000_000,
                        0,
                        0,
                        "-Xmx512m",
                        started),
                List.of());
        say("sample", size, 1, measured, "");
        return folder;
    }

    private static long orders(Path source) throws IOException {
        String line = Files.readString(source.resolve("orders.txt"));
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    private void forgetSample(double size, Path source, List<Double> neededLater) throws IOException {
        if (!neededLater.contains(size) && !Boolean.parseBoolean(option("keep-samples", "false"))) {
            Folders.delete(source);
        }
    }

    // ---- Bronze to Gold, beside the peers
    // ------------------------------------------------------------------------------

    private void jobs(double size, Path source) throws IOException, InterruptedException, SQLException {
        List<String> all = new ArrayList<>(List.of("lakehouse4j"));
        Arrays.stream(option("peers", "duckdb").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals("none"))
                .forEach(all::add);
        long csv = Folders.readThrough(source);
        all.forEach(name -> results.forget(ScaleResults.JOB, size, name));
        List<String> finished = new ArrayList<>();
        for (int time = 1; time <= times(); time++) {
            finished.clear();
            for (String contestant : all) {
                if (Contestants.isOnSpark(contestant) && size > Double.parseDouble(option("spark-up-to", "10"))) {
                    skip(size, contestant, time, source, csv);
                } else if (job(size, contestant, time, source, csv)) {
                    finished.add(contestant);
                }
            }
        }
        if (finished.size() > 1) {
            equal &= jobs.compare(finished, out);
        }
        for (String contestant : all) {
            Folders.delete(jobs.target(contestant));
        }
    }

    private void skip(double size, String contestant, int time, Path source, long csv) throws IOException {
        out.printf(
                "%s skipped at size %s: --spark-up-to is %s%n",
                contestant, ScaleResults.plain(size), option("spark-up-to", "10"));
        Measured nothing = new Measured(1, 0, 0, 0, 0);
        results.add(
                run(ScaleResults.JOB, size, contestant, time, "skipped", source, csv, nothing, 0, 0, now()), List.of());
    }

    private boolean job(double size, String contestant, int time, Path source, long csv)
            throws IOException, InterruptedException {
        Path target = jobs.target(contestant);
        Path log = work.resolve(contestant + ".log");
        Path report = work.resolve("report.json");
        Files.deleteIfExists(report);
        Folders.empty(target);
        Folders.empty(temporary);
        List<String> command =
                new ArrayList<>(jobs.command(contestant, source, List.of("-Djava.io.tmpdir=" + temporary)));
        if (contestant.equals("lakehouse4j")) {
            command.add(report.toString());
        }
        Folders.settle();
        String started = now();
        Disk disk = Disk.watch(target, temporary);
        Measured measured = Measured.run(limited(command), Map.of(), log);
        long most = disk.most();
        String status = status(measured, log);
        ScaleResults.Run run = run(
                ScaleResults.JOB,
                size,
                contestant,
                time,
                status,
                source,
                csv,
                measured,
                Folders.size(target) / 1_000_000,
                most / 1_000_000,
                started);
        results.add(run, contestant.equals("lakehouse4j") ? steps(ScaleResults.JOB, size, time, report) : List.of());
        if (contestant.equals(Contestants.ON_SPARK) && run.isDone()) {
            var tasks = ScaleResults.Tasks.printed(size, measured.seconds(), Files.readString(log));
            if (tasks.isPresent()) {
                results.add(tasks.get());
            }
        }
        say(contestant, size, time, measured, run.isDone() ? "" : ", " + status);
        return run.isDone();
    }

    private ScaleResults.Run run(
            String what,
            double size,
            String contestant,
            int time,
            String status,
            Path source,
            long csv,
            Measured measured,
            long diskMegabytes,
            long mostMegabytes,
            String started)
            throws IOException {
        boolean whole = what.equals(ScaleResults.WHOLE);
        return new ScaleResults.Run(
                what,
                size,
                contestant,
                time,
                status,
                orders(source),
                csv / 1_000_000,
                measured,
                diskMegabytes,
                mostMegabytes,
                limit(),
                Contestants.isOnSpark(contestant)
                        ? 0
                        : Long.parseLong(whole ? wholeMemory() : option("memory", "1536")),
                whole ? wholeHeap() : String.join(" ", jobs.virtualMachine(contestant)),
                started);
    }

    // ---- the whole run
    // -------------------------------------------------------------------------------------------------

    private String wholeHeap() {
        return option("whole-jvm", "-Xmx2g");
    }

    private String wholeMemory() {
        return option("whole-memory", "1024");
    }

    /** {@code ./lakehouse run}: the tables, the models, the summary and the report. */
    private void whole(double size, Path source, int time) throws IOException, InterruptedException {
        Path launcher =
                Path.of(option("launcher", "../lakehouse")).toAbsolutePath().normalize();
        Path lake = work.resolve("whole");
        Path log = work.resolve("whole-" + ScaleResults.plain(size) + ".log");
        // Builds what is missing, so that the run does not.
        Measured.run(List.of(launcher.toString(), "--version"), log);
        long csv = Folders.readThrough(source);
        if (time == 1) {
            results.forget(ScaleResults.WHOLE, size, "lakehouse4j");
        }
        Folders.empty(lake);
        Folders.empty(temporary);
        List<String> command = List.of(
                launcher.toString(),
                "run",
                "--quiet",
                "--source",
                source.toString(),
                "--lake",
                lake.toString(),
                "--threads",
                option("threads", "2"),
                "--memory",
                wholeMemory() + "m");
        Map<String, String> environment = Map.of("LAKEHOUSE_JAVA_OPTS", wholeHeap() + " -Djava.io.tmpdir=" + temporary);
        Folders.settle();
        String started = now();
        Disk disk = Disk.watch(lake, temporary);
        Measured measured = Measured.run(limited(command), environment, log);
        long most = disk.most();
        String status = status(measured, log);
        List<ScaleResults.Step> steps =
                new ArrayList<>(steps(ScaleResults.WHOLE, size, time, lake.resolve("report/run.json")));
        long reported = steps.stream()
                .filter(step -> step.step().equals("run"))
                .mapToLong(ScaleResults.Step::millis)
                .sum();
        if (status.equals(ScaleResults.DONE)) {
            steps.add(new ScaleResults.Step(
                    ScaleResults.WHOLE,
                    size,
                    time,
                    "rest",
                    "rest",
                    0,
                    Math.round(measured.seconds() * 1e3) - reported));
        }
        results.add(
                run(
                        ScaleResults.WHOLE,
                        size,
                        "lakehouse4j",
                        time,
                        status,
                        source,
                        csv,
                        measured,
                        Folders.size(lake) / 1_000_000,
                        most / 1_000_000,
                        started),
                steps);
        say("whole run", size, time, measured, status.equals(ScaleResults.DONE) ? "" : ", " + status);
        if (!Boolean.parseBoolean(option("keep-lake", "false"))) {
            Folders.delete(lake);
        }
        Folders.delete(temporary);
    }

    // ---- what all share
    // ------------------------------------------------------------------------------------------------

    private long limit() {
        return Long.parseLong(option("limit", "0"));
    }

    /** The command under a limit of private writable memory (heap, natives and stacks; not the file cache). */
    private List<String> limited(List<String> command) {
        if (limit() == 0) {
            return command;
        }
        List<String> limited =
                new ArrayList<>(List.of("bash", "-c", "ulimit -d " + (limit() << 10) + " && exec \"$@\"", "limited"));
        limited.addAll(command);
        return limited;
    }

    /** How it ended, with the line of the log that says why where it failed. */
    private String status(Measured measured, Path log) throws IOException {
        if (measured.exitCode() == 0) {
            return ScaleResults.DONE;
        }
        String why = Files.readAllLines(log).stream()
                .filter(line -> !line.contains(" INFO ")) // Spark speaks of memory all the time.
                .filter(line -> line.matches(".*(Error|Exception|FAILED|Cannot|memory).*"))
                .findFirst()
                .orElse("")
                .replace(work.toString(), "");
        return "failed with " + measured.exitCode() + ": " + (why.length() > 160 ? why.substring(0, 160) : why);
    }

    private static List<ScaleResults.Step> steps(String what, double size, int time, Path report) throws IOException {
        if (!Files.exists(report)) {
            return List.of();
        }
        List<ScaleResults.Step> steps = new ArrayList<>();
        JsonNode run = new ObjectMapper().readTree(report.toFile());
        steps.add(new ScaleResults.Step(
                what, size, time, "run", "run", 0, run.path("millis").asLong()));
        for (JsonNode step : run.path("steps")) {
            steps.add(new ScaleResults.Step(
                    what,
                    size,
                    time,
                    step.path("table").asText(),
                    step.path("kind").asText()
                            + (step.path("status").asText().equals("done")
                                    ? ""
                                    : " " + step.path("status").asText()),
                    step.path("rowsOut").asLong(),
                    step.path("millis").asLong()));
        }
        return steps;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void say(String who, double size, int time, Measured measured, String note) {
        System.err.printf(
                Locale.ROOT,
                "%s %s, size %s, run %d: %.2f s, processors %.2f s (others %.2f s), %d MiB%s%n",
                now(),
                who,
                ScaleResults.plain(size),
                time,
                measured.seconds(),
                measured.cpuSeconds(),
                measured.otherCpuSeconds(),
                measured.peakMegabytes(),
                note);
    }

    /** Looks every half second at how much lies in two folders. */
    private static final class Disk {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong most = new AtomicLong();
        private final Thread thread;

        private Disk(Path first, Path second) {
            thread = new Thread(
                    () -> {
                        while (!ended.get()) {
                            look(first, second);
                            try {
                                Thread.sleep(POLL_MILLIS);
                            } catch (InterruptedException e) {
                                return; // The run has ended.
                            }
                        }
                    },
                    "disk");
            thread.setDaemon(true);
        }

        static Disk watch(Path first, Path second) {
            Disk disk = new Disk(first, second);
            disk.thread.start();
            return disk;
        }

        private void look(Path first, Path second) {
            try {
                long bytes = Folders.size(first) + Folders.size(second);
                most.accumulateAndGet(bytes, Math::max);
            } catch (IOException e) {
                System.err.println("cannot look at the disk: " + e.getMessage());
            }
        }

        long most() throws InterruptedException {
            ended.set(true);
            thread.interrupt();
            thread.join();
            return most.get();
        }
    }
}
