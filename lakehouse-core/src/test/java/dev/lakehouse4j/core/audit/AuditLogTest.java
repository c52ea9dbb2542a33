package dev.lakehouse4j.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded stays, whoever else records, and whatever happens to the process. */
class AuditLogTest {

    private static final Instant NOON = Instant.parse("2018-05-01T12:00:00Z");

    @TempDir
    Path folder;

    private Lakehouse lake;
    private AuditLog audit;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        audit = lake.audit();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static AuditEvent event(int minute, String who, String action, String object, boolean allowed) {
        return new AuditEvent(
                NOON.plusSeconds(60L * minute), who, action, object, 7L, allowed, allowed ? null : "not granted");
    }

    private List<AuditEvent> read(AuditQuery query) {
        try (Stream<AuditEvent> events = audit.events(query)) {
            return events.toList();
        }
    }

    private List<String> objects() {
        return read(AuditQuery.all()).stream().map(AuditEvent::object).toList();
    }

    @Test
    void aLakeWithoutEventsHasNoAuditTableAndReadsAsEmpty() {
        assertThat(read(AuditQuery.all())).isEmpty();
        audit.record(List.of());
        assertThat(audit.snapshot()).isEmpty();
        assertThat(folder.resolve("lake/_system")).doesNotExist();
    }

    @Test
    void eventsComeBackAsTheyWereNewestFirst() {
        AuditEvent select = event(1, "user ana", "SELECT", "gold.fact_orders", true);
        AuditEvent strange = new AuditEvent(
                NOON.plusNanos(123_456_000), "user 'é\" <b>", "GRANT", "gold.«x»", null, false, "a\nb 'c' 𝄞");
        audit.record(List.of(select));
        audit.record(List.of(strange));
        assertThat(read(AuditQuery.all())).containsExactly(select, strange);
        try (Lakehouse again = Lakehouse.open(folder.resolve("lake"));
                Stream<AuditEvent> events = again.audit().events()) {
            assertThat(events).containsExactly(select, strange);
        }
        TableSnapshot table = audit.snapshot().orElseThrow();
        assertThat(table.properties()).containsEntry("delta.appendOnly", "true");
        assertThat(table.version()).isEqualTo(1);
    }

    @Test
    void aQueryNarrowsByWhoWhatWhereWhenAndOutcome() {
        audit.record(List.of(
                event(1, "user ana", "SELECT", "gold.fact_orders", true),
                event(2, "user ana", "SELECT", "gold.fact_orders_old", false),
                event(3, "user o'hara", "UPSERT", "silver.orders", true),
                event(4, "group g", "GRANT", "gold", true)));
        assertThat(read(AuditQuery.all().by("user o'hara")))
                .extracting(AuditEvent::object)
                .containsExactly("silver.orders");
        assertThat(read(AuditQuery.all().on("gold.fact_orders"))).hasSize(1);
        assertThat(read(AuditQuery.all().on("gold")))
                .extracting(AuditEvent::object)
                .containsExactly("gold", "gold.fact_orders_old", "gold.fact_orders");
        assertThat(read(AuditQuery.all().refused())).hasSize(1);
        assertThat(read(AuditQuery.all().action("upsert"))).hasSize(1);
        assertThat(read(AuditQuery.all().since(NOON.plusSeconds(180)))).hasSize(2);
        assertThat(read(AuditQuery.all().limit(1)))
                .extracting(AuditEvent::object)
                .containsExactly("gold");
        assertThat(read(AuditQuery.all().by("user ana").refused().limit(5))).hasSize(1);
        assertThatThrownBy(() -> AuditQuery.all().limit(0)).hasMessageContaining("one or more");
    }

    @Test
    void aLongDetailIsShortenedButNotWithinACharacter() {
        String text = "x".repeat(3_998) + "𝄞" + "y".repeat(100);
        String kept = new AuditEvent(NOON, "user ana", "SELECT", "gold.x", null, true, text).detail();
        assertThat(kept).isEqualTo("x".repeat(3_998) + "…");
    }

    @Test
    void rowsOfTheAuditCannotBeTakenAwayAlsoNotByTheOwner() {
        audit.record(List.of(event(1, "user ana", "SELECT", "gold.x", true)));
        TableSnapshot table = audit.snapshot().orElseThrow();
        assertThatThrownBy(() -> lake.store()
                        .commit(audit.folder(), Change.of("DELETE", table).removing(table.files())))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("append-only");
        assertThat(objects()).containsExactly("gold.x");
    }

