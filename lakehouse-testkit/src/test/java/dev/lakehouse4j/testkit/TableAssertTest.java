package dev.lakehouse4j.testkit;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@LakehouseTest
class TableAssertTest {

    record Order(@Key String orderId, @Nullable Integer quantity) {}

    record Note(String text) {}

    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    private static final TableRef<Silver, Note> NOTES = TableRef.silver("notes", Note.class);

    private static final Order A = new Order("a", 1);
    private static final Order B = new Order("b", 2);
    private static final Order C = new Order("c", null);

    private Lakehouse lake;
    private Commit first;

    @BeforeEach
    void write(Lakehouse fresh) {
        lake = fresh;
        first = lake.table(ORDERS).append(List.of(A, B, C));
    }

    @Test
    void assertionsThatHoldPass() {
        assertThatTable(lake, ORDERS)
                .exists()
                .hasRows(3)
                .isNotEmpty()
                .hasRows(1, "quantity > 1")
                .hasUniqueKey()
                .hasUniqueKey("order_id")
                .containsRow(A)
                .containsRows(A, C)
                .containsRows(List.of(B))
                .doesNotContainRow(new Order("a", 2))
                .containsExactlyRowsInAnyOrder(C, B, A)
                .containsExactlyRowsInAnyOrder(List.of(A, B, C))
                .hasColumns("quantity")
                .hasExactlyColumns("order_id", "quantity")
                .allRowsSatisfy("order_id <> 'x'")
                .noRows("quantity > 2")
                .hasVersion(0)
                .isAtSameVersionAs(first)
                .isAtSameVersionAs(lake.snapshot("silver.orders"))
                .rows()
                .extracting(Order::orderId)
                .contains("c");
        assertThatTable(lake, NOTES).doesNotExist();
        assertThatLake(lake)
                .hasTables("silver.orders")
                .hasTables(ORDERS)
                .hasExactlyTables("silver.orders")
                .doesNotHaveTables("silver.notes");
    }

    @Test
    void aWrongCountShowsRows() {
        assertFails(() -> assertThatTable(lake, ORDERS).hasRows(2)).hasMessage("""
                        Expecting silver.orders at version 0 to have 2 rows, but it has 3:
                          {order_id=a, quantity=1}
                          {order_id=b, quantity=2}
                          {order_id=c, quantity=null}""");
        assertFails(() -> assertThatTable(lake, ORDERS).isEmpty()).hasMessageContaining("order_id=a");
        assertFails(() -> assertThatTable(lake, ORDERS).hasRows(0, "quantity = 2"))
                .hasMessageContaining("quantity = 2")
                .hasMessageContaining("{order_id=b, quantity=2}")
                .hasMessageNotContaining("order_id=a");
    }

    @Test
    void aMessageShowsFiveRowsAtMost() {
        lake.table(ORDERS)
                .overwrite(IntStream.range(0, 9)
                        .mapToObj(i -> new Order("o" + i, i))
                        .toList());

        assertFails(() -> assertThatTable(lake, ORDERS).isEmpty())
                .hasMessageContaining("order_id=o4")
                .hasMessageContaining("… and 4 more")
                .hasMessageNotContaining("order_id=o5");
    }

    @Test
    void aKeyThatComesTwiceIsShown() {
        lake.table(ORDERS).append(List.of(new Order("b", 7)));

        assertFails(() -> assertThatTable(lake, ORDERS).hasUniqueKey())
                .hasMessageContaining("unique key [order_id]")
                .hasMessageContaining("{order_id=b, copies=2}")
                .hasMessageNotContaining("order_id=a");
    }

    @Test
    void aKeyWithNullIsNoKey() {
        assertFails(() -> assertThatTable(lake, ORDERS).hasUniqueKey("quantity"))
                .hasMessageContaining("{order_id=c, quantity=null}");
    }

    @Test
    void aRecordWithoutKeyHasNoUniqueKey() {
        lake.table(NOTES).append(List.of(new Note("n")));

        assertFails(() -> assertThatTable(lake, NOTES).hasUniqueKey()).hasMessageContaining("@Key");
    }

    @Test
    void missingAndUnexpectedRowsAreShown() {
        Order unknown = new Order("x", 9);

        assertFails(() -> assertThatTable(lake, ORDERS).containsRows(A, unknown))
                .hasMessageContaining("it lacks\n  " + unknown);
        assertFails(() -> assertThatTable(lake, ORDERS).containsExactlyRowsInAnyOrder(A, C, unknown))
                .hasMessageContaining("It lacks\n  " + unknown)
                .hasMessageContaining("and has besides\n  " + B);
        assertFails(() -> assertThatTable(lake, ORDERS).doesNotContainRow(A)).hasMessageContaining(A.toString());
    }

