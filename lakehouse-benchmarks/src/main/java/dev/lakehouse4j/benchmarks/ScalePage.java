package dev.lakehouse4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Plots and tables of the results, made from the files that hold them and from nothing else. */
final class ScalePage {

    static final String BEGIN = "<!-- Made by `bench scale`: begin -->";
    static final String END = "<!-- Made by `bench scale`: end -->";

    private static final List<String> JOBS = List.of("lakehouse4j", "duckdb", "spark", "lakehouse4j-spark");

    /** Parts of the whole run, and the steps that belong to each. */
    private static final Map<String, Predicate<ScaleResults.Step>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("ingest", step -> step.step().startsWith("bronze."));
        PARTS.put("Silver", step -> step.step().startsWith("silver."));
        PARTS.put("star schema and KPIs", ScalePage::isStar);
        PARTS.put("customer segments", step -> step.step().startsWith("gold.customer_segment"));
        PARTS.put("delivery features", step -> step.step().equals("gold.delivery_features"));
        PARTS.put(
                "delivery models",
                step -> step.step().equals("gold.delivery_predictions")
                        || step.step().equals("gold.delivery_comparison"));
        PARTS.put("drift", step -> step.step().equals("gold.feature_drift"));
        PARTS.put("sentiment", step -> step.step().startsWith("gold.review_"));
        PARTS.put("start, summary, report", step -> step.step().equals("rest"));
    }

    private final ScaleResults results;

    ScalePage(ScaleResults results) {
        this.results = results;
    }

    private static boolean isStar(ScaleResults.Step step) {
        return step.step().matches("gold\\.(dim|fact|kpi)_.*");
    }

    // ---- plots
    // ---------------------------------------------------------------------------------------------------------

    /** Writes the plots for which there are results of two sizes at least. */
    void plots(Path folder) throws IOException {
        LogPlot time = plot(ScaleResults.JOB, "Bronze to Gold: wall time", "seconds");
        LogPlot memory = plot(ScaleResults.JOB, "Bronze to Gold: peak of the resident memory", "MiB");
        for (String job : JOBS) {
            time.line(job, results.seconds(ScaleResults.JOB, job));
            memory.line(job, results.memory(ScaleResults.JOB, job));
        }
        write(folder.resolve("job-time.svg"), time.guided());
        write(folder.resolve("job-memory.svg"), memory.limit(4_096, "4 GiB"));
        LogPlot steps = plot(ScaleResults.JOB, "Bronze to Gold with the library: its largest steps", "seconds");
        largest().forEach(steps::line);
        write(folder.resolve("job-steps.svg"), steps);
        LogPlot whole = plot(ScaleResults.WHOLE, "The whole run: time of its parts", "seconds");
        whole.line("whole run", results.seconds(ScaleResults.WHOLE, "lakehouse4j"));
        parts().forEach(whole::line);
        write(folder.resolve("whole-time.svg"), whole);
        LogPlot wholeMemory = plot(ScaleResults.WHOLE, "The whole run: peak of the resident memory", "MiB");
        wholeMemory.line("whole run", results.memory(ScaleResults.WHOLE, "lakehouse4j"));
        write(folder.resolve("whole-memory.svg"), wholeMemory.limit(4_096, "4 GiB"));
    }

    private LogPlot plot(String what, String title, String yLabel) {
        LogPlot plot = new LogPlot(title, "orders (and multiple of the real data's size)", yLabel);
        for (double size : results.sizes(what)) {
            plot.tick(size, orders(results.orders(size)), "×" + ScaleResults.plain(size));
        }
        return plot;
    }

    private static String orders(long count) {
        return count >= 1_000_000
                ? String.format(Locale.ROOT, "%.1f M", count / 1e6)
                : String.format(Locale.ROOT, "%d k", Math.round(count / 1e3));
    }

    private static void write(Path file, LogPlot plot) throws IOException {
        if (plot.hasLines()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, plot.svg());
        }
    }

    /** Seconds by size of the eight steps of the job that take longest at its largest size. */
    private Map<String, Map<Double, Double>> largest() {
        Map<String, Map<Double, Double>> byStep = new TreeMap<>();
        for (ScaleResults.Step step : results.steps()) {
            if (step.what().equals(ScaleResults.JOB) && !step.step().equals("run")) {
                byStep.computeIfAbsent(
                        step.step(),
                        name -> positive(results.stepSeconds(
                                ScaleResults.JOB, one -> one.step().equals(name))));
            }
        }
        Map<String, Map<Double, Double>> largest = new LinkedHashMap<>();
        byStep.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .sorted((one, other) -> Double.compare(atLargest(other.getValue()), atLargest(one.getValue())))
                .limit(8)
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        return largest;
    }

    private static double atLargest(Map<Double, Double> bySize) {
        return new TreeMap<>(bySize).lastEntry().getValue();
    }

    private Map<String, Map<Double, Double>> parts() {
        Map<String, Map<Double, Double>> parts = new LinkedHashMap<>();
        PARTS.forEach((name, steps) -> parts.put(name, positive(results.stepSeconds(ScaleResults.WHOLE, steps))));
        return parts;
    }

    /** A logarithmic axis has no nought. */
    private static Map<Double, Double> positive(Map<Double, Double> values) {
        Map<Double, Double> positive = new TreeMap<>(values);
        positive.values().removeIf(value -> value <= 0);
        return positive;
    }

    // ---- tables
    // --------------------------------------------------------------------------------------------------------

    /** All results as Markdown. */
    String tables() {
        StringBuilder text = new StringBuilder();
        if (!results.sizes(ScaleResults.JOB).isEmpty()) {
            jobTable(text);
            text.append('\n');
            stepTable(text, "| step of the library, seconds |", ScaleResults.JOB, largest());
        }
        if (!results.sizes(ScaleResults.WHOLE).isEmpty()) {
            text.append('\n');
            wholeTable(text);
            text.append('\n');
            stepTable(text, "| part of the whole run, seconds |", ScaleResults.WHOLE, parts());
        }
        return text.toString();
    }

    private void jobTable(StringBuilder text) {
        text.append("| orders | CSV MB | job | seconds | CPU s | others' CPU s | peak MiB | on disk MB, at most |"
                + " × DuckDB | seconds per million orders |\n");
        text.append("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (double size : results.sizes(ScaleResults.JOB)) {
            for (String job : JOBS) {
                row(text, ScaleResults.JOB, size, job);
            }
        }
    }

    private void row(StringBuilder text, String what, double size, String job) {
        List<ScaleResults.Run> all = results.runs(what, size, job);
        if (all.isEmpty()) {
            return;
        }
        ScaleResults.Run first = all.get(0);
        String head = String.format(
                Locale.ROOT,
                "| %,d (×%s) | %,d | %s ",
                first.orders(),
                ScaleResults.plain(size),
                first.csvMegabytes(),
                job);
        List<ScaleResults.Run> done =
                all.stream().filter(ScaleResults.Run::isDone).toList();
        if (done.isEmpty()) {
            text.append(head).append("| ").append(first.status()).append(" | | | | | | |\n");
            return;
        }
        double seconds = ScaleResults.median(
                done.stream().map(run -> run.measured().seconds()).toList());
        Double duckdb = results.seconds(what, "duckdb").get(size);
        text.append(head)
                .append(String.format(
                        Locale.ROOT,
                        "| %.1f | %.1f | %.1f | %,d | %,d, %,d | %s | %.1f |%n",
                        seconds,
                        ScaleResults.median(done.stream()
                                .map(run -> run.measured().cpuSeconds())
                                .toList()),
                        ScaleResults.median(done.stream()
                                .map(run -> run.measured().otherCpuSeconds())
                                .toList()),
                        done.stream()
                                .mapToLong(run -> run.measured().peakMegabytes())
                                .max()
                                .orElse(0),
                        done.get(0).diskMegabytes(),
                        done.stream()
                                .mapToLong(ScaleResults.Run::peakDiskMegabytes)
                                .max()
                                .orElse(0),
                        duckdb == null ? "–" : String.format(Locale.ROOT, "%.2f", seconds / duckdb),
                        seconds / first.orders() * 1e6));
    }

    private void wholeTable(StringBuilder text) {
        text.append("| orders | CSV MB | seconds | CPU s | others' CPU s | peak MiB | on disk MB, at most | heap |"
                + " engine MiB |\n");
        text.append("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n");
        for (double size : results.sizes(ScaleResults.WHOLE)) {
            for (ScaleResults.Run run : results.runs(ScaleResults.WHOLE, size, "lakehouse4j")) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %,d (×%s) | %,d | %s | %.1f | %.1f | %,d | %,d, %,d | %s | %,d |%n",
                        run.orders(),
                        ScaleResults.plain(size),
                        run.csvMegabytes(),
                        run.isDone()
                                ? String.format(
                                        Locale.ROOT, "%.1f", run.measured().seconds())
                                : run.status(),
                        run.measured().cpuSeconds(),
                        run.measured().otherCpuSeconds(),
                        run.measured().peakMegabytes(),
                        run.diskMegabytes(),
                        run.peakDiskMegabytes(),
                        run.virtualMachine(),
                        run.engineMegabytes()));
            }
        }
    }

    private void stepTable(StringBuilder text, String head, String what, Map<String, Map<Double, Double>> rows) {
        List<Double> sizes = results.sizes(what);
        text.append(head);
        sizes.forEach(size -> text.append(" ×").append(ScaleResults.plain(size)).append(" |"));
        text.append("\n| --- |").append(" ---: |".repeat(sizes.size())).append('\n');
        rows.forEach((name, values) -> {
            text.append("| ")
                    .append(name.contains(".") ? "`" + name + "`" : name)
                    .append(" |");
            sizes.forEach(size -> {
                Double seconds = values.get(size);
                text.append(seconds == null ? " – |" : String.format(Locale.ROOT, " %.1f |", seconds));
            });
            text.append('\n');
        });
    }

    /** Puts the tables between the two marks of a page. */
    static void insert(Path page, String tables) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("Cannot put the tables into " + page + ": it lacks the lines " + BEGIN + " and " + END
                    + ". Add both where the tables are to stand.");
        }
        Files.writeString(
                page, text.substring(0, begin + BEGIN.length()) + "\n\n" + tables + "\n" + text.substring(end));
    }
}
