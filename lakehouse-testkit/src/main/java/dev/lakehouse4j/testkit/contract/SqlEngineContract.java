package dev.lakehouse4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.ColumnStatistics;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link SqlEngine} does, as tests: extend it, and make an engine. */
public abstract class SqlEngineContract {

    private static final String ORDERS = "silver.orders";
    private static final TableSchema SCHEMA = TableSchema.of(Order.class);

    private SqlEngine engine;
    private Path folder;

    /** A row of the tables that the tests read. */
    private record Order(
            String orderId,
            int quantity,
            @Nullable Double price,
            LocalDate day,
            @Nullable String note) {}

    /** Prepares the contract for a subclass. */
    protected SqlEngineContract() {
        // The fields are set before each test.
    }

    /**
     * Makes an engine; it is closed after the test.
     *
     * @return a new engine
     */
    protected abstract SqlEngine createEngine();

    /**
     * Whether a query may run while another thread runs one.
     *
     * @return true unless overridden
     */
    protected boolean supportsConcurrentQueries() {
        return true;
    }

    @BeforeEach
    void prepare(@TempDir Path temporary) {
        engine = createEngine();
        folder = temporary;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void describeTellsNamesAndTypesOfTheResult() {
        List<Column> columns = engine.describe(
                "select order_id, quantity, price, day, cast(quantity as bigint) as total,"
                        + " cast(price as decimal(10, 2)) as exact, price > 1 as dear,"
                        + " cast('2018-01-01 00:00:00' as timestamp) as at from silver.orders",
                Map.of(ORDERS, new Relation.Empty(SCHEMA)));

        assertThat(columns)
                .containsExactly(
                        Column.nullable("order_id", Primitive.STRING),
                        Column.nullable("quantity", Primitive.INT),
                        Column.nullable("price", Primitive.DOUBLE),
                        Column.nullable("day", Primitive.DATE),
                        Column.nullable("total", Primitive.LONG),
                        Column.nullable("exact", new ColumnType.DecimalType(10, 2)),
                        Column.nullable("dear", Primitive.BOOLEAN),
                        Column.nullable("at", Primitive.TIMESTAMP_NTZ));
    }

    @Test
    void describeRefusesUnknownColumnsAndTables() {
        Map<String, Relation> bound = Map.of(ORDERS, new Relation.Empty(SCHEMA));

        assertThatThrownBy(() -> engine.describe("select colour from silver.orders", bound))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> engine.describe("select 1 as one from silver.items", bound))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("items");
    }

    @Test
    void referencesAreTheTablesThatAQueryNamesWithoutThoseItDefines() {
        SqlReferences references = engine.references("""
                with latest as (select * from bronze.orders), both_ as (
                  select * from latest union all select * from silver.orders where note = 'from gold.fact_orders'
                )
                select * from both_ b join silver.customers c on exists (select 1 from gold.dim_date) -- from x.y
                """);

        assertThat(references.tables())
                .containsExactlyInAnyOrder("bronze.orders", "silver.orders", "silver.customers", "gold.dim_date");
        assertThat(references.tableFunctions()).isEmpty();
        assertThat(engine.references("select * from range(1, 3) as r(i)").tableFunctions())
                .containsExactly("range");
        assertThat(engine.references("select 1 as one").tables()).isEmpty();
    }

    @Test
    void whatIsNoSingleSelectIsRefused() {
        Map<String, Relation> bound = Map.of(ORDERS, orders(order("a", 1)));
        for (String sql : List.of(
                "delete from silver.orders",
                "insert into silver.orders select * from silver.orders",
                "create table t (a int)",
                "drop table silver.orders",
                "selec 1")) {
            assertThatThrownBy(() -> engine.references(sql)).as(sql).isInstanceOf(QueryException.class);
            assertThatThrownBy(() -> engine.describe(sql, bound)).as(sql).isInstanceOf(QueryException.class);
            assertThatThrownBy(() -> engine.query(sql, bound).close()).as(sql).isInstanceOf(QueryException.class);
        }
        for (String sql : List.of("", "-- nothing", "select 1; select 2")) {
            assertThatThrownBy(() -> engine.references(sql)).as(sql).isInstanceOf(QueryException.class);
        }
        assertThatThrownBy(() ->
                        engine.query("select 1 as one; select 2 as two", bound).close())
                .isInstanceOf(QueryException.class);
        assertThat(rows("select count(*) as n from silver.orders", bound)).containsExactly(List.of(1L));
    }

