package dev.lakehouse4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the benchmark of sizes has measured so far, kept as three CSV files without quotes. */
final class ScaleResults {

    /** What is measured: the writing of the sample, the way from Bronze to Gold, or the whole run with its models. */
    static final String GENERATE = "generate";

    static final String JOB = "job";
    static final String WHOLE = "whole";

    /** In place of figures where a contestant did not come to an end. */
    static final String DONE = "done";

    private static final String RUN_COLUMNS = "what,size,contestant,run,status,orders,csv_mb,seconds,cpu_seconds,"
            + "other_cpu_seconds,peak_mib,disk_mb,peak_disk_mb,memory_limit_mib,engine_mib,jvm,started_at";
    private static final String STEP_COLUMNS = "what,size,run,step,kind,rows,millis";
    private static final String TASK_COLUMNS = "size,seconds,jobs,tasks,task_seconds,shuffled_mb";

    /**
     * One process.
     *
     * @param what {@link #GENERATE}, {@link #JOB} or {@link #WHOLE}
     * @param size scale of the sample; 1 is about the real data
     * @param contestant who did it
     * @param run from 1
     * @param status {@link #DONE}, or why there are no figures
     * @param orders orders in the sample
     * @param csvMegabytes size of the nine files in MB (10⁶ bytes)
     * @param measured time, processor time and memory
     * @param diskMegabytes what it left on disk in MB
     * @param peakDiskMegabytes the most that was on disk at once in MB, temporary files included, looked at every half second
     * @param limitMegabytes private memory that the kernel grants the process in MiB; 0 for no limit
     * @param engineMegabytes memory limit of the SQL engine in MiB
     * @param virtualMachine options of the JVM
     * @param startedAt time of day, UTC
     */
    record Run(
            String what,
            double size,
            String contestant,
            int run,
            String status,
            long orders,
            long csvMegabytes,
            Measured measured,
            long diskMegabytes,
            long peakDiskMegabytes,
            long limitMegabytes,
            long engineMegabytes,
            String virtualMachine,
            String startedAt) {

        boolean isDone() {
            return status.equals(DONE);
        }

        private String line() {
            return String.join(
                    ",",
                    what,
                    plain(size),
                    contestant,
                    String.valueOf(run),
                    text(status),
                    String.valueOf(orders),
                    String.valueOf(csvMegabytes),
                    seconds(measured.seconds()),
                    seconds(measured.cpuSeconds()),
                    seconds(measured.otherCpuSeconds()),
                    String.valueOf(measured.peakMegabytes()),
                    String.valueOf(diskMegabytes),
                    String.valueOf(peakDiskMegabytes),
                    String.valueOf(limitMegabytes),
                    String.valueOf(engineMegabytes),
                    text(virtualMachine),
                    startedAt);
        }

        private static Run of(String line) {
            String[] field = line.split(",", -1);
            Measured measured = new Measured(
                    field[4].equals(DONE) ? 0 : 1,
                    Double.parseDouble(field[7]),
                    Double.parseDouble(field[8]),
                    Double.parseDouble(field[9]),
                    Long.parseLong(field[10]));
            return new Run(
                    field[0],
                    Double.parseDouble(field[1]),
                    field[2],
                    Integer.parseInt(field[3]),
                    field[4],
                    Long.parseLong(field[5]),
                    Long.parseLong(field[6]),
                    measured,
                    Long.parseLong(field[11]),
                    Long.parseLong(field[12]),
                    Long.parseLong(field[13]),
                    Long.parseLong(field[14]),
                    field[15],
                    field[16]);
        }
    }

    /** One step of a run of the library, as its run report has it. */
    record Step(String what, double size, int run, String step, String kind, long rows, long millis) {

        private String line() {
            return String.join(
                    ",",
                    what,
                    plain(size),
                    String.valueOf(run),
                    step,
                    kind,
                    String.valueOf(rows),
                    String.valueOf(millis));
        }

        private static Step of(String line) {
            String[] field = line.split(",", -1);
            return new Step(
                    field[0],
                    Double.parseDouble(field[1]),
                    Integer.parseInt(field[2]),
                    field[3],
                    field[4],
                    Long.parseLong(field[5]),
                    Long.parseLong(field[6]));
        }
    }

    /**
     * What Spark's tasks did in one run of the library on Spark.
     *
     * @param size scale of the sample
     * @param wallSeconds time of the run
     * @param jobs jobs of Spark
     * @param tasks tasks of all jobs
     * @param seconds time of the tasks, added up
     * @param shuffledMegabytes what they wrote for other tasks, in MB (10⁶ bytes)
     */
    record Tasks(double size, double wallSeconds, long jobs, long tasks, double seconds, double shuffledMegabytes) {

        private static final Pattern PRINTED =
                Pattern.compile("jobs (\\d+), tasks (\\d+), seconds of tasks ([\\d.]+), shuffled MB ([\\d.]+)");

        /** Reads the line that the job prints at its end. */
        static Optional<Tasks> printed(double size, double wallSeconds, String output) {
            Matcher matcher = PRINTED.matcher(output);
            return matcher.find()
                    ? Optional.of(new Tasks(
                            size,
                            wallSeconds,
                            Long.parseLong(matcher.group(1)),
                            Long.parseLong(matcher.group(2)),
                            Double.parseDouble(matcher.group(3)),
                            Double.parseDouble(matcher.group(4))))
                    : Optional.empty();
        }

