package dev.lakehouse4j.ai.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MonthsTest {

    @Test
    void aTrickleBeforeAndARemainderAfterAreLeftOut() {
        assertThat(regular(3, 320, 0, 1, 800, 1700, 2600, 2400, 20)).isEqualTo("2017-05..2017-08");
    }

    @Test
    void aGapEndsTheRun() {
        List<Row> rows = new ArrayList<>(rows(500, 500));
        rows.add(row(YearMonth.of(2017, 6), 500));
        rows.add(row(YearMonth.of(2017, 7), 500));
        rows.add(row(YearMonth.of(2017, 8), 500));

        assertThat(Months.regular(rows, row -> row.number("orders"))).hasSize(3);
    }

    @Test
    void ofTwoRunsOfOneLengthTheNewerCounts() {
        assertThat(regular(500, 1, 500)).isEqualTo("2017-03..2017-03");
    }

    @Test
    void nothingGivesNothing() {
        assertThat(Months.regular(List.of(), row -> 1)).isEmpty();
        assertThat(Months.regular(rows(0, 0), row -> row.number("orders"))).isEmpty();
    }

    @Test
    void aMonthIsPartialUnlessItsLastDaysHavePurchases() {
        assertThat(Months.isPartial(YearMonth.of(2018, 6), LocalDate.of(2018, 6, 20)))
                .isTrue();
        assertThat(Months.isPartial(YearMonth.of(2018, 6), LocalDate.of(2018, 6, 29)))
                .isFalse();
    }

    @Test
    void intervalsHoldForRareEventsAndAlways() {
        assertThat(Intervals.of(0, 30).lower()).isZero();
        assertThat(Intervals.of(0, 30).upper()).isBetween(0.11, 0.12);
        assertThat(Intervals.of(30, 30).upper()).isBetween(0.999999, 1.0);
        // Wilson's interval of 10 of 100 as published: 0.0552 to 0.1744
        assertThat(Intervals.of(10, 100).lower()).isBetween(0.0551, 0.0553);
        assertThat(Intervals.of(10, 100).upper()).isBetween(0.1743, 0.1745);
    }

    private static String regular(int... orders) {
        List<Row> found = Months.regular(rows(orders), row -> row.number("orders"));
        return found.get(0).month("month") + ".." + found.get(found.size() - 1).month("month");
    }

    private static List<Row> rows(int... orders) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < orders.length; i++) {
            rows.add(row(YearMonth.of(2017, 1).plusMonths(i), orders[i]));
        }
        return rows;
    }

    private static Row row(YearMonth month, int orders) {
        return new Row(Map.of("month", month.atDay(1), "orders", orders));
    }
}
