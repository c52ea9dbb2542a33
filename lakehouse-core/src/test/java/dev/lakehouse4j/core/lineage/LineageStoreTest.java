package dev.lakehouse4j.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that are recorded as they are, and read when somebody asks. */
class LineageStoreTest {

    record Order(@Key String id, String customer, int price) {}

    record Sum(@Key String customer, long total) {}

    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    private static final TableRef<Silver, Order> HIDDEN = TableRef.silver("hidden", Order.class);
    private static final TableRef<Gold, Sum> SUMS = TableRef.gold("sums", Sum.class);
    private static final TableRef<Gold, Sum> SECRETS = TableRef.gold("secrets", Sum.class);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Lakehouse lake;

    @SuppressWarnings("NullAway.Init")
    private LineageStore store;

    private final TableStore plain = new DeltaTableStore();

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder);
        lake.table(ORDERS).append(List.of(new Order("1", "ana", 7)));
        lake.table(HIDDEN).append(List.of(new Order("1", "ana", 7)));
        lake.table(SUMS).append(List.of(new Sum("ana", 7)));
        lake.table(SECRETS).append(List.of(new Sum("ana", 7)));
        store = lake.lineageStore();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static TableLineage known(String target, String... inputs) {
        return new TableLineage(
                target,
                TableLineage.Step.SQL,
                Arrays.stream(inputs).map(TableLineage.Input::of).toList(),
                List.of(),
                List.of(),
                List.of(),
                "the query");
    }

    private static UnreadQuery query(String fingerprint, String sql, String... tables) {
        Map<String, String> names = new java.util.LinkedHashMap<>();
        Arrays.stream(tables).forEach(table -> names.put(table, table));
        return new UnreadQuery(fingerprint, sql, names, List.of("customer", "total"), false);
    }

    private static UnreadQuery sums(String fingerprint) {
        return query(
                fingerprint,
                "select customer, sum(price) as total from silver.orders group by customer",
                "silver.orders");
    }

    private void recordSums() {
        store.record("test", "1", List.of(known("gold.sums", "silver.orders")), Map.of("gold.sums", sums("a")));
    }

    private Optional<TableSnapshot> raw(String table) {
        return plain.latest(folder.resolve("_system").resolve(table));
    }

    private long version(String table) {
        return raw(table).orElseThrow().version();
    }

    private long rows(String table) {
        try (QueryResult result = lake.engine()
                .query(
                        "select count(*) from t",
                        Map.of("t", new Relation.Snapshot(raw(table).orElseThrow())))) {
            result.nextBatch();
            return ((Number) java.util.Objects.requireNonNull(result.column(0).getObject(0))).longValue();
        }
    }

    private static List<String> texts(Lakehouse session, String sql) {
        try (QueryResult result = session.query(sql)) {
            List<String> texts = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    texts.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
            return texts;
        }
    }

    private static List<String> sources(LineageGraph graph, String table, String column) {
        return graph.table(table).flatMap(each -> each.column(column)).orElseThrow().sources().stream()
                .map(source -> source.column().toString())
                .distinct()
                .toList();
    }

    @Test
    void aQueryIsReadWhenSomebodyAsksAndNeverAgain() {
        recordSums();
        assertThat(rows("column_lineage")).isZero();

        assertThat(sources(lake.lineage(), "gold.sums", "total")).containsExactly("silver.orders.price");

        assertThat(rows("column_lineage")).isPositive();
        assertThat(lake.lineage().table("gold.sums").orElseThrow().definition()).isEqualTo("the query");
        long version = version("table_lineage");
        assertThat(lake.lineage().tables()).hasSize(1);
        assertThat(version("table_lineage")).isEqualTo(version);
    }

    @Test
    void whoQueriesTheTablesFindsThemComplete() {
        recordSums();

        assertThat(texts(lake, "select source_column from system.column_lineage where target_column = 'total'"))
                .containsExactly("price");
        assertThat(texts(lake, "select by_column from system.table_lineage")).containsExactly("true");
        assertThat(texts(lake, "select unread from system.table_lineage")).containsExactly("null");
    }

    @Test
    void aRestrictedSessionReadsWhatItMaySeeAndWritesNothing() {
        store.record(
                "test",
                "1",
                List.of(known("gold.sums", "silver.orders"), known("gold.secrets", "silver.hidden")),
                Map.of(
                        "gold.sums",
                        sums("a"),
                        "gold.secrets",
                        query("b", "select customer, price as total from silver.hidden", "silver.hidden")));
        Principal.User ana = lake.catalog().createUser("ana");
        lake.execute("GRANT USE ON SCHEMA silver TO ana");
        lake.execute("GRANT USE ON SCHEMA gold TO ana");
        lake.execute("GRANT SELECT ON TABLE silver.orders TO ana");
        lake.execute("GRANT SELECT ON TABLE gold.sums TO ana");
        long version = version("table_lineage");

        LineageGraph graph = lake.as(ana).lineage();

        assertThat(sources(graph, "gold.sums", "total")).containsExactly("silver.orders.price");
        assertThat(graph.names()).containsExactlyInAnyOrder("gold.sums", "silver.orders");
        assertThat(version("table_lineage")).isEqualTo(version);
        assertThat(rows("column_lineage")).isZero();
    }

    @Test
    void aQueryThatCannotBeReadIsKnownByTable() {
        store.record(
                "test",
                "1",
                List.of(known("gold.sums", "silver.orders")),
                Map.of("gold.sums", query("a", "select nothing_there from silver.orders", "silver.orders")));

        TableLineage lineage = lake.lineage().table("gold.sums").orElseThrow();

        assertThat(lineage.hasColumns()).isFalse();
        assertThat(lineage.inputs()).containsExactly(TableLineage.Input.of("silver.orders"));
        long version = version("table_lineage");
        lake.lineage();
        assertThat(version("table_lineage")).isEqualTo(version);
    }

    @Test
    void aQueryOverAMissingTableIsReadWhenTheTableIsThere() {
        TableRef<Silver, Order> later = TableRef.silver("later", Order.class);
        store.record(
                "test",
                "1",
                List.of(known("gold.sums", "silver.later")),
                Map.of("gold.sums", query("a", "select customer, price as total from silver.later", "silver.later")));
        assertThat(lake.lineage().table("gold.sums").orElseThrow().hasColumns()).isFalse();

        lake.table(later).append(List.of(new Order("1", "ana", 7)));

        assertThat(sources(lake.lineage(), "gold.sums", "total")).containsExactly("silver.later.price");
    }

    @Test
    void whatWasReadStaysAsLongAsTheFingerprintIsTheSame() {
        recordSums();
        lake.lineage();

        store.record("test", "2", List.of(known("gold.sums", "silver.orders")), Map.of("gold.sums", sums("a")));
        assertThat(rows("column_lineage")).isPositive();
        assertThat(store.isRecorded("test", "2")).isTrue();

        UnreadQuery changed = query("b", "select customer, length(id) as total from silver.orders", "silver.orders");
        store.record("test", "3", List.of(known("gold.sums", "silver.orders")), Map.of("gold.sums", changed));
        assertThat(sources(lake.lineage(), "gold.sums", "total")).containsExactly("silver.orders.id");
    }

    @Test
    void anotherNameForTheOwnTableIsResolved() {
        UnreadQuery query = new UnreadQuery(
                "a",
                "select o.customer, o.price + coalesce(p.total, 0) as total from silver.orders o left join"
                        + " previous.sums p on p.customer = o.customer",
                Map.of("silver.orders", "silver.orders", "previous.sums", "gold.sums"),
                List.of("customer", "total"),
                false);
        store.record("test", "1", List.of(known("gold.sums", "silver.orders")), Map.of("gold.sums", query));

        assertThat(sources(lake.lineage(), "gold.sums", "total")).contains("silver.orders.price", "gold.sums.total");
        assertThat(lake.lineage().names()).containsExactlyInAnyOrder("gold.sums", "silver.orders");
    }

    @Test
    void severalMayAskAtOnce() throws Exception {
        recordSums();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<List<String>> ask = () -> sources(lake.lineage(), "gold.sums", "total");
            for (Future<List<String>> answer : pool.invokeAll(List.of(ask, ask, ask, ask))) {
                assertThat(answer.get()).containsExactly("silver.orders.price");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void theStoreThatKeepsThemCompletePassesAllElseOn() {
        Set<String> missing = new TreeSet<>();
        for (Method method : TableStore.class.getMethods()) {
            boolean passed = Arrays.stream(UpToDateStore.class.getDeclaredMethods())
                    .anyMatch(own -> own.getName().equals(method.getName())
                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
            boolean callsAnother = method.getName().equals("history") && method.getParameterCount() == 1;
            if (!passed && !callsAnother && !Modifier.isStatic(method.getModifiers())) {
                missing.add(method.getName());
            }
        }
        assertThat(missing).isEmpty();
    }
}