        private String line() {
            return String.format(
                    Locale.ROOT,
                    "%s,%.2f,%d,%d,%.1f,%.1f",
                    plain(size),
                    wallSeconds,
                    jobs,
                    tasks,
                    seconds,
                    shuffledMegabytes);
        }

        private static Tasks of(String line) {
            String[] field = line.split(",", -1);
            return new Tasks(
                    Double.parseDouble(field[0]),
                    Double.parseDouble(field[1]),
                    Long.parseLong(field[2]),
                    Long.parseLong(field[3]),
                    Double.parseDouble(field[4]),
                    Double.parseDouble(field[5]));
        }
    }

    private final Path folder;
    private final List<Run> runs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<Double, Tasks> tasks = new TreeMap<>();

    private ScaleResults(Path folder) {
        this.folder = folder;
    }

    /** Reads what there is. */
    static ScaleResults read(Path folder) throws IOException {
        ScaleResults results = new ScaleResults(folder);
        lines(folder.resolve("runs.csv")).forEach(line -> results.runs.add(Run.of(line)));
        lines(folder.resolve("steps.csv")).forEach(line -> results.steps.add(Step.of(line)));
        lines(folder.resolve("tasks.csv")).stream().map(Tasks::of).forEach(of -> results.tasks.put(of.size(), of));
        return results;
    }

    private static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Forgets earlier runs of the same work. */
    void forget(String what, double size, String contestant) {
        runs.removeIf(run -> run.what().equals(what)
                && run.size() == size
                && run.contestant().equals(contestant));
        if (contestant.equals("lakehouse4j")) {
            steps.removeIf(step -> step.what().equals(what) && step.size() == size);
        }
    }

    void add(Run run, List<Step> itsSteps) throws IOException {
        runs.add(run);
        steps.addAll(itsSteps);
        write();
    }

    /** Keeps what the tasks of a run did, in place of an earlier run's at that size. */
    void add(Tasks done) throws IOException {
        tasks.put(done.size(), done);
        write();
    }

    /** What the tasks of the library on Spark did, by size. */
    Map<Double, Tasks> tasks() {
        return Collections.unmodifiableMap(tasks);
    }

    private void write() throws IOException {
        Files.createDirectories(folder);
        runs.sort(Comparator.comparing(Run::what)
                .thenComparing(Run::size)
                .thenComparing(Run::contestant)
                .thenComparing(Run::run));
        steps.sort(Comparator.comparing(Step::what)
                .thenComparing(Step::size)
                .thenComparing(Step::run)
                .thenComparing(Step::step));
        write("runs.csv", RUN_COLUMNS, runs.stream().map(Run::line).toList());
        write("steps.csv", STEP_COLUMNS, steps.stream().map(Step::line).toList());
        if (!tasks.isEmpty()) {
            write(
                    "tasks.csv",
                    TASK_COLUMNS,
                    tasks.values().stream().map(Tasks::line).toList());
        }
    }

    private void write(String name, String columns, List<String> lines) throws IOException {
        String text = columns + "\n" + String.join("\n", lines) + "\n";
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    /** The sizes of some work, ascending. */
    List<Double> sizes(String what) {
        return runs.stream()
                .filter(run -> run.what().equals(what))
                .map(Run::size)
                .distinct()
                .sorted()
                .toList();
    }

    /** Orders in the sample of a size; 0 when it is not known. */
    long orders(double size) {
        return runs.stream()
                .filter(run -> run.size() == size)
                .mapToLong(Run::orders)
                .max()
                .orElse(0);
    }

    /** All runs of one contestant at one size. */
    List<Run> runs(String what, double size, String contestant) {
        return runs.stream()
                .filter(run -> run.what().equals(what)
                        && run.size() == size
                        && run.contestant().equals(contestant))
                .toList();
    }

    /** Seconds by size: the median of the runs that came to an end. */
    Map<Double, Double> seconds(String what, String contestant) {
        return bySize(
                what,
                contestant,
                values -> values.stream().map(run -> run.measured().seconds()).toList());
    }

    /** Highest resident memory by size in MiB: the median of the runs that came to an end. */
    Map<Double, Double> memory(String what, String contestant) {
        return bySize(
                what,
                contestant,
                values -> values.stream()
                        .map(run -> (double) run.measured().peakMegabytes())
                        .toList());
    }

    private Map<Double, Double> bySize(
            String what, String contestant, java.util.function.Function<List<Run>, List<Double>> figures) {
        Map<Double, Double> values = new TreeMap<>();
        for (double size : sizes(what)) {
            List<Run> done =
                    runs(what, size, contestant).stream().filter(Run::isDone).toList();
            if (!done.isEmpty()) {
                values.put(size, median(figures.apply(done)));
            }
        }
        return values;
    }

    /** Seconds of the steps that a filter takes, added up, by size: the median of the runs. */
    Map<Double, Double> stepSeconds(String what, Predicate<Step> filter) {
        Map<Double, Map<Integer, Double>> sums = new TreeMap<>();
        for (Step step : steps) {
            if (step.what().equals(what) && filter.test(step)) {
                sums.computeIfAbsent(step.size(), size -> new TreeMap<>())
                        .merge(step.run(), step.millis() / 1e3, Double::sum);
            }
        }
        Map<Double, Double> medians = new TreeMap<>();
        sums.forEach((size, byRun) -> medians.put(size, median(List.copyOf(byRun.values()))));
        return medians;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** 1, 10, 0.1: without a needless point. */
    static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** The files have no quotes. */
    private static String text(String value) {
        return String.join(" ", Arrays.asList(value.replace(',', ';').split("\\s+", -1)));
    }
}