    @Test
    void rowsComeWithTheirTypes() {
        Map<String, Relation> bound =
                Map.of(ORDERS, orders(new Order("a", 2, 1.5, LocalDate.of(2018, 1, 31), "olá"), order("b", 3)));

        try (Stream<Order> rows = RecordReader.stream(
                engine.query("select * from silver.orders order by order_id", bound), Order.class)) {
            assertThat(rows).containsExactly(new Order("a", 2, 1.5, LocalDate.of(2018, 1, 31), "olá"), order("b", 3));
        }
        assertThat(rows(
                        "select cast(1 as bigint) as l, cast(1.25 as decimal(10, 2)) as d, cast(0.5 as double) as f,"
                                + " 1 = 1 as b, cast('2018-01-31' as date) as day,"
                                + " cast('2018-01-31 12:34:56.789' as timestamp) as at, cast(null as string) as s",
                        Map.of()))
                .containsExactly(Arrays.asList(
                        1L,
                        new BigDecimal("1.25"),
                        0.5,
                        true,
                        LocalDate.of(2018, 1, 31),
                        LocalDateTime.of(2018, 1, 31, 12, 34, 56, 789_000_000),
                        null));
    }

    @Test
    void aResultMayBeLargerThanABatch() {
        int count = 10_000;
        Relation many = orders(
                IntStream.range(0, count).mapToObj(i -> order("order-" + i, i)).toArray(Order[]::new));

        List<List<@Nullable Object>> rows =
                rows("select quantity from silver.orders order by quantity", Map.of(ORDERS, many));

        assertThat(rows).hasSize(count);
        assertThat(rows.get(0)).containsExactly(0);
        assertThat(rows.get(count - 1)).containsExactly(count - 1);
    }

    @Test
    void anEmptyRelationHasColumnsAndNoRows() {
        Map<String, Relation> bound = Map.of(ORDERS, new Relation.Empty(SCHEMA));

        assertThat(rows("select * from silver.orders", bound)).isEmpty();
        assertThat(rows("select count(*) as n, max(price) as p from silver.orders", bound))
                .containsExactly(Arrays.asList(0L, null));
    }

    @Test
    void nullsComeFirstWhenAscendingAndLastWhenDescending() {
        String values = "(values (2), (cast(null as int)), (1)) as t(x)";

        assertThat(rows("select x from " + values + " order by x", Map.of()))
                .containsExactly(Arrays.asList((Object) null), List.of(1), List.of(2));
        assertThat(rows("select x from " + values + " order by x desc", Map.of()))
                .containsExactly(List.of(2), List.of(1), Arrays.asList((Object) null));
        assertThat(rows(
                        "select x, cast(row_number() over (order by x) as int) as n from " + values + " order by n",
                        Map.of()))
                .containsExactly(Arrays.asList(null, 1), List.of(1, 2), List.of(2, 3));
    }

    @Test
    void daysBetweenCountsMidnights() {
        assertThat(value("days_between(date '2018-01-31', date '2018-02-02')")).isEqualTo(2);
        assertThat(value("days_between(date '2018-02-02', date '2018-01-31')")).isEqualTo(-2);
        assertThat(value("days_between(timestamp '2018-01-01 23:59:59', timestamp '2018-01-02 00:00:00')"))
                .isEqualTo(1);
        assertThat(value("days_between(date '2016-02-28', date '2016-03-01')")).isEqualTo(2);
        assertThat(value("days_between(cast(null as date), date '2018-01-01')")).isNull();
    }

    @Test
    void secondsBetweenCountsWholeSecondsOfTheClock() {
        assertThat(value("seconds_between(timestamp '2018-01-01 00:00:00', timestamp '2018-01-01 01:00:01')"))
                .isEqualTo(3601L);
        assertThat(value("seconds_between(timestamp '2018-01-02 00:00:00', timestamp '2018-01-01 00:00:00')"))
                .isEqualTo(-86400L);
        assertThat(value("seconds_between(cast(null as timestamp), timestamp '2018-01-01 00:00:00')"))
                .isNull();
    }

    @Test
    void dateKeyIsYearMonthDay() {
        assertThat(value("date_key(date '2018-09-03')")).isEqualTo(20180903);
        assertThat(value("date_key(timestamp '2016-12-31 23:59:59')")).isEqualTo(20161231);
        assertThat(value("date_key(cast(null as date))")).isNull();
    }

