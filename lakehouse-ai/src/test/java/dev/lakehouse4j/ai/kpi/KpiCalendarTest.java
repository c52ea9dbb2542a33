package dev.lakehouse4j.ai.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KpiCalendarTest {

    private final List<KpiRow> months = new ArrayList<>();
    private static final LocalDateTime AS_OF = LocalDateTime.of(2018, 8, 1, 0, 0);

    private KpiCalendarTest month(String month, long orders, long settled, @Nullable LocalDate last) {
        YearMonth at = YearMonth.parse(month);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("month", at.atDay(1));
        row.put("orders", orders);
        row.put("settled", settled);
        row.put("first_purchase", at.atDay(1).atTime(1, 0));
        row.put("last_purchase", (last == null ? at.atEndOfMonth() : last).atTime(23, 0));
        row.put("as_of", AS_OF);
        months.add(new KpiRow(row));
        return this;
    }

    private KpiCalendar calendar() {
        KpiCalendar calendar = KpiCalendar.of(months);
        assertThat(calendar).isNotNull();
        return calendar;
    }

    private void run(int from, int count) {
        for (int i = 0; i < count; i++) {
            month(YearMonth.of(2017, 1).plusMonths(from + i).toString(), 1000, 1000, null);
        }
    }

    @Test
    void noOrdersNoCalendar() {
        assertThat(KpiCalendar.of(List.of())).isNull();
    }

    @Test
    void theMonthThatIsNotOverIsLeftOut() {
        run(0, 6);
        month("2017-07", 700, 700, LocalDate.of(2017, 7, 20));
        assertThat(calendar().regular()).hasSize(6).endsWith(YearMonth.of(2017, 6));
        assertThat(calendar().periods(false).newest()).isEqualTo(Period.months(YearMonth.of(2017, 4), 3));
    }

    @Test
    void tricklesAndGapsAreLeftOut() {
        month("2016-09", 4, 4, null);
        month("2016-10", 300, 300, null);
        run(0, 18);
        assertThat(calendar().regular()).hasSize(18).startsWith(YearMonth.of(2017, 1));
        assertThat(calendar().whole().from()).isEqualTo(LocalDate.of(2016, 9, 1));
    }

    @Test
    void outcomesEndWithTheLastSettledMonth() {
        run(0, 6);
        month("2017-07", 1000, 969, null);
        assertThat(calendar().periods(false).newest().until()).isEqualTo(LocalDate.of(2017, 8, 1));
        assertThat(calendar().periods(true).newest().until()).isEqualTo(LocalDate.of(2017, 7, 1));
    }

    @Test
    void fewMonthsAreComparedOneByOneAndOneNotAtAll() {
        run(0, 5);
        assertThat(calendar().periods(false).newest()).isEqualTo(Period.months(YearMonth.of(2017, 5), 1));
        assertThat(calendar().periods(false).previous()).isEqualTo(Period.months(YearMonth.of(2017, 4), 1));
        assertThat(calendar().periods(false).yearBefore()).isNull();
        months.clear();
        run(0, 1);
        assertThat(calendar().periods(false).previous()).isNull();
    }

    @Test
    void theYearBeforeNeedsItsMonths() {
        run(0, 14);
        assertThat(calendar().periods(false).yearBefore()).isNull();
        months.clear();
        run(0, 15);
        assertThat(calendar().periods(false).yearBefore()).isEqualTo(Period.months(YearMonth.of(2017, 1), 3));
    }
}
