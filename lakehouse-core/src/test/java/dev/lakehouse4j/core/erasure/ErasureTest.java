package dev.lakehouse4j.core.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.audit.AuditEvent;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.erasure.ErasureReport.Reason;
import dev.lakehouse4j.core.erasure.ErasureReport.Status;
import dev.lakehouse4j.core.erasure.ErasureReport.TableErasure;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.TransactionId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting a person; what is left is looked for by DuckDB and by the bytes, not by the search under test. */
class ErasureTest {

    record RawCustomer(
            @Nullable String person,
            @Nullable String customer,
            @Nullable String city) {}

    record Customer(@Key String customer, String person) {}

    record Order(@Key String orderId, String customer, long amount) {}

    record DimCustomer(@Key long customerKey, String person) {}

    record Fact(@Key String orderId, long customerKey) {}

    record Bad(String rawText, String reason) {}

    record Note(@Key int id, String text) {}

    private static final TableRef<Bronze, RawCustomer> RAW = TableRef.bronze("customers", RawCustomer.class);
    private static final TableRef<Bronze, Bad> BAD = TableRef.bronze("customers_quarantine", Bad.class);
    private static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);
    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    private static final TableRef<Gold, DimCustomer> DIM = TableRef.gold("dim_customers", DimCustomer.class);
    private static final TableRef<Gold, Fact> FACTS = TableRef.gold("fact_orders", Fact.class);
    private static final TableRef<Silver, Note> NOTES = TableRef.silver("notes", Note.class);

    private static final String PERSON = "person-ana-0001";
    private static final long KEY = 7_700_000_000_000_001L;
    private static final List<String> IDENTIFIERS =
            List.of(PERSON, "customer-a-1", "customer-a-2", "order-a-1", "order-a-2", "order-a-3");

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

    private static ErasurePlan plan() {
        return ErasurePlan.forSubject("person")
                .rows(FACTS, "customer_key") // declared before what gives the key, on purpose
                .giving("order_id")
                .rows(ORDERS, "customer")
                .giving("order_id")
                .rows(RAW, "person")
                .giving("customer")
                .rows(CUSTOMERS, "person")
                .giving("customer")
                .rows(DIM, "person")
                .giving("customer_key")
                .rows("gold.segments", "person")
                .derivedFolders("report")
                .build();
    }

    /** Two persons, each with two customer ids; Ana has three orders, and stands in every corner of the lake. */
    private void fill() throws IOException {
        lake.table(RAW)
                .append(
                        new Query(
                                "select * from (values ('person-ana-0001', ' customer-a-1', 'x'), ('person-ana-0001 ',"
                                        + " 'customer-a-2', 'y'), ('person-bob-0002', 'customer-b-1', 'z'), (null, ' ', 'w'))"
                                        + " t(person, customer, city)",
                                Map.of()),
                        WriteOptions.defaults().withTransaction(new TransactionId("ingest:customers.csv", 7, -1)));
        lake.table(CUSTOMERS)
                .append(List.of(
                        new Customer("customer-a-1", PERSON),
                        new Customer("customer-a-2", PERSON),
                        new Customer("customer-b-1", "person-bob-0002")));
        Table<Silver, Order> orders = lake.table(ORDERS);
        orders.append(List.of(new Order("order-a-1", "customer-a-1", 1), new Order("order-b-1", "customer-b-1", 2)));
        orders.append(List.of(new Order("order-a-2", "customer-a-2", 3)));
        orders.append(List.of(new Order("order-b-2", "customer-b-1", 4)));
        orders.upsert(List.of(new Order("order-a-1", "customer-a-1", 5)));
        lake.table(DIM).append(List.of(new DimCustomer(KEY, PERSON), new DimCustomer(8L << 40, "person-bob-0002")));
        // The order a-3 is known to the facts alone.
        lake.table(FACTS)
                .append(List.of(
                        new Fact("order-a-1", KEY), new Fact("order-a-3", KEY), new Fact("order-b-1", 8L << 40)));
        lake.table(FACTS).deleteWhere("order_id = 'order-a-1'"); // the log names an identifier
        lake.table(BAD)
                .append(List.of(
                        new Bad("customer-a-1;\"broken", "unclosed quote"), new Bad("customer-b-1;x", "too few")));
        Files.createDirectories(lake.root().resolve("report"));
        Files.writeString(lake.root().resolve("report/index.html"), "<p>Best customer: " + PERSON + "</p>");
        Files.writeString(lake.root().resolve("report/other.html"), "<p>Nobody</p>");
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(lake.root().resolve("report/a.json.gz")))) {
            out.write("{\"order\":\"order-a-2\"}".getBytes(StandardCharsets.UTF_8));
        }
        // What a crash left of a write: no log names it.
        Files.copy(
                lake.snapshot(ORDERS.fullName()).files().get(0).resolve(lake.folder(ORDERS.fullName())),
                lake.folder(ORDERS.fullName()).resolve("part-left.parquet"));
    }

    private Erasure erasure() {
        return Erasure.of(lake, plan());
    }

    /** Files that hold an identifier of Ana, by their bytes or by what DuckDB reads from them. */
    private List<String> holding() throws IOException, SQLException {
        List<String> holding = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(lake.root())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        List<String> values = new ArrayList<>(IDENTIFIERS);
        values.add(String.valueOf(KEY));
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            for (Path file : files) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                boolean held = values.stream().anyMatch(bytes::contains);
                if (bytes.startsWith("PAR1")) {
                    for (String value : values) {
                        held |= rows(duckDb, file, value) > 0;
                    }
                }
                if (held) {
                    holding.add(lake.root().relativize(file).toString());
                }
            }
        }
        return holding;
    }

    private static long rows(Connection duckDb, Path file, String value) throws SQLException {
        try (PreparedStatement query = duckDb.prepareStatement(
                "select count(*) from read_parquet(?) t where contains(cast(t as varchar), ?)")) {
            query.setString(1, file.toString());
            query.setString(2, value);
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void requireBobIsWhole() {
        assertThat(lake.table(RAW).count()).isEqualTo(2);
        assertThat(lake.table(CUSTOMERS).rows()).containsExactly(new Customer("customer-b-1", "person-bob-0002"));
        assertThat(lake.table(ORDERS).rows())
                .containsExactlyInAnyOrder(
                        new Order("order-b-1", "customer-b-1", 2), new Order("order-b-2", "customer-b-1", 4));
        assertThat(lake.table(FACTS).rows()).containsExactly(new Fact("order-b-1", 8L << 40));
        assertThat(lake.table(BAD).rows()).containsExactly(new Bad("customer-b-1;x", "too few"));
    }

    private static Map<String, Long> rowsByTable(ErasureReport report) {
        Map<String, Long> rows = new TreeMap<>();
        report.tables().forEach(table -> rows.put(table.table(), table.rows()));
        return rows;
    }

    @Test
    void noFileHoldsThePersonAndOthersAreWhole() throws Exception {
        fill();
        assertThat(holding()).hasSizeGreaterThan(12);

        ErasureReport report = erasure().forget(PERSON);

        assertThat(report.status()).isEqualTo(Status.ERASED);
        assertThat(holding()).isEmpty();
        requireBobIsWhole();
        assertThat(rowsByTable(report))
                .containsExactly(
                        Map.entry("bronze.customers", 2L),
                        Map.entry("bronze.customers_quarantine", 1L),
                        Map.entry("gold.dim_customers", 1L),
                        Map.entry("gold.fact_orders", 1L),
                        Map.entry("silver.customers", 2L),
                        Map.entry("silver.orders", 2L));
        assertThat(report.identifiers())
                .containsOnly(
                        Map.entry("person", 1),
                        Map.entry("customer", 2),
                        Map.entry("customer_key", 1),
                        Map.entry("order_id", 3));
        assertThat(report.files())
                .extracting(ErasureReport.FileErasure::file)
                .containsExactly("report/a.json.gz", "report/index.html");
        assertThat(lake.root().resolve("report/other.html")).exists();
        assertThat(lake.folder(ORDERS.fullName()).resolve("part-left.parquet")).doesNotExist();
        assertThat(report.proof()).isNotNull();
        assertThat(report.proof().files()).isGreaterThan(20);
        assertThat(IDENTIFIERS).noneMatch(report.toJson()::contains).noneMatch(report.summary()::contains);
    }

    @Test
    void aTableThatNeverCameIntoBeingIsNotInTheWay() throws Exception {
        fill();
        Files.createDirectories(lake.folder("silver.begun").resolve("_delta_log"));

        assertThat(erasure().forget(PERSON).status()).isEqualTo(Status.ERASED);
    }

    @Test
    void historyEndsAndTheMarksOfTheIngestStay() throws Exception {
        fill();
        erasure().forget(PERSON);
        Path orders = lake.folder(ORDERS.fullName());
        assertThat(lake.store().history(orders)).hasSize(1);
        assertThatThrownBy(() -> lake.table(ORDERS).asOf(1))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("Cannot read version 1")
                .hasMessageContaining("its history was dropped, by an erasure or a retention")
                .hasMessageContaining("The oldest version that can be read is 5");
        Path raw = lake.folder(RAW.fullName());
        assertThat(lake.store().transactionVersion(raw, "ingest:customers.csv")).hasValue(7);
        assertThatThrownBy(() -> lake.table(RAW)
                        .append(
                                new Query("select 'p' as person, 'c' as customer, 'x' as city", Map.of()),
                                WriteOptions.defaults()
                                        .withTransaction(new TransactionId("ingest:customers.csv", 7, -1))))
                .isInstanceOf(ConflictException.class);
        lake.table(ORDERS).append(List.of(new Order("order-c-1", "customer-c-1", 9)));
        assertThat(lake.table(ORDERS).asOf(5).count()).isEqualTo(2);
        assertThat(lake.table(ORDERS).count()).isEqualTo(3);
    }

    @Test
    void aPreviewTellsAllAndDoesNothing() throws Exception {
        fill();
        List<String> before = holding();
        ErasureReport planned = erasure().preview(PERSON);
        assertThat(planned.status()).isEqualTo(Status.PLANNED);
        assertThat(holding()).isEqualTo(before);
        assertThat(lake.store().history(lake.folder(ORDERS.fullName()))).hasSize(4);
        assertThat(rowsByTable(planned)).isEqualTo(rowsByTable(erasure().forget(PERSON)));
    }

    @Test
    void anUnknownPersonIsAnAnswerAndNothingIsDone() throws Exception {
        fill();
        ErasureReport report = erasure().forget("person-nobody");
        assertThat(report.status()).isEqualTo(Status.UNKNOWN);
        assertThat(report.summary()).contains("The lake does not know this person");
        assertThat(lake.store().history(lake.folder(ORDERS.fullName()))).hasSize(4);
        assertThat(Suppression.of(lake.root()).isEmpty()).isTrue();
        assertThatThrownBy(() -> erasure().forget(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is blank");
    }

    @Test
    void forgottenTwiceIsForgottenOnce() throws Exception {
        fill();
        erasure().forget(PERSON);
        ErasureReport again = erasure().forget(PERSON);
        assertThat(again.status()).isEqualTo(Status.UNKNOWN);
        assertThat(again.notes()).anyMatch(note -> note.startsWith("The person was erased before"));
        requireBobIsWhole();
    }

    @Test
    void anErasureThatIsKilledAnywhereGoesOnWhenItIsRunAgain() throws Exception {
        fill();
        int kills = 0;
        for (int step = 1; ; step += 7) {
            Path copy = folder.resolve("copy" + step);
            copyFolder(lake.root(), copy);
            try (Lakehouse other = Lakehouse.open(copy)) {
                FailingStore store = new FailingStore(other.store(), step);
                Erasure erasure = Erasure.of(other, plan());
                try {
                    erasure.over(store).forget(PERSON);
                } catch (StorageException e) {
                    assertThat(e).hasMessageStartingWith("Killed");
                    kills++;
                }
                if (!store.hasFailed()) {
                    break;
                }
                ErasureReport report = erasure.forget(PERSON);
                assertThat(report.status()).as("killed at step %d", step).isEqualTo(Status.ERASED);
                Lakehouse first = lake;
                lake = other;
                assertThat(holding()).as("killed at step %d", step).isEmpty();
                requireBobIsWhole();
                assertThat(other.store().history(other.folder(ORDERS.fullName())))
                        .hasSize(1);
                lake = first;
            }
        }
        assertThat(kills).isGreaterThanOrEqualTo(3);
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path target = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(one, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @Test
    void aTableThatNobodyDeclaredIsToldOfAndErasedOnDemand() throws Exception {
        fill();
        lake.table(NOTES).append(List.of(new Note(1, "call " + PERSON + " back"), new Note(2, "call Bob")));
        ErasureReport report = erasure().forget(PERSON);
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        TableErasure notes = report.tables().stream()
                .filter(table -> table.table().equals("silver.notes"))
                .findFirst()
                .orElseThrow();
        assertThat(notes.reason()).isEqualTo(Reason.UNDECLARED);
        assertThat(notes.left()).isTrue();
        assertThat(report.proof()).isNotNull();
        assertThat(report.proof().findings())
                .allMatch(finding -> finding.file().startsWith("silver/notes/"))
                .isNotEmpty();
        assertThat(report.summary()).contains("NOT COMPLETE");

        ErasureReport everywhere = erasure().everywhere().forget(PERSON);
        assertThat(everywhere.status()).isEqualTo(Status.ERASED);
        assertThat(holding()).isEmpty();
        assertThat(lake.table(NOTES).rows()).containsExactly(new Note(2, "call Bob"));
    }

    @Test
    void theAuditKeepsItsEventsWithoutTheIdentifiersAndStaysAppendOnly() throws Exception {
        fill();
        lake.audit()
                .record(List.of(
                        new AuditEvent(Instant.now(), "user eve", "SELECT", "silver.orders", 1L, false, "no"),
                        new AuditEvent(
                                Instant.now(),
                                "user eve",
                                "SELECT",
                                "x",
                                null,
                                true,
                                "where person = '" + PERSON + "'")));
        ErasureReport report = erasure().forget(PERSON);
        assertThat(report.status()).isEqualTo(Status.ERASED);
        assertThat(holding()).isEmpty();
        List<AuditEvent> events;
        try (Stream<AuditEvent> all = lake.audit().events()) {
            events = all.toList();
        }
        assertThat(events).anyMatch(event -> "where person = '[erased]'".equals(event.detail()));
        assertThat(events)
                .anyMatch(event -> event.action().equals("FORGET")
                        && event.object().equals("catalog")
                        && ("person " + report.subject() + ": erased").equals(event.detail()));
        assertThat(events)
                .filteredOn(event -> event.action().equals("ERASE"))
                .extracting(AuditEvent::object)
                .contains("silver.orders", "bronze.customers_quarantine", "system.audit");
        assertThat(lake.audit().snapshot().orElseThrow().properties()).containsEntry("delta.appendOnly", "true");
    }

    @Test
    void aTableThatOnlyGrowsIsOpenForTheErasureAlone() throws Exception {
        fill();
        lake.table(NOTES)
                .append(
                        new Query("select 1 as id, 'call person-ana-0001' as text union all select 2, 'x'", Map.of()),
                        WriteOptions.defaults().withProperties(Map.of("delta.appendOnly", "true")));
        ErasureReport report = erasure().everywhere().forget(PERSON);
        assertThat(report.status()).isEqualTo(Status.ERASED);
        assertThat(lake.table(NOTES).rows()).containsExactly(new Note(2, "x"));
        assertThat(lake.table(NOTES).snapshot().properties()).containsEntry("delta.appendOnly", "true");
    }

    @Test
    void aFileThatCannotBeReadIsReported() throws Exception {
        fill();
        Files.writeString(lake.root().resolve("report/broken.parquet"), "PAR1 and nothing of a Parquet file");
        ErasureReport report = erasure().forget(PERSON);
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.proof()).isNotNull();
        assertThat(report.proof().unreadable()).singleElement().asString().startsWith("report/broken.parquet: ");
    }

    @Test
    void twoAtOnceDoNotMeet() throws Exception {
        fill();
        try (ErasureFolder.Lock held = new ErasureFolder(lake.root()).lock()) {
            assertThat(held.channel().isOpen()).isTrue();
            assertThatThrownBy(() -> erasure().forget(PERSON))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("another one is under way");
        }
        assertThat(erasure().forget(PERSON).status()).isEqualTo(Status.ERASED);
    }

    @Test
    void theSuppressedAreKnownByTheirHashesAndCanBeReadmitted() throws Exception {
        fill();
        erasure().forget(PERSON);
        Suppression suppression = Suppression.of(lake.root());
        assertThat(suppression.columns(RAW.fullName())).containsExactly("customer", "person");
        assertThat(suppression.holds(RAW.fullName(), "person", " " + PERSON)).isTrue();
        assertThat(suppression.holds(RAW.fullName(), "customer", PERSON)).isFalse();
        assertThat(suppression.holds(RAW.fullName(), "person", "person-bob-0002"))
                .isFalse();
        assertThat(suppression.mentions("12;\"order-a-3\";x")).isTrue();
        assertThat(suppression.mentions("12;\"order-b-1\";x")).isFalse();
        assertThat(erasure().readmit("person-bob-0002")).isFalse();
        assertThat(erasure().readmit(PERSON)).isTrue();
        assertThat(Suppression.of(lake.root()).isEmpty()).isTrue();
    }

    @Test
    void aWriterThatStagedItsRowsBeforeIsRefused() throws Exception {
        fill();
        Table<Silver, Order> orders = lake.table(ORDERS);
        Path root = lake.folder(ORDERS.fullName());
        List<dev.lakehouse4j.core.storage.DataFile> staged = lake.engine()
                .write(
                        "select 'order-a-9' as order_id, 'customer-a-1' as customer, 1 as amount",
                        Map.of(),
                        root,
                        ORDERS.schema());
        erasure().forget(PERSON);
        assertThatThrownBy(() -> orders.append(staged, WriteOptions.defaults()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is gone, an erasure or a vacuum removed it meanwhile");
        assertThat(orders.count()).isEqualTo(2);
    }

    @Test
    void identifiersAreFoundHoweverTheyAreSpelt() {
        IdentifierMatcher matcher = IdentifierMatcher.of(List.of("Zoë \"Z\" <zoe@x.de>", "1234567890123", "short"));
        assertThat(matcher.identifiers()).hasSize(2);
        for (String text : List.of(
                "a Zoë \"Z\" <zoe@x.de> b",
                "{\"name\":\"Zoë \\\"Z\\\" <zoe@x.de>\"}",
                "{\"name\":\"Zo\\u00eb \\\"Z\\\" <zoe@x.de>\"}",
                "<b>Zoë &quot;Z&quot; &lt;zoe@x.de&gt;</b>",
                "?q=Zo%C3%AB+%22Z%22+%3Czoe%40x.de%3E",
                "no 1234567890123.")) {
            IdentifierMatcher.Pass pass = matcher.pass();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            // Split anywhere, as buffers do.
            pass.feed(bytes, 0, bytes.length / 2);
            pass.feed(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
            assertThat(pass.hits()).as(text).hasSize(1);
        }
        IdentifierMatcher.Pass pass = matcher.pass();
        byte[] wide = "1234567890123".getBytes(StandardCharsets.UTF_16LE);
        pass.feed(wide, 0, wide.length);
        pass.feed(1234567890123L);
        pass.feed(1234567890124L);
        assertThat(pass.hits()).containsExactly(Map.entry("1234567890123", 2L));
    }

    @Test
    void identifiersThatOverlapAreAllFound() {
        // Overlapping patterns: the automaton must fall back rightly.
        IdentifierMatcher matcher = IdentifierMatcher.of(List.of("aabaabaa", "abaaba", "baabaaX"));
        IdentifierMatcher.Pass pass = matcher.pass();
        byte[] bytes = "aaabaabaaXaab".getBytes(StandardCharsets.UTF_8);
        IntStream.range(0, bytes.length).forEach(i -> pass.feed(bytes, i, 1));
        assertThat(pass.hits()).containsOnlyKeys("aabaabaa", "abaaba", "baabaaX");
    }

    @Test
    void whoManagesTheCatalogForgetsAlsoWhatAFilterHidesFromThem() throws Exception {
        fill();
        Principal eve = lake.catalog().createUser("eve");
        assertThatThrownBy(() -> Erasure.of(lake.as(eve), plan())).isInstanceOf(AccessDeniedException.class);
        lake.catalog().grant(Privilege.MANAGE, Securable.catalog(), eve);
        lake.catalog().rowFilter(ORDERS.fullName(), "amount > 1000");
        ErasureReport report = Erasure.of(lake.as(eve), plan()).forget(PERSON);
        assertThat(report.status()).isEqualTo(Status.ERASED);
        requireBobIsWhole();
        assertThat(holding()).isEmpty();
        try (Stream<AuditEvent> all = lake.audit().events()) {
            assertThat(all.filter(event -> event.action().equals("FORGET")).map(AuditEvent::principal))
                    .containsExactly("user eve");
        }
        lake.catalog().revoke(Privilege.MANAGE, Securable.catalog(), eve);
        assertThatThrownBy(() -> Erasure.of(lake.as(eve), plan()).forget(PERSON))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void thousandsOfIdentifiersAreFoundAsOneIs() {
        List<String> many = IntStream.range(0, 5000)
                .mapToObj(i -> "order-%08x".formatted(i * 7919))
                .toList();
        IdentifierMatcher matcher = IdentifierMatcher.of(many);
        IdentifierMatcher.Pass pass = matcher.pass();
        byte[] bytes = ("x" + String.join(",", many) + ",order-ffffffff").getBytes(StandardCharsets.UTF_8);
        pass.feed(bytes, 0, bytes.length);
        assertThat(pass.hits()).hasSize(5000).containsValues(1L).doesNotContainValue(2L);
    }

    @Test
    void aPlanThatCannotWorkIsRefusedWhenItIsBuilt() {
        assertThatThrownBy(() -> ErasurePlan.forSubject("person").rows(ORDERS, "custommer"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("silver.orders by custommer: it has no such column. Did you mean customer?");
        assertThatThrownBy(() -> ErasurePlan.forSubject("person")
                        .rows(CUSTOMERS, "person")
                        .giving("custom"))
                .isInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> ErasurePlan.forSubject("person")
                        .rows(CUSTOMERS, "person")
                        .rows(ORDERS, "customer")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no table gives this key");
        assertThatThrownBy(() -> ErasurePlan.forSubject("person")
                        .rows(CUSTOMERS, "person")
                        .giving("customer")
                        .rows(ORDERS, "customer")
                        .giving("order_id")
                        .rows("gold.x", "order_id")
                        .giving("customer")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("round in a circle: customer → order_id → customer");
        assertThatThrownBy(() -> ErasurePlan.forSubject("person")
                        .rows(ORDERS, "customer")
                        .giving("customer", "other")
                        .rows("gold.x", "other")
                        .giving("customer")
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ErasurePlan.forSubject("person").rows("orders", "customer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer.table");
        assertThatThrownBy(() -> ErasurePlan.forSubject("person").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without tables");
        lake.table(NOTES).append(List.of(new Note(1, "x")));
        ErasurePlan wrong = ErasurePlan.forSubject("person")
                .rows("silver.notes", "txet", "person")
                .build();
        assertThatThrownBy(() -> Erasure.of(lake, wrong))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("Did you mean text?");
    }
}
