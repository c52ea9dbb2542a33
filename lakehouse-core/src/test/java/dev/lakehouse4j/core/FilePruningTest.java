package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DataFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the statistics of the log rule out are not opened, and no result changes by that. */
class FilePruningTest {

    record Day(
            @Key long id,
            LocalDate day,
            LocalDateTime seen,
            Instant loaded,
            String name,
            @Nullable String note) {}

    record Mixed(
            long id,
            @Nullable Long number,
            @Nullable Integer small,
            @Nullable Double ratio,
            @Nullable Float weight,
            @Decimal(precision = 12, scale = 3) @Nullable BigDecimal price,
            @Nullable String text,
            @Nullable LocalDate day,
            @Nullable LocalDateTime seen,
            @Nullable Instant moment) {}

    private static final TableRef<Silver, Day> DAYS = TableRef.silver("days", Day.class);
    private static final TableRef<Silver, Mixed> MIXED = TableRef.silver("mixed", Mixed.class);

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

    private static Day day(long i) {
        LocalDate day = LocalDate.of(2018, 1, 1).plusDays(i);
        return new Day(
                i,
                day,
                day.atTime(12, 0),
                Instant.parse("2018-01-01T00:00:00Z").plusSeconds(i),
                "n" + (char) ('a' + i),
                i < 10 ? null : "note");
    }

    @Test
    void filesThatCannotMatchAreNotOpened() throws IOException {
        Table<Silver, Day> table = lake.table(DAYS);
        for (int i = 0; i < 20; i++) {
            table.append(List.of(day(i)));
        }
        List<String> one = List.of(
                "id = 7",
                "7 = id",
                "id > 6 and id < 8",
                "id between 7 and 7 and name like '%h'",
                "id in (7, 99)",
                "day = date '2018-01-08'",
                "day = '2018-01-08'",
                "seen between timestamp '2018-01-08 00:00:00' and '2018-01-08 23:59:59'",
                "loaded = timestamptz '2018-01-01 00:00:07Z'",
                "name = 'nh'",
                "(id = 7 or name = 'nh')",
                "id >= cast(7 as bigint) and day <= cast('2018-01-08' as date)");
        for (String where : one) {
            assertThat(lake.explain("select * from silver.days where " + where))
                    .as(where)
                    .contains("silver.days version 19, files: 1 of 20");
        }
        assertThat(lake.explain("select * from silver.days where note is not null"))
                .contains("files: 10 of 20");
        assertThat(lake.explain("select * from silver.days where note is null")).contains("files: 10 of 20");
        assertThat(lake.explain("select * from silver.days where id + 0 = 7")).contains("files: 20 of 20");
        assertThat(lake.explain("select * from silver.days where note is null or random() < 2"))
                .contains("files: 20 of 20");
        assertThat(lake.explain("select a.id from silver.days a, silver.days b where a.id = 7 and b.id = 8"))
                .contains("files: 20 of 20");
        assertThat(lake.explain("with d as (select * from silver.days where id = 3) select count(*) from d"))
                .contains("files: 1 of 20");

        // The other files may even be gone.
        for (DataFile file : table.snapshot().files()) {
            if (!Long.valueOf(7).equals(file.statistics().get("id").min())) {
                Files.delete(file.resolve(lake.folder("silver.days")));
            }
        }
        for (String where : one) {
            try (Stream<Day> rows = table.rows(where)) {
                assertThat(rows).as(where).containsExactly(day(7));
            }
        }
        assertThat(table.count("id = 7")).isEqualTo(1);
        table.upsert(List.of(day(7)));
        table.deleteWhere("id = 7");
        assertThat(table.count()).isEqualTo(19);
    }

    @Test
    void writesThatNoFileConcernsLeaveAllFiles() {
        Table<Silver, Day> table = lake.table(DAYS);
        table.append(List.of(day(1)));
        table.append(List.of(day(2)));
        table.deleteWhere("id = 99");
        assertThat(table.history()).hasSize(2);
        table.upsert(List.of(day(9)));
        assertThat(table.snapshot().files()).hasSize(3);
        assertThat(table.count("id > 50")).isZero();
    }

