package dev.lakehouse4j.faults;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The same work again and again in one process that keeps its lake open: what it holds must not grow. */
final class Soak {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int ROWS = 6_000;

    private final Path work;
    private final Random random;
    private final PrintStream out;

    /** What the process holds after a cycle: heap after a collection and resident memory in MiB. */
    record Sample(double seconds, int cycle, double heap, double resident, int handles, int threads) {
        String csv() {
            return String.format(
                    Locale.ROOT, "%.1f,%d,%.1f,%.1f,%d,%d", seconds, cycle, heap, resident, handles, threads);
        }
    }

    Soak(Path work, long seed, PrintStream out) {
        this.work = work;
        this.random = new Random(seed);
        this.out = out;
    }

    void run(Duration duration) throws IOException {
        Path folder = work.resolve("soak");
        TableFolder.delete(folder);
        Files.createDirectories(folder);
        long start = System.nanoTime();
        List<Sample> samples = new ArrayList<>();
        Deliveries deliveries = new Deliveries(folder.resolve("in"), random);
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"), Worker.settings())) {
            while (System.nanoTime() - start < duration.toNanos()) {
                cycle(lake, deliveries, samples.size());
                samples.add(sample((System.nanoTime() - start) / 1e9, samples.size()));
            }
        }
        List<String> lines = new ArrayList<>(List.of("seconds,cycle,heap_mib,rss_mib,file_handles,threads"));
        samples.forEach(sample -> lines.add(sample.csv()));
        Files.write(work.resolve("soak.csv"), lines);
        Flatness flatness = new Flatness(samples);
        Files.writeString(work.resolve("soak.svg"), SoakPlot.svg(samples));
        out.println(flatness.report());
        out.println("written: " + work.resolve("soak.csv") + ", " + work.resolve("soak.svg"));
        TableFolder.delete(folder);
        Violation.unless(flatness.isFlat(), "something grew, see " + work.resolve("soak.csv"));
    }

    /** Files come, the pipeline runs; rows are appended, changed, deleted, read; tables are compacted and tidied. */
    private void cycle(Lakehouse lake, Deliveries deliveries, int number) throws IOException {
        deliveries.arrive();
        Deliveries.pipeline(deliveries.folder()).run(lake).orThrow();
        Table<Silver, Account> table = lake.table(Account.TABLE);
        long from = (number % 4) * (long) ROWS;
        table.upsert(LongStream.range(from, from + ROWS).mapToObj(id -> Account.of(id, number)));
        table.deleteWhere("id % 10 = " + number % 10);
        record Sum(long n, double share) {}
        try (Stream<Sum> sums = lake.sql(
                "select count(*) as n, sum(share) as share from silver.accounts where stamp <= " + number
                        + " group by id % 7",
                Sum.class)) {
            sums.forEach(sum -> Violation.unless(sum.n() > 0, "an empty group"));
        }
        try (Stream<Account> rows = table.rows("id < 2000")) {
            rows.forEach(row -> Violation.unless(row.isWhole(), "a row that nobody wrote: " + row));
        }
        if (number % 3 == 2) {
            table.optimize("id");
        }
        if (number % 5 == 4) {
            // Keeps the lake itself of one size, so that a cycle is like the one before.
            for (String name : lake.tables()) {
                lake.store().expire(lake.folder(name), Duration.ZERO);
            }
            Violation.unless(table.verify().isSound(), "the table is damaged");
        }
    }

    private static Sample sample(double seconds, int cycle) throws IOException {
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
        return new Sample(
                seconds,
                cycle,
                heap,
                resident(),
                handles(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static double resident() throws IOException {
        Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
    }

    private static int handles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return (int) handles.count() - 1;
        }
    }
}
