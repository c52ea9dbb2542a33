package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingests that are torn down at every step, and ingests that run at the same time: no row lost, none doubled. */
class BronzeIngestCrashTest {

    record Raw(@Nullable String id, @Nullable String text) {}

    private static final TableRef<Bronze, Raw> RAW = TableRef.bronze("events", Raw.class);

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path folder;

    private static BronzeIngest<Raw> ingest(Path in) {
        return BronzeIngest.into(RAW).from(CsvSource.of(in));
    }

    /** A file with good and malformed records that tell their version. */
    private static void write(Path in, String name, String version, int rows) throws IOException {
        StringBuilder text = new StringBuilder("id,text\n");
        for (int i = 0; i < rows; i++) {
            text.append(name)
                    .append(i)
                    .append(i % 5 == 3 ? "," : "")
                    .append(',')
                    .append(version)
                    .append('\n');
        }
        Files.createDirectories(in);
        Files.writeString(in.resolve(name), text);
    }

    /** All rows and quarantined records as text, apart from the time of the ingest. */
    private static List<String> content(Lakehouse lake) {
        record Line(@Nullable String line) {}
        List<String> lines = new ArrayList<>();
        if (lake.tables().contains("bronze.events")) {
            try (Stream<Line> rows = lake.sql(
                    "select concat_ws('|', 'row', id, text, _source_file, _source_row, _batch_id) as line from"
                            + " bronze.events",
                    Line.class)) {
                rows.forEach(row -> lines.add(row.line()));
            }
        }
        if (lake.tables().contains("bronze.events_quarantine")) {
            try (Stream<Line> rows = lake.sql(
                    "select concat_ws('|', 'bad', source_file, source_row, line_number, byte_offset, batch_id, raw_text)"
                            + " as line from bronze.events_quarantine",
                    Line.class)) {
                rows.forEach(row -> lines.add(row.line()));
            }
        }
        lines.sort(null);
        return lines;
    }

    private List<String> undisturbed(Path in, String name) {
        try (Lakehouse lake = Lakehouse.open(folder.resolve(name))) {
            ingest(in).run(lake);
            return content(lake);
        }
    }

    private static BronzeIngest<Raw> crashingAt(Path in, IngestStep where) {
        return ingest(in).at(step -> {
            if (step == where) {
                throw new Crash();
            }
        });
    }

    @Test
    void crashAtAnyStepAndRerunGiveWhatAnUndisturbedRunGives() throws IOException {
        Path in = folder.resolve("in");
        write(in, "a.csv", "one", 20);
        write(in, "b.csv", "one", 10);
        List<String> first = undisturbed(in, "first");
        Map<IngestStep, Lakehouse> lakes = new EnumMap<>(IngestStep.class);
        try {
            for (IngestStep step : IngestStep.values()) {
                Lakehouse lake = Lakehouse.open(folder.resolve("lake-" + step));
                lakes.put(step, lake);
                assertThatExceptionOfType(Crash.class)
                        .isThrownBy(() -> crashingAt(in, step).run(lake));
                ingest(in).run(lake);
                assertThat(content(lake)).as("first load, crash at " + step).isEqualTo(first);
            }
            write(in, "a.csv", "two", 25);
            List<String> second = undisturbed(in, "second");
            for (IngestStep step : IngestStep.values()) {
                Lakehouse lake = Objects.requireNonNull(lakes.get(step));
                assertThatExceptionOfType(Crash.class)
                        .isThrownBy(() -> crashingAt(in, step).run(lake));
                ingest(in).run(lake);
                assertThat(content(lake)).as("changed file, crash at " + step).isEqualTo(second);
                assertThat(ingest(in).run(lake).changed()).isFalse();
            }
        } finally {
            lakes.values().forEach(Lakehouse::close);
        }
    }