    @Test
    void aPrincipalReadsItByItsRightsAndCannotWriteIt() {
        audit.record(List.of(
                event(1, "user ana", "SELECT", "gold.x", true), event(2, "user bob", "SELECT", "silver.y", false)));
        Catalog catalog = lake.catalog();
        Principal.User eva = catalog.createUser("eva");
        catalog.grant(Privilege.USE, Securable.schema("system"), eva);
        Lakehouse session = lake.as(eva);
        assertThatThrownBy(() -> session.sql(AuditQuery.all().sql(), AuditEvent.class))
                .isInstanceOf(AccessDeniedException.class);
        catalog.grant(Privilege.SELECT, Securable.table(AuditLog.TABLE), eva);
        catalog.rowFilter(AuditLog.TABLE, "principal <> 'user bob'");
        AuditQuery query =
                AuditQuery.all().action("select").since(NOON).on("gold").limit(9);

        try (Stream<AuditEvent> events = session.sql(query.sql(), AuditEvent.class)) {
            assertThat(events).extracting(AuditEvent::object).containsExactly("gold.x");
        }
        try (Stream<AuditEvent> events = session.sql(AuditQuery.all().sql(), AuditEvent.class)) {
            assertThat(events).extracting(AuditEvent::object).contains("gold.x").doesNotContain("silver.y");
        }
        TableSnapshot table = session.snapshot(AuditLog.TABLE);
        assertThatThrownBy(() -> session.store()
                        .commit(audit.folder(), Change.of("DELETE", table).removing(table.files())))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(session::audit).isInstanceOf(AccessDeniedException.class);
        assertThat(objects()).contains("gold.x", "silver.y");
    }

    @Test
    void aFailingAuditKeepsTheRowsFromARestrictedSession() throws IOException {
        lake.close();
        lake = Lakehouse.open(
                folder.resolve("lake"), LakehouseSettings.defaults().withAuditDelay(Duration.ZERO));
        audit = lake.audit();
        TableRef<Silver, Row> rows = ROWS;
        Lakehouse session = reader();
        try (Stream<Row> read = session.table(rows).rows()) {
            assertThat(read).hasSize(1);
        }
        assertThat(version()).as("noted before its rows are given").isEqualTo(2);
        Path away = folder.resolve("away");
        Files.move(audit.folder(), away);
        Files.writeString(audit.folder(), "in the way");

        assertThatThrownBy(() -> session.table(rows).rows())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("what cannot be noted is not done");
        try (Stream<Row> read = lake.table(rows).rows()) {
            assertThat(read).as("the owner's work goes on").hasSize(1);
        }
    }

    record Row(@Key int id) {}

    private static final TableRef<Silver, Row> ROWS = TableRef.silver("rows", Row.class);

