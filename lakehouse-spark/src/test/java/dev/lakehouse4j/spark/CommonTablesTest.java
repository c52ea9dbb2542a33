package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Common table expressions that build on each other are computed once, where Spark would write each out again and again. */
class CommonTablesTest {

    record Counted(int n) {}

    private static final Map<String, Relation> RELATIONS = Map.of(
            "silver.numbers",
            new Relation.Values(TableSchema.of(Counted.class), List.of(List.of(1), List.of(2), List.of(3))));

    /** Every level reads the one above three times: 3^8 tables. */
    private static final String DEEP = deep(8);

    private SqlEngine engine;

    @BeforeEach
    void open() {
        engine = SparkEngine.on(LocalSpark.session());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static String deep(int levels) {
        StringBuilder sql = new StringBuilder("with level_0 as (select n, 1 as paths from silver.numbers)");
        for (int i = 1; i <= levels; i++) {
            String above = "level_" + (i - 1);
            sql.append(
                    ", level_%d as (select a.n, a.paths + b.paths + c.paths as paths from %s a join %s b on b.n = a.n"
                                    .formatted(i, above, above)
                            + " join " + above + " c on c.n = a.n)");
        }
        return sql + " select sum(n) as n, max(paths) as paths from level_" + levels;
    }

    private static int kept() {
        return LocalSpark.session().sparkContext().getPersistentRDDs().size();
    }

    @Test
    void theResultIsThatOfTheStatement() {
        int before = kept();
        try (QueryResult result = engine.query(DEEP, RELATIONS)) {
            assertThat(result.nextBatch()).isTrue();
            assertThat(kept()).as("rows that executors keep").isGreaterThan(before);
            assertThat(result.column(0).getLong(0)).isEqualTo(6);
            assertThat(result.column(1).getLong(0)).isEqualTo(6_561);
        }
        assertThat(kept()).as("after the statement").isEqualTo(before);
    }

    @Test
    void aDryRunComputesNothing() {
        int before = kept();
        long started = System.nanoTime();

        assertThat(engine.describe(DEEP, RELATIONS)).hasSize(2);

        assertThat(kept()).isEqualTo(before);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void fewTablesAreLeftToSpark() {
        int before = kept();
        try (QueryResult result = engine.query(deep(2), RELATIONS)) {
            assertThat(result.nextBatch()).isTrue();
            assertThat(kept()).isEqualTo(before);
            assertThat(result.column(1).getLong(0)).isEqualTo(9);
        }
    }

    @Test
    void whatIsNotPortableIsRefusedInThemToo() {
        int before = kept();
        String sql = deep(8).replace("1 as paths", "cast(n * 1.5 as int) as paths");

        assertThatThrownBy(() -> engine.query(sql, RELATIONS).close())
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("floor");
        assertThat(kept()).isEqualTo(before);
    }
}