    @Test
    void quarantineOfAContentThatWasTakenBackGoesAway() throws IOException {
        Path in = folder.resolve("in");
        write(in, "a.csv", "one", 20);
        List<String> first = undisturbed(in, "first");
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            ingest(in).run(lake);
            write(in, "a.csv", "two", 25);
            assertThatExceptionOfType(Crash.class)
                    .isThrownBy(() ->
                            crashingAt(in, IngestStep.QUARANTINE_COMMITTED).run(lake));
            write(in, "a.csv", "one", 20);
            ingest(in).run(lake);
            assertThat(content(lake)).isEqualTo(first);
            assertThat(ingest(in).run(lake).changed()).isFalse();
        }
    }

    @Test
    void runsAtTheSameTimeLoadEachFileOnce() throws Exception {
        Path in = folder.resolve("in");
        for (int round = 0; round < 6; round++) {
            write(in, "a.csv", "version " + round, 2_000 + round);
            write(in, "b" + round + ".csv", "new", 500);
            List<String> expected = undisturbed(in, "alone-" + round);
            inParallel(in, in);
            try (Lakehouse lake = Lakehouse.open(folder.resolve("shared"))) {
                assertThat(content(lake)).as("round " + round).isEqualTo(expected);
                assertThat(ingest(in).run(lake).changed()).isFalse();
            }
        }
    }

    @Test
    void runsThatSeeDifferentVersionsOfAFileLeaveOneOfThem() throws Exception {
        Path left = folder.resolve("left");
        Path right = folder.resolve("right");
        for (int round = 0; round < 6; round++) {
            write(left, "a.csv", "left " + round, 1_000 + round);
            write(right, "a.csv", "right " + round, 1_500 + round);
            List<String> ofLeft = undisturbed(left, "left-" + round);
            List<String> ofRight = undisturbed(right, "right-" + round);
            inParallel(left, right);
            try (Lakehouse lake = Lakehouse.open(folder.resolve("shared"))) {
                assertThat(content(lake)).as("round " + round).isIn(ofLeft, ofRight);
                ingest(left).run(lake);
                assertThat(content(lake)).as("round " + round + ", then left").isEqualTo(ofLeft);
            }
        }
    }

    private void inParallel(Path one, Path other) throws InterruptedException, ExecutionException {
        CyclicBarrier hashed = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<IngestReport>> runs = new ArrayList<>();
            for (Path in : List.of(one, other)) {
                runs.add(threads.submit(() -> {
                    try (Lakehouse lake = Lakehouse.open(folder.resolve("shared"))) {
                        boolean[] met = {false};
                        return ingest(in)
                                .at(step -> {
                                    if (!met[0]) {
                                        met[0] = true;
                                        meet(hashed);
                                    }
                                })
                                .run(lake);
                    }
                }));
            }
            for (Future<IngestReport> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void killedProcessLeavesNothingThatARerunDoesNotMend() throws Exception {
        Random random = new Random(7);
        Path in = folder.resolve("in");
        Path shared = folder.resolve("killed");
        for (int kill = 0; kill < 12; kill++) {
            write(in, "a.csv", "version " + kill / 3, 300 + kill / 3);
            write(in, "b" + kill / 2 + ".csv", "new", 100);
            int countdown = 1 + random.nextInt(8);
            int status = kill % 2 == 0 ? child(shared, in, countdown) : childKilledFromOutside(shared, in, random);
            assertThat(status).as("kill " + kill).isIn(0, Child.HALTED, 137);
            if (kill % 3 == 2) {
                try (Lakehouse lake = Lakehouse.open(shared)) {
                    ingest(in).run(lake);
                    assertThat(content(lake)).as("kill " + kill).isEqualTo(undisturbed(in, "alone-" + kill));
                    assertThat(ingest(in).run(lake).changed()).isFalse();
                }
            }
        }
    }

    private static int child(Path lake, Path in, int countdown) throws IOException, InterruptedException {
        Process process = start(lake, in, countdown);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static int childKilledFromOutside(Path lake, Path in, Random random)
            throws IOException, InterruptedException {
        Process process = start(lake, in, Integer.MAX_VALUE);
        // The child says when it begins, so that the kill does not only hit the start of the JVM.
        process.getInputStream().read();
        process.waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Process start(Path lake, Path in, int countdown) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        lake.toString(),
                        in.toString(),
                        String.valueOf(countdown))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Ingests, and halts itself without any clean-up at a certain step. */
    static final class Child {

        static final int HALTED = 42;

        private Child() {}

        public static void main(String[] arguments) {
            int[] countdown = {Integer.parseInt(arguments[2])};
            try (Lakehouse lake = Lakehouse.open(Path.of(arguments[0]))) {
                System.out.println("begin");
                ingest(Path.of(arguments[1]))
                        .at(step -> {
                            if (--countdown[0] == 0) {
                                Runtime.getRuntime().halt(HALTED);
                            }
                        })
                        .run(lake);
            }
        }
    }
}
