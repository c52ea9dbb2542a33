package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions, checkpoints, and what is remembered of a table between calls. */
class TimeTravelTest {

    record Tick(@Key int id, String name) {}

    private static final TableRef<Silver, Tick> TICKS = TableRef.silver("ticks", Tick.class);

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

    private static Tick tick(int i) {
        return new Tick(i, "tick " + i);
    }

    private List<Path> log(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(lake.folder(TICKS.fullName()).resolve("_delta_log"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyVersionOfALongLogCanBeReadAlsoFromItsCheckpointsAlone() throws IOException {
        Table<Silver, Tick> table = lake.table(TICKS);
        for (int i = 0; i < 33; i++) {
            table.append(List.of(tick(i)));
        }
        assertThat(log(".checkpoint.parquet")).hasSize(3);
        assertThat(log("_last_checkpoint")).hasSize(1);
        List<Commit> history = table.history();
        assertThat(history).hasSize(33);
        for (Commit commit : history) {
            assertThat(table.asOf(commit.version()).count()).isEqualTo(commit.version() + 1);
            assertThat(table.asOf(commit.timestamp()).snapshot().version()).isEqualTo(commit.version());
            assertThat(table.asOf(commit.version()).snapshot().timestamp()).isEqualTo(commit.timestamp());
        }
        assertThat(table.asOf(Instant.now().plusSeconds(60)).count()).isEqualTo(33);
        Instant before = history.get(32).timestamp().minusMillis(1);
        assertThatThrownBy(() -> table.asOf(before)).isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> table.asOf(33))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("33");

        // Statistics survive the checkpoint, and a log whose oldest entries are gone reads from there on.
        for (Path entry : log(".json")) {
            if (entry.getFileName().toString().compareTo("00000000000000000020.json") < 0) {
                Files.delete(entry);
            }
        }
        TableSnapshot fresh =
                new DeltaTableStore().latest(lake.folder(TICKS.fullName())).orElseThrow();
        assertThat(fresh.files()).hasSize(33);
        assertThat(fresh.files()).allSatisfy(file -> {
            assertThat(file.rowCount()).isEqualTo(1);
            assertThat(file.statistics().get("id").min()).isInstanceOf(Long.class);
        });
        assertThat(table.asOf(25).count()).isEqualTo(26);
        try (Lakehouse other = Lakehouse.open(lake.root())) {
            other.table(TICKS).append(List.of(tick(33)));
            assertThat(other.table(TICKS).count("id >= 0")).isEqualTo(34);
        }
        assertThat(table.count()).isEqualTo(34);
        assertThatThrownBy(() -> table.asOf(5)).isInstanceOf(TableNotFoundException.class);
    }

    @Test
    void aTableThatWasDeletedAndMadeAnewIsSeenAsItIs() throws IOException {
        Table<Silver, Tick> table = lake.table(TICKS);
        for (int round = 1; round < 4; round++) {
            for (int i = 0; i < round; i++) {
                table.append(List.of(tick(i), tick(100 + round)));
            }
            assertThat(table.count()).isEqualTo(2L * round);
            deleteFolder(lake.folder(TICKS.fullName()));
            assertThat(table.exists()).isFalse();
            assertThat(lake.tables()).isEmpty();
            assertThatThrownBy(table::rows).isInstanceOf(TableNotFoundException.class);
        }
        // Made anew by somebody else, at the very version that is remembered here.
        table.append(List.of(tick(1)));
        deleteFolder(lake.folder(TICKS.fullName()));
        try (Lakehouse other = Lakehouse.open(lake.root())) {
            other.table(TICKS).append(List.of(tick(2), tick(3)));
        }
        assertThat(table.count()).isEqualTo(2);
        try (Stream<Tick> rows = table.rows()) {
            assertThat(rows).containsExactlyInAnyOrder(tick(2), tick(3));
        }
        table.append(List.of(tick(4)));
        assertThat(table.count("id > 0")).isEqualTo(3);
    }

    @Test
    void whatIsRememberedEqualsWhatTheLogSays() {
        Table<Silver, Tick> table = lake.table(TICKS);
        table.append(List.of(tick(1), tick(2)));
        table.upsert(List.of(tick(2), tick(3)));
        table.deleteWhere("id = 1");
        table.append(List.of(tick(9)));
        table.optimize();
        table.restore(1);
        TableSnapshot remembered = table.snapshot();
        TableSnapshot fresh =
                new DeltaTableStore().latest(lake.folder(TICKS.fullName())).orElseThrow();
        assertThat(remembered.version()).isEqualTo(fresh.version());
        assertThat(remembered.timestamp()).isEqualTo(fresh.timestamp());
        assertThat(remembered.schema()).isEqualTo(fresh.schema());
        assertThat(remembered.properties()).isEqualTo(fresh.properties());
        assertThat(sorted(remembered.files())).isEqualTo(sorted(fresh.files()));
    }

    private static List<DataFile> sorted(List<DataFile> files) {
        List<DataFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(DataFile::logPath));
        return sorted;
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void versionsThatTheRetentionNoLongerCoversAreDropped() throws IOException {
        Table<Silver, Tick> table = lake.table(TICKS);
        for (int i = 0; i < 12; i++) {
            table.append(List.of(tick(i)));
        }
        table.upsert(List.of(new Tick(3, "three")));
        Path folder = lake.folder(TICKS.fullName());
        // Versions 0 to 5 were replaced eight days ago and before; version 6 was current a week ago.
        for (int i = 0; i <= 6; i++) {
            Files.setLastModifiedTime(
                    folder.resolve("_delta_log").resolve(String.format("%020d.json", i)),
                    FileTime.from(Instant.now().minus(Duration.ofDays(20 - 2L * i))));
        }
        HistoryPurge dropped = table.expire(Duration.ofDays(7));
        assertThat(dropped.version()).isEqualTo(6);
        assertThat(dropped.versionsDropped()).isEqualTo(6);
        assertThat(table.history()).extracting(Commit::version).containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L);
        assertThat(table.asOf(6).count()).isEqualTo(7);
        assertThat(table.asOf(11).count("name = 'tick 3'")).isEqualTo(1);
        assertThat(table.count("name = 'three'")).isEqualTo(1);
        assertThatThrownBy(() -> table.asOf(5))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("The oldest version that can be read is 6");
        assertThat(table.expire(Duration.ofDays(7)).versionsDropped()).isZero();
        assertThat(table.expire(Duration.ZERO).version()).isEqualTo(12);
        assertThat(log(".json")).hasSize(1);
        assertThat(table.count()).isEqualTo(12);
        table.append(List.of(tick(99)));
        assertThat(Lakehouse.open(folder.getParent().getParent()).table(TICKS).count())
                .isEqualTo(13);
        assertThatThrownBy(() -> table.expire(Duration.ofDays(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Use zero or more");
    }

    @Test
    void aPurgeKeepsNothingButTheNewestVersionAndCanBeRepeated() throws IOException {
        Table<Silver, Tick> table = lake.table(TICKS);
        for (int i = 0; i < 23; i++) {
            table.append(List.of(tick(i)));
        }
        table.deleteWhere("name = 'tick 7'");
        Path folder = lake.folder(TICKS.fullName());
        HistoryPurge purge = lake.store().purge(folder);
        assertThat(purge.version()).isEqualTo(24);
        assertThat(purge.versionsDropped()).isEqualTo(24);
        assertThat(purge.dataFilesDeleted()).isEqualTo(1);
        try (Stream<Path> files = Files.list(folder.resolve("_delta_log"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "00000000000000000024.json", "00000000000000000024.checkpoint.parquet", "_last_checkpoint");
        }
        for (int i = 0; i < 3; i++) {
            try (Lakehouse fresh = Lakehouse.open(lake.root())) {
                assertThat(fresh.table(TICKS).count()).isEqualTo(22);
                assertThat(fresh.table(TICKS).schema()).isEqualTo(table.schema());
                assertThat(fresh.table(TICKS).history()).hasSize(1);
            }
            lake.store().purge(folder);
        }
    }
}
