package dev.lakehouse4j.medallion.pipeline;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.lineage.LineageRecorder;
import dev.lakehouse4j.medallion.lineage.OpenLineageSink;
import dev.lakehouse4j.medallion.lineage.StepRun;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.star.StarPart;
import dev.lakehouse4j.medallion.star.StarSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that make tables, run in the order of their dependencies, independent ones at the same time.
 *
 * <p>Before any work, a dry run checks every query against its record. A step that fails blocks the steps that need its
 * table; the others go on. A run over unchanged inputs changes nothing.
 */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final List<Step> steps;
    private final OpenLineageSink sink;

    private Pipeline(List<Step> steps, OpenLineageSink sink) {
        this.steps = List.copyOf(steps);
        this.sink = sink;
    }

    /**
     * Starts a pipeline.
     *
     * @return a builder without steps
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a pipeline with the steps of this one.
     *
     * @return a builder to add further steps to; this pipeline stays as it is
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.sink = sink;
        steps.forEach(builder::add);
        return builder;
    }

    /** Collects the steps of a pipeline; their order does not matter. */
    public static final class Builder {

        private final Map<String, Step> steps = new LinkedHashMap<>();
        private OpenLineageSink sink = OpenLineageSink.NONE;

        private Builder() {}

        /**
         * Adds loads of files into Bronze tables.
         *
         * @param ingests the loads
         * @return this
         */
        public Builder ingest(List<? extends BronzeIngest<?>> ingests) {
            ingests.forEach(ingest -> add(BronzeStep.of(ingest)));
            return this;
        }

        /**
         * Adds models.
         *
         * @param models the models
         * @return this
         */
        public Builder models(List<? extends SqlModel<?, ?>> models) {
            models.forEach(model -> add(ModelStep.of(model)));
            return this;
        }

        /**
         * Adds models whose rows Java code computes.
         *
         * @param models the models
         * @return this
         */
        public Builder javaModels(List<? extends JavaModel<?>> models) {
            models.forEach(model -> add(ModelStep.of(model)));
            return this;
        }

        /**
         * Adds the tables of a star schema.
         *
         * @param schema the star schema
         * @return this
         */
        public Builder star(StarSchema schema) {
            Map<String, StarPart<?>> parts = new LinkedHashMap<>();
            schema.parts().forEach(part -> parts.put(part.table().fullName(), part));
            schema.models()
                    .forEach(model -> add(ModelStep.of(
                            model, Optional.ofNullable(parts.get(model.table().fullName())))));
            return this;
        }

        /**
         * Says where the OpenLineage events of runs go. Without this there are none; the lineage is kept all the same.
         *
         * @param newSink takes the events, for example {@link OpenLineageSink#folder}
         * @return this
         */
        public Builder lineageEvents(OpenLineageSink newSink) {
            sink = newSink;
            return this;
        }

        private void add(Step step) {
            if (steps.putIfAbsent(step.table(), step) != null) {
                throw new IllegalArgumentException("Cannot add a second step that makes " + step.table()
                        + ". A table has one maker; rename one of the two.");
            }
        }

        /**
         * Completes the pipeline.
         *
         * @return the pipeline, its steps in the order of their dependencies
         * @throws QueryException when steps depend on each other in a circle
         */
        public Pipeline build() {
            return new Pipeline(ordered(steps), sink);
        }

        private static List<Step> ordered(Map<String, Step> steps) {
            List<Step> ordered = new ArrayList<>();
            Set<String> done = new LinkedHashSet<>();
            while (done.size() < steps.size()) {
                List<Step> ready = steps.values().stream()
                        .filter(step -> !done.contains(step.table()))
                        .filter(step -> step.tablesRead().stream()
                                .allMatch(input -> done.contains(input) || !steps.containsKey(input)))
                        .toList();
                if (ready.isEmpty()) {
                    throw new QueryException("Cannot order the pipeline: "
                            + steps.keySet().stream()
                                    .filter(table -> !done.contains(table))
                                    .collect(Collectors.joining(", "))
                            + " depend on each other in a circle. Take one of the inputs out.");
                }
                ready.forEach(step -> {
                    ordered.add(step);
                    done.add(step.table());
                });
            }
            return ordered;
        }
    }

    /**
     * The tables that the pipeline makes.
     *
     * @return full names in the order of their dependencies
     */
    public List<String> tables() {
        return steps.stream().map(Step::table).toList();
    }

    /**
     * What the steps were defined by.
     *
     * @return one for each table, in the order of their dependencies
     */
    public List<StepDefinition> definitions() {
        return steps.stream().map(Step::definition).toList();
    }

    /**
     * Table-level lineage, from the declared inputs.
     *
     * @return for each table that the pipeline makes, the tables that it is made from
     */
    public Map<String, List<String>> lineage() {
        Map<String, List<String>> lineage = new LinkedHashMap<>();
        steps.forEach(step -> lineage.put(step.table(), step.tablesRead()));
        return lineage;
    }

    /**
     * Checks all definitions without reading a row: tables that nobody makes, unknown columns, types that do not fit.
     *
     * @param lake the lake; tables that are no step of the pipeline must exist in it
     * @throws LakehouseException with all problems found
     */
    public void dryRun(Lakehouse lake) {
        Set<String> made = new LinkedHashSet<>(tables());
        Set<String> existing = new LinkedHashSet<>(lake.tables());
        List<String> problems = steps.parallelStream()
                .flatMap(step -> problems(step, lake, made, existing).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new QueryException("The dry run found "
                    + (problems.size() == 1 ? "a problem" : problems.size() + " problems") + "; no row was read.\n"
                    + String.join("\n", problems));
        }
    }

    private static List<String> problems(Step step, Lakehouse lake, Set<String> made, Set<String> existing) {
        List<String> problems = new ArrayList<>();
        for (String input : step.tablesRead()) {
            if (!made.contains(input) && !existing.contains(input)) {
                List<String> near = LakehouseErrors.nearest(input, made);
                problems.add("Cannot build " + step.table() + ": it reads " + input
                        + ", which no step makes and which is not in the lake."
                        + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"));
            }
        }
        try {
            step.dryRun(lake);
        } catch (LakehouseException e) {
            problems.add(e.getMessage());
        }
        return problems;
    }

    /**
     * Runs the pipeline.
     *
     * @param lake the lake
     * @return what was done; look at {@link RunReport#succeeded()} or call {@link RunReport#orThrow()}
     */
    public RunReport run(Lakehouse lake) {
        return run(lake, RunListener.SILENT);
    }

    /**
     * Runs the pipeline and tells how it goes on.
     *
     * @param lake the lake
     * @param listener hears of steps that begin, go on and end
     * @return what was done
     */
    public RunReport run(Lakehouse lake, RunListener listener) {
        Instant started = Instant.now();
        dryRun(lake);
        listener.runStarted(steps.size());
        String runId = UUID.randomUUID().toString();
        LineageRecorder recorder =
                new LineageRecorder(lake, steps.stream().map(Step::lineage).toList(), sink);
        Run run = new Run(lake, started, listener);
        Map<String, StepReport> reports = run.execute();
        List<StepReport> ordered = steps.stream()
                .map(step -> java.util.Objects.requireNonNull(reports.get(step.table())))
                .toList();
        recordLineage(recorder, runId, run, ordered);
        return new RunReport(
                runId, started, Duration.between(started, Instant.now()).toMillis(), ordered);
    }

    private void recordLineage(LineageRecorder recorder, String runId, Run run, List<StepReport> reports) {
        Set<String> made = new LinkedHashSet<>();
        List<StepRun> ran = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            StepReport report = reports.get(i);
            boolean failed = report.status() == StepStatus.FAILED;
            if (report.status() == StepStatus.DONE || report.status() == StepStatus.UNCHANGED) {
                made.add(report.table());
            }
            if (report.status() == StepStatus.DONE || failed) {
                ran.add(new StepRun(
                        report.table(),
                        report.kind(),
                        steps.get(i).lineage().schema(),
                        run.began(report.table()),
                        run.ended(report.table()),
                        report.rowsOut(),
                        failed ? report.message() : null));
            }
        }
        recorder.keep(made);
        recorder.tell(runId, ran);
    }

    /** One run: steps are started as soon as all that they read is there. */
    private final class Run {

        private final Lakehouse lake;
        private final Instant startedAt;
        private final RunListener listener;
        private final Map<String, StepReport> reports = new LinkedHashMap<>();
        private final Map<String, Instant> beginnings = new ConcurrentHashMap<>();
        private final Map<String, Instant> ends = new ConcurrentHashMap<>();

        Run(Lakehouse lake, Instant startedAt, RunListener listener) {
            this.lake = lake;
            this.startedAt = startedAt;
            this.listener = listener;
        }

        Instant began(String table) {
            return beginnings.getOrDefault(table, startedAt);
        }

        Instant ended(String table) {
            return ends.getOrDefault(table, startedAt);
        }

        Map<String, StepReport> execute() {
            int workers =
                    Math.max(1, Math.min(steps.size(), Runtime.getRuntime().availableProcessors()));
            ExecutorService pool = Executors.newFixedThreadPool(workers, task -> {
                Thread thread = new Thread(task, "lakehouse4j-pipeline");
                thread.setDaemon(true);
                return thread;
            });
            try {
                CompletionService<StepReport> running = new ExecutorCompletionService<>(pool);
                Set<Step> waiting = new LinkedHashSet<>(steps);
                int active = 0;
                while (!waiting.isEmpty() || active > 0) {
                    for (Step step : List.copyOf(waiting)) {
                        if (isReady(step)) {
                            waiting.remove(step);
                            running.submit(task(step));
                            active++;
                        }
                    }
                    StepReport report = running.take().get();
                    active--;
                    reports.put(report.table(), report);
                    tell(report);
                }
                return reports;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LakehouseException("The run was interrupted; tables that were done stay done.", e);
            } catch (ExecutionException e) {
                throw new LakehouseException("The run stopped on an unexpected error: " + e.getCause(), e);
            } finally {
                pool.shutdownNow();
            }
        }

        private boolean isReady(Step step) {
            Set<String> made = new LinkedHashSet<>(tables());
            return step.tablesRead().stream().allMatch(input -> !made.contains(input) || reports.containsKey(input));
        }

        private Callable<StepReport> task(Step step) {
            List<String> unavailable =
                    step.tablesRead().stream().filter(this::isUnavailable).toList();
            if (!unavailable.isEmpty()) {
                String message = "It reads " + String.join(", ", unavailable) + ", which could not be made.";
                return () -> step.without(StepStatus.BLOCKED, version(step), message);
            }
            return () -> {
                long start = System.nanoTime();
                beginnings.put(step.table(), Instant.now());
                synchronized (listener) {
                    listener.stepStarted(step.table());
                }
                StepReport report;
                try {
                    report = step.run(lake, startedAt, share -> {
                        synchronized (listener) {
                            listener.stepProgress(step.table(), share);
                        }
                    });
                } catch (RuntimeException e) {
                    if (!(e instanceof LakehouseException)) {
                        LOG.error("Step {} failed unexpectedly", step.table(), e);
                    }
                    report = step.without(StepStatus.FAILED, version(step), String.valueOf(e.getMessage()));
                }
                ends.put(step.table(), Instant.now());
                return report.withMillis((System.nanoTime() - start) / 1_000_000);
            };
        }

        private boolean isUnavailable(String input) {
            StepReport made = reports.get(input);
            return made != null
                    && (made.status() == StepStatus.FAILED
                            || made.status() == StepStatus.BLOCKED
                            || (made.status() == StepStatus.MISSING && made.tableVersion() < 0));
        }

        private long version(Step step) {
            return lake.store()
                    .latest(lake.folder(step.table()))
                    .map(snapshot -> snapshot.version())
                    .orElse(-1L);
        }

        private void tell(StepReport report) {
            synchronized (listener) {
                listener.stepFinished(report);
            }
        }
    }
}
