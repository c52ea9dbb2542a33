package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type that a record may hold goes through a table and comes back equal. */
class TypesTest {

    enum Color {
        RED,
        GREEN
    }

    record Inner(String name, @Nullable Integer number, List<Double> ratios) {}

    @Comment("one of everything")
    record Everything(
            @Key int id,
            @Nullable String text,
            char letter,
            @Nullable Character optionalLetter,
            boolean flag,
            @Nullable Boolean optionalFlag,
            byte tiny,
            @Nullable Byte optionalTiny,
            short small,
            @Nullable Short optionalSmall,
            @Nullable Integer optionalInt,
            long big,
            @Nullable Long optionalBig,
            float single,
            @Nullable Float optionalSingle,
            double ratio,
            @Nullable Double optionalRatio,
            @Decimal(precision = 9, scale = 2) BigDecimal price,
            @Decimal(precision = 18, scale = 4) @Nullable BigDecimal amount,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal huge,
            @Nullable LocalDate day,
            @Nullable LocalDateTime time,
            @Nullable Instant instant,
            Color color,
            @Nullable Color optionalColor,
            @Nullable Inner inner,
            List<Inner> inners,
            List<@Nullable String> texts,
            @Nullable List<List<Integer>> lists,
            Map<String, @Nullable Long> counts,
            @Nullable Map<Integer, Inner> innerById,
            @Comment("a reserved word") String order,
            @Nullable LocalDate at,
            @Nullable String group) {}

    private static final TableRef<Silver, Everything> ALL = TableRef.silver("everything", Everything.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("a lake, 100% ü #1"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static Everything full(int id, String text, double ratio, Instant instant, String huge) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC);
        Map<String, @Nullable Long> counts = new LinkedHashMap<>();
        counts.put("a", 1L);
        counts.put(text, null);
        Inner inner = new Inner(text, null, List.of(ratio, 1.5));
        return new Everything(
                id,
                text,
                'é',
                'x',
                true,
                false,
                Byte.MIN_VALUE,
                Byte.MAX_VALUE,
                Short.MIN_VALUE,
                Short.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (float) ratio,
                Float.MIN_VALUE,
                ratio,
                -ratio,
                new BigDecimal("-9999999.99"),
                new BigDecimal("99999999999999.9999"),
                new BigDecimal(huge),
                time.toLocalDate(),
                time,
                instant,
                Color.GREEN,
                Color.RED,
                inner,
                List.of(inner, new Inner("", id, List.of())),
                Arrays.asList(text, null, ""),
                List.of(List.of(), List.of(1, 2)),
                counts,
                Map.of(1, inner),
                "desc",
                time.toLocalDate(),
                "by");
    }

    private static Everything empty(int id) {
        return new Everything(
                id,
                null,
                ' ',
                null,
                false,
                null,
                (byte) 0,
                null,
                (short) 0,
                null,
                null,
                0,
                null,
                0,
                null,
                0,
                null,
                new BigDecimal("0.00"),
                null,
                null,
                null,
                null,
                null,
                Color.RED,
                null,
                null,
                List.of(),
                List.of(),
                null,
                Map.of(),
                null,
                "",
                null,
                null);
    }

    static List<Everything> rows() {
        return List.of(
                full(
                        1,
                        "plain",
                        1.25,
                        Instant.parse("2018-11-04T00:30:00.123456Z"),
                        "1234567890123456789012345678.0123456789"),
                full(
                        2,
                        "\uD83D\uDE00 supplementary \uFFFD",
                        Double.NaN,
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        "-9999999999999999999999999999.9999999999"),
                full(3, "", Double.NEGATIVE_INFINITY, Instant.parse("1900-02-28T12:00:00.000001Z"), "0.0000000001"),
                full(4, "nul \u0000 quote ' \" \\ \n", -0.0, Instant.EPOCH, "0.0000000000"),
                empty(5));
    }

    private List<Everything> read() {
        try (Stream<Everything> rows = lake.table(ALL).rows()) {
            return rows.sorted(java.util.Comparator.comparing(Everything::id)).toList();
        }
    }

    @Test
    void recordsComeBackEqual() {
        lake.table(ALL).append(rows());
        assertThat(read()).isEqualTo(rows());
        try (Stream<Everything> rows = lake.sql("select * from silver.everything order by id", Everything.class)) {
            assertThat(rows.toList()).isEqualTo(rows());
        }
    }

