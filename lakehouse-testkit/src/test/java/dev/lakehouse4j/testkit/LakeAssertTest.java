package dev.lakehouse4j.testkit;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeAssertTest {

    record Reading(String id, double value) {}

    record Note(String id, double value, String text) {}

    private static final TableRef<Silver, Reading> READINGS = TableRef.silver("readings", Reading.class);
    private static final TableRef<Silver, Note> NOTES = TableRef.silver("readings", Note.class);

    @TempDir
    Path folder;

    private Lakehouse one;
    private Lakehouse other;

    @BeforeEach
    void open() {
        one = Lakehouse.open(folder.resolve("one"));
        other = Lakehouse.open(folder.resolve("other"));
        one.table(READINGS).append(List.of(new Reading("a", 1), new Reading("b", 0.1 + 0.2), new Reading("a", 1)));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void sameRowsInAnyOrderAreTheSame() {
        other.table(READINGS).append(List.of(new Reading("a", 1)));
        other.table(READINGS).append(List.of(new Reading("b", 0.3), new Reading("a", 1)));
        assertThatLake(other).hasSameTablesAs(one);
    }

    @Test
    void aRowLessAValueMoreAndAnotherColumnAreDifferences() {
        assertThatThrownBy(() -> assertThatLake(other).hasSameTablesAs(one))
                .hasMessageContaining("silver.readings is not in the lake " + other.root());
        other.table(READINGS).append(List.of(new Reading("a", 1), new Reading("b", 0.3)));
        assertThatThrownBy(() -> assertThatLake(other).hasSameTablesAs(one))
                .hasMessageContaining("silver.readings differs in 1 rows");
        other.table(READINGS).append(List.of(new Reading("a", 1.000_001)));
        assertThatThrownBy(() -> assertThatLake(other).hasSameTablesAs(one, "silver.readings"))
                .hasMessageContaining("silver.readings differs in 1 rows");
        try (Lakehouse third = Lakehouse.open(folder.resolve("third"))) {
            third.table(NOTES).append(List.of(new Note("a", 1, "")));
            assertThatThrownBy(() -> assertThatLake(third).hasSameTablesAs(one)).hasMessageContaining("other columns");
        }
    }
}
