package dev.lakehouse4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import dev.lakehouse4j.core.storage.TransactionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link TableStore} does, as tests: extend it, and make a store.
 *
 * <p>The {@code supports…} gates say what a store cannot do. A closed gate is tested, too: the store must refuse with an
 * {@link UnsupportedFeatureException}, so a forgotten gate fails.
 */
public abstract class TableStoreContract {

    private static final int THREADS = 4;
    private static final int COMMITS_PER_THREAD = 5;

    private TableStore store;
    private Path root;

    /** A row of the tables that the tests write. */
    private record Item(@Key String itemId, long amount) {}

    private static final TableSchema SCHEMA = TableSchema.of(Item.class);

    /** Prepares the contract for a subclass. */
    protected TableStoreContract() {
        // The fields are set before each test.
    }

    /**
     * Makes a store; stores made by several calls see the same tables.
     *
     * @return a new store
     */
    protected abstract TableStore createStore();

    /**
     * Whether older versions can be read.
     *
     * @return true unless overridden
     */
    protected boolean supportsTimeTravel() {
        return true;
    }

    /**
     * Whether unneeded files can be deleted.
     *
     * @return true unless overridden
     */
    protected boolean supportsVacuum() {
        return true;
    }

    /**
     * Whether the schema of a table may change.
     *
     * @return true unless overridden
     */
    protected boolean supportsSchemaChange() {
        return true;
    }

    /**
     * Whether several writers may commit to a table at the same time.
     *
     * @return true unless overridden; there is no refusal to test where it is false
     */
    protected boolean supportsConcurrentWriters() {
        return true;
    }

    @BeforeEach
    void prepare(@TempDir Path folder) {
        store = createStore();
        root = folder.resolve("items");
    }

