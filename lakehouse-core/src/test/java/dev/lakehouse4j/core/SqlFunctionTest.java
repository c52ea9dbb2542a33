package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.FunctionParameter;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.TableFunction;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java functions in SQL. */
class SqlFunctionTest {

    record Item(@Key long id, @Nullable String name) {}

    record Text(@Nullable String text) {}

    record Whole(@Nullable Long n) {}

    private static final TableRef<Silver, Item> ITEMS = TableRef.silver("items", Item.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(ITEMS).append(List.of(new Item(1, "one"), new Item(2, "two"), new Item(3, null)));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<@Nullable String> texts(String sql) {
        try (Stream<Text> rows = lake.sql(sql, Text.class)) {
            return rows.map(Text::text).toList().stream().toList();
        }
    }

    /** Says what it was called with. */
    private static ScalarFunction echo(AtomicInteger calls) {
        return ScalarFunction.named("echo")
                .parameter("text", Primitive.STRING)
                .optional("words", FunctionParameter.TEXTS)
                .optional("whole", Primitive.LONG)
                .optional("number", Primitive.DOUBLE)
                .optional("logical", Primitive.BOOLEAN)
                .returning(Primitive.STRING, (rows, statement) -> {
                    calls.addAndGet(rows.size());
                    return IntStream.range(0, rows.size())
                            .mapToObj(row -> rows.text(0, row) + "|" + rows.texts(1, row) + "|" + rows.whole(2, row)
                                    + "|" + rows.number(3, row) + "|" + rows.logical(4, row))
                            .toList();
                });
    }

    @Test
    void aScalarFunctionTakesAllTypesByPositionOrName() {
        lake.engine().register(echo(new AtomicInteger()));

        assertThat(texts("select echo('a', ['x', null, 'y'], 7, 1.5, true) as text"))
                .containsExactly("a|[x, y]|7|1.5|true");
        assertThat(texts("select ECHO(name, whole => id) as text from silver.items order by id"))
                .containsExactly("one|null|1|null|null", "two|null|2|null|null", "null|null|3|null|null");
        assertThat(texts("select echo(12, 'x') as text union all select echo(null, '[\"p\", \"q\"]')"))
                .containsExactlyInAnyOrder("12|[x]|null|null|null", "null|[p, q]|null|null|null");
        assertThat(lake.engine().functions()).containsExactly("echo");
        assertThat(lake.engine()
                        .references("select Echo(lower(name)) || 'x' from silver.items")
                        .functions())
                .containsExactlyInAnyOrder("echo", "lower");
    }

    @Test
    void resultsHaveTheirDeclaredType() {
        lake.engine()
                .register(ScalarFunction.named("half")
                        .parameter("n", Primitive.LONG)
                        .returning(
                                Primitive.DOUBLE,
                                (rows, statement) -> IntStream.range(0, rows.size())
                                        .mapToObj(row -> {
                                            Long n = rows.whole(0, row);
                                            return n == null ? null : n / 2.0;
                                        })
                                        .toList()));

        assertThat(lake.engine().describe("select half(3) as h", java.util.Map.of()))
                .containsExactly(Column.nullable("h", Primitive.DOUBLE));
        record Half(@Nullable Double h) {}
        try (Stream<Half> rows =
                lake.sql("select half(id) as h from silver.items union all select half(null)", Half.class)) {
            assertThat(rows.map(Half::h)).containsExactlyInAnyOrder(0.5, 1.0, 1.5, null);
        }
    }

    @Test
    void aFunctionIsCalledOnlyWhenTheQueryRunsAndOnlyForTheRowsItNeeds() {
        AtomicInteger calls = new AtomicInteger();
        lake.engine().register(echo(calls));

        lake.engine().describe("select echo('constant')", java.util.Map.of());
        lake.explain("select echo(name) from silver.items where echo('constant') is not null");
        assertThat(calls).hasValue(0);

        texts("select echo(name) as text from silver.items where id = 2");
        assertThat(calls).hasValue(1);
        texts("select text from (select id, name as text, echo(name) as unused from silver.items)");
        assertThat(calls).hasValue(1);
        lake.table(ITEMS)
                .append(LongStream.range(10, 5000)
                        .mapToObj(id -> new Item(id, "x"))
                        .toList());
        texts("select echo(name) as text from silver.items limit 5");
        assertThat(calls).hasValue(6);
    }

    @Test
    void manyRowsOfManyQueriesAtOnce() throws Exception {
        lake.engine().register(echo(new AtomicInteger()));
        lake.table(ITEMS)
                .append(LongStream.range(10, 20_000)
                        .mapToObj(id -> new Item(id, "n" + id))
                        .toList());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                counts.add(pool.submit(() -> {
                    try (Stream<Whole> rows = lake.sql(
                            "select count(*) as n from silver.items where echo(name) = name || '|null|null|null|null'",
                            Whole.class)) {
                        return rows.findFirst().orElseThrow().n();
                    }
                }));
            }
            for (Future<Long> count : counts) {
                assertThat(count.get()).isEqualTo(19_992);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Counts the rows that it saw in a statement. */
    private static final class Seen implements AutoCloseable {
        private static final AtomicInteger CLOSED = new AtomicInteger();
        private final AtomicInteger rows = new AtomicInteger();

        @Override
        public void close() {
            CLOSED.incrementAndGet();
        }
    }

    @Test
    void functionsOfAStatementShareWhatTheyRememberAndForgetItAfterwards() {
        for (String name : List.of("seen_one", "seen_two")) {
            lake.engine()
                    .register(ScalarFunction.named(name)
                            .parameter("text", Primitive.STRING)
                            .returning(Primitive.STRING, (rows, statement) -> {
                                Seen seen = statement.shared(Seen.class, Seen::new);
                                return IntStream.range(0, rows.size())
                                        .mapToObj(row -> "" + seen.rows.incrementAndGet())
                                        .toList();
                            }));
        }
        int closed = Seen.CLOSED.get();

        assertThat(texts("select seen_one(name) || seen_two(name) as text from silver.items where id = 1"))
                .containsAnyOf("12", "21");
        assertThat(texts("select seen_one(name) as text from silver.items where id = 1"))
                .containsExactly("1");
        assertThat(Seen.CLOSED.get() - closed).isEqualTo(2);
    }

    @Test
    void aFunctionThatIsRegisteredAnewTakesThePlaceOfTheOldOne() {
        for (String answer : List.of("old", "new")) {
            lake.engine()
                    .register(ScalarFunction.named("answer")
                            .returning(
                                    Primitive.STRING,
                                    (rows, statement) -> java.util.Collections.nCopies(rows.size(), answer)));
        }

        assertThat(texts("select answer() as text")).containsExactly("new");
    }

    @Test
    void theErrorOfAFunctionReachesTheCallerAsItIs() {
        ConflictException conflict = new ConflictException("Cannot do it: busy. Wait.");
        lake.engine()
                .register(ScalarFunction.named("fails")
                        .parameter("text", Primitive.STRING)
                        .returning(Primitive.STRING, (rows, statement) -> {
                            if ("one".equals(rows.text(0, 0))) {
                                throw conflict;
                            }
                            throw new IllegalStateException("broken");
                        }));

        assertThatThrownBy(() -> texts("select fails(name) as text from silver.items where id = 1"))
                .isSameAs(conflict);
        assertThatThrownBy(() -> texts("select fails('x') as text"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("the function fails failed")
                .hasMessageContaining("broken");
        assertThat(texts("select 'still works' as text")).containsExactly("still works");
    }

    @Test
    void aQueryThatFailsBeforeItsFirstRowSaysWhy() {
        assertThatThrownBy(() ->
                        texts("select cast(cast(name as double) as string) as text from silver.items order by 1;"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Could not convert string");
        assertThat(texts("select 'still works' as text")).containsExactly("still works");
    }

    @Test
    void wrongResultsAreRefused() {
        lake.engine()
                .register(ScalarFunction.named("short_of_one")
                        .parameter("text", Primitive.STRING)
                        .returning(Primitive.STRING, (rows, statement) -> List.of()));

        assertThatThrownBy(() -> texts("select short_of_one('x') as text")).hasMessageContaining("0 values for 1 rows");
    }

    @Test
    void wrongNamesTypesAndOrdersAreRefused() {
        assertThatThrownBy(() -> ScalarFunction.named("drop table; x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScalarFunction.named("f").parameter("a", Primitive.DATE))
                .hasMessageContaining("date");
        assertThatThrownBy(() -> ScalarFunction.named("f")
                        .optional("a", Primitive.STRING)
                        .parameter("b", Primitive.STRING)
                        .returning(Primitive.STRING, (rows, statement) -> List.of()))
                .hasMessageContaining("follows an optional one");
        assertThatThrownBy(() -> ScalarFunction.named("f").returning(Primitive.DATE, (rows, statement) -> List.of()))
                .hasMessageContaining("JSON text");
    }

    @Test
    void theInnerNameOfAFunctionCannotBeCalled() {
        lake.engine().register(echo(new AtomicInteger()));

        assertThatThrownBy(() -> texts("select lakehouse4j_java_1_echo('session_1', 'x') as text"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("engine's own");
    }

    // ---- table functions
    // ---------------------------------------------------------------------------------------------

    /** Gives the rows of its input twice, or as often as asked. */
    private static TableFunction repeated() {
        return TableFunction.named("repeated", "input")
                .optional("times", Primitive.DOUBLE)
                .optional("columns", FunctionParameter.TEXTS)
                .returning(call -> {
                    List<String> columns = call.texts("columns");
                    String sql = "select " + (columns == null ? "*" : String.join(", ", columns)) + " from ("
                            + call.input() + "\n) as q";
                    Double times = call.number("times");
                    return new TableFunction.Result(call.describe(sql), () -> {
                        List<@Nullable Object[]> rows = new ArrayList<>();
                        for (int i = 0; i < (times == null ? 2 : times); i++) {
                            read(call.query(sql), rows);
                        }
                        return rows;
                    });
                });
    }

    private static void read(QueryResult opened, List<@Nullable Object[]> rows) {
        try (QueryResult result = opened) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    @Nullable Object[] values = new Object[result.columns().size()];
                    for (int column = 0; column < values.length; column++) {
                        values[column] = result.column(column).getObject(row);
                    }
                    rows.add(values);
                }
            }
        }
    }

    private List<Long> numbers(String sql) {
        try (Stream<Whole> rows = lake.sql(sql, Whole.class)) {
            return rows.map(Whole::n).toList();
        }
    }

    @Test
    void aTableFunctionReadsATableOrAQueryThatOnlyItsTextNames() {
        lake.engine().register(repeated());

        assertThat(numbers("select count(*) as n from repeated('silver.items')"))
                .containsExactly(6L);
        assertThat(numbers(
                        "select id as n from repeated('select id from silver.items where name = ''two''', times => 3)"))
                .containsExactly(2L, 2L, 2L);
        assertThat(numbers("with few as (select * from repeated(input => 'silver.items', times => 1, columns => 'id'))"
                        + " select cast(sum(id) as bigint) as n from few"))
                .containsExactly(6L);
        assertThat(lake.engine()
                        .references("select 1 from repeated('select * from silver.items i join gold.x using (id)')")
                        .tables())
                .containsExactlyInAnyOrder("silver.items", "gold.x");
        assertThat(lake.engine().references("select 1 from repeated('select lower(a) from range(3)')"))
                .satisfies(inner -> assertThat(inner.tableFunctions()).containsExactlyInAnyOrder("repeated", "range"))
                .satisfies(inner -> assertThat(inner.functions()).containsExactly("lower"));
    }

    @Test
    void twoTableFunctionsInOneQueryAndOneInsideAnother() {
        lake.engine().register(repeated());

        assertThat(numbers("select count(*) as n from repeated('silver.items') a join repeated('silver.items') b"
                        + " using (id)"))
                .containsExactly(12L);
        assertThat(numbers("select count(*) as n from repeated('select * from repeated(''silver.items'')')"))
                .containsExactly(12L);
    }

    @Test
    void filesThatTheTextNeedsAreNotPrunedByTheQueryAroundIt() {
        lake.engine().register(repeated());
        lake.table(ITEMS).append(List.of(new Item(1000, "late")));

        assertThat(numbers("select count(*) as n from repeated('silver.items', times => 1) r"
                        + " where exists (select 1 from silver.items where id > 999)"))
                .containsExactly(4L);
    }

    @Test
    void allFlatTypesPassThroughATableFunction() {
        lake.engine().register(repeated());
        record Row(
                String s,
                boolean b,
                int i,
                long l,
                double d,
                LocalDate day,
                LocalDateTime at,
                BigDecimal exact,
                @Nullable String nothing) {}
        String sql = "select * from repeated('select ''é'' as s, true as b, 1 as i, cast(2 as bigint) as l,"
                + " cast(0.5 as double) as d, date ''2018-05-01'' as day, timestamp ''2018-05-01 10:00:00'' as at,"
                + " cast(1.25 as decimal(10,2)) as exact, cast(null as varchar) as nothing', times => 1)";

        try (Stream<Row> rows = lake.sql(sql, Row.class)) {
            assertThat(rows.map(row -> row.toString()))
                    .containsExactly(
                            "Row[s=é, b=true, i=1, l=2, d=0.5, day=2018-05-01, at=2018-05-01T10:00, exact=1.25,"
                                    + " nothing=null]");
        }
    }

    @Test
    void aDryRunOfATableFunctionReadsNoRows() {
        lake.engine().register(repeated());

        assertThat(lake.engine()
                        .describe(
                                "select * from repeated('silver.nothing')",
                                java.util.Map.of(
                                        "silver.nothing",
                                        new dev.lakehouse4j.core.engine.Relation.Empty(ITEMS.schema()))))
                .extracting(Column::name)
                .containsExactly("id", "name");
    }

    @Test
    void wrongTextsAreRefusedWithTheRemedy() {
        lake.engine().register(repeated());

        assertThatThrownBy(() -> numbers("select 1 as n from repeated('silver.nothing')"))
                .isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> numbers("with t as (select 1 as id) select 1 as n from repeated('t')"))
                .isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> numbers("select 1 as n from repeated('delete from silver.items')"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("SELECT");
        assertThatThrownBy(() -> numbers("select 1 as n from repeated('silver.' || 'items')"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("constant text");
        assertThatThrownBy(() -> numbers("select 1 as n from repeated('silver.items', times => 'often')"))
                .isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> numbers("select 1 as n from repeated('silver.items', columns => ['colour'])"))
                .hasMessageContaining("colour");
        assertThat(numbers("select count(*) as n from silver.items")).containsExactly(3L);
    }
}
