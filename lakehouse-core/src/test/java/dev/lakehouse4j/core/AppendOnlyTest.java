package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table with {@code delta.appendOnly} grows and is laid out anew, and never loses a row. */
class AppendOnlyTest {

    record Entry(@Key int id, String text) {}

    private static final TableRef<Silver, Entry> JOURNAL = TableRef.silver("journal", Entry.class);

    @TempDir
    Path folder;

    private Lakehouse lake;
    private Table<Silver, Entry> journal;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        journal = lake.table(JOURNAL);
        journal.append(List.of(new Entry(1, "one"), new Entry(2, "two")));
        journal.append(List.of(new Entry(3, "three")));
        lake.store()
                .commit(
                        journal.snapshot().root(),
                        Change.of("SET PROPERTIES", journal.snapshot())
                                .withProperties(Map.of("delta.appendOnly", "true")));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void assertRefused(String operation, ThrowingCallable write) throws IOException {
        long before = journal.snapshot().version();
        long files = dataFiles();
        assertThatThrownBy(write)
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("Cannot commit " + operation + " to silver.journal: the table is append-only")
                .hasMessageContaining("Append rows instead");
        assertThat(journal.snapshot().version()).isEqualTo(before);
        assertThat(dataFiles()).as("files that were written in vain are gone").isEqualTo(files);
        try (Stream<Entry> rows = journal.rows()) {
            assertThat(rows.map(Entry::id)).containsExactlyInAnyOrder(1, 2, 3);
        }
    }

    private long dataFiles() throws IOException {
        try (Stream<Path> files = Files.list(journal.snapshot().root())) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    @Test
    void whatRemovesOrChangesRowsIsRefusedAndLeavesNothingBehind() throws IOException {
        assertRefused("DELETE", () -> journal.deleteWhere("id = 1"));
        assertRefused("UPSERT", () -> journal.upsert(List.of(new Entry(2, "changed"))));
        assertRefused("OVERWRITE", () -> journal.overwrite(List.of(new Entry(9, "other"))));
        assertRefused("RESTORE", () -> journal.restore(0));
    }

    @Test
    void rowsAreAddedAlsoByAnUpsertOfNewKeys() {
        journal.append(List.of(new Entry(4, "four")));
        journal.upsert(List.of(new Entry(5, "five")));
        try (Stream<Entry> rows = journal.rows()) {
            assertThat(rows.map(Entry::id)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        }
    }

    @Test
    void theSameRowsMayBeLaidOutAnew() {
        journal.optimize();
        assertThat(journal.snapshot().files()).hasSize(1);
        try (Stream<Entry> rows = journal.rows()) {
            assertThat(rows.map(Entry::id)).containsExactlyInAnyOrder(1, 2, 3);
        }
    }

    @Test
    void aLossOfRowsThatCallsItselfALayoutIsRefused() {
        TableSnapshot base = journal.snapshot();
        Change loss =
                Change.of("OPTIMIZE", base).asLayoutOnly().removing(base.files().subList(0, 1));
        assertThatThrownBy(() -> lake.store().commit(base.root(), loss))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("append-only");
        assertThat(journal.snapshot().version()).isEqualTo(base.version());
    }

    @Test
    void whoTakesThePropertyAwayMayRemoveRows() {
        TableSnapshot base = journal.snapshot();
        lake.store()
                .commit(
                        base.root(),
                        Change.of("SET PROPERTIES", base).withProperties(Map.of("delta.appendOnly", "false")));
        journal.deleteWhere("id = 1");
        try (Stream<Entry> rows = journal.rows()) {
            assertThat(rows.map(Entry::id)).containsExactlyInAnyOrder(2, 3);
        }
    }
}
