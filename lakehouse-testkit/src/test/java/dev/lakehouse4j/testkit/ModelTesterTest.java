package dev.lakehouse4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelTesterTest {

    record RawOrder(
            @Nullable String orderId,
            @Nullable String day,
            @Nullable String price) {}

    record Order(
            @Key String orderId, LocalDate day, @Nullable Double price) {}

    record Latest(String orderId, long place) {}

    record DayCount(@Key LocalDate day, int orders, LocalDateTime countedAt) {}

    private static final TableRef<Bronze, RawOrder> RAW = TableRef.bronze("orders", RawOrder.class)
            .plus(List.of(Column.required("_line", ColumnType.Primitive.LONG)));
    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    private static final TableRef<Gold, DayCount> DAYS = TableRef.gold("days", DayCount.class);

    private static final SqlModel<Silver, Order> MODEL = SqlModel.silver(ORDERS)
            .reads(RAW)
            .sql("""
                    with typed as (
                      select order_id, cast(day as date) as day, try_cast(price as double) as price, _line
                      from bronze.orders
                    ),
                    -- one row per order (the last)
                    latest as (
                      select *, row_number() over (partition by order_id order by _line desc) as place
                      from typed
                    )
                    select order_id, day, price from latest where place = 1
                    """)
            .expect(
                    Expectation.drop("has_id", "order_id is not null"),
                    Expectation.warn("price_known", "price is not null"));

    private static final ModelTester<Order> TESTER = ModelTester.of(MODEL);

    @Test
    void rowsInAreRowsOutInOrderOfTheKey() {
        assertThat(TESTER.given(RAW, new RawOrder("b", "2018-01-02", "x"), new RawOrder("a", "2018-01-01", "1.5"))
                        .result())
                .containsExactly(
                        new Order("a", LocalDate.of(2018, 1, 1), 1.5), new Order("b", LocalDate.of(2018, 1, 2), null));
    }

    @Test
    void inputsThatAreNotGivenAreEmpty() {
        assertThat(TESTER.result()).isEmpty();
        assertThat(TESTER.quarantined()).isEmpty();
    }

    @Test
    void rowsMayBeGivenAsValuesWithTheLastColumnsLeftOut() {
        assertThat(TESTER.givenSql(RAW, "values ('a', '2018-01-01', '1', 1), ('a', '2018-01-01', '2', 2)")
                        .result())
                .containsExactly(new Order("a", LocalDate.of(2018, 1, 1), 2.0));
        assertThat(TESTER.givenSql(RAW, " VALUES ('a', '2018-01-01')").result())
                .containsExactly(new Order("a", LocalDate.of(2018, 1, 1), null));
    }

    @Test
    void rowsMayBeGivenAsASelectWithColumnsByName() {
        assertThat(TESTER.givenSql(
                                RAW,
                                "select '2018-01-01' as day, 'o' || i as order_id, 7 as _line"
                                        + " from range(0, 2) as r(i) -- two")
                        .result())
                .extracting(Order::orderId)
                .containsExactly("o0", "o1");
    }

    @Test
    void givenRowsAddUpAndATesterDoesNotChange() {
        ModelTester<Order> one = TESTER.given(RAW, new RawOrder("a", "2018-01-01", null));
        ModelTester<Order> two = one.givenSql(RAW, "values ('b', '2018-01-01')");

        assertThat(one.result()).hasSize(1);
        assertThat(two.result()).hasSize(2);
        assertThat(TESTER.result()).isEmpty();
    }

    @Test
    void wrongGivensAreRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> TESTER.given(ORDERS, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[bronze.orders]");
        assertThatThrownBy(() -> TESTER.givenSql(RAW, "select 1 as colour").result())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour")
                .hasMessageContaining("order_id");
        assertThatThrownBy(() -> TESTER.givenSql(RAW, "values (1, 2, 3, 4, 5)").result())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 columns");
    }

    @Test
    void quarantinedRowsSayWhichExpectationTheyFailed() {
        ModelTester<Order> tester = TESTER.givenSql(
                RAW, "values ('a', '2018-01-01', '1'), (null, '2018-01-02', '2'), ('c', '2018-01-03', null)");

        assertThat(tester.quarantined())
                .containsExactly(
                        new QuarantinedRow(
                                "has_id",
                                "drop",
                                Row.empty()
                                        .with("order_id", null)
                                        .with("day", LocalDate.of(2018, 1, 2))
                                        .with("price", 2.0)),
                        new QuarantinedRow(
                                "price_known",
                                "warn",
                                Row.empty()
                                        .with("order_id", "c")
                                        .with("day", LocalDate.of(2018, 1, 3))
                                        .with("price", null)));
        ModelOutcome<Order> outcome = tester.run();
        assertThat(outcome.rows()).extracting(Order::orderId).containsExactly("a", "c");
        assertThat(outcome.quarantined()).hasSize(2);
        assertThat(outcome.report().rowsIn()).isEqualTo(3);
        assertThat(outcome.report().quarantinedRows()).isEqualTo(1);
    }

    @Test
    void aFatalExpectationStopsTheModelAndItsRowsCanBeSeen() {
        ModelTester<Order> tester = ModelTester.of(
                        MODEL.expect(Expectation.fail("not_future", "day < date '2019-01-01'")))
                .givenSql(RAW, "values ('a', '2018-01-01', '1'), ('b', '2020-01-01', '1')");

        assertThatThrownBy(tester::result)
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("not_future");
        assertThat(tester.quarantined())
                .extracting(row -> row.row().get("order_id"))
                .containsExactly("b");
    }

    @Test
    void aKeyThatIsNotUniqueStopsTheModel() {
        SqlModel<Silver, Order> careless = SqlModel.silver(ORDERS)
                .reads(RAW)
                .sql("select order_id, cast(day as date) as day, cast(price as double) as price from bronze.orders");
        ModelTester<Order> tester =
                ModelTester.of(careless).givenSql(RAW, "values ('a', '2018-01-01'), ('a', '2018-01-02')");

        assertThatThrownBy(tester::result)
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("not unique");
        assertThatThrownBy(tester::quarantined).isInstanceOf(ConstraintException.class);
    }

    @Test
    void aQueryThatDoesNotFitItsRecordIsRefused() {
        assertThatThrownBy(
                        () -> ModelTester.of(SqlModel.silver(ORDERS).reads(RAW).sql("select 1 as order_id"))
                                .result())
                .isInstanceOf(SchemaException.class);
        assertThatThrownBy(
                        () -> ModelTester.of(SqlModel.silver(ORDERS).reads(RAW).sql("select * from bronze.reviews"))
                                .result())
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("bronze.reviews");
    }

    @Test
    void commonTablesCanBeLookedAt() {
        ModelTester<Order> tester =
                TESTER.givenSql(RAW, "values ('a', '2018-01-01', '1', 1), ('a', '2018-01-01', 'x', 2)");

        assertThat(tester.cte("typed"))
                .containsExactly(
                        Row.empty()
                                .with("order_id", "a")
                                .with("day", LocalDate.of(2018, 1, 1))
                                .with("price", null)
                                .with("_line", 2L),
                        Row.empty()
                                .with("order_id", "a")
                                .with("day", LocalDate.of(2018, 1, 1))
                                .with("price", 1.0)
                                .with("_line", 1L));
        assertThat(tester.cte("LATEST", Latest.class)).containsExactly(new Latest("a", 1), new Latest("a", 2));
        assertThat(TESTER.cte("latest")).isEmpty();
    }

    @Test
    void anUnknownCommonTableIsRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> TESTER.cte("oldest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[typed, latest]");
        assertThatThrownBy(
                        () -> ModelTester.of(SqlModel.silver(ORDERS).reads(RAW).sql("select 1 as x"))
                                .cte("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no WITH clause");
    }

    @Test
    void theTimeOfTheRunAndThePreviousRowsCanBeSet() {
        SqlModel<Gold, DayCount> days =
                SqlModel.gold(DAYS).reads(ORDERS).sql("""
                        with fresh as (
                          select day, cast(count(*) as int) as orders, :run_at as counted_at
                          from silver.orders group by day
                        )
                        select * from fresh
                        union all
                        select p.* from previous.days p where not exists (select 1 from fresh f where f.day = p.day)
                        """).readingItself();
        LocalDateTime before = LocalDateTime.of(2018, 1, 1, 0, 0);
        ModelTester<DayCount> tester = ModelTester.of(days)
                .runAt(Instant.parse("2018-09-01T10:00:00Z"))
                .given(ORDERS, new Order("a", LocalDate.of(2018, 1, 2), null))
                .givenPrevious(
                        new DayCount(LocalDate.of(2018, 1, 1), 5, before),
                        new DayCount(LocalDate.of(2018, 1, 2), 5, before));

        assertThat(tester.result())
                .containsExactly(
                        new DayCount(LocalDate.of(2018, 1, 1), 5, before),
                        new DayCount(LocalDate.of(2018, 1, 2), 1, LocalDateTime.of(2018, 9, 1, 10, 0)));
        assertThat(tester.cte("fresh", DayCount.class))
                .containsExactly(new DayCount(LocalDate.of(2018, 1, 2), 1, LocalDateTime.of(2018, 9, 1, 10, 0)));
    }
}
