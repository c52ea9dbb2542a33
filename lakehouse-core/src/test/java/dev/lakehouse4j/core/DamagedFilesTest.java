package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what was written: refused where rows could be wrong, and told by verify. */
class DamagedFilesTest {

    record Tick(@Key long id, String name) {}

    private static final TableRef<Silver, Tick> TICKS = TableRef.silver("ticks", Tick.class);

    @TempDir
    Path folder;

    private Path table;
    private Path log;

    @BeforeEach
    void write() {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            Table<Silver, Tick> ticks = lake.table(TICKS);
            ticks.append(ticks(0, 100));
            ticks.append(ticks(100, 50));
            ticks.deleteWhere("id < 10");
        }
        table = folder.resolve("silver/ticks");
        log = table.resolve("_delta_log");
    }

    private static Stream<Tick> ticks(long from, long count) {
        return LongStream.range(from, from + count).mapToObj(id -> new Tick(id, "tick " + id));
    }

    private Path entry(long version) {
        return log.resolve(String.format(Locale.ROOT, "%020d.json", version));
    }

    private List<Path> dataFiles() {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            return lake.snapshot(TICKS.fullName()).files().stream()
                    .map(file -> file.resolve(table))
                    .toList();
        }
    }

    private static void flip(Path file, double where) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (bytes.length * where)] ^= 4;
        Files.write(file, bytes);
    }

    private long rows() {
        try (Lakehouse lake = Lakehouse.open(folder);
                Stream<Tick> rows = lake.table(TICKS).rows()) {
            return rows.count();
        }
    }

    private Verification verify() {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            return lake.table(TICKS).verify();
        }
    }

    private void assertRefused(Path file) {
        assertThatThrownBy(this::rows)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is damaged")
                .hasMessageContaining("copy of the lake");
        assertThat(verify().damages()).isNotEmpty().anyMatch(damage -> damage.contains(file.toString()));
    }

    @Test
    void soundTableIsSound() {
        Verification verification = verify();
        assertThat(verification.isSound()).isTrue();
        assertThat(verification.version()).isEqualTo(2);
        assertThat(verification.dataFiles()).isEqualTo(2);
        assertThat(verification.withoutChecksum()).isZero();
        assertThat(verification.logFiles()).isEqualTo(3);
        assertThat(verification.bytes()).isPositive();
    }

    @Test
    void logEntryThatLostItsLastLineIsRefused() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(entry(1)));
        lines.remove(lines.size() - 1);
        Files.write(entry(1), lines);
        assertRefused(entry(1));
    }

    @Test
    void logEntryWithAnotherDigitIsRefused() throws IOException {
        String text = Files.readString(entry(1));
        assertThat(text).contains("\\\"minValues\\\":{\\\"id\\\":100");
        Files.writeString(entry(1), text.replace("\\\"id\\\":100", "\\\"id\\\":108"));
        assertRefused(entry(1));
    }

    @Test
    void emptyLogEntryIsRefused() throws IOException {
        Files.write(entry(1), new byte[0]);
        assertRefused(entry(1));
    }

    @Test
    void logEntryOfAnotherWriterNeedsNoChecksum() throws IOException {
        for (long version = 0; version < 3; version++) {
            String text = Files.readString(entry(version), StandardCharsets.UTF_8);
            Files.writeString(entry(version), text.replaceFirst("\"lakehouse4jCrc32c\":\"[0-9a-f]{8}\",", ""));
        }
        assertThat(rows()).isEqualTo(140);
        assertThat(verify().isSound()).isTrue();
    }

    @Test
    void everyBitOfADataFileCounts() throws IOException {
        for (Path file : dataFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            for (double where : new double[] {0, 0.1, 0.35, 0.6, 0.99}) {
                flip(file, where);
                assertThat(verify().damages())
                        .singleElement()
                        .asString()
                        .contains(file.toString(), "does not fit its checksum");
                Files.write(file, bytes);
            }
        }
        assertThat(verify().isSound()).isTrue();
    }

    @Test
    void missingAndCutDataFilesAreTold() throws IOException {
        List<Path> files = dataFiles();
        byte[] bytes = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), java.util.Arrays.copyOf(bytes, 30));
        Files.delete(files.get(1));
        assertThat(verify().damages())
                .hasSize(2)
                .anyMatch(damage -> damage.contains(files.get(0).toString()) && damage.contains("has 30 bytes"))
                .anyMatch(damage -> damage.contains(files.get(1) + " is missing"));
    }

    @Test
    void versionWithADamagedFileIsNotRestored() throws IOException {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            Path old = lake.table(TICKS).asOf(0).snapshot().files().get(0).resolve(table);
            flip(old, 0.3);
            assertThatThrownBy(() -> lake.table(TICKS).restore(0))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(old.toString())
                    .hasMessageContaining("Nothing was committed");
            assertThat(lake.table(TICKS).snapshot().version()).isEqualTo(2);
        }
    }

    @Test
    void restoredAndCompactedFilesHaveChecksumsAsWell() {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            Table<Silver, Tick> ticks = lake.table(TICKS);
            ticks.restore(1);
            assertThat(ticks.verify().withoutChecksum()).isZero();
            ticks.optimize("id");
            ticks.upsert(ticks(140, 30).toList());
            for (int i = 0; i < 8; i++) {
                ticks.append(ticks(1_000 + i, 1));
            }
        }
        // The checksums stand in the checkpoint, too.
        assertThat(Files.exists(log.resolve("00000000000000000010.checkpoint.parquet")))
                .isTrue();
        Verification verification = verify();
        assertThat(verification.withoutChecksum()).isZero();
        assertThat(verification.isSound()).isTrue();
    }

    @Test
    void checkpointWithAFlippedBitIsRefused() throws IOException {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            for (int i = 0; i < 9; i++) {
                lake.table(TICKS).append(ticks(1_000 + i, 1));
            }
        }
        Path checkpoint = log.resolve("00000000000000000010.checkpoint.parquet");
        byte[] bytes = Files.readAllBytes(checkpoint);
        int refused = 0;
        for (int i = 1; i < 10; i++) {
            Files.write(checkpoint, bytes);
            flip(checkpoint, i / 20.0);
            try {
                assertThat(rows()).isEqualTo(149);
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining(checkpoint.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(4);
    }

    @Test
    void timesOfVersionsGrowAlsoWhenTheClockIsSetBack() throws IOException {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            Table<Silver, Tick> ticks = lake.table(TICKS);
            // All there is becomes an hour older than now is: what a clock does that is set back by an hour.
            try (Stream<Path> files = Files.walk(table)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    long shifted = Files.getLastModifiedTime(file).toMillis()
                            + Duration.ofHours(1).toMillis();
                    Files.setLastModifiedTime(file, FileTime.fromMillis(shifted));
                }
            }
            for (int i = 0; i < 20; i++) {
                ticks.append(ticks(1_000 + i, 1));
            }
            List<Commit> history = ticks.history();
            assertThat(history)
                    .isSortedAccordingTo(Comparator.comparing(Commit::timestamp).reversed());
            assertThat(history.stream().map(Commit::timestamp)).doesNotHaveDuplicates();
            for (Commit commit : history) {
                assertThat(ticks.asOf(commit.timestamp()).snapshot().version()).isEqualTo(commit.version());
            }
        }
    }
}
