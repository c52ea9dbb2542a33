package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.FunctionFactory;
import dev.lakehouse4j.core.engine.FunctionParameter;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.engine.TableFunction;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java functions in Spark's SQL: in batches where every row calls, made anew in other processes. */
class SparkFunctionsTest {

    /** Sizes of the batches that came, by function. */
    private static final List<Integer> BATCHES = Collections.synchronizedList(new ArrayList<>());

    private static final AtomicInteger MADE = new AtomicInteger();

    private SqlEngine engine;

    @BeforeEach
    void open() {
        BATCHES.clear();
        MADE.set(0);
        engine = SparkEngine.on(LocalSpark.session());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Doubles numbers; what a record of settings is for. */
    record Doubling(String name, long plus) implements FunctionFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public List<ScalarFunction> create() {
            MADE.incrementAndGet();
            return List.of(doubling(name, plus));
        }
    }

    private static ScalarFunction doubling(String name, long plus) {
        return ScalarFunction.named(name)
                .parameter("number", Primitive.LONG)
                .optional("labels", FunctionParameter.TEXTS)
                .returning(Primitive.LONG, (rows, statement) -> {
                    BATCHES.add(rows.size());
                    List<@Nullable Long> values = new ArrayList<>();
                    for (int row = 0; row < rows.size(); row++) {
                        Long number = rows.whole(0, row);
                        List<String> labels = rows.texts(1, row);
                        values.add(number == null ? null : 2 * number + plus + (labels == null ? 0 : labels.size()));
                    }
                    return values;
                });
    }

    @Test
    void callsOfEveryRowComeInBatches() {
        engine.register(doubling("doubled", 0));

        for (String sql : List.of(
                "select i, doubled(i) as d from range(0, 10000) as r(i) order by i",
                "select i, doubled(i) as d from range(0, 10000) as r(i) where doubled(i) >= 0 and i >= 0 order by i",
                "select i, doubled(doubled(i)) - 2 * i as d from range(0, 10000) as r(i) order by i")) {
            BATCHES.clear();
            List<List<@Nullable Object>> rows = rows(sql);
            assertThat(rows).as(sql).hasSize(10_000);
            assertThat(rows.get(7)).as(sql).containsExactly(7L, 14L);
            assertThat(BATCHES).as(sql).hasSizeLessThan(40).allMatch(size -> size > 500);
        }
    }

    @Test
    void callsInAggregationsComeInBatches() {
        engine.register(doubling("doubled", 0));

        assertThat(rows("select doubled(mod(i, 3)) as d, count(*) as n, cast(sum(doubled(i)) as bigint) as s,"
                        + " max(doubled(i)) + doubled(1) as m from range(0, 9000) as r(i)"
                        + " group by doubled(mod(i, 3)) order by d"))
                .containsExactly(
                        List.of(0L, 3000L, 26_991_000L, 17_996L),
                        List.of(2L, 3000L, 26_997_000L, 17_998L),
                        List.of(4L, 3000L, 27_003_000L, 18_000L));
        assertThat(BATCHES.stream().filter(size -> size > 500)).hasSizeGreaterThan(4);
        assertThat(BATCHES).hasSizeLessThan(60);
    }

    @Test
    void aCallThatSomeRowsMakeIsMadeForThoseAlone() {
        engine.register(doubling("doubled", 0));

        assertThat(rows("select cast(sum(case when i < 10 then doubled(i) else 0 end) as bigint) as s"
                        + " from range(0, 5000) as r(i)"))
                .containsExactly(List.of(90L));
        assertThat(BATCHES).hasSize(10).containsOnly(1);

        BATCHES.clear();
        assertThat(rows("select i from range(0, 5000) as r(i) where doubled(i) = 8 and i < 10"))
                .containsExactly(List.of(4L));
        assertThat(BATCHES.stream().mapToInt(size -> size).sum())
                .as("rows that the plain condition left")
                .isEqualTo(10);
    }

    @Test
    void rowsKeepTheirValuesOfEveryTypeBesideACall() {
        engine.register(doubling("doubled", 0));

        String values = "select cast(1.50 as decimal(9, 2)) as a, date '2018-01-02' as b,"
                + " timestamp '2018-01-02 03:04:05.678901' as c, true as d, cast(null as string) as e, 'ç' as f,"
                + " cast(1.25 as double) as g, cast('ab' as binary) as h";
        List<@Nullable Object> plain = rows(values).get(0);
        List<@Nullable Object> beside = rows("select *, doubled(i) as z from (" + values
                        + ") cross join range(20, 21) as r(i)")
                .get(0);
        assertThat(beside.subList(0, 7)).isEqualTo(plain.subList(0, 7));
        assertThat((byte[]) beside.get(7)).isEqualTo((byte[]) plain.get(7));
        assertThat(beside.get(9)).isEqualTo(40L);
    }

    @Test
    void listsOfTextsAreGivenAsJson() {
        engine.register(doubling("doubled", 0));

        assertThat(rows("select doubled(1, '[\"a\", \"b\"]') as two, doubled(1, 'a') as one, doubled(1) as none"))
                .containsExactly(List.of(4L, 3L, 2L));
    }

