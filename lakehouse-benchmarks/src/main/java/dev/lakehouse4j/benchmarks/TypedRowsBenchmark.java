package dev.lakehouse4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures typed append and typed reading of a record of ten columns, in rows per second.
 *
 * <p>Bind the process to one processor ({@code taskset -c 0}) to measure one core: the engine, the compiler and the collector
 * then share it.
 */
public final class TypedRowsBenchmark {

    private static final String[] STATUS = {"created", "approved", "shipped", "delivered", "canceled"};
    private static final int KINDS = 1 << 18;

    private TypedRowsBenchmark() {}

    /**
     * A sale with what tables commonly hold: ids, counts, money, a measure, a flag, a day, times and text.
     *
     * @param saleId number of the sale
     * @param customer id of the customer
     * @param status one of five words
     * @param quantity number of pieces
     * @param price price in BRL
     * @param weight weight in kilograms
     * @param gift whether it is wrapped
     * @param day day of the sale
     * @param soldAt time of the sale
     * @param comment text, null in three of four rows
     */
    public record Sale(
            @Key long saleId,
            String customer,
            String status,
            int quantity,
            @Decimal(precision = 12, scale = 2) BigDecimal price,
            double weight,
            boolean gift,
            LocalDate day,
            LocalDateTime soldAt,
            @Nullable String comment) {}

    private static final TableRef<Bronze, Sale> SALES = TableRef.bronze("sales", Sale.class);

    /**
     * Runs the benchmark.
     *
     * @param args number of rows (1,000,000), measured rounds (7), warm-up rounds (4)
     * @throws IOException when the lake's folder cannot be made
     */
    public static void main(String[] args) throws IOException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        int warmUp = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        List<Sale> sales =
                IntStream.range(0, KINDS).mapToObj(TypedRowsBenchmark::sale).toList();
        Path folder = Files.createTempDirectory("typed-rows-");
        EngineSettings engine = EngineSettings.defaults()
                .withThreads(Runtime.getRuntime().availableProcessors())
                .withMemoryLimitBytes(512L << 20);
        try (Lakehouse lake =
                Lakehouse.open(folder, LakehouseSettings.defaults().withEngine(engine))) {
            measure("append", rows, rounds, warmUp, () -> {
                lake.table(SALES).overwrite(List.of());
                long start = System.nanoTime();
                lake.table(SALES).append(IntStream.range(0, rows).mapToObj(row -> sales.get(row & (KINDS - 1))));
                return System.nanoTime() - start;
            });
            measure("rows()", rows, rounds, warmUp, () -> {
                long start = System.nanoTime();
                long sum = 0;
                try (Stream<Sale> read = lake.table(SALES).rows()) {
                    for (Sale sale : (Iterable<Sale>) read::iterator) {
                        sum += sale.quantity();
                    }
                }
                long nanos = System.nanoTime() - start;
                if (sum
                        != IntStream.range(0, rows)
                                .mapToLong(row -> sales.get(row & (KINDS - 1)).quantity())
                                .sum()) {
                    throw new IllegalStateException("Other rows were read than were written");
                }
                return nanos;
            });
        } finally {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Values of its own in most columns, so that no dictionary makes the files small: ids differ in each row. */
    /** Most columns differ from row to row, so that dictionaries do not make the files small. */
    private static Sale sale(int row) {
        long mixed = row * 0x9E3779B97F4A7C15L;
        return new Sale(
                row,
                String.format(Locale.ROOT, "%016x%016x", mixed, mixed * 31),
                STATUS[row % STATUS.length],
                1 + (row & 7),
                BigDecimal.valueOf((mixed >>> 44) + 99, 2),
                (mixed >>> 40) / 1e4,
                row % 9 == 0,
                LocalDate.of(2017, 1, 1).plusDays(row % 700),
                LocalDateTime.of(2017, 1, 1, 0, 0).plusSeconds(mixed >>> 38),
                row % 4 == 0 ? "Chegou antes do prazo, produto de boa qualidade " + row : null);
    }

    private static void measure(String name, int rows, int rounds, int warmUp, LongSupplier nanos) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double[] speeds = new double[rounds];
        double[] perProcessor = new double[rounds];
        for (int round = -warmUp; round < rounds; round++) {
            long before = system.getProcessCpuTime();
            long elapsed = nanos.getAsLong();
            long used = system.getProcessCpuTime() - before;
            if (round >= 0) {
                speeds[round] = rows / (elapsed / 1e9);
                perProcessor[round] = rows / (used / 1e9);
            }
        }
        Arrays.sort(speeds);
        Arrays.sort(perProcessor);
        System.out.printf(
                Locale.ROOT,
                "%-7s %,d rows of 10 columns on %d processor(s): median %,.0f rows/s (%,.0f to %,.0f), %,.0f per second of processor time%n",
                name,
                rows,
                Runtime.getRuntime().availableProcessors(),
                speeds[rounds / 2],
                speeds[0],
                speeds[rounds - 1],
                perProcessor[rounds / 2]);
    }
}