    @Test
    void aFolderThatNobodyWroteToHoldsNoTable() {
        assertThat(store.exists(root)).isFalse();
        assertThat(store.latest(root)).isEmpty();
        assertThat(store.transactionVersion(root, "ingest")).isEmpty();
        assertThatThrownBy(() -> store.history(root)).isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> store.atVersion(root, 0)).isInstanceOf(TableNotFoundException.class);
    }

    @Test
    void aTableIsCreatedWithItsFirstRowsAsVersionZero() {
        List<DataFile> files = files(3);

        Commit commit = store.commit(root, Change.create("APPEND", SCHEMA).adding(files));

        assertThat(commit.version()).isZero();
        assertThat(commit.operation()).isEqualTo("APPEND");
        assertThat(store.exists(root)).isTrue();
        TableSnapshot snapshot = latest();
        assertThat(snapshot.version()).isZero();
        assertThat(snapshot.schema()).isEqualTo(SCHEMA);
        assertThat(snapshot.rowCount()).isEqualTo(3);
        assertThat(paths(snapshot)).isEqualTo(paths(files));
        assertThat(snapshot.sizeBytes()).isPositive();
    }

    @Test
    void aTableMayBeCreatedWithoutRows() {
        store.commit(root, Change.create("CREATE", SCHEMA));

        assertThat(latest().files()).isEmpty();
        assertThat(latest().rowCount()).isZero();
        assertThat(latest().schema()).isEqualTo(SCHEMA);
    }

    @Test
    void aTableIsCreatedOnce() {
        create(1);

        assertThatThrownBy(
                        () -> store.commit(root, Change.create("APPEND", SCHEMA).adding(files(2))))
                .isInstanceOf(ConflictException.class);
        assertThat(latest().version()).isZero();
        assertThat(latest().rowCount()).isEqualTo(1);
    }

    @Test
    void anAppendAddsFiles() {
        create(1);
        TableSnapshot base = latest();
        List<DataFile> more = files(2);

        Commit commit = store.commit(root, Change.of("APPEND", base).adding(more));

        assertThat(commit.version()).isEqualTo(1);
        assertThat(latest().rowCount()).isEqualTo(3);
        assertThat(paths(latest())).containsAll(paths(base)).containsAll(paths(more));
    }

    @Test
    void anOverwriteReplacesAllFiles() {
        create(2);
        TableSnapshot base = latest();
        List<DataFile> fresh = files(5);

        store.commit(root, Change.of("OVERWRITE", base).removing(base.files()).adding(fresh));

        assertThat(paths(latest())).isEqualTo(paths(fresh));
        assertThat(latest().rowCount()).isEqualTo(5);
    }

    @Test
    void aChangeMayRemoveAllFiles() {
        create(2);
        TableSnapshot base = latest();

        store.commit(root, Change.of("DELETE", base).removing(base.files()));

        assertThat(latest().files()).isEmpty();
        assertThat(latest().schema()).isEqualTo(SCHEMA);
    }

    @Test
    void aChangeOfAnOlderVersionIsRefused() {
        create(1);
        TableSnapshot stale = latest();
        store.commit(root, Change.of("APPEND", stale).adding(files(1)));

        assertThatThrownBy(() -> store.commit(
                        root,
                        Change.of("OVERWRITE", stale).removing(stale.files()).adding(files(7))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store.commit(root, Change.of("APPEND", stale).adding(files(7))))
                .isInstanceOf(ConflictException.class);
        assertThat(latest().version()).isEqualTo(1);
        assertThat(latest().rowCount()).isEqualTo(2);
    }

    @Test
    void aBlindAppendFollowsOnAnyVersion() {
        create(1);
        TableSnapshot stale = latest();
        store.commit(root, Change.of("APPEND", stale).adding(files(1)));

        Commit commit =
                store.commit(root, Change.of("APPEND", stale).adding(files(1)).asBlindAppend());

        assertThat(commit.version()).isEqualTo(2);
        assertThat(latest().version()).isEqualTo(2);
        assertThat(latest().rowCount()).isEqualTo(3);
    }

    @Test
    void aTransactionIsCommittedOnce() {
        create(1);
        store.commit(
                root, Change.of("APPEND", latest()).adding(files(1)).withTransaction(new TransactionId("ingest", 7)));

        assertThat(store.transactionVersion(root, "ingest")).hasValue(7);
        assertThat(store.transactionVersion(root, "another")).isEmpty();
        for (long version : List.of(7L, 6L)) {
            Change again = Change.of("APPEND", latest())
                    .adding(files(1))
                    .withTransaction(new TransactionId("ingest", version));
            assertThatThrownBy(() -> store.commit(root, again)).isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> store.commit(root, again.asBlindAppend())).isInstanceOf(ConflictException.class);
        }
        assertThat(latest().rowCount()).isEqualTo(2);

        store.commit(
                root, Change.of("APPEND", latest()).adding(files(1)).withTransaction(new TransactionId("ingest", 8)));
        store.commit(
                root, Change.of("APPEND", latest()).adding(files(1)).withTransaction(new TransactionId("another", 1)));
        assertThat(store.transactionVersion(root, "ingest")).hasValue(8);
        assertThat(store.transactionVersion(root, "another")).hasValue(1);
    }

    @Test
    void theCommitThatCreatesATableMayHoldATransaction() {
        store.commit(
                root, Change.create("APPEND", SCHEMA).adding(files(1)).withTransaction(new TransactionId("ingest", 1)));

        assertThat(store.transactionVersion(root, "ingest")).hasValue(1);
        assertThat(latest().schema()).isEqualTo(SCHEMA);
        Change again = Change.of("APPEND", latest()).adding(files(1)).withTransaction(new TransactionId("ingest", 1));
        assertThatThrownBy(() -> store.commit(root, again)).isInstanceOf(ConflictException.class);
    }

    @Test
    void theHistoryTellsNewestFirstWhatWasDone() {
        Instant before = Instant.now().minusSeconds(2);
        create(2);
        TableSnapshot base = latest();
        Commit last = store.commit(
                root,
                Change.of("DELETE", base)
                        .removing(base.files())
                        .adding(files(1))
                        .withParameter("predicate", "amount > 'x'"));

        List<Commit> history = store.history(root);

        assertThat(history).extracting(Commit::version).containsExactly(1L, 0L);
        assertThat(history).extracting(Commit::operation).containsExactly("DELETE", "APPEND");
        assertThat(history.get(0)).isEqualTo(last);
        assertThat(history.get(0).parameters()).containsEntry("predicate", "amount > 'x'");
        assertThat(history.get(0).metrics())
                .containsEntry("numAddedFiles", "1")
                .containsEntry("numRemovedFiles", "1")
                .containsEntry("numOutputRows", "1");
        assertThat(history.get(0).writer()).isNotEmpty();
        assertThat(history.get(1).timestamp()).isBetween(before, history.get(0).timestamp());
        assertThat(store.history(root, 1)).containsExactly(history.get(0));
    }

    @Test
    void anOlderVersionIsReadAsItWas() {
        create(1);
        TableSnapshot first = latest();
        store.commit(root, Change.of("OVERWRITE", first).removing(first.files()).adding(files(4)));

        whereSupported(supportsTimeTravel(), () -> store.atVersion(root, 0), () -> {
            TableSnapshot then = store.atVersion(root, 0);
            assertThat(then.version()).isZero();
            assertThat(then.rowCount()).isEqualTo(1);
            assertThat(paths(then)).isEqualTo(paths(first));
            assertThat(paths(store.atVersion(root, 1))).isEqualTo(paths(latest()));
            assertThatThrownBy(() -> store.atVersion(root, 2)).isInstanceOf(TableNotFoundException.class);
        });
    }

    @Test
    void theVersionAtAnInstantIsTheNewestThatWasCommittedByThen() {
        Commit first = create(1);
        pauseAfter(first);
        Commit second = store.commit(root, Change.of("APPEND", latest()).adding(files(1)));
        pauseAfter(second);
        Commit third = store.commit(root, Change.of("APPEND", latest()).adding(files(1)));

        whereSupported(supportsTimeTravel(), () -> store.atInstant(root, first.timestamp()), () -> {
            for (Commit commit : List.of(first, second, third)) {
                assertThat(store.atInstant(root, commit.timestamp()).version()).isEqualTo(commit.version());
            }
            assertThat(store.atInstant(root, third.timestamp().minusMillis(1)).version())
                    .isEqualTo(1);
            assertThat(store.atInstant(root, third.timestamp().plus(Duration.ofDays(1)))
                            .version())
                    .isEqualTo(2);
            assertThatThrownBy(() -> store.atInstant(root, first.timestamp().minus(Duration.ofDays(1))))
                    .isInstanceOf(TableNotFoundException.class);
        });
    }

    @Test
    void anOlderVersionIsRestoredByAChange() {
        create(2);
        TableSnapshot first = latest();
        store.commit(root, Change.of("OVERWRITE", first).removing(first.files()).adding(files(5)));
        TableSnapshot second = latest();

        Commit commit = store.commit(
                root, Change.of("RESTORE", second).removing(second.files()).adding(first.files()));

        assertThat(commit.version()).isEqualTo(2);
        assertThat(paths(latest())).isEqualTo(paths(first));
        assertThat(latest().rowCount()).isEqualTo(2);
        assertThat(paths(createStore().latest(root).orElseThrow())).isEqualTo(paths(first));
    }

    @Test
    void theSchemaChangesWithACommitAndOlderVersionsKeepTheirs() {
        create(1);
        TableSchema wider = SCHEMA.plus(List.of(Column.nullable("note", ColumnType.Primitive.STRING)));
        Change change = Change.of("ALTER", latest()).withSchema(wider);

        whereSupported(supportsSchemaChange(), () -> store.commit(root, change), () -> {
            store.commit(root, change);
            assertThat(latest().schema()).isEqualTo(wider);
            assertThat(latest().rowCount()).isEqualTo(1);
            assertThat(createStore().latest(root).orElseThrow().schema()).isEqualTo(wider);
            if (supportsTimeTravel()) {
                assertThat(store.atVersion(root, 0).schema()).isEqualTo(SCHEMA);
            }
        });
    }

    @Test
    void propertiesStayUntilTheyAreSetAnew() {
        store.commit(root, Change.create("CREATE", SCHEMA).withProperties(Map.of("app.source", "a", "app.kept", "k")));
        store.commit(root, Change.of("SET", latest()).withProperties(Map.of("app.source", "b")));

        assertThat(latest().properties()).containsEntry("app.source", "b").containsEntry("app.kept", "k");
        assertThat(createStore().latest(root).orElseThrow().properties())
                .containsEntry("app.source", "b")
                .containsEntry("app.kept", "k");
        assertThat(latest().schema()).isEqualTo(SCHEMA);
    }

    @Test
    void anotherStoreSeesWhatIsCommittedAndTheFirstSeesWhatTheOtherCommits() {
        create(1);
        TableSnapshot mine = latest();
        TableStore other = createStore();

        assertSame(other.latest(root).orElseThrow(), mine);
        other.commit(root, Change.of("APPEND", mine).adding(files(1)));

        assertThat(latest().version()).isEqualTo(1);
        assertThat(latest().rowCount()).isEqualTo(2);
    }

    @Test
    void theSnapshotAfterACommitIsTheOneThatAnotherStoreReads() {
        create(2);
        TableSnapshot base = latest();
        store.commit(root, Change.of("OVERWRITE", base).removing(base.files()).adding(files(3)));

        assertSame(createStore().latest(root).orElseThrow(), latest());
    }

    @Test
    void aLongHistoryReadsLikeAShortOne() {
        create(1);
        int commits = 25; // beyond the interval of checkpoints
        for (int i = 0; i < commits; i++) {
            store.commit(root, Change.of("APPEND", latest()).adding(files(1)));
        }

        TableSnapshot read = createStore().latest(root).orElseThrow();
        assertSame(read, latest());
        assertThat(read.version()).isEqualTo(commits);
        assertThat(read.rowCount()).isEqualTo(commits + 1);
        if (supportsTimeTravel()) {
            assertThat(createStore().atVersion(root, 12).rowCount()).isEqualTo(13);
        }
    }

    @Test
    void aVacuumDeletesWhatNoVersionNeedsAndKeepsTheRest() {
        create(1);
        TableSnapshot first = latest();
        List<DataFile> neverCommitted = files(1);
        Commit last = store.commit(
                root, Change.of("OVERWRITE", first).removing(first.files()).adding(files(2)));
        pauseAfter(last);

        whereSupported(supportsVacuum(), () -> store.vacuum(root, Duration.ZERO), () -> {
            assertThat(store.vacuum(root, Duration.ofDays(7))).isEmpty();
            assertThat(allFilesOf(first)).allMatch(Files::exists);

            List<Path> deleted = store.vacuum(root, Duration.ZERO);

            assertThat(deleted).allMatch(path -> !path.isAbsolute());
            assertThat(deleted.stream().map(root::resolve).toList())
                    .containsExactlyInAnyOrderElementsOf(List.of(
                            first.files().get(0).resolve(root),
                            neverCommitted.get(0).resolve(root)));
            assertThat(allFilesOf(first)).noneMatch(Files::exists);
            assertThat(allFilesOf(latest())).isNotEmpty().allMatch(Files::exists);
            assertSame(createStore().latest(root).orElseThrow(), latest());
            assertThat(store.vacuum(root, Duration.ZERO)).isEmpty();
            assertThatThrownBy(() -> store.vacuum(root, Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void blindAppendsOfSeveralThreadsGetVersionsOfTheirOwn() {
        create(1);
        TableSnapshot base = latest();
        if (!supportsConcurrentWriters()) {
            return;
        }

        List<List<Commit>> commits = together(thread -> () -> {
            List<Commit> mine = new ArrayList<>();
            for (int i = 0; i < COMMITS_PER_THREAD; i++) {
                mine.add(store.commit(
                        root, Change.of("APPEND", base).adding(files(1)).asBlindAppend()));
            }
            return mine;
        });

        int all = THREADS * COMMITS_PER_THREAD;
        assertThat(commits.stream().flatMap(List::stream).map(Commit::version))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, all).boxed().toList());
        assertThat(latest().version()).isEqualTo(all);
        assertThat(latest().rowCount()).isEqualTo(all + 1);
        assertThat(createStore().latest(root).orElseThrow().rowCount()).isEqualTo(all + 1);
    }

    @Test
    void ofSeveralChangesOfOneVersionOneIsCommitted() {
        create(1);
        TableSnapshot base = latest();
        if (!supportsConcurrentWriters()) {
            return;
        }

        List<Boolean> won = together(thread -> () ->
                tryCommit(Change.of("OVERWRITE", base).removing(base.files()).adding(files(thread + 10))));

        assertThat(won).containsOnlyOnce(true);
        assertThat(latest().version()).isEqualTo(1);
        assertThat(latest().rowCount()).isEqualTo(won.indexOf(true) + 10);
    }

    @Test
    void ofSeveralWritersThatCreateATableOneDoes() {
        if (!supportsConcurrentWriters()) {
            return;
        }

        List<Boolean> won = together(
                thread -> () -> tryCommit(Change.create("APPEND", SCHEMA).adding(files(thread + 10))));

        assertThat(won).containsOnlyOnce(true);
        assertThat(latest().version()).isZero();
        assertThat(latest().rowCount()).isEqualTo(won.indexOf(true) + 10);
    }

    @Test
    void ofSeveralWritersOfOneTransactionOneCommitsIt() {
        create(1);
        TableSnapshot base = latest();
        if (!supportsConcurrentWriters()) {
            return;
        }

        List<Boolean> won = together(thread -> () -> tryCommit(Change.of("APPEND", base)
                .adding(files(10))
                .asBlindAppend()
                .withTransaction(new TransactionId("ingest", 1))));

        assertThat(won).containsOnlyOnce(true);
        assertThat(latest().rowCount()).isEqualTo(11);
    }

    /** Files are in no particular order, and a log keeps milliseconds. */
    private static void assertSame(TableSnapshot actual, TableSnapshot expected) {
        assertThat(comparable(actual)).isEqualTo(comparable(expected));
    }

    private static TableSnapshot comparable(TableSnapshot snapshot) {
        return new TableSnapshot(
                snapshot.root(),
                snapshot.version(),
                snapshot.timestamp().truncatedTo(ChronoUnit.MILLIS),
                snapshot.schema(),
                snapshot.files().stream()
                        .sorted(Comparator.comparing(DataFile::logPath))
                        .toList(),
                snapshot.properties(),
                snapshot.partitionColumns());
    }

    private boolean tryCommit(Change change) {
        try {
            store.commit(root, change);
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }

    /** Runs a task per thread, all begun at the same moment. */
    private static <T> List<T> together(java.util.function.IntFunction<Callable<T>> tasks) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> running = IntStream.range(0, THREADS)
                    .mapToObj(thread -> pool.submit(() -> {
                        start.await();
                        return tasks.apply(thread).call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> task : running) {
                results.add(task.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("A writer failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Where a gate is closed, the store must refuse. */
    private static void whereSupported(boolean supported, ThrowingCallable attempt, Runnable test) {
        if (supported) {
            test.run();
        } else {
            assertThatThrownBy(attempt).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private Commit create(int rows) {
        return store.commit(root, Change.create("APPEND", SCHEMA).adding(files(rows)));
    }

    private TableSnapshot latest() {
        Supplier<AssertionError> missing = () -> new AssertionError("There is no table at " + root);
        return store.latest(root).orElseThrow(missing);
    }

    /** One data file with so many rows, not committed yet. */
    private List<DataFile> files(int rows) {
        try (ParquetRowWriter writer = ParquetRowWriter.open(root, SCHEMA)) {
            RecordRows source = new RecordRows(Item.class, SCHEMA);
            for (int i = 0; i < rows; i++) {
                writer.write(source.with(new Item("item-" + i, i)));
            }
            return writer.finish();
        }
    }

    private List<Path> allFilesOf(TableSnapshot snapshot) {
        return snapshot.files().stream().map(file -> file.resolve(root)).toList();
    }

    private static List<String> paths(TableSnapshot snapshot) {
        return paths(snapshot.files());
    }

    private static List<String> paths(List<DataFile> files) {
        return files.stream().map(DataFile::logPath).sorted().toList();
    }

    /** Lets the clock go on, so that the next commit has a later time stamp. */
    private static void pauseAfter(Commit commit) {
        Instant later = commit.timestamp().plusMillis(20);
        try {
            while (!Instant.now().isAfter(later)) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted", e);
        }
    }
}
