package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TransactionId;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several writers and readers of one table, in threads and in processes. */
class TableConcurrencyTest {

    record Event(@Key String id, int writer, long value) {}

    static final TableRef<Silver, Event> EVENTS = TableRef.silver("events", Event.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<Event> all() {
        try (Stream<Event> rows = lake.table(EVENTS).rows()) {
            return rows.toList();
        }
    }

    private static List<Event> events(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Event(prefix + i, 0, i))
                .toList();
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            CyclicBarrier start = new CyclicBarrier(tasks.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(120, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void threadsThatAppendFromTheCreationOnKeepEveryRowOnce() throws Exception {
        List<Callable<Set<String>>> writers = new ArrayList<>();
        for (int writer = 0; writer < 6; writer++) {
            int id = writer;
            writers.add(() -> {
                Set<String> acknowledged = new HashSet<>();
                for (int commit = 0; commit < 6; commit++) {
                    List<Event> rows = events("w" + id + "-" + commit + "-", 5);
                    lake.table(EVENTS).append(rows);
                    rows.forEach(row -> acknowledged.add(row.id()));
                }
                return acknowledged;
            });
        }
        Set<String> acknowledged = new HashSet<>();
        together(writers).forEach(acknowledged::addAll);
        assertThat(all()).extracting(Event::id).containsExactlyInAnyOrderElementsOf(acknowledged);
        List<Commit> history = lake.table(EVENTS).history();
        assertThat(history).hasSize(36);
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i - 1).version()).isEqualTo(history.get(i).version() + 1);
            assertThat(history.get(i - 1).timestamp()).isAfter(history.get(i).timestamp());
        }
    }