    @Test
    void isoWeekdayIsOneOnMondayAndSevenOnSunday() {
        assertThat(value("iso_weekday(date '2018-01-01')")).isEqualTo(1);
        assertThat(value("iso_weekday(date '2018-01-07')")).isEqualTo(7);
        assertThat(value("iso_weekday(cast(null as date))")).isNull();
    }

    @Test
    void matchesFindsAPatternAnywhere() {
        assertThat(value("matches('order-42', '[0-9]+')")).isEqualTo(true);
        assertThat(value("matches('order-42', '^[0-9]+$')")).isEqualTo(false);
        assertThat(value("matches('42', '^[0-9]+$')")).isEqualTo(true);
        assertThat(value("matches(cast(null as string), 'a')")).isNull();
    }

    @Test
    void regexpReplaceAllReplacesEveryMatch() {
        assertThat(value("regexp_replace_all('a1b22c', '[0-9]+', '-')")).isEqualTo("a-b-c");
        assertThat(value("regexp_replace_all('  são   paulo ', ' +', ' ')")).isEqualTo(" são paulo ");
        assertThat(value("regexp_replace_all('abc', '[0-9]', '')")).isEqualTo("abc");
    }

    @Test
    void surrogateKeyIsTheFirstSixtyBitsOfMd5() {
        assertThat(value("surrogate_key('order-1')")).isEqualTo(497_639_351_913_540_021L);
        assertThat(value("surrogate_key('')")).isEqualTo(955_282_973_525_019_424L);
        assertThat(value("surrogate_key('são paulo')")).isEqualTo(201_541_145_546_182_154L);
        assertThat(value("surrogate_key('2018-01-01|42')")).isEqualTo(273_557_517_178_172_966L);
        assertThat(value("surrogate_key(cast(null as string))")).isNull();
    }

