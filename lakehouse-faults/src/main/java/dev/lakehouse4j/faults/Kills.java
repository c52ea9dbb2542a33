package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Kills workers with signal 9 at moments by chance, and looks at what they leave. */
final class Kills {

    private static final String NOTHING = "nothing";
    private static final int KILLS_PER_LAKE = 25;

    private final Path work;
    private final long seed;
    private final int wanted;
    private final PrintStream out;
    private final List<String> command;
    private final AtomicInteger kills = new AtomicInteger();
    private final Map<String, Tally> tallies = new TreeMap<>();

    /** Of one kind of operation: how often it was killed, and how often it had taken effect without being acknowledged. */
    private record Tally(int killed, int tookEffect) {}

    Kills(Path work, long seed, int wanted, PrintStream out) throws IOException, InterruptedException {
        this.work = work;
        this.seed = seed;
        this.wanted = wanted;
        this.out = out;
        this.command = WorkerCommand.prepare(work.resolve("worker"), List.of());
    }

    /** Runs so many lanes beside each other, each with lakes of its own. */
    void run(int lanes) throws InterruptedException, IOException {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int number = lane;
                running.add(threads.submit(() -> {
                    lane(number);
                    return null;
                }));
            }
            for (Future<?> lane : running) {
                lane.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IOException(e.getCause());
        } finally {
            kills.addAndGet(wanted);
            threads.shutdown();
        }
        out.println(summary(Duration.ofNanos(System.nanoTime() - start)));
        TableFolder.delete(work.resolve("worker/tmp"));
    }

    private void lane(int lane) throws Exception {
        Random random = new Random(seed * 1_000 + lane);
        for (int number = 0; kills.get() < wanted; number++) {
            Path folder = work.resolve("lane-" + lane + "-" + number);
            TableFolder.delete(folder);
            Files.createDirectories(folder);
            try {
                if ((lane + number) % 3 < 2) {
                    table(folder, random);
                } else {
                    files(folder, random);
                }
            } catch (Violation | AssertionError e) {
                throw new Violation("After " + kills.get() + " kills with seed " + seed + ", lake " + folder + ": "
                        + e.getMessage());
            }
            TableFolder.delete(folder);
        }
    }

    private boolean another(int inThisLake) {
        return inThisLake < KILLS_PER_LAKE && kills.getAndIncrement() < wanted;
    }

    /** One table that is written in all ways. */
    private void table(Path folder, Random random) throws Exception {
        Path lake = folder.resolve("lake");
        AccountModel model = new AccountModel(random);
        for (int i = 0; another(i); i++) {
            Operation inFlight = null;
            try (WorkerProcess worker = WorkerProcess.start(command, lake, folder.resolve("worker.log"))) {
                Thread killer = kill(worker, lake, KillMoment.next(random));
                while (true) {
                    inFlight = model.next();
                    String version = worker.order(inFlight.text()) ? worker.answer() : null;
                    if (version == null) {
                        break;
                    }
                    model.acknowledged(inFlight, Long.parseLong(version));
                }
                killer.join();
            }
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                boolean took = model.settle(opened, inFlight);
                count(inFlight.kind(), took);
                if (random.nextInt(4) == 0) {
                    model.vacuum(opened);
                }
            }
        }
    }

    /** Files that are loaded into Bronze and taken to Gold. */
    private void files(Path folder, Random random) throws Exception {
        Path lake = folder.resolve("lake");
        Deliveries deliveries = new Deliveries(folder.resolve("in"), random);
        for (int i = 0; another(i); i++) {
            boolean pipeline = random.nextBoolean();
            String order = (pipeline ? Worker.PIPELINE : Worker.INGEST) + deliveries.folder();
            try (WorkerProcess worker = WorkerProcess.start(command, lake, folder.resolve("worker.log"))) {
                Thread killer = kill(worker, lake, KillMoment.next(random));
                while (true) {
                    deliveries.arrive();
                    if (!worker.order(order) || worker.answer() == null) {
                        break;
                    }
                    deliveries.loaded();
                }
                killer.join();
            }
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                deliveries.requireWhole(opened);
                for (String table : opened.tables()) {
                    readAll(opened, table);
                }
                if (random.nextInt(3) > 0) {
                    repeat(opened, deliveries, pipeline);
                }
                if (random.nextInt(4) == 0) {
                    vacuum(opened);
                }
            }
            count(pipeline ? "pipeline" : "ingest", false);
        }
    }

    private static void repeat(Lakehouse lake, Deliveries deliveries, boolean pipeline) {
        for (int run = 0; run < 2; run++) {
            boolean changed;
            if (pipeline) {
                changed = Deliveries.pipeline(deliveries.folder())
                        .run(lake)
                        .orThrow()
                        .changedAnything();
            } else {
                changed = Deliveries.ingest(deliveries.folder()).run(lake).changed();
            }
            Violation.unless(run == 0 || !changed, "a run over files that are loaded changed something");
        }
        deliveries.loaded();
        deliveries.requireLoaded(lake, pipeline);
    }

    private static void readAll(Lakehouse lake, String table) {
        record Count(long n) {}
        long rows;
        try (var counted = lake.sql("select count(*) as n from (select * from " + table + ")", Count.class)) {
            rows = counted.findFirst().orElseThrow().n();
        }
        long said = lake.snapshot(table).rowCount();
        Violation.unless(rows == said, table + " has " + rows + " rows, its log says " + said);
    }

    private static void vacuum(Lakehouse lake) {
        for (String table : Deliveries.TABLES) {
            if (lake.tables().contains(table)) {
                lake.store().vacuum(lake.folder(table), Duration.ZERO);
                TableSnapshot snapshot = lake.snapshot(table);
                Set<String> left = TableFolder.leftovers(snapshot);
                Violation.unless(left.isEmpty(), "a vacuum of " + table + " left " + left);
                readAll(lake, table);
            }
        }
    }

    private static Thread kill(WorkerProcess worker, Path lake, KillMoment moment) {
        Thread killer = new Thread(
                () -> {
                    try {
                        moment.await(lake);
                    } catch (IOException | RuntimeException e) {
                        // A folder went while it was being watched: then it is killed now.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        worker.kill();
                    }
                },
                "killer of " + worker.pid());
        killer.start();
        return killer;
    }

    private synchronized void count(@Nullable String kind, boolean took) {
        tallies.merge(
                kind == null ? NOTHING : kind,
                new Tally(1, took ? 1 : 0),
                (a, b) -> new Tally(a.killed() + b.killed(), a.tookEffect() + b.tookEffect()));
        int all = tallies.values().stream().mapToInt(Tally::killed).sum();
        if (all % 50 == 0) {
            out.println(all + " kills");
        }
    }

    private synchronized String summary(Duration duration) {
        int all = tallies.values().stream().mapToInt(Tally::killed).sum();
        StringBuilder text = new StringBuilder();
        text.append(all)
                .append(" kills in ")
                .append(duration.toSeconds())
                .append(" s, seed ")
                .append(seed);
        text.append(", no promise broken\n");
        text.append(String.format(
                java.util.Locale.ROOT, "%-10s %7s %s%n", "in flight", "killed", "done but not acknowledged"));
        tallies.forEach((kind, tally) -> text.append(
                String.format(java.util.Locale.ROOT, "%-10s %7d %d%n", kind, tally.killed(), tally.tookEffect())));
        return text.toString();
    }
}