    /** A session that may read one table and change nothing. */
    private Lakehouse reader() {
        lake.table(ROWS).append(List.of(new Row(1)));
        Catalog catalog = lake.catalog();
        Principal.User eva = catalog.createUser("eva");
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), eva);
        return lake.as(eva);
    }

    /** The lake with an audit whose events wait for the longest time, so that nothing but what is tested brings them to disk. */
    private Lakehouse slowReader() {
        lake.close();
        lake = Lakehouse.open(
                folder.resolve("lake"), LakehouseSettings.defaults().withAuditDelay(Duration.ofMinutes(1)));
        audit = lake.audit();
        return reader();
    }

    private static void readAll(Lakehouse session) {
        try (Stream<Row> read = session.table(ROWS).rows()) {
            assertThat(read).hasSize(1);
        }
    }

    private long version() {
        return new DeltaTableStore().latest(audit.folder()).orElseThrow().version();
    }

    @Test
    void readsAreWrittenTogetherAndAReaderOfTheAuditSeesThemAll() {
        Lakehouse session = slowReader();
        long before = version();
        for (int i = 0; i < 20; i++) {
            readAll(session);
        }
        assertThat(version()).as("reads wait").isEqualTo(before);
        assertThat(read(AuditQuery.all().by("user eva"))).hasSize(20);
        assertThat(version()).as("one commit for all").isEqualTo(before + 1);

        readAll(session);
        lake.catalog().grant(Privilege.SELECT, Securable.table("system.audit"), new Principal.User("eva"));
        lake.catalog().grant(Privilege.USE, Securable.schema("system"), new Principal.User("eva"));
        try (Stream<AuditEvent> events =
                session.sql(AuditQuery.all().by("user eva").action("SELECT").sql(), AuditEvent.class)) {
            assertThat(events.filter(event -> event.object().equals("silver.rows")))
                    .hasSize(21);
        }
    }

    @Test
    void whatIsRefusedOrChangedIsWrittenAtOnceWithTheReadsBeforeIt() {
        Lakehouse session = slowReader();
        long before = version();
        readAll(session);
        assertThatThrownBy(() -> session.query("select * from gold.secret")).isInstanceOf(AccessDeniedException.class);
        assertThat(version()).isEqualTo(before + 1);

        lake.catalog().grant(Privilege.MODIFY, Securable.table("silver.rows"), new Principal.User("eva"));
        long granted = version();
        readAll(session);
        session.table(ROWS).append(List.of(new Row(2)));
        assertThat(version()).isEqualTo(granted + 1);
        assertThat(objects()).contains("gold.secret");
    }

    @Test
    void statementsThatAreNoneAreRefusedOnRecordWithoutTheirText() {
        Lakehouse session = slowReader();
        assertThatThrownBy(() -> session.query("copy silver.rows to '/tmp/stolen.csv'"))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> session.query("select * from '/tmp/stolen.csv'"))
                .isInstanceOf(TableNotFoundException.class);
        assertThat(read(AuditQuery.all().by("user eva").refused()))
                .extracting(AuditEvent::detail)
                .anyMatch(detail -> String.valueOf(detail).contains("not a SELECT statement"))
                .noneMatch(detail -> String.valueOf(detail).contains("copy silver.rows"));
    }

    @Test
    void anEndedSessionIsOnRecordAndSoIsAClosedLake() {
        Lakehouse session = slowReader();
        long before = version();
        readAll(session);
        session.close();
        assertThat(version()).isEqualTo(before + 1);
        readAll(lake.as(new Principal.User("eva")));
        lake.close();
        assertThat(version()).isEqualTo(before + 2);
    }

    @Test
    void manyReadsDoNotWaitForTheTime() {
        slowReader();
        long before = version();
        for (int i = 0; i <= AuditBuffer.MOST_WAITING; i++) {
            audit.recordSoon(List.of(event(i, "user ana", "SELECT", "gold.t", true)));
        }
        assertThat(version()).isEqualTo(before + 1);
    }

    @Test
    void readsReachTheDiskByThemselves() throws Exception {
        lake.close();
        lake = Lakehouse.open(
                folder.resolve("lake"), LakehouseSettings.defaults().withAuditDelay(Duration.ofMillis(20)));
        audit = lake.audit();
        Lakehouse session = reader();
        long before = version();
        readAll(session);
        for (int i = 0; i < 500 && version() == before; i++) {
            Thread.sleep(20);
        }
        assertThat(version()).isGreaterThan(before);
    }

    @Test
    void whenReadsCannotBeWrittenTheNextStatementGetsNothingAndNoneIsLost() throws IOException {
        Lakehouse session = slowReader();
        Path away = folder.resolve("away");
        Files.move(audit.folder(), away);
        Files.writeString(audit.folder(), "in the way");
        readAll(session);
        assertThatThrownBy(audit::flush).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> readAll(session)).hasMessageContaining("what cannot be noted is not done");
        Files.delete(audit.folder());
        Files.move(away, audit.folder());
        readAll(session);
        assertThat(read(AuditQuery.all().by("user eva").action("SELECT"))).hasSize(2);
    }

    @Test
    void anAuditThatWaitsLongIsRefused() {
        assertThatThrownBy(() -> LakehouseSettings.defaults().withAuditDelay(Duration.ofMinutes(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 60 seconds");
    }

    @Test
    void theFilesOfTheAuditDoNotGrowWithoutBounds() {
        AuditWriter writer = new AuditWriter(audit.folder(), lake.engine(), new DeltaTableStore(), Duration.ZERO);
        for (int i = 0; i < 2 * AuditWriter.MERGE_FILES; i++) {
            writer.write(List.of(event(i, "user ana", "SELECT", "gold.t" + i, true)));
        }
        // Merged files and the log's entries about them are gone; what is left is one generation.
        assertThat(audit.folder().toFile().list()).hasSizeLessThan(AuditWriter.MERGE_FILES + 10);
        assertThat(audit.folder().resolve("_delta_log").toFile().list()).hasSizeLessThan(2 * AuditWriter.MERGE_FILES);
        assertThat(objects()).hasSize(2 * AuditWriter.MERGE_FILES);
    }

    @Test
    void smallFilesAreMergedWithoutLosingAnEvent() {
        int events = AuditWriter.MERGE_FILES + 3;
        for (int i = 0; i < events; i++) {
            audit.record(List.of(event(i, "user ana", "SELECT", "gold.t" + i, true)));
        }
        assertThat(audit.snapshot().orElseThrow().files()).hasSize(4);
        assertThat(objects())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, events).mapToObj(i -> "gold.t" + i).toList());
    }

    @Test
    void threadsShareCommitsAndLoseNothing() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int id = thread;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        String object = "gold.t" + id + "_" + i;
                        audit.record(List.of(event(i, "user u" + id, "SELECT", object, true)));
                        acknowledged.add(object);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(acknowledged).hasSize(80);
        assertThat(objects()).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(audit.snapshot().orElseThrow().version()).isLessThan(79);
    }

    @Test
    void processesWriteTogetherFromTheCreationOnAndOneThatIsKilledTearsNothing() throws Exception {
        Process first = start("a", 12);
        Process second = start("b", 12);
        Process killed = start("k", 100_000);
        awaitLines(folder.resolve("out-k"), 3);
        killed.destroyForcibly();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue())
                .as(Files.readString(folder.resolve("err-a")))
                .isZero();
        assertThat(second.exitValue())
                .as(Files.readString(folder.resolve("err-b")))
                .isZero();
        List<String> acknowledged = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            acknowledged.addAll(lines(folder.resolve("out-" + name)));
        }
        assertThat(acknowledged).hasSize(24);
        acknowledged.addAll(lines(folder.resolve("out-k")));
        List<String> recorded = objects();
        assertThat(recorded).containsAll(acknowledged).doesNotHaveDuplicates();
        // The last one may be on disk though the process was killed before it could say so.
        assertThat(recorded.size() - acknowledged.size()).isBetween(0, 1);
        audit.record(List.of(event(1, "user ana", "SELECT", "gold.afterwards", true)));
        assertThat(objects()).hasSize(recorded.size() + 1);
    }

    private Process start(String name, int events) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditingProcess.class.getName(),
                        folder.resolve("lake").toString(),
                        name,
                        String.valueOf(events))
                .redirectOutput(folder.resolve("out-" + name).toFile())
                .redirectError(folder.resolve("err-" + name).toFile())
                .start();
    }

    /** Whole lines; a process that is killed may leave a part of one. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static void awaitLines(Path file, int count) throws Exception {
        for (int i = 0; i < 600 && lines(file).size() < count; i++) {
            Thread.sleep(100);
        }
        assertThat(lines(file)).hasSizeGreaterThanOrEqualTo(count);
    }

    @Test
    void anAuditThatCannotBeWrittenStopsTheActionAndTheOwnerIsTold() throws IOException {
        Files.createDirectories(folder.resolve("lake/_system"));
        Files.writeString(folder.resolve("lake/_system/audit"), "in the way");
        List<AuditEvent> events = List.of(event(1, "user ana", "SELECT", "gold.x", true));
        assertThatThrownBy(() -> audit.record(events))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Cannot take note of an action in the audit at")
                .hasMessageContaining("what cannot be noted is not done");
        assertThat(audit.recordOrWarn(events)).isFalse();
        Files.delete(folder.resolve("lake/_system/audit"));
        assertThat(audit.recordOrWarn(events)).isTrue();
        assertThat(objects()).containsExactly("gold.x");
    }

    @Test
    void aFileOfTheAuditThatIsGoneStopsTheReaderInsteadOfLeavingEventsOut() throws IOException {
        audit.record(List.of(event(1, "user ana", "SELECT", "gold.x", true)));
        Path file = audit.snapshot().orElseThrow().files().get(0).resolve(audit.folder());
        Files.delete(file);
        assertThatThrownBy(() -> read(AuditQuery.all())).isInstanceOf(RuntimeException.class);
    }
}
