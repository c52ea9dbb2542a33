package dev.lakehouse4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** What a table promises its callers: typed rows in and out, atomic commits, time travel. */
class TableTest {

    enum Status {
        OPEN,
        CLOSED
    }

    record Address(String city, @Nullable Integer number) {}

    record Order(
            @Key String orderId,
            Status status,
            @Check("quantity > 0") int quantity,
            long sequence,
            @Nullable Double weight,
            @Decimal(precision = 10, scale = 2) BigDecimal price,
            LocalDate day,
            LocalDateTime purchasedAt,
            Instant loadedAt,
            boolean late,
            Address address,
            List<String> tags,
            Map<String, Integer> counts,
            @Nullable String note) {}

    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);

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

    private static Order order(int i) {
        return new Order(
                "o" + i,
                i % 2 == 0 ? Status.OPEN : Status.CLOSED,
                i + 1,
                i * 10L,
                i % 3 == 0 ? null : i * 0.5,
                BigDecimal.valueOf(i * 100L + 99, 2),
                LocalDate.of(2018, 1, 1).plusDays(i),
                LocalDateTime.of(2018, 1, 1, 12, 0).plusSeconds(i).plusNanos(123_456_000),
                Instant.parse("2018-01-01T00:00:00.123456Z").plusSeconds(i),
                i % 4 == 0,
                new Address("são paulo", i % 2 == 0 ? null : i),
                List.of("a" + i, "ü"),
                Map.of("k", i),
                i % 5 == 0 ? null : "note \"" + i + "\"\n");
    }

    @Test
    void rowsComeBackAsTheyWereWritten() {
        List<Order> rows =
                Stream.iterate(0, i -> i + 1).limit(100).map(TableTest::order).toList();
        Table<Silver, Order> table = lake.table(ORDERS);
        assertThat(table.append(rows).version()).isZero();
        try (Stream<Order> back = table.rows()) {
            assertThat(back.toList()).containsExactlyInAnyOrderElementsOf(rows);
        }
        assertThat(table.count()).isEqualTo(100);
        try (Stream<Order> some = table.rows("quantity <= 10 and status = 'OPEN'")) {
            assertThat(some.map(Order::orderId)).containsExactlyInAnyOrder("o0", "o2", "o4", "o6", "o8");
        }
    }

    @Test
    void upsertReplacesByKeyAndInsertsTheRest() {
        Table<Silver, Order> table = lake.table(ORDERS);
        table.append(List.of(order(1), order(2)));
        table.append(List.of(order(3)));
        Order changed = new Order(
                "o2",
                Status.CLOSED,
                77,
                0,
                null,
                BigDecimal.ONE.setScale(2),
                LocalDate.EPOCH,
                LocalDate.EPOCH.atStartOfDay(),
                Instant.EPOCH,
                false,
                new Address("x", 1),
                List.of(),
                Map.of(),
                null);
        table.upsert(List.of(changed, order(4)));
        try (Stream<Order> rows = table.rows()) {
            assertThat(rows.toList()).containsExactlyInAnyOrder(order(1), changed, order(3), order(4));
        }
        assertThatThrownBy(() -> table.upsert(List.of(order(5), order(5))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("o5");
        assertThat(table.count()).isEqualTo(4);
    }

    @Test
    void oldVersionsStayReadableUntilVacuum() {
        Table<Silver, Order> table = lake.table(ORDERS);
        table.append(List.of(order(1)));
        table.append(List.of(order(2)));
        table.deleteWhere("order_id = 'o1'");
        assertThat(table.count()).isEqualTo(1);
        assertThat(table.asOf(1).count()).isEqualTo(2);
        assertThat(table.asOf(table.history().get(2).timestamp()).count()).isEqualTo(1);
        assertThat(table.history()).extracting(c -> c.operation()).containsExactly("DELETE", "APPEND", "APPEND");
        table.restore(1);
        assertThat(table.count()).isEqualTo(2);
        table.optimize("order_id");
        assertThat(table.snapshot().files()).hasSize(1);
        assertThat(table.count()).isEqualTo(2);
        assertThat(table.vacuum(Duration.ZERO)).isNotEmpty();
        try (Stream<Order> rows = table.rows()) {
            assertThat(rows.toList()).containsExactlyInAnyOrder(order(1), order(2));
        }
    }

    @Test
    void checksAndNullsAreRefusedBeforeTheCommit() {
        Table<Silver, Order> table = lake.table(ORDERS);
        Order bad = order(1);
        assertThatThrownBy(() -> table.append(List.of(new Order(
                        bad.orderId(),
                        bad.status(),
                        0,
                        0,
                        null,
                        bad.price(),
                        bad.day(),
                        bad.purchasedAt(),
                        bad.loadedAt(),
                        true,
                        bad.address(),
                        bad.tags(),
                        bad.counts(),
                        null))))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("quantity > 0");
        assertThat(table.exists()).isFalse();
    }

    record Counted(String status, long n) {}

    @Test
    void sqlReadsTablesAsRecords() {
        lake.table(ORDERS).append(Stream.iterate(0, i -> i + 1).limit(10).map(TableTest::order));
        try (Stream<Counted> rows =
                lake.sql("select status, count(*) as n from silver.orders group by status", Counted.class)) {
            assertThat(rows.toList()).containsExactlyInAnyOrder(new Counted("OPEN", 5), new Counted("CLOSED", 5));
        }
        assertThatThrownBy(() -> lake.sql("select 1 from silver.order", Counted.class))
                .hasMessageContaining("silver.orders");
    }

    @Test
    void aWriteCanSetTableProperties() {
        Table<Silver, Order> table = lake.table(ORDERS);
        table.append(List.of(order(1)));
        table.append(List.of(), WriteOptions.defaults().withProperties(Map.of("app.owner", "sales")));
        assertThat(table.snapshot().properties()).containsEntry("app.owner", "sales");
        assertThat(table.count()).isEqualTo(1);
    }

    @Test
    void aWriterThatDiedBeforeItsFirstCommitLeavesNoTable() throws IOException {
        Path log = Files.createDirectories(lake.folder("silver.orders").resolve("_delta_log"));
        Files.writeString(log.resolve(".00000000000000000000.json.tmp"), "{}");

        assertThat(lake.tables()).isEmpty();
        assertThat(lake.catalog().execute("SHOW TABLES").rows().toString()).doesNotContain("orders");
        assertThatThrownBy(() -> lake.query("select * from silver.orders")).hasMessageNotContaining("Did you mean");

        lake.table(ORDERS).append(List.of(order(1)));
        assertThat(lake.tables()).containsExactly("silver.orders");
    }
}