    @Test
    void queriesSeeTheirOwnTablesAndNoOthers() {
        Map<String, Relation> one = Map.of(ORDERS, orders(order("a", 1)));
        Map<String, Relation> two = Map.of(ORDERS, orders(order("b", 2), order("c", 3)));
        String count = "select count(*) as n from silver.orders";

        try (QueryResult open = engine.query(count, one)) {
            assertThat(rows(count, two)).containsExactly(List.of(2L));
            assertThat(open.nextBatch()).isTrue();
            assertThat(open.column(0).getLong(0)).isEqualTo(1);
        }
        assertThatThrownBy(() -> engine.query(count, Map.of()).close()).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> engine.query("select * from orders", one).close())
                .isInstanceOf(QueryException.class);
    }

    @Test
    void queriesOfSeveralThreadsDoNotMixTheirTables() throws Exception {
        int threads = supportsConcurrentQueries() ? 4 : 1;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int thread = 1; thread <= threads; thread++) {
                int mine = thread;
                Map<String, Relation> bound = Map.of(ORDERS, orders(order("a", mine)));
                tasks.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        if (!rows("select quantity from silver.orders", bound).equals(List.of(List.of(mine)))) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void writeMatchesColumnsByNameAndCastsThem() {
        Path table = folder.resolve("written");
        TableSchema schema = TableSchema.ofColumns(
                List.of(Column.nullable("name", Primitive.STRING), Column.nullable("amount", Primitive.LONG)));

        List<DataFile> files = engine.write(
                "select cast(quantity as int) as amount, order_id as name from silver.orders where quantity > 1",
                Map.of(ORDERS, orders(order("a", 1), order("b", 2), order("c", 3))),
                table,
                schema);

        assertThat(files.stream().mapToLong(DataFile::rowCount).sum()).isEqualTo(2);
        assertThat(files).allMatch(file -> Files.exists(file.resolve(table)));
        Map<String, Relation> written = Map.of("t.written", new Relation.Files(table, files, schema));
        assertThat(engine.describe("select * from t.written", written)).isEqualTo(schema.columns());
        assertThat(rows("select * from t.written order by name", written))
                .containsExactly(List.of("b", 2L), List.of("c", 3L));
    }

    @Test
    void writeTellsStatisticsOfTheFiles() {
        Path table = folder.resolve("written");

        List<DataFile> files = engine.write(
                "select * from silver.orders",
                Map.of(ORDERS, orders(new Order("a", 2, null, LocalDate.EPOCH, null), order("b", 7))),
                table,
                SCHEMA);

        assertThat(files).hasSize(1);
        assertThat(files.get(0).sizeBytes()).isPositive();
        assertThat(files.get(0).statistics().get("quantity")).isEqualTo(new ColumnStatistics(2L, 7L, 0));
        assertThat(files.get(0).statistics().get("order_id")).isEqualTo(new ColumnStatistics("a", "b", 0));
        assertThat(files.get(0).statistics().get("price"))
                .extracting(ColumnStatistics::nullCount)
                .isEqualTo(1L);
    }

    @Test
    void aQueryWithoutRowsWritesNoFile() throws Exception {
        Path table = folder.resolve("written");

        assertThat(engine.write(
                        "select * from silver.orders", Map.of(ORDERS, new Relation.Empty(SCHEMA)), table, SCHEMA))
                .isEmpty();

        assertNoFiles(table);
    }

    @Test
    void aWriteThatFailsLeavesNoFile() throws Exception {
        Path table = folder.resolve("written");
        TableSchema numbers = TableSchema.ofColumns(List.of(Column.nullable("order_id", Primitive.INT)));

        assertThatThrownBy(() -> engine.write(
                        "select order_id from silver.orders", Map.of(ORDERS, orders(order("a", 1))), table, numbers))
                .isInstanceOf(QueryException.class);

        assertNoFiles(table);
    }

    @Test
    void writeTakesAQueryThatEndsInAComment() {
        List<DataFile> files = engine.write(
                "select * from silver.orders -- all of them",
                Map.of(ORDERS, orders(order("a", 1))),
                folder.resolve("written"),
                SCHEMA);

        assertThat(files).hasSize(1);
    }

    @Test
    void timesAreInUtc() {
        Path table = folder.resolve("written");
        TableSchema schema = TableSchema.ofColumns(List.of(Column.nullable("instant_", Primitive.TIMESTAMP)));
        List<DataFile> files =
                engine.write("select cast('2018-01-31 12:00:00' as timestamp) as instant_", Map.of(), table, schema);

        assertThat(rows(
                        "select instant_ from t.written",
                        Map.of("t.written", new Relation.Files(table, files, schema))))
                .containsExactly(List.of(Instant.parse("2018-01-31T12:00:00Z")));
    }

    @Test
    void columnsThatAFileDoesNotHaveAreNull() {
        Relation.Files old = orders(order("a", 1));
        TableSchema wider = SCHEMA.plus(List.of(Column.nullable("channel", Primitive.STRING)));

        assertThat(rows(
                        "select order_id, channel from silver.orders",
                        Map.of(ORDERS, new Relation.Files(old.root(), old.files(), wider))))
                .containsExactly(Arrays.asList("a", null));
    }

    @Test
    void namedFilesTellTheFileOfEachRow() {
        Relation.Files files = orders(order("a", 1));

        assertThat(rows(
                        "select order_id, " + Relation.NamedFiles.FILE_COLUMN + " from silver.orders",
                        Map.of(ORDERS, new Relation.NamedFiles(files.root(), files.files(), SCHEMA))))
                .containsExactly(List.of(
                        "a",
                        files.files()
                                .get(0)
                                .resolve(files.root())
                                .toAbsolutePath()
                                .toString()));
    }

    @Test
    void explainGivesAPlan() {
        assertThat(engine.explain("select * from silver.orders", Map.of(ORDERS, new Relation.Empty(SCHEMA))))
                .isNotBlank();
    }

    @Test
    void aClosedEngineSaysSo() {
        engine.close();

        assertThatThrownBy(() -> engine.query("select 1 as one", Map.of()).close())
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("closed");
        engine.close(); // Closing twice does no harm.
    }

    private static Order order(String id, int quantity) {
        return new Order(id, quantity, 0.25, LocalDate.of(2018, 1, 1), null);
    }

    private Relation.Files orders(Order... orders) {
        Path root = folder.resolve("orders");
        try (ParquetRowWriter writer = ParquetRowWriter.open(root, SCHEMA)) {
            RecordRows source = new RecordRows(Order.class, SCHEMA);
            for (Order order : orders) {
                writer.write(source.with(order));
            }
            return new Relation.Files(root, writer.finish(), SCHEMA);
        }
    }

    private @Nullable Object value(String expression) {
        return rows("select " + expression + " as v", Map.of()).get(0).get(0);
    }

    private List<List<@Nullable Object>> rows(String sql, Map<String, Relation> relations) {
        try (QueryResult result = engine.query(sql, relations)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < result.columns().size(); i++) {
                        values.add(result.column(i).getObject(row));
                    }
                    rows.add(values);
                }
            }
            return rows;
        }
    }

    private static void assertNoFiles(Path table) throws java.io.IOException {
        if (Files.exists(table)) {
            try (Stream<Path> left = Files.list(table)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
