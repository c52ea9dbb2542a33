package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that changes, over a table that stays. */
class EvolutionTest {

    enum State {
        OPEN,
        CLOSED
    }

    enum MoreStates {
        OPEN,
        CLOSED,
        LOST
    }

    record First(
            @Key String id,
            int number,
            @Decimal(precision = 9, scale = 2) BigDecimal price,
            float weight,
            LocalDate day,
            State state) {}

    record Second(
            @Key String id,
            long number,
            @Decimal(precision = 20, scale = 4) BigDecimal price,
            double weight,
            LocalDateTime day,
            MoreStates state,
            @Nullable String note,
            @Nullable LocalDateTime seen) {}

    record Relaxed(
            @Key String id,
            @Nullable Integer number,
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal price,
            float weight,
            LocalDate day,
            State state) {}

    record Checked(
            @Key String id,
            @Check("number < 10") int number,
            @Decimal(precision = 9, scale = 2) BigDecimal price,
            float weight,
            LocalDate day,
            State state) {}

    record Fewer(@Key String id, int number) {}

    record Incompatible(@Key String id, String number) {}

    record Demanding(
            @Key String id,
            int number,
            @Decimal(precision = 9, scale = 2) BigDecimal price,
            float weight,
            LocalDate day,
            State state,
            String added) {}

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

    private <R extends Record> Table<Silver, R> table(Class<R> type) {
        return lake.table(TableRef.silver("things", type));
    }

    private static First first(int i) {
        return new First(
                "f" + i,
                i,
                BigDecimal.valueOf(i, 2),
                i / 2f,
                LocalDate.of(2018, 1, 1).plusDays(i),
                State.OPEN);
    }

    private static Second second(int i) {
        return new Second(
                "s" + i,
                i + 10_000_000_000L,
                new BigDecimal("1234567890123456.7890"),
                i / 3.0,
                LocalDateTime.of(2018, 1, 1, 10, 0, i),
                MoreStates.LOST,
                "note",
                null);
    }

    private static Second widened(int i) {
        First old = first(i);
        return new Second(
                old.id(),
                i,
                old.price().setScale(4),
                old.weight(),
                old.day().atStartOfDay(),
                MoreStates.OPEN,
                null,
                null);
    }

    private <R extends Record> List<R> rows(Class<R> type) {
        try (Stream<R> rows = table(type).rows()) {
            return rows.toList();
        }
    }

    @Test
    void columnsAreAddedAndWidenedWithTheNextWrite() {
        table(First.class).append(List.of(first(1), first(2)));
        table(Second.class).append(List.of(second(1)));
        assertThat(rows(Second.class)).containsExactlyInAnyOrder(widened(1), widened(2), second(1));
        try (Stream<Second> rows = lake.sql("select * from silver.things where number >= 1", Second.class)) {
            assertThat(rows).hasSize(3);
        }
        try (Stream<Second> rows = table(Second.class).rows("number < 2 and note is null")) {
            assertThat(rows).containsExactly(widened(1));
        }
        assertThat(table(Second.class).schema().names()).endsWith("note", "seen");
        assertThat(table(Second.class).asOf(0).schema().names()).doesNotContain("note");
        table(Second.class).upsert(List.of(second(1), second(2)));
        table(Second.class).optimize("number");
        assertThat(rows(Second.class)).containsExactlyInAnyOrder(widened(1), widened(2), second(1), second(2));
        try (Stream<First> old = table(First.class).asOf(0).rows()) {
            assertThat(old).containsExactlyInAnyOrder(first(1), first(2));
        }
    }

    @Test
    void aProgramWithTheOlderRecordStillWrites() {
        table(First.class).append(List.of(first(1)));
        table(Second.class).append(List.of(second(1)));
        table(First.class).append(List.of(first(2)));
        table(First.class).upsert(List.of(first(1), first(3)));
        table(First.class)
                .append(
                        new Query(
                                "select 'f4' as id, 4 as number, 0.04 as price, 2.0 as weight, date '2018-01-05' as day,"
                                        + " 'OPEN' as state",
                                Map.of()),
                        WriteOptions.defaults());
        assertThat(rows(Second.class))
                .containsExactlyInAnyOrder(widened(1), widened(2), widened(3), widened(4), second(1));
        table(Second.class).optimize();
        assertThat(rows(Second.class)).hasSize(5).contains(second(1));
    }