    @Test
    void processesThatAppendFromTheCreationOnKeepEveryRowOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        List<Path> outputs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Path output = folder.resolve("out" + i);
            outputs.add(output);
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "--add-opens=java.base/java.nio=ALL-UNNAMED",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            AppendingProcess.class.getName(),
                            folder.resolve("shared").toString(),
                            String.valueOf(i),
                            "8")
                    .redirectOutput(output.toFile())
                    .redirectError(new File(output + ".err"))
                    .start());
        }
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i).waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.get(i).exitValue())
                    .as(Files.readString(Path.of(outputs.get(i) + ".err")))
                    .isZero();
            acknowledged.addAll(Files.readAllLines(outputs.get(i), StandardCharsets.UTF_8));
        }
        try (Lakehouse shared = Lakehouse.open(folder.resolve("shared"));
                Stream<Event> rows = shared.table(EVENTS).rows()) {
            assertThat(rows.map(Event::id)).containsExactlyInAnyOrderElementsOf(acknowledged);
            assertThat(acknowledged).hasSize(4 * 8 * 3);
            assertThat(shared.table(EVENTS).history()).hasSize(32);
        }
    }

    @Test
    void concurrentUpsertsOfOneNewKeyLeaveOneRow() throws Exception {
        for (int round = 0; round < 4; round++) {
            String key = "k" + round;
            List<Callable<Commit>> writers = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                int id = writer;
                writers.add(() -> lake.table(EVENTS).upsert(List.of(new Event(key, id, id))));
            }
            List<Commit> commits = together(writers);
            assertThat(commits).extracting(Commit::version).doesNotHaveDuplicates();
            assertThat(all()).filteredOn(event -> event.id().equals(key)).hasSize(1);
        }
        assertThat(all()).hasSize(4);
    }

    @Test
    void overwriteBuiltOnAnOldVersionIsRefusedAndLosesNothing() {
        Table<Silver, Event> table = lake.table(EVENTS);
        table.append(events("a", 3));
        TableSnapshot base = table.snapshot();
        table.append(events("b", 2));
        assertThatThrownBy(() -> table.overwriteFrom(base, events("c", 1).stream()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("version 1")
                .hasMessageContaining("version 0");
        assertThat(table.count()).isEqualTo(5);
        table.overwriteFrom(table.snapshot(), events("c", 1).stream());
        assertThat(all()).extracting(Event::id).containsExactly("c0");
    }

    @Test
    void overwriteDoesNotSwallowAnAppendThatCameWhileItsRowsWereComputed() {
        Table<Silver, Event> table = lake.table(EVENTS);
        table.append(events("a", 3));
        assertThatThrownBy(() -> table.overwrite(events("c", 2).stream().peek(event -> {
                    if (event.id().equals("c1")) {
                        table.append(events("b", 2));
                    }
                })))
                .isInstanceOf(ConflictException.class);
        assertThat(all()).extracting(Event::id).containsExactlyInAnyOrder("a0", "a1", "a2", "b0", "b1");
    }

    @Test
    void mixedWritersKeepTheRowsThatNobodyRemoved() throws Exception {
        Table<Silver, Event> table = lake.table(EVENTS);
        table.append(events("base", 20));
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Callable<Integer>> tasks = new ArrayList<>();
        tasks.add(() -> {
            for (int i = 0; i < 6; i++) {
                table.append(events("append" + i + "-", 3));
            }
            return 0;
        });
        tasks.add(() -> {
            for (int i = 0; i < 4; i++) {
                table.upsert(List.of(new Event("base" + i, 7, 70), new Event("upsert" + i, 7, 7)));
            }
            return 0;
        });
        tasks.add(() -> {
            for (int i = 10; i < 14; i++) {
                table.deleteWhere("id = 'base" + i + "'");
            }
            return 0;
        });
        tasks.add(() -> {
            for (int i = 0; i < 3; i++) {
                table.optimize();
            }
            return 0;
        });
        ExecutorService readers = Executors.newSingleThreadExecutor();
        Future<Integer> reads = readers.submit(() -> {
            int count = 0;
            while (writing.get()) {
                List<Event> seen = all();
                assertThat(seen).extracting(Event::id).doesNotHaveDuplicates();
                try (Stream<Event> some = lake.sql("select * from silver.events where value >= 0", Event.class)) {
                    assertThat(some.count()).isGreaterThanOrEqualTo(16);
                }
                count++;
            }
            return count;
        });
        try {
            together(tasks);
        } finally {
            writing.set(false);
            readers.shutdown();
        }
        assertThat(reads.get(60, TimeUnit.SECONDS)).isPositive();
        List<String> expected = new ArrayList<>();
        IntStream.range(0, 20).filter(i -> i < 10 || i > 13).forEach(i -> expected.add("base" + i));
        IntStream.range(0, 4).forEach(i -> expected.add("upsert" + i));
        IntStream.range(0, 18).forEach(i -> expected.add("append" + i / 3 + "-" + i % 3));
        List<Event> rows = all();
        assertThat(rows).extracting(Event::id).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows).filteredOn(event -> event.value() == 70).hasSize(4);
        // What the writers saw is what a fresh reader of the log sees.
        try (Lakehouse other = Lakehouse.open(lake.root())) {
            assertThat(other.table(EVENTS).snapshot().files())
                    .extracting(DataFile::logPath)
                    .containsExactlyInAnyOrderElementsOf(table.snapshot().files().stream()
                            .map(DataFile::logPath)
                            .toList());
        }
    }

    @Test
    void oneTransactionIdIsCommittedOnce() throws Exception {
        for (boolean created : new boolean[] {false, true}) {
            WriteOptions options = WriteOptions.defaults().withTransaction(new TransactionId("load" + created, 1));
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                writers.add(() -> {
                    try {
                        lake.table(EVENTS)
                                .append(
                                        new Query("select 't" + created + "' as id, 1 as writer, 2 as value", Map.of()),
                                        options);
                        return true;
                    } catch (ConflictException e) {
                        return false;
                    }
                });
            }
            assertThat(together(writers)).containsExactlyInAnyOrder(true, false, false, false);
            assertThat(all())
                    .filteredOn(event -> event.id().equals("t" + created))
                    .hasSize(1);
        }
    }

    @Test
    void filesThatACommitRefersToSurviveTheirSecondDelivery() throws IOException {
        Table<Silver, Event> table = lake.table(EVENTS);
        table.append(events("a", 1));
        List<DataFile> files = stage(events("b", 2));
        WriteOptions once = WriteOptions.defaults().withTransaction(new TransactionId("files", 1));
        table.append(files, once);
        table.append(events("c", 1));
        assertThatThrownBy(() -> table.append(files, once)).isInstanceOf(ConflictException.class);
        assertThat(all()).hasSize(4);
        // Without an id the same files again are the same files, not more rows.
        table.append(files, WriteOptions.defaults());
        assertThat(table.count()).isEqualTo(4);
        assertThat(all()).hasSize(4);
        // Even files that only an older version needs stay.
        table.overwrite(events("d", 1));
        assertThatThrownBy(() -> table.append(files, once)).isInstanceOf(ConflictException.class);
        assertThat(table.asOf(2).count()).isEqualTo(4);
        try (Stream<Event> rows = table.asOf(2).rows()) {
            assertThat(rows).hasSize(4);
        }
    }

    @Test
    void filesThatWereStagedInVainAreRemoved() throws IOException {
        Table<Silver, Event> table = lake.table(EVENTS);
        WriteOptions once = WriteOptions.defaults().withTransaction(new TransactionId("files", 1));
        table.append(stage(events("a", 1)), once);
        assertThatThrownBy(() -> table.append(stage(events("b", 1)), once)).isInstanceOf(ConflictException.class);
        try (Stream<Path> left = Files.list(lake.folder("silver.events"))) {
            assertThat(left.filter(file -> file.toString().endsWith(".parquet")))
                    .hasSize(1);
        }
    }

    private List<DataFile> stage(List<Event> rows) {
        try (ParquetRowWriter writer = ParquetRowWriter.open(lake.folder("silver.events"), EVENTS.schema())) {
            RecordRows source = new RecordRows(Event.class, EVENTS.schema());
            rows.forEach(row -> writer.write(source.with(row)));
            return writer.finish();
        }
    }

    @Test
    void aWriterWithAnOlderLakeSeesWhatOthersCommitted() throws ExecutionException, InterruptedException {
        try (Lakehouse other = Lakehouse.open(lake.root())) {
            for (int i = 0; i < 25; i++) {
                (i % 2 == 0 ? lake : other).table(EVENTS).append(events("r" + i + "-", 1));
                assertThat(lake.table(EVENTS).count()).isEqualTo(i + 1);
                assertThat(other.table(EVENTS).count()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void purgesBesideAppendsLoseNoRowAndBreakNoTable() throws Exception {
        Table<Silver, Event> table = lake.table(EVENTS);
        table.append(List.of(new Event("first", 0, 0)));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> purges = pool.submit(() -> {
                int refused = 0;
                while (!done.get()) {
                    try {
                        lake.store().purge(lake.folder(EVENTS.fullName()));
                    } catch (ConflictException e) {
                        refused++;
                    }
                }
                return refused;
            });
            for (int i = 0; i < 25; i++) {
                appendWhateverHappens(table, new Event("e" + i, 1, i));
            }
            done.set(true);
            assertThat(purges.get(1, TimeUnit.MINUTES)).isNotNegative();
        } finally {
            pool.shutdownNow();
        }
        lake.store().purge(lake.folder(EVENTS.fullName()));
        assertThat(table.rows().map(Event::id).toList())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("first"), IntStream.range(0, 25).mapToObj(i -> "e" + i))
                                .toList());
    }

    /** A purge takes files that are staged and not committed; the writer is told, and writes them again. */
    private static void appendWhateverHappens(Table<Silver, Event> table, Event event) {
        for (int attempt = 0; ; attempt++) {
            try {
                table.append(List.of(event));
                return;
            } catch (StorageException e) {
                assertThat(attempt).as(e.getMessage()).isLessThan(50);
            }
        }
    }
}