    @Test
    void rowsAreComparedAsOftenAsTheyCome() {
        assertFails(() -> assertThatTable(lake, ORDERS).containsRows(A, A)).hasMessageContaining("it lacks\n  " + A);
        assertFails(() -> assertThatTable(lake, ORDERS).containsExactlyRowsInAnyOrder(A, A, B, C))
                .hasMessageContaining("It lacks\n  " + A);
        lake.table(ORDERS).append(List.of(A));
        assertThatTable(lake, ORDERS).containsExactlyRowsInAnyOrder(A, A, B, C);
        assertFails(() -> assertThatTable(lake, ORDERS).containsExactlyRowsInAnyOrder(A, B, C))
                .hasMessageContaining("and has besides\n  " + A);
    }

    @Test
    void nullFailsAConditionForAllAndPassesOneForNone() {
        assertFails(() -> assertThatTable(lake, ORDERS).allRowsSatisfy("quantity > 0"))
                .hasMessageContaining("1 of 3 rows do not")
                .hasMessageContaining("{order_id=c, quantity=null}");
        assertThatTable(lake, ORDERS).noRows("quantity <= 0");
        assertFails(() -> assertThatTable(lake, ORDERS).noRows("quantity % 2 = 0"))
                .hasMessageContaining("quantity % 2 = 0")
                .hasMessageContaining("{order_id=b, quantity=2}");
    }

    @Test
    void aVersionThatMovedOnShowsTheCommits() {
        TableSnapshot before = lake.snapshot("silver.orders");
        lake.table(ORDERS).deleteWhere("order_id = 'a'");

        assertFails(() -> assertThatTable(lake, ORDERS).isAtSameVersionAs(before))
                .hasMessageContaining("at the same version, 0, but it is at 1")
                .hasMessageContaining("1 DELETE {predicate=order_id = 'a'}")
                .hasMessageNotContaining("APPEND");
        assertFails(() -> assertThatTable(lake, ORDERS).hasVersion(0)).hasMessageContaining("DELETE");
        assertFails(() -> assertThatTable(lake, ORDERS).hasVersion(2)).hasMessageContaining("but it is at 1");
        assertThatTable(lake, ORDERS)
                .hasRows(2)
                .asOf(0)
                .hasVersion(0)
                .hasRows(3)
                .containsRow(A);
    }

    @Test
    void aChainOfAssertionsLooksAtOneVersion() {
        TableAssert<Order> table = assertThatTable(lake, ORDERS);
        lake.table(ORDERS).overwrite(List.of());

        table.hasRows(3).containsRow(A).hasVersion(0);
        assertThatTable(lake, ORDERS).isEmpty();
    }

    @Test
    void aMissingTableIsNamedWithThoseThatExist() {
        assertFails(() -> assertThatTable(lake, NOTES).isEmpty())
                .hasMessageContaining("Expecting silver.notes to exist")
                .hasMessageContaining("silver.orders");
        assertFails(() -> assertThatTable(lake, ORDERS).doesNotExist()).hasMessageContaining("version 0 with 3 rows");
    }

    @Test
    void wrongColumnsShowTheSchema() {
        assertFails(() -> assertThatTable(lake, ORDERS).hasColumns("order_id", "colour"))
                .hasMessageContaining("[colour]")
                .hasMessageContaining("order_id string not null");
        assertFails(() -> assertThatTable(lake, ORDERS).hasExactlyColumns("quantity", "order_id"))
                .hasMessageContaining("quantity int");
    }

    @Test
    void tablesOfALakeAreCompared() {
        assertFails(() -> assertThatLake(lake).hasTables(ORDERS, NOTES)).hasMessageContaining("[silver.notes]");
        assertFails(() -> assertThatLake(lake).hasExactlyTables("silver.notes"))
                .hasMessageContaining("it lacks\n  [silver.notes]")
                .hasMessageContaining("besides\n  [silver.orders]");
        assertFails(() -> assertThatLake(lake).doesNotHaveTables("silver.orders"))
                .hasMessageContaining("[silver.orders]");
    }

    @Test
    void theDescriptionStandsBeforeTheMessage() {
        assertFails(() ->
                        assertThatTable(lake, ORDERS).as("after the first load").hasRows(1))
                .hasMessageStartingWith("[after the first load] ");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    @Test
    void rowsWithoutARecordCompareByColumn() {
        Row row = Row.empty().with("a", 1).with("b", null);

        assertThat(row).isEqualTo(Row.empty().with("b", null).with("a", 1));
        assertThat(row.get("b")).isNull();
        assertThatThrownBy(() -> row.get("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[a, b]");
    }
}