    @Test
    void restoreGoesBackAcrossAChangeOfSchemaAndForthAgain() {
        table(First.class).append(List.of(first(1)));
        table(Second.class).append(List.of(second(1)));
        table(First.class).restore(0);
        assertThat(rows(First.class)).containsExactly(first(1));
        assertThat(table(First.class).schema().names()).doesNotContain("note");
        table(First.class).append(List.of(first(2)));
        table(Second.class).restore(1);
        assertThat(rows(Second.class)).containsExactlyInAnyOrder(widened(1), second(1));
        assertThat(table(Second.class).history())
                .extracting(c -> c.operation())
                .startsWith("RESTORE", "APPEND", "RESTORE");
    }

    @Test
    void aNullableColumnMayLaterHoldNulls() {
        table(First.class).append(List.of(first(1)));
        Relaxed empty = new Relaxed("r", null, null, 0, LocalDate.EPOCH, State.CLOSED);
        table(Relaxed.class).append(List.of(empty));
        assertThat(rows(Relaxed.class)).hasSize(2).contains(empty);
        assertThatThrownBy(() -> rows(First.class))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("number")
                .hasMessageContaining("@Nullable");
    }

    @Test
    void aCheckThatIsAddedMustHoldForTheRowsThatAreThere() {
        table(First.class).append(List.of(first(5), first(20)));
        assertThatThrownBy(() -> table(Checked.class)
                        .append(List.of(new Checked("c", 1, BigDecimal.ONE, 0, LocalDate.EPOCH, State.OPEN))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("number < 10")
                .hasMessageContaining("f20");
        assertThat(table(First.class).history()).hasSize(1);
        table(First.class).deleteWhere("number >= 10");
        table(Checked.class).append(List.of(new Checked("c", 1, BigDecimal.ONE, 0, LocalDate.EPOCH, State.OPEN)));
        // From now on the table's own check binds every writer.
        assertThatThrownBy(() -> table(First.class).append(List.of(first(20))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("number < 10");
    }

    @Test
    void aRecordWithFewerColumnsReadsAndIsRefusedToLeaveOutNotNullOnes() {
        table(First.class).append(List.of(first(1)));
        assertThat(rows(Fewer.class)).containsExactly(new Fewer("f1", 1));
        assertThatThrownBy(() -> table(Fewer.class).append(List.of(new Fewer("x", 1))))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("price is NOT NULL in the table");
        try (Stream<Fewer> some = table(Fewer.class).rows("state = 'OPEN'")) {
            assertThat(some).hasSize(1);
        }
    }

    @Test
    void incompatibleChangesAreRefusedWithBothSchemas() {
        table(First.class).append(List.of(first(1)));
        assertThatThrownBy(() -> table(Incompatible.class).append(List.of(new Incompatible("x", "1"))))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("number int")
                .hasMessageContaining("number string")
                .hasMessageContaining("Schema of the table")
                .hasMessageContaining("Schema of the record");
        assertThatThrownBy(() -> table(Demanding.class)
                        .append(List.of(new Demanding("x", 1, BigDecimal.ONE, 0, LocalDate.EPOCH, State.OPEN, "new"))))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("added is new and NOT NULL");
        assertThatThrownBy(() -> rows(Incompatible.class))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("number");
        assertThat(table(First.class).history()).hasSize(1);
    }

    @Test
    void anOverwriteMayReplaceTheSchemaWhenAsked() {
        table(First.class).append(List.of(first(1)));
        Query query = new Query("select 'x' as id, 'seven' as number", Map.of());
        assertThatThrownBy(() -> table(Incompatible.class).overwrite(query, WriteOptions.defaults()))
                .isInstanceOf(SchemaException.class);
        table(Incompatible.class).overwrite(query, WriteOptions.defaults().replacingSchema());
        assertThat(rows(Incompatible.class)).containsExactly(new Incompatible("x", "seven"));
        try (Stream<First> old = table(First.class).asOf(0).rows()) {
            assertThat(old).containsExactly(first(1));
        }
    }
}
