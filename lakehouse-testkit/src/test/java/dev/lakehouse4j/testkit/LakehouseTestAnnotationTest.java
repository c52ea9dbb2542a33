package dev.lakehouse4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link LakehouseTest} gives to tests. */
class LakehouseTestAnnotationTest {

    record Note(String text) {}

    private static final List<Path> FOLDERS = new ArrayList<>();

    @AfterAll
    static void everyTestHadAFolderOfItsOwnAndNoneIsLeft() {
        assertThat(FOLDERS).doesNotHaveDuplicates().noneMatch(Files::exists);
    }

    private static void useAsNew(Lakehouse lake) {
        assertThat(lake.tables()).isEmpty();
        lake.table(TableRef.silver("notes", Note.class)).append(List.of(new Note("n")));
        FOLDERS.add(lake.root());
    }

    @Nested
    @LakehouseTest
    class OnAClass {

        private Lakehouse before;

        @BeforeEach
        void keep(Lakehouse lake) {
            before = lake;
        }

        @AfterEach
        void seesTheSameLakeWhichIsStillOpen(Lakehouse lake) {
            assertThat(lake).isSameAs(before);
            assertThat(lake.tables()).containsExactly("silver.notes");
        }

        @Test
        void theFirstTestHasAFreshLake(Lakehouse lake) {
            assertThat(lake).isSameAs(before);
            useAsNew(lake);
        }

        @Test
        void theSecondTestHasAnother(Lakehouse lake) {
            useAsNew(lake);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void everyInvocationHasAnother(int number, Lakehouse lake) {
            assertThat(number).isPositive();
            useAsNew(lake);
        }
    }

    @Test
    @LakehouseTest
    void oneTestMayHaveALake(Lakehouse lake) {
        useAsNew(lake);
    }
}
