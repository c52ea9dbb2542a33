package dev.lakehouse4j.core;

import static dev.lakehouse4j.core.DeltaLog.field;
import static dev.lakehouse4j.core.DeltaLog.list;
import static dev.lakehouse4j.core.DeltaLog.map;
import static dev.lakehouse4j.core.DeltaLog.mapped;
import static dev.lakehouse4j.core.DeltaLog.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that others wrote, with what the protocol allows and this library does not write itself. */
class ForeignTablesTest {

    private static final Map<String, String> BY_NAME = Map.of("delta.columnMapping.mode", "name");
    private static final Map<String, String> BY_ID = Map.of("delta.columnMapping.mode", "id");
    private static final UUID BITMAP = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    record Item(long id, @Nullable String name) {}

    private static final TableRef<Silver, Item> FOREIGN = TableRef.silver("foreign", Item.class);

    @TempDir
    Path folder;

    private Lakehouse lake;
    private DeltaLog log;

    @BeforeEach
    void open() throws Exception {
        lake = Lakehouse.open(folder.resolve("lake"));
        log = new DeltaLog(lake.folder("silver.foreign"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<String> rows(String sql) {
        try (QueryResult result = lake.query(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    List<String> values = new ArrayList<>();
                    for (int column = 0; column < result.columns().size(); column++) {
                        values.add(text(result.column(column).getObject(row)));
                    }
                    rows.add(String.join("|", values));
                }
            }
            return rows;
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Object[] struct) {
            return Stream.of(struct).map(ForeignTablesTest::text).collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(ForeignTablesTest::text).toList().toString();
        }
        return String.valueOf(value);
    }

    private List<String> rows() {
        return rows("select * from silver.foreign order by id");
    }

    private void write(String file, String query) throws Exception {
        log.file(file, query).add(file);
    }

    // ---- partitions

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Partitioned(
            long id,
            @Nullable String text,
            @Nullable LocalDate day,
            @Nullable Instant moment,
            @Nullable LocalDateTime wall,
            @Nullable Boolean flag,
            @Nullable Double ratio,
            @Nullable BigDecimal price,
            byte @Nullable [] bytes) {}

    private static Map<String, @Nullable String> values(@Nullable String... values) {
        List<String> names = List.of("text", "day", "moment", "wall", "flag", "ratio", "price", "bytes");
        Map<String, @Nullable String> map = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            map.put(names.get(i), values.length == 0 ? null : values[i]);
        }
        return map;
    }

    private void partitioned() throws Exception {
        log.table(
                List.of("timestampNtz"),
                Map.of(),
                List.of("text", "day", "moment", "wall", "flag", "ratio", "price", "bytes"),
                field("id", "long"),
                field("text", "string"),
                field("day", "date"),
                field("moment", "timestamp"),
                field("wall", "timestamp_ntz"),
                field("flag", "boolean"),
                field("ratio", "double"),
                field("price", "decimal(9,2)"),
                field("bytes", "binary"));
        log.file("text=a b%2Fc'd/x.parquet", "select 1::bigint as id")
                .add(
                        "text=a%20b%252Fc'd/x.parquet",
                        values(
                                "a b/c'd",
                                "2020-02-29",
                                "2020-02-29T12:00:00.123456Z",
                                "2020-02-29 12:00:00.123456",
                                "true",
                                "1.0E-10",
                                "5.50",
                                "\u0001é"),
                        "{\"numRecords\":1}",
                        null);
        log.file("none/x.parquet", "select 2::bigint as id")
                .add("none/x.parquet", values(), "{\"numRecords\":1}", null);
        log.file("old/x.parquet", "select 3::bigint as id")
                .add(
                        "old/x.parquet",
                        values(
                                "",
                                "2021-01-01",
                                "2021-01-01 00:00:00",
                                "2021-01-01 00:00:00",
                                "false",
                                "NaN",
                                "-1",
                                ""),
                        "{\"numRecords\":1}",
                        null)
                .commit();
    }

    @Test
    void valuesOfPartitionsComeFromTheLog() throws Exception {
        partitioned();
        TableRef<Silver, Partitioned> ref = TableRef.silver("foreign", Partitioned.class);
        try (Stream<Partitioned> rows = lake.table(ref).rows()) {
            List<Partitioned> sorted =
                    rows.sorted(java.util.Comparator.comparing(Partitioned::id)).toList();
            assertThat(sorted.get(0))
                    .usingRecursiveComparison()
                    .isEqualTo(new Partitioned(
                            1,
                            "a b/c'd",
                            LocalDate.parse("2020-02-29"),
                            Instant.parse("2020-02-29T12:00:00.123456Z"),
                            LocalDateTime.parse("2020-02-29T12:00:00.123456"),
                            true,
                            1e-10,
                            new BigDecimal("5.50"),
                            "\u0001é".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(sorted.get(1)).isEqualTo(new Partitioned(2, null, null, null, null, null, null, null, null));
            assertThat(sorted.get(2).text()).isNull();
            assertThat(sorted.get(2).ratio()).isNaN();
            assertThat(sorted.get(2).moment()).isEqualTo("2021-01-01T00:00:00Z");
        }
        assertThat(rows("select text from silver.foreign where id = 1")).containsExactly("a b/c'd");
        assertThatThrownBy(() -> lake.table(ref).deleteWhere("id = 1"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("partitioned by");
    }

    @Test
    void filesOfOtherPartitionsAreNotOpened() throws Exception {
        partitioned();
        for (String where : List.of(
                "text = 'a b/c''d'",
                "day < date '2020-12-31'",
                "moment = timestamptz '2020-02-29 12:00:00.123456Z'",
                "wall <= timestamp '2020-02-29 12:00:00.123456'",
                "price > 5")) {
            assertThat(lake.explain("select * from silver.foreign where " + where))
                    .as(where)
                    .contains("files: 1 of 3");
            assertThat(rows("select id from silver.foreign where " + where))
                    .as(where)
                    .containsExactly("1");
        }
        assertThat(rows("select id from silver.foreign where text is null order by id"))
                .containsExactly("2", "3");
        assertThat(rows("select id from silver.foreign where day is null")).containsExactly("2");
        assertThat(rows("select id from silver.foreign where ratio > 1")).containsExactly("3");
    }

    // ---- column mapping
    // --------------------------------------------------------------------------------------------------

    record Point(@Nullable Integer across, @Nullable String fresh) {}

    record Mapped(
            long id,
            @Nullable String title,
            @Nullable Point point,
            @Nullable List<Point> points,
            @Nullable Map<String, Point> named,
            @Nullable String name) {}

    private static String point(int first) {
        return struct(mapped("across", "integer", first, "x"), mapped("fresh", "string", first + 1, "col-f"));
    }

    private void mappedTable(Map<String, String> mode, String... options) throws Exception {
        log.table(
                List.of("columnMapping"),
                mode,
                List.of(),
                mapped("id", "long", 1, "col-id"),
                mapped("title", "string", 2, "name"),
                mapped("point", point(10), 3, "col-p"),
                mapped("points", list(point(12)), 4, "col-ps"),
                mapped("named", map("string", point(14)), 5, "col-m"),
                mapped("name", "string", 6, "col-n"));
        String point = "{'x': 1, 'dropped': 5}";
        log.file(
                        "old.parquet",
                        "select 1::bigint as \"col-id\", 'a' as name, " + point + " as \"col-p\", [" + point
                                + ", null] as \"col-ps\", map {'k': " + point + "} as \"col-m\", 9 as gone",
                        options)
                .add(
                        "old.parquet",
                        Map.of(),
                        "{\"numRecords\":1,\"minValues\":{\"col-id\":1},\"maxValues\":{\"col-id\":1},"
                                + "\"nullCount\":{\"col-id\":0,\"name\":0}}",
                        null);
        String fresh = "{'x': 2, 'col-f': 'f'}";
        log.file(
                        "new.parquet",
                        "select 2::bigint as \"col-id\", 'b' as name, " + fresh + " as \"col-p\", [" + fresh
                                + "] as \"col-ps\", map {'k': " + fresh + "} as \"col-m\", 'n' as \"col-n\"",
                        options)
                .add(
                        "new.parquet",
                        Map.of(),
                        "{\"numRecords\":1,\"minValues\":{\"col-id\":2},\"maxValues\":{\"col-id\":2},"
                                + "\"nullCount\":{\"col-id\":0,\"name\":0}}",
                        null)
                .commit();
    }

    private void readsMapped() {
        TableRef<Silver, Mapped> ref = TableRef.silver("foreign", Mapped.class);
        List<@Nullable Point> twice = new ArrayList<>();
        twice.add(new Point(1, null));
        twice.add(null);
        @SuppressWarnings("NullAway")
        Mapped old = new Mapped(1, "a", new Point(1, null), twice, Map.of("k", new Point(1, null)), null);
        Point fresh = new Point(2, "f");
        try (Stream<Mapped> rows = lake.table(ref).rows()) {
            assertThat(rows)
                    .containsExactlyInAnyOrder(old, new Mapped(2, "b", fresh, List.of(fresh), Map.of("k", fresh), "n"));
        }
        assertThat(rows("select title, name from silver.foreign where name = 'n'"))
                .containsExactly("b|n");
        assertThat(lake.explain("select * from silver.foreign where id = 2")).contains("files: 1 of 2");
        assertThat(rows("select title from silver.foreign where id = 2")).containsExactly("b");
        assertThatThrownBy(() -> lake.table(FOREIGN).append(List.of(new Item(3, "c"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("columnMapping");
    }

    @Test
    void columnsAreFoundByTheirPhysicalNames() throws Exception {
        mappedTable(BY_NAME);
        readsMapped();
    }

    @Test
    void columnsAreFoundByTheirIds() throws Exception {
        log.table(
                List.of("columnMapping"),
                BY_ID,
                List.of(),
                mapped("id", "long", 1, "col-id"),
                mapped("name", "string", 2, "col-name"),
                mapped("s", struct(mapped("a", "integer", 4, "x"), mapped("b", "integer", 5, "y")), 3, "col-s"));
        // Names that lie: a table that was converted from another format keeps the names of its files.
        log.file(
                        "a.parquet",
                        "select 'n1' as id, 1::bigint as name, {'y': 10, 'x': 20} as other",
                        "field_ids {id: 2, name: 1, other: {__duckdb_field_id: 3, y: 4, x: 5}}")
                .add("a.parquet");
        log.file("b.parquet", "select 2::bigint as z", "field_ids {z: 1}")
                .add("b.parquet")
                .commit();
        assertThat(rows()).containsExactly("1|n1|{10, 20}", "2|null|null");
        try (Stream<Item> items = lake.table(FOREIGN).rows()) {
            assertThat(items).containsExactlyInAnyOrder(new Item(1, "n1"), new Item(2, null));
        }
        log.file("c.parquet", "select 3::bigint as \"col-id\"").add("c.parquet").commit();
        assertThatThrownBy(this::rows)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("columnMapping by id")
                .hasMessageContaining("c.parquet");
        assertThat(lake.table(FOREIGN).asOf(0).count("name is null")).isEqualTo(1);
    }

    @Test
    void aMappingWithoutNamesIsRefused() throws Exception {
        log.table(List.of("columnMapping"), BY_NAME, List.of(), field("id", "long"))
                .commit();
        assertThatThrownBy(this::rows)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("columnMapping")
                .hasMessageContaining("id");
    }

    // ---- deletion vectors
    // ------------------------------------------------------------------------------------------------

    private void deletedRows() throws Exception {
        Map<String, String> enabled = Map.of("delta.enableDeletionVectors", "true");
        log.table(List.of("deletionVectors"), enabled, List.of(), field("id", "long"), field("name", "string"));
        for (int i = 0; i < 3; i++) {
            String file = "f" + i + ".parquet";
            log.file(file, "select (" + i * 10 + " + range)::bigint as id, null::varchar as name from range(10)")
                    .add(file, Map.of(), "{\"numRecords\":10,\"nullCount\":{\"name\":10}}", null);
        }
        log.commit();
        log.remove("f0.parquet").add("f0.parquet", Map.of(), "{\"numRecords\":10}", DeltaLog.inline(0, 9));
        log.remove("f1.parquet").add("f1.parquet", Map.of(), "{\"numRecords\":10}", log.inFile(BITMAP, 1, 2, 3));
        log.commit();
    }

    @Test
    void deletedRowsAreLeftOut() throws Exception {
        deletedRows();
        Table<Silver, Item> table = lake.table(FOREIGN);
        List<Long> expected = Stream.iterate(0L, i -> i + 1)
                .limit(30)
                .filter(i -> !List.of(0L, 9L, 11L, 12L, 13L).contains(i))
                .toList();
        try (Stream<Item> items = table.rows()) {
            assertThat(items.map(Item::id)).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(table.count()).isEqualTo(25);
        assertThat(table.count("id < 20")).isEqualTo(15);
        assertThat(table.count("name is not null")).isZero();
        assertThat(table.asOf(0).count()).isEqualTo(30);
        assertThat(rows("select count(*) from silver.foreign a join silver.foreign b using (id)"))
                .containsExactly("25");
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = table.arrow(allocator)) {
            int rows = 0;
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
            assertThat(rows).isEqualTo(25);
        }
    }

    @Test
    void tablesWithDeletionVectorsAreNotWrittenAndKeepTheirBitmaps() throws Exception {
        deletedRows();
        Table<Silver, Item> table = lake.table(FOREIGN);
        Map<String, Runnable> writes = Map.of(
                "append", () -> table.append(List.of(new Item(1, "x"))),
                "delete", () -> table.deleteWhere("id = 5"),
                "optimize", table::optimize,
                "restore", () -> table.restore(0),
                "purge", () -> lake.store().purge(log.root()));
        for (Map.Entry<String, Runnable> write : writes.entrySet()) {
            assertThatThrownBy(write.getValue()::run)
                    .as(write.getKey())
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("deletionVectors");
        }
        Path leftover = Files.writeString(log.root().resolve("leftover.parquet"), "x");
        Files.setLastModifiedTime(leftover, java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        for (String name : List.of("f0.parquet", "deletion_vector_" + BITMAP + ".bin")) {
            Files.setLastModifiedTime(log.root().resolve(name), java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        }
        assertThat(table.vacuum(Duration.ofHours(1))).contains(Path.of("leftover.parquet"));
        assertThat(table.count("true")).isEqualTo(25);
    }

    @Test
    void rowsDeletedInPlaceDoNotComeBackByARestore() throws Exception {
        deletedRows();
        log.table(List.of(), Map.of(), List.of(), field("id", "long"), field("name", "string"));
        log.remove("f0.parquet", DeltaLog.inline(0, 9)).remove("f1.parquet", log.inFile(BITMAP, 1, 2, 3));
        write("anew.parquet", "select 1::bigint as id, 'x' as name");
        log.commit();
        Table<Silver, Item> table = lake.table(FOREIGN);
        assertThat(table.count("true")).isEqualTo(11);
        assertThatThrownBy(() -> table.restore(1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("deletionVectors");
        table.restore(0);
        assertThat(table.count("true")).isEqualTo(30);
    }

    @Test
    void aDamagedDeletionVectorIsNoEmptyOne() throws Exception {
        deletedRows();
        Path bitmap = log.root().resolve("deletion_vector_" + BITMAP + ".bin");
        byte[] bytes = Files.readAllBytes(bitmap);
        bytes[bytes.length - 6] ^= 1;
        Files.write(bitmap, bytes);
        assertThatThrownBy(this::rows).isInstanceOf(StorageException.class).hasMessageContaining("deleted");
        Files.delete(bitmap);
        assertThatThrownBy(this::rows).isInstanceOf(StorageException.class).hasMessageContaining("deletion_vector_");
    }

    // ---- types
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void widenedTypesAreCast() throws Exception {
        log.table(
                List.of("typeWidening"),
                Map.of("delta.enableTypeWidening", "true"),
                List.of(),
                field("id", "long", "{\"delta.typeChanges\":[{\"fromType\":\"integer\",\"toType\":\"long\"}]}"),
                field("ratio", "double", "{\"delta.typeChanges\":[{\"fromType\":\"float\",\"toType\":\"double\"}]}"),
                field("s", struct(field("a", "long"))),
                field("list", list("decimal(12,3)")));
        log.file(
                        "a.parquet",
                        "select 1::int as id, 0.1::float as ratio, {'a': 1::smallint} as s, [2::int, null] as list")
                .add(
                        "a.parquet",
                        Map.of(),
                        "{\"numRecords\":1,\"minValues\":{\"id\":1,\"ratio\":0.1},\"maxValues\":{\"id\":1,\"ratio\":0.1},"
                                + "\"nullCount\":{\"id\":0,\"ratio\":0}}",
                        null);
        log.file(
                        "b.parquet",
                        "select 9000000000::bigint as id, 0.1::double as ratio, {'a': 9000000000::bigint} as s,"
                                + " [2.5::decimal(12,3)] as list")
                .add("b.parquet")
                .commit();
        assertThat(rows())
                .containsExactly("1|0.10000000149011612|{1}|[2.000, null]", "9000000000|0.1|{9000000000}|[2.500]");
        assertThat(rows("select id from silver.foreign where ratio > 0.1 and ratio < 0.11"))
                .containsExactly("1");
        assertThat(rows("select id from silver.foreign where ratio = 0.10000000149011612"))
                .containsExactly("1");
        assertThat(rows("select typeof(s) || typeof(list) from silver.foreign where id = 1"))
                .containsExactly("STRUCT(a BIGINT)DECIMAL(12,3)[]");
    }

    @Test
    void fieldsThatCameLaterAreNull() throws Exception {
        log.table(
                List.of(),
                Map.of(),
                List.of(),
                field("id", "long"),
                field("s", struct(field("b", "string"), field("a", "integer"))),
                field("list", list(struct(field("a", "integer"), field("b", "string")))),
                field("late", map("string", "date")));
        write("part-0.parquet", "select 1::bigint as ID, {'a': 1} as s, [{'a': 1}] as list");
        write(
                "part-1.parquet",
                "select 2::bigint as id, {'b': 'x', 'a': 2} as s, [{'a': 2, 'b': 'y'}, null] as list,"
                        + " map {'k': date '2020-01-01'} as late");
        write("part-2.parquet", "select 3::bigint as id, null::struct(a int) as s, null::struct(a int)[] as list");
        log.commit();
        assertThat(rows())
                .containsExactly(
                        "1|{null, 1}|[{1, null}]|null", "2|{x, 2}|[{2, y}, null]|{k=2020-01-01}", "3|null|null|null");
    }

    @Test
    void textsThatAreNotMarkedAsSuchAreTexts() throws Exception {
        log.table(List.of(), Map.of(), List.of(), field("id", "long"), field("name", "string"));
        write("a.parquet", "select 1::bigint as id, encode('ção') as name");
        log.commit();
        try (Stream<Item> items = lake.table(FOREIGN).rows()) {
            assertThat(items).containsExactly(new Item(1, "ção"));
        }
    }

    @Test
    void aFileThatIsNotWhatTheLogSaysIsRefused() throws Exception {
        log.table(List.of(), Map.of(), List.of(), field("id", "long"), field("name", "string"));
        write("a.parquet", "select 1::bigint as id, {'a': 1} as name");
        log.commit();
        assertThatThrownBy(this::rows).isInstanceOf(StorageException.class).hasMessageContaining("name");
    }

    // ---- what is refused
    // -------------------------------------------------------------------------------------------------

    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        log.table(List.of("variantType"), Map.of(), List.of(), field("id", "long"), field("v", "variant"))
                .commit();
        assertThatThrownBy(this::rows)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("variantType");
        log.table(
                        List.of("w:collations"),
                        Map.of(),
                        List.of(),
                        field("id", "long"),
                        field("name", "string", "{\"__COLLATIONS\":{\"name\":\"ICU.UNICODE_CI\"}}"))
                .commit();
        assertThatThrownBy(this::rows)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("collations");
        log.table(List.of(), Map.of(), List.of(), field("id", "long"))
                .add("s3://bucket/f.parquet")
                .commit();
        assertThatThrownBy(this::rows)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("s3://bucket/f.parquet");
    }

    @Test
    void writesNameTheFeatureThatForbidsThem() throws Exception {
        for (String feature :
                List.of("w:rowTracking", "w:clustering", "w:icebergCompatV2", "typeWidening", "deletionVectors")) {
            log.table(
                            List.of(feature, "w:domainMetadata"),
                            Map.of(),
                            List.of(),
                            field("id", "long"),
                            field("name", "string"))
                    .commit();
            assertThatThrownBy(() -> lake.table(FOREIGN).append(List.of(new Item(1, "x"))))
                    .as(feature)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(feature.replace("w:", ""));
        }
        log.table(
                        List.of("w:allowColumnDefaults"),
                        Map.of(),
                        List.of(),
                        field("id", "long"),
                        field("name", "string", "{\"CURRENT_DEFAULT\":\"'x'\"}"))
                .commit();
        assertThatThrownBy(() -> lake.table(FOREIGN).append(List.of(new Item(1, "x"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("allowColumnDefaults");
        assertThat(lake.table(FOREIGN).count()).isZero();
    }
}
