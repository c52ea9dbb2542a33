import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes tables for spark_readers.py, with every operation that this library has. */
public final class WriteTables {

    private WriteTables() {}

    public record Point(@Nullable Integer x, @Nullable String label) {}

    public record Everything(
            @Key String id,
            boolean flag,
            byte tiny,
            short small,
            int number,
            long big,
            float real,
            double ratio,
            @Decimal(precision = 9, scale = 2) BigDecimal price,
            @Decimal(precision = 18, scale = 4) BigDecimal amount,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal huge,
            @Nullable String text,
            byte @Nullable [] bytes,
            @Nullable LocalDate day,
            @Nullable LocalDateTime wall,
            @Nullable Instant moment,
            @Nullable Point point,
            @Nullable List<Point> points,
            @Nullable Map<String, Integer> scores) {}

    public record First(@Key long id, int number, String name) {}

    public record Second(
            @Key long id,
            long number,
            String name,
            @Nullable LocalDate day) {}

    private static Everything everything(int i) {
        boolean none = i % 5 == 0;
        Point point = new Point(i, none ? null : "p" + i);
        return new Everything(
                "id" + i,
                i % 2 == 0,
                (byte) -i,
                (short) (i * 100),
                Integer.MIN_VALUE + i,
                Long.MAX_VALUE - i,
                i == 1 ? Float.NaN : i / 3f,
                i == 2 ? Double.NEGATIVE_INFINITY : i / 3.0,
                BigDecimal.valueOf(i, 2),
                BigDecimal.valueOf(-99999999999999L + i, 4),
                none ? null : new BigDecimal("1234567890123456789012345678.0123456789"),
                none ? null : "ção 日本 😀 ' \" \\ " + i,
                none ? null : new byte[] {0, (byte) 255, (byte) i},
                none ? null : LocalDate.of(1, 1, 1).plusDays(i * 30_000L),
                none ? null : LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000).plusDays(i),
                none ? null : Instant.parse("2020-02-29T12:00:00.123456Z").plusSeconds(i),
                none ? null : point,
                none ? null : List.of(point, new Point(null, null)),
                none ? null : Map.of("k" + i, i));
    }

    private static List<First> first(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new First(i, i % 7, "n" + i))
                .toList();
    }

    public static void main(String[] arguments) {
        try (Lakehouse lake = Lakehouse.open(Path.of(arguments[0]))) {
            Table<Silver, Everything> all = lake.table(TableRef.silver("every_type", Everything.class));
            all.append(IntStream.range(0, 20).mapToObj(WriteTables::everything).toList());
            all.upsert(IntStream.range(15, 25).mapToObj(WriteTables::everything).toList());

            TableRef<Silver, First> operations = TableRef.silver("operations", First.class);
            Table<Silver, First> table = lake.table(operations);
            for (int i = 0; i < 12; i++) { // Past a checkpoint.
                table.append(first(i * 100, i * 100 + 100));
            }
            table.upsert(first(1150, 1250));
            table.deleteWhere("number = 3");
            table.optimize("id");
            table.restore(5);
            table.append(first(5000, 5010));
            lake.table(TableRef.silver("operations", Second.class))
                    .append(List.of(new Second(9000, 9_000_000_000L, "wide", LocalDate.of(2020, 1, 1))));

            Table<Silver, First> sorted = lake.table(TableRef.silver("sorted", First.class));
            for (int i = 0; i < 8; i++) {
                sorted.append(first(i * 1000, i * 1000 + 1000));
            }
            Table<Silver, First> vacuumed = lake.table(TableRef.silver("vacuumed", First.class));
            vacuumed.append(first(0, 100));
            vacuumed.overwrite(first(50, 60));
            vacuumed.vacuum(Duration.ZERO);
            Table<Silver, First> purged = lake.table(TableRef.silver("purged", First.class));
            purged.append(first(0, 100));
            purged.deleteWhere("id < 50");
            lake.store().purge(lake.folder("silver.purged"));
            purged.append(first(200, 210));
        }
    }
}
