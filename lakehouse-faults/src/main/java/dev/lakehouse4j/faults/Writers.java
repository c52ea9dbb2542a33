package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.storage.Commit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Processes that write one table at the same time, some of them killed meanwhile. What they did must be the same as if one
 * had done it after the other, in the order of the versions.
 */
final class Writers {

    private static final Map<String, String> OPERATIONS =
            Map.of("append", "APPEND", "upsert", "UPSERT", "delete", "DELETE", "optimize", "OPTIMIZE");

    private final Path work;
    private final long seed;
    private final PrintStream out;

    /** Something that a writer was told to do, and the version that it said; -1 when it was killed before. */
    private record Deed(Operation operation, long version) {}

    Writers(Path work, long seed, PrintStream out) {
        this.work = work;
        this.seed = seed;
        this.out = out;
    }

    void run(int rounds, int deedsEach) throws Exception {
        List<String> command = WorkerCommand.prepare(work.resolve("worker"), List.of());
        int commits = 0;
        int kills = 0;
        for (int round = 0; round < rounds; round++) {
            int writers = 2 + round % 7;
            Path lake = work.resolve("writers/lake-" + round);
            TableFolder.delete(lake);
            List<Deed> deeds = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(writers);
            try {
                List<Future<List<Deed>>> running = new ArrayList<>();
                for (int writer = 0; writer < writers; writer++) {
                    Random random = new Random(seed * 1_000 + round * 100L + writer);
                    int number = writer;
                    boolean killed = round % 2 == 1 && writer % 2 == 1;
                    running.add(threads.submit(() -> write(command, lake, number, random, deedsEach, killed)));
                }
                for (Future<List<Deed>> writer : running) {
                    deeds.addAll(writer.get());
                }
            } finally {
                threads.shutdownNow();
            }
            try (Lakehouse opened = Lakehouse.open(lake, Worker.settings())) {
                commits += requireSerial(opened.table(Account.TABLE), deeds);
            }
            kills += (int) deeds.stream().filter(deed -> deed.version() < 0).count();
            TableFolder.delete(lake);
        }
        out.println("writers at the same time: " + rounds + " rounds of two to eight processes, " + commits
                + " commits, " + kills
                + " of the processes killed; every commit is accounted for, in one order; no promise broken");
    }

    private List<Deed> write(List<String> command, Path lake, int number, Random random, int count, boolean killed)
            throws IOException {
        List<Deed> deeds = new ArrayList<>();
        int killAt = killed ? 1 + random.nextInt(count) : Integer.MAX_VALUE;
        try (WorkerProcess worker = WorkerProcess.start(command, lake, work.resolve("writers-" + number + ".log"))) {
            for (int i = 0; i < count; i++) {
                Operation operation = next(random, number, i);
                worker.order(operation.text());
                if (i == killAt) {
                    java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(60_000_000));
                    worker.kill();
                }
                String version = worker.answer();
                deeds.add(new Deed(operation, version == null ? -1 : Long.parseLong(version)));
                if (version == null) {
                    break;
                }
            }
        }
        return deeds;
    }

    /** New ids are the writer's own, so that each append can be told from the others; upserts and deletes meet. */
    private static Operation next(Random random, int number, int i) {
        long stamp = number * 1_000_000L + i + 1;
        int choice = i == 0 ? 0 : random.nextInt(10);
        if (choice < 4) {
            return new Operation.Append(1_000_000L * (number + 1) + i * 1_000L, 1 + random.nextInt(300), stamp);
        } else if (choice < 7) {
            return new Operation.Upsert(random.nextInt(200), 1 + random.nextInt(5), 1 + random.nextInt(200), stamp);
        } else if (choice < 9) {
            int modulus = 3 + random.nextInt(20);
            return new Operation.Delete(modulus, random.nextInt(modulus));
        }
        return new Operation.Optimize(random.nextBoolean());
    }

    /** Does the deeds one after the other, and compares with every version of the table. */
    private static int requireSerial(Table<Silver, Account> table, List<Deed> deeds) {
        List<Commit> history = table.history();
        Map<Long, Commit> commits = new HashMap<>();
        history.forEach(commit -> commits.put(commit.version(), commit));
        NavigableMap<Long, Long> state = new TreeMap<>();
        List<NavigableMap<Long, Long>> states = new ArrayList<>();
        List<Deed> open = new ArrayList<>(deeds);
        for (long version = 0; version < history.size(); version++) {
            Commit commit = commits.get(version);
            Violation.unless(commit != null, "version " + version + " is missing in the history");
            NavigableMap<Long, Long> found = rows(table.asOf(version));
            Deed cause = cause(open, java.util.Objects.requireNonNull(commit), state, found);
            Violation.unless(
                    cause != null,
                    "version " + version + " (" + commit + ") is none of what was acknowledged or under way");
            open.remove(cause);
            state = found;
            states.add(found);
        }
        for (Deed deed : open) {
            // What is left was killed before it took effect, or had nothing to do.
            Violation.unless(deed.version() < 0 || isIdle(deed, states), "an acknowledged commit was lost: " + deed);
        }
        return history.size();
    }

    /** Whether it changed nothing at the version that it was told, or at one shortly before, on which it looked. */
    private static boolean isIdle(Deed deed, List<NavigableMap<Long, Long>> states) {
        for (long version = deed.version(); version >= Math.max(0, deed.version() - 8); version--) {
            NavigableMap<Long, Long> state = states.get((int) version);
            if (deed.operation().apply(state, v -> state).equals(state)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Deed cause(
            List<Deed> open, Commit commit, NavigableMap<Long, Long> before, NavigableMap<Long, Long> found) {
        for (boolean acknowledged : new boolean[] {true, false}) {
            for (Deed deed : open) {
                boolean candidate = acknowledged ? deed.version() == commit.version() : deed.version() < 0;
                if (candidate
                        && commit.operation()
                                .equals(OPERATIONS.get(deed.operation().kind()))
                        && deed.operation().apply(before, v -> before).equals(found)) {
                    return deed;
                }
            }
        }
        return null;
    }

    private static NavigableMap<Long, Long> rows(Table<Silver, Account> table) {
        NavigableMap<Long, Long> found = new TreeMap<>();
        try (Stream<Account> rows = table.rows()) {
            rows.forEach(row -> {
                Violation.unless(row.isWhole(), String.format(Locale.ROOT, "a row that nobody wrote: %s", row));
                Violation.unless(found.put(row.id(), row.stamp()) == null, "an id twice: " + row);
            });
        }
        return found;
    }
}