    @Test
    void conditionsOnJoinedTablesPruneWhereNoRowIsInvented() {
        Table<Silver, Day> table = lake.table(DAYS);
        for (int i = 0; i < 4; i++) {
            table.append(List.of(day(i)));
        }
        lake.table(MIXED).append(List.of(mixed(new Random(1), 1)));
        lake.table(MIXED).append(List.of(mixed(new Random(2), 2)));
        assertThat(lake.explain(
                        "select m.id from silver.mixed m left join silver.days d on d.id = m.id where d.id = 1"))
                .contains("silver.days version 3, files: 1 of 4");
        String orphans = "select m.id from silver.mixed m left join silver.days d on d.id = m.id and d.id > 5"
                + " where d.note is null and d.id is null";
        assertThat(lake.explain(orphans)).contains("silver.days version 3, files: 4 of 4");
        assertThat(ids(orphans)).hasSize(2);
    }

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "ab",
            "\uFFFD",
            "\uD83D\uDE00",
            "é",
            "z",
            "it's",
            "x".repeat(40),
            "x".repeat(32) + "\uD83D\uDE00");

    private static Mixed mixed(Random random, long id) {
        return new Mixed(
                id,
                random.nextInt(8) == 0 ? null : random.nextInt(3) == 0 ? random.nextLong() : (long) random.nextInt(20),
                random.nextInt(8) == 0 ? null : random.nextInt(20) - 10,
                switch (random.nextInt(10)) {
                    case 0 -> null;
                    case 1 -> Double.NaN;
                    case 2 -> -0.0;
                    case 3 -> Double.POSITIVE_INFINITY;
                    default -> random.nextInt(20) / 10.0;
                },
                random.nextInt(8) == 0 ? null : random.nextInt(20) / 10.0f,
                random.nextInt(8) == 0 ? null : BigDecimal.valueOf(random.nextInt(20000), 3),
                random.nextInt(8) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size())),
                random.nextInt(8) == 0 ? null : LocalDate.of(1969, 12, 25).plusDays(random.nextInt(14)),
                random.nextInt(8) == 0
                        ? null
                        : LocalDateTime.of(1969, 12, 31, 23, 0)
                                .plusNanos(random.nextInt(7200_000) * 1_000_000L + 123_000),
                random.nextInt(8) == 0 ? null : Instant.ofEpochSecond(random.nextInt(100) - 50, 999_999_000));
    }

    private static String condition(Random random, int depth) {
        String op = List.of("=", "<", "<=", ">", ">=", "<>", "=").get(random.nextInt(7));
        if (depth > 0 && random.nextInt(2) == 0) {
            String left = condition(random, depth - 1);
            String right = condition(random, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> "(" + left + " or " + right + ")";
                case 1 -> "not (" + left + ")";
                default -> left + " and " + right;
            };
        }
        String number = List.of(
                        "5",
                        "-3",
                        "0",
                        "0.7",
                        "1.5",
                        "19",
                        "1e0",
                        "0.1",
                        "'7'",
                        "9223372036854775807",
                        "1.50000",
                        "0e0",
                        "19.999")
                .get(random.nextInt(13));
        String day = List.of(
                        "date '1970-01-01'",
                        "'1969-12-28'",
                        "timestamp '1970-01-01 12:00:00'",
                        "cast('1970-01-03' as date)")
                .get(random.nextInt(4));
        String text = "'" + TEXTS.get(random.nextInt(TEXTS.size())).replace("'", "''") + "'";
        return switch (random.nextInt(13)) {
            case 0 -> "number " + op + " " + number;
            case 1 -> "small " + op + " " + (number.length() > 10 || number.startsWith("'") ? "4" : number);
            case 2 -> "ratio " + op + " " + number;
            case 3 -> "weight " + op + " " + number;
            case 4 -> "price " + op + " " + (number.length() > 10 ? "12.345" : number);
            case 5, 6 -> "text " + op + " " + text;
            case 7 -> "day " + op + " " + day;
            case 8 ->
                "seen " + op + " "
                        + List.of("timestamp '1970-01-01 00:00:00.5'", "'1970-01-01'", "date '1970-01-01'")
                                .get(random.nextInt(3));
            case 9 ->
                "moment " + op + " "
                        + List.of(
                                        "timestamptz '1970-01-01 00:00:10+00'",
                                        "'1970-01-01 00:00:00'",
                                        "timestamp '1970-01-01 00:00:20'")
                                .get(random.nextInt(3));
            case 10 -> "small in (1, 2, " + random.nextInt(10) + ")";
            case 11 -> "price between " + random.nextInt(10) + " and " + (5 + random.nextInt(10)) + ".25";
            default ->
                List.of("number", "ratio", "text", "day", "moment").get(random.nextInt(5))
                        + (random.nextBoolean() ? " is null" : " is not null");
        };
    }

    private List<Long> ids(String sql) {
        List<Long> ids = new ArrayList<>();
        try (QueryResult result = lake.query(sql)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    ids.add(result.column(0).getLong(row));
                }
            }
        }
        ids.sort(null);
        return ids;
    }

    @Test
    void pruningChangesNoResult() {
        Random random = new Random(42);
        Table<Silver, Mixed> table = lake.table(MIXED);
        for (int file = 0; file < 24; file++) {
            int first = file * 10;
            List<Mixed> rows = IntStream.range(0, 1 + random.nextInt(2))
                    .mapToObj(i -> mixed(random, first + i))
                    .toList();
            table.append(rows);
        }
        TreeSet<String> read = new TreeSet<>();
        // Once with the statistics at hand, once with those that the log gives back.
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 50; i++) {
                String where = condition(random, 2);
                assertThat(ids("select id from silver.mixed where " + where))
                        .as(where)
                        .isEqualTo(ids("select id from (select * from silver.mixed) where " + where));
                read.add(lake.explain("select id from silver.mixed where " + where)
                        .lines()
                        .findFirst()
                        .orElseThrow());
            }
            lake.close();
            lake = Lakehouse.open(folder.resolve("lake"));
        }
        assertThat(read).hasSizeGreaterThan(5);
    }
}
