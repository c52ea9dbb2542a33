package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.DuckDbEngine;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.ScalarFunction;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Spark engine refuses, what it hides, and what it leaves alone. */
class SparkLimitsTest {

    private record Item(@Key String id, @Nullable Double price, int pieces) {}

    private static final TableRef<Silver, Item> ITEMS = TableRef.silver("items", Item.class);
    private static final TableSchema SCHEMA = TableSchema.of(Item.class);
    private static final Map<String, Relation> EMPTY = Map.of("silver.items", new Relation.Empty(SCHEMA));

    private SqlEngine engine;

    @BeforeEach
    void open() {
        engine = SparkEngine.on(LocalSpark.session());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select dayofweek(date '2018-01-01') as d | dayofweek",
                "select pieces ^ 2 as p from silver.items | ^",
                "select pieces // 2 as p from silver.items | //",
                "select now() as n | now",
                "select current_date as n | current_date",
                "select concat(id, 'x') as c from silver.items | concat",
                "select regexp_replace(id, 'a', 'b') as c from silver.items | regexp_replace",
                "select distinct on (id) id from silver.items | distinct on",
                "select id from silver.items qualify row_number() over (order by id) = 1 | qualify",
                "select a.id from silver.items a asof join silver.items b on a.pieces >= b.pieces | asof join",
                "select cast(price as int) as p from silver.items | CAST(floor(x)",
                "select cast(price as bigint) as p from silver.items | casts a DOUBLE to BIGINT",
                "select [1, 2] as l | list_value",
                "select any_value(id) as i from silver.items | any_value"
            })
    void whatTheEnginesComputeDifferentlyIsRefusedByItsName(String sql, String construct) {
        assertThatThrownBy(() -> engine.describe(sql, EMPTY))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("not portable")
                .satisfies(error -> assertThat(error.getMessage()).containsIgnoringCase(construct));
    }

    @Test
    void castsOfWholeNumbersAndRoundedOnesArePortable() {
        assertThat(engine.describe(
                        "select cast(floor(price) as int) as f, cast(round(price) as bigint) as r,"
                                + " cast(pieces as bigint) as p from silver.items",
                        EMPTY))
                .extracting(Column::type)
                .containsExactly(Primitive.INT, Primitive.LONG, Primitive.LONG);
    }

    @Test
    void tablesOfSparksOwnCatalogAndFilesAreNotSeen() {
        SparkSession spark = LocalSpark.session();
        spark.range(3).createOrReplaceTempView("users_view");

        for (String table : List.of("users_view", "parquet.`/tmp`", "global_temp.users_view")) {
            assertThatThrownBy(() ->
                            engine.query("select * from " + table, Map.of()).close())
                    .isInstanceOf(QueryException.class);
        }
    }

    @Test
    void theSessionOfTheUserKeepsItsSettings() {
        SparkSession spark = LocalSpark.session();
        String before = spark.conf().get("spark.sql.timestampType");

        rows("select cast('2018-01-01 00:00:00' as timestamp) as t");

        assertThat(spark.conf().get("spark.sql.timestampType")).isEqualTo(before);
        assertThat(spark.sql("select \"text\" as t").first().getString(0)).isEqualTo("text");
    }

    @Test
    void otherVersionsAreRefused() {
        assertThatThrownBy(() -> SparkEngine.requireVersion("3.5.1", "2.13.8"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Spark 3.5.1")
                .hasMessageContaining("4.1");
        assertThatThrownBy(() -> SparkEngine.requireVersion("4.1.3", "2.12.18"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Scala 2.12.18");
        SparkEngine.requireVersion("4.1.0", "2.13.17");
    }

    @Test
    void accentsAreStrippedAsOnTheEmbeddedEngine() {
        String letters = IntStream.rangeClosed(0x20, 0x17f)
                .filter(letter -> letter != '\'' && Character.isDefined(letter) && !Character.isISOControl(letter))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String sql = "select strip_accents('" + letters + "e\u0301 ị ã \u1e9e') as s";
        try (SqlEngine embedded = DuckDbEngine.open(EngineSettings.defaults())) {
            assertThat(rows(sql)).isEqualTo(rows(embedded, sql));
        }
    }

    @Test
    void filtersAndMasksHideRowsAlsoFromErrors(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            lake.table(ITEMS).append(List.of(new Item("1", 1.0, 1), new Item("x", 2.0, 2)));
            Relation guarded = new Relation.Guarded(
                    new Relation.Snapshot(lake.snapshot("silver.items")), "id <> 'x'", Map.of("price", "null"));
            Map<String, Relation> bound = Map.of("silver.items", guarded);

            // Were the condition tried on the hidden row, the cast would fail, and tell of it.
            assertThat(rows(engine, "select id, price from silver.items where cast(id as int) = 1", bound))
                    .containsExactly(java.util.Arrays.asList("1", null));
        }
    }

    @Test
    void javaFunctionsAreCalled() {
        engine.register(ScalarFunction.named("shout")
                .parameter("text", Primitive.STRING)
                .optional("times", Primitive.LONG)
                .returning(Primitive.STRING, (rows, statement) -> {
                    List<@Nullable String> values = new ArrayList<>();
                    for (int row = 0; row < rows.size(); row++) {
                        String text = rows.text(0, row);
                        Long times = rows.whole(1, row);
                        if ("bad".equals(text)) {
                            throw new QueryException("Cannot shout bad words. Choose others.");
                        }
                        values.add(
                                text == null
                                        ? null
                                        : text.toUpperCase(java.util.Locale.ROOT)
                                                + "!".repeat(times == null ? 1 : times.intValue()));
                    }
                    return values;
                }));

        assertThat(rows("select shout('a') as a, shout('b', 3) as b, shout(cast(null as string)) as c"))
                .containsExactly(java.util.Arrays.asList("A!", "B!!!", null));
        assertThatThrownBy(() -> rows("select shout(id) as s from (values ('bad')) as t(id)"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Cannot shout bad words");
    }

    @Test
    void aFailedWriteLeavesNothing(@TempDir Path folder) throws IOException {
        Path root = folder.resolve("table");
        assertThatThrownBy(() -> engine.write(
                        "select cast(i as string) as id, cast(1 / (i - 50) as double) as price, 1 as pieces"
                                + " from range(0, 100) as r(i)",
                        Map.of(),
                        root,
                        SCHEMA))
                .isInstanceOf(QueryException.class);
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return rows(engine, sql);
    }

    private static List<List<@Nullable Object>> rows(SqlEngine engine, String sql) {
        return rows(engine, sql, Map.of());
    }

    private static List<List<@Nullable Object>> rows(SqlEngine engine, String sql, Map<String, Relation> bound) {
        try (QueryResult result = engine.query(sql, bound)) {
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