    @Test
    void anotherProcessMakesTheFunctionsOnce() throws Exception {
        ScalarFunction function = doubling("doubled", 5).madeBy(new Doubling("doubled", 5));

        for (int i = 0; i < 3; i++) {
            SparkFunctionCall call = copy(SparkFunctionCall.of("a statement of another process", function));
            assertThat((Object) call.call(new Object[][] {{1L, null}, {null, null}}, 2))
                    .isEqualTo(java.util.Arrays.asList(7L, null));
        }
        assertThat(MADE).as("by three tasks").hasValue(1);
    }

    @Test
    void whatAnotherProcessCannotMakeIsRefused() throws Exception {
        SparkFunctionCall alone = copy(SparkFunctionCall.of("elsewhere", doubling("doubled", 0)));
        assertThatThrownBy(() -> alone.call(new Object[][] {{1L}, {null}}, 1))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Cannot call the function doubled on executor driver")
                .hasMessageContaining("register(FunctionFactory)");

        SparkFunctionCall renamed =
                copy(SparkFunctionCall.of("elsewhere", doubling("tripled", 0).madeBy(new Doubling("other", 0))));
        assertThatThrownBy(() -> renamed.call(new Object[][] {{1L}, {null}}, 1))
                .hasMessageContaining("no function of that name");

        Object settings = new Object();
        FunctionFactory heavy = () -> List.of(doubling("doubled", settings.hashCode()));
        assertThatThrownBy(() ->
                        SparkFunctionCall.of("elsewhere", doubling("doubled", 0).madeBy(heavy)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("its factory cannot be written")
                .hasMessageContaining("open what they name in create()");
    }

    @Test
    void aClassThatExecutorsLackIsNamedWithTheRemedy() {
        assertThat(SparkErrors.translate(
                                "run the query",
                                "select 1",
                                new IllegalStateException(
                                        "Job aborted due to stage failure: Lost task 0.3: "
                                                + "java.lang.ClassNotFoundException: dev.lakehouse4j.ai.functions.AiFunctions\n\tat"))
                        .getMessage())
                .contains("executors lacks dev.lakehouse4j.ai.functions.AiFunctions.")
                .contains("--jars");

        FunctionFactory broken = new Missing();
        assertThatThrownBy(() -> {
                    SparkFunctionCall call = copy(SparkFunctionCall.of(
                            "elsewhere", doubling("doubled", 0).madeBy(broken)));
                    call.call(new Object[][] {{1L}, {null}}, 1);
                })
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("the class path there lacks some.missing.Thing")
                .hasMessageContaining("spark.jars");
    }

    record Missing() implements FunctionFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public List<ScalarFunction> create() {
            throw new NoClassDefFoundError("some/missing/Thing");
        }
    }

    @Test
    void aSessionOfSparksOwnCallsThem() {
        SparkSession spark = LocalSpark.session().newSession();
        SparkFunctions.register(spark, new Doubling("doubled_here", 1));
        SparkFunctions.register(spark, new Doubling("doubled_here", 1));

        assertThat(spark.sql("select sum(doubled_here(id)) as s from range(0, 5000) where doubled_here(id, 'a') > 0")
                        .first()
                        .getLong(0))
                .isEqualTo(5000L * 4999 + 5000);
        assertThat(BATCHES).hasSizeLessThan(20);
        assertThat(MADE).as("twice to register, once to call").hasValue(3);
        assertThatThrownBy(() -> spark.sql("select doubled_here() as d")).hasMessageContaining("needs its argument");
    }

    @Test
    void functionsThatGiveRowsAreRefusedByName() {
        engine.register(TableFunction.named("forecast", "observed")
                .returning(
                        call -> new TableFunction.Result(List.of(Column.nullable("day", Primitive.DATE)), List::of)));

        assertThat(rows("select 1 as one")).hasSize(1);
        assertThatThrownBy(() -> rows("select * from forecast('select 1')"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("forecast")
                .hasMessageContaining("embedded engine");
    }

    @Test
    void aFailureIsThatOfTheFunction() {
        engine.register(ScalarFunction.named("shout")
                .parameter("text", Primitive.STRING)
                .returning(Primitive.STRING, (rows, statement) -> {
                    if ("bad".equals(rows.text(0, 0))) {
                        throw new QueryException("Cannot shout bad words. Choose others.");
                    }
                    return List.of(String.valueOf(rows.text(0, 0)).toUpperCase(Locale.ROOT));
                }));

        assertThatThrownBy(() -> rows("select shout(id) as s from (values ('bad')) as t(id)"))
                .isInstanceOf(QueryException.class)
                .hasMessage("Cannot shout bad words. Choose others.");
    }

    private static SparkFunctionCall copy(SparkFunctionCall call) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(call);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (SparkFunctionCall) in.readObject();
        }
    }

    private List<List<@Nullable Object>> rows(String sql) {
        try (QueryResult result = engine.query(sql, Map.of())) {
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
}
