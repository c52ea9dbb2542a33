package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.engine.EngineSettings;
import dev.lakehouse4j.core.engine.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results larger than the memory limit, and reads in a JVM that keeps Arrow out. */
class LargeResultTest {

    record Digest(long number, String text) {}

    private static final TableRef<Silver, Digest> DIGESTS = TableRef.silver("digests", Digest.class);
    private static final long ROWS = 3_000_000;

    @TempDir
    Path folder;

    @Test
    void whatDoesNotFitTheMemoryLimitIsSpilledAndReadInFull() throws IOException {
        Path spill = Files.createDirectory(folder.resolve("spill"));
        EngineSettings small = EngineSettings.defaults()
                .withThreads(2)
                .withMemoryLimitBytes(128L << 20)
                .withTemporaryFolder(spill);
        try (Lakehouse lake = Lakehouse.open(
                folder.resolve("lake"), LakehouseSettings.defaults().withEngine(small))) {
            String numbers = "select r.i as number, md5(cast(r.i as varchar)) as text from range(0, " + ROWS + ") r(i)";
            lake.table(DIGESTS).append(new Query(numbers, Map.of()), WriteOptions.defaults());
            String largest = "";
            long rows = 0;
            long outOfOrder = 0;
            try (Stream<Digest> sorted =
                    lake.sql("select number, text from silver.digests order by text", Digest.class)) {
                for (Digest digest : (Iterable<Digest>) sorted::iterator) {
                    outOfOrder += largest.compareTo(digest.text()) > 0 ? 1 : 0;
                    largest = digest.text();
                    rows++;
                }
            }
            assertThat(rows).isEqualTo(ROWS);
            assertThat(outOfOrder).isZero();
        }
    }

    /** Run in a JVM of its own: writes and reads rows, and prints what it read. */
    public static final class WithoutArrow {

        private WithoutArrow() {}

        public static void main(String[] arguments) {
            try (Lakehouse lake = Lakehouse.open(Path.of(arguments[0]))) {
                Table<Silver, Digest> table = lake.table(DIGESTS);
                table.append(List.of(new Digest(1, "first"), new Digest(2, "")));
                try (Stream<Digest> rows = table.rows("number > 0")) {
                    rows.sorted(java.util.Comparator.comparingLong(Digest::number))
                            .forEach(System.out::println);
                }
            }
        }
    }

    @Test
    void rowsAreReadWithoutTheFlagThatArrowNeeds() throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutArrow.class.getName(),
                        folder.resolve("plain").toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(output, StandardCharsets.UTF_8).lines())
                .containsExactly("Digest[number=1, text=first]", "Digest[number=2, text=]");
    }
}
