package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Key;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that Spark's own writer laid out in ways that this library does not write are read on Spark as on the embedded engine. */
@Tag("minutes")
class ForeignTablesTest {

    record Item(
            @Key String id,
            @Nullable Double price,
            @Nullable LocalDate day,
            @Nullable String place) {}

    private static final TableRef<Silver, Item> ITEMS = TableRef.silver("items", Item.class);
    private static final String MAPPED = "'delta.columnMapping.mode' = 'name'";

    @TempDir
    Path folder;

    private Path lake() {
        Path lake = folder.resolve("lake");
        Lakehouse.open(lake).close();
        return lake;
    }

    private static List<Item> rows(Table<Silver, Item> table) {
        try (Stream<Item> rows = table.rows()) {
            return rows.sorted(Comparator.comparing(Item::id)).toList();
        }
    }

    private static String create(Path lake, String partitions, String properties) {
        SparkSession spark = LocalSpark.session();
        String table = "delta.`" + lake.resolve("silver/items") + "`";
        spark.sql("create table " + table + " (id string not null, price double, day date, place string) using delta"
                + (partitions.isEmpty() ? "" : " partitioned by (" + partitions + ")")
                + " tblproperties (" + properties + ")");
        spark.sql(
                "insert into " + table + " values ('a', 1.5d, date'2018-01-31', 'São Paulo'),"
                        + " ('b', null, date'2018-02-01', 'a/b=c %41'), ('c', 2d, null, null), ('d', 3d, date'2018-02-01', '')");
        return table;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "day, place | 'delta.minReaderVersion' = '1'",
                "'' | " + MAPPED,
                "place | " + MAPPED + ", 'delta.enableDeletionVectors' = 'true'",
                "'' | 'delta.enableDeletionVectors' = 'true'"
            })
    void theirRowsAreThoseThatTheEmbeddedEngineReads(String partitions, String properties) {
        Path root = lake();
        String table = create(root, partitions, properties);
        LocalSpark.session().sql("delete from " + table + " where id = 'c'");
        try (Lakehouse embedded = Lakehouse.open(root);
                Lakehouse spark = Lakehouse.open(root, SparkEngine.on(LocalSpark.session()))) {
            List<Item> expected = rows(embedded.table(ITEMS));
            assertThat(expected).extracting(Item::id).containsExactly("a", "b", "d");
            assertThat(rows(spark.table(ITEMS))).isEqualTo(expected);
            assertThat(rows(spark.table(ITEMS).asOf(1)))
                    .hasSize(4)
                    .isEqualTo(rows(embedded.table(ITEMS).asOf(1)));
            assertThat(spark.table(ITEMS).count()).isEqualTo(3);
        }
    }

    @Test
    void aChangeIsRefusedByTheNameOfTheFeatureAndLeavesTheTable() {
        Path root = lake();
        create(root, "place", MAPPED);
        try (Lakehouse spark = Lakehouse.open(root, SparkEngine.on(LocalSpark.session()))) {
            Table<Silver, Item> table = spark.table(ITEMS);
            assertThatThrownBy(() -> table.upsert(List.of(new Item("a", 9.0, null, "x"))))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("columnMapping");
            assertThat(rows(table)).extracting(Item::price).containsExactly(1.5, null, 2.0, 3.0);
        }
    }
}