    @Test
    void anUpsertAndAnOptimizeKeepEveryValue() {
        Table<Silver, Everything> table = lake.table(ALL);
        table.append(rows().subList(0, 3));
        table.append(rows().subList(3, 5));
        table.upsert(List.of(rows().get(1)));
        table.optimize("id");
        assertThat(read()).isEqualTo(rows());
        assertThat(table.schema()).isEqualTo(ALL.schema());
        assertThat(new DeltaTableStore().latest(lake.folder(ALL.fullName())).map(TableSnapshot::schema))
                .contains(ALL.schema());
    }

    @Test
    void rowsOfAQueryKeepEveryValue() {
        lake.table(ALL).append(rows());
        TableRef<Silver, Everything> copy = TableRef.silver("copy", Everything.class);
        Query all = lake.bind("select * from silver.everything");
        lake.table(copy).append(all, WriteOptions.defaults());
        try (Stream<Everything> rows = lake.table(copy).rows()) {
            assertThat(rows.sorted(java.util.Comparator.comparing(Everything::id)))
                    .isEqualTo(rows());
        }
    }

    @Test
    void arrowBatchesKeepEveryValueAndFreeTheirMemory() throws IOException {
        lake.table(ALL).append(rows());
        TableRef<Silver, Everything> copy = TableRef.silver("copy", Everything.class);
        try (RootAllocator allocator = new RootAllocator()) {
            try (ArrowReader batches = lake.table(ALL).arrow(allocator)) {
                lake.table(copy).append(batches);
            }
            assertThat(allocator.getAllocatedMemory()).isZero();
            // Through Arrow's own stream format, as another process would send it.
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ArrowReader batches = lake.table(ALL).arrow(allocator);
                    ArrowStreamWriter writer =
                            new ArrowStreamWriter(batches.getVectorSchemaRoot(), null, Channels.newChannel(bytes))) {
                while (batches.loadNextBatch()) {
                    writer.writeBatch();
                }
                writer.end();
            }
            try (ArrowStreamReader batches =
                    new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator)) {
                lake.table(copy).append(batches);
            }
            try (ArrowReader notRead = lake.table(ALL).arrow(allocator)) {
                assertThat(notRead).isNotNull();
            }
            assertThat(allocator.getAllocatedMemory()).isZero();
        }
        try (Stream<Everything> rows = lake.table(copy).rows()) {
            List<Everything> twice = rows.toList();
            assertThat(twice).hasSize(10);
            assertThat(twice.stream().distinct().sorted(java.util.Comparator.comparing(Everything::id)))
                    .isEqualTo(rows());
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Blob(@Key int id, byte @Nullable [] bytes) {}

    @Test
    void bytesComeBackEqual() {
        TableRef<Silver, Blob> ref = TableRef.silver("blobs", Blob.class);
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        lake.table(ref).append(List.of(new Blob(1, all), new Blob(2, new byte[0]), new Blob(3, null)));
        try (Stream<Blob> rows = lake.table(ref).rows()) {
            List<Blob> back =
                    rows.sorted(java.util.Comparator.comparing(Blob::id)).toList();
            assertThat(back.get(0).bytes()).isEqualTo(all);
            assertThat(back.get(1).bytes()).isEmpty();
            assertThat(back.get(2).bytes()).isNull();
        }
    }

    @Test
    void aTableMayHaveNoRows() {
        Table<Silver, Everything> table = lake.table(ALL);
        table.append(List.of());
        assertThat(table.exists()).isTrue();
        assertThat(table.count()).isZero();
        assertThat(read()).isEmpty();
        assertThat(table.append(List.of()).version()).isZero();
        table.optimize();
        table.deleteWhere("id = 1");
        table.upsert(List.of());
        assertThat(table.history()).hasSize(1);
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        Everything fits = rows().get(0);
        assertThatThrownBy(() -> lake.table(PRICES).append(List.of(new Price(new BigDecimal("1.005")))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("price")
                .hasMessageContaining("1.005");
        assertThatThrownBy(() -> lake.table(PRICES).append(List.of(new Price(new BigDecimal("10000000000.00")))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("too many digits");
        assertThatThrownBy(() -> lake.table(ALL).append(Arrays.asList(fits, null)))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("null row");
        assertThat(lake.tables()).isEmpty();
    }

    record Price(@Decimal(precision = 9, scale = 2) BigDecimal price) {}

    private static final TableRef<Silver, Price> PRICES = TableRef.silver("prices", Price.class);

    @Test
    void localTimesDoNotDependOnTheZoneOfTheMachine() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/Sao_Paulo")); // No 00:30 on 2018-11-04 there.
            lake.table(ALL).append(rows());
            assertThat(read()).isEqualTo(rows());
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
