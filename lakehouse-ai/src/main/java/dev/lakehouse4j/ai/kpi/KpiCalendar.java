package dev.lakehouse4j.ai.kpi;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which days of a lake can be compared.
 *
 * <p>A month is <em>regular</em> when it is complete (the last purchase of the lake is not before its last but one day),
 * has no gap after it, and has at least a tenth of the median month's orders: lakes start with a trickle and may end with a
 * remainder. A month is <em>settled</em> when the outcome of at least 97 % of its orders is known: delivered, cancelled or
 * unavailable, or past the promised day; earlier the late ones are missing.
 *
 * @param whole first to last day with a purchase
 * @param asOf the latest purchase or delivery on record
 * @param regular regular months, in order, without gaps
 * @param settledUntil first month after the settled ones; null when none is
 */
record KpiCalendar(
        Period whole,
        LocalDateTime asOf,
        List<YearMonth> regular,
        @Nullable YearMonth settledUntil) {

    /** Months of the newest period; the one before has as many. */
    private static final int MONTHS = 3;

    private static final double TRICKLE = 0.1;
    private static final double SETTLED = 0.97;

    /** When the lake's newest event was, with months and their outcomes. */
    static final String SQL = """
            with as_of as (
              select max(coalesce(delivered_at, purchased_at)) as as_of from gold.fact_orders
            )
            select
              cast(date_trunc('month', purchased_at) as date) as month,
              count(*) as orders,
              cast(count(case
                when delivered_at is not null
                  or order_status in ('canceled', 'unavailable')
                  or estimated_delivery_at < a.as_of then 1
              end) as bigint) as settled,
              min(purchased_at) as first_purchase,
              max(purchased_at) as last_purchase,
              max(a.as_of) as as_of
            from gold.fact_orders cross join as_of a
            where purchased_at is not null
            group by cast(date_trunc('month', purchased_at) as date)
            order by month""";

    KpiCalendar {
        regular = List.copyOf(regular);
    }

    /** Reads the calendar from the rows of {@link #SQL}; null when there is none. */
    static @Nullable KpiCalendar of(List<KpiRow> months) {
        if (months.isEmpty()) {
            return null;
        }
        LocalDate first = months.get(0).date("first_purchase");
        LocalDate last = months.get(months.size() - 1).date("last_purchase");
        double[] orders = months.stream()
                .mapToDouble(row -> row.number("orders"))
                .sorted()
                .toArray();
        double least = TRICKLE * orders[orders.length / 2];
        Predicate<KpiRow> isRegular = row -> row.number("orders") >= least
                && !last.isBefore(month(row).atEndOfMonth().minusDays(1));
        List<KpiRow> regular = longestRun(months, isRegular);
        YearMonth settledUntil = null;
        for (KpiRow row : regular) {
            if (row.number("settled") >= SETTLED * row.number("orders")) {
                settledUntil = month(row).plusMonths(1);
            }
        }
        return new KpiCalendar(
                new Period(first, last.plusDays(1)),
                time(months.get(0).columns()),
                regular.stream().map(KpiCalendar::month).toList(),
                settledUntil);
    }

    private static List<KpiRow> longestRun(List<KpiRow> months, Predicate<KpiRow> isRegular) {
        int start = 0;
        int bestStart = 0;
        int bestEnd = 0;
        for (int end = 0; end < months.size(); end++) {
            if (!isRegular.test(months.get(end))) {
                start = end + 1;
                continue;
            }
            if (end > start && !month(months.get(end - 1)).plusMonths(1).equals(month(months.get(end)))) {
                start = end;
            }
            // Of two runs of one length the newer counts.
            if (end + 1 - start >= bestEnd - bestStart) {
                bestStart = start;
                bestEnd = end + 1;
            }
        }
        return months.subList(bestStart, bestEnd);
    }

    private static YearMonth month(KpiRow row) {
        return YearMonth.from(row.date("month"));
    }

    private static LocalDateTime time(Map<String, @Nullable Object> columns) {
        return columns.get("as_of") instanceof LocalDateTime time ? time : LocalDateTime.MIN;
    }

    /** The periods of figures that are known at once, or of those that are known after delivery. */
    Periods periods(boolean isOutcome) {
        YearMonth end =
                regular.isEmpty() ? null : regular.get(regular.size() - 1).plusMonths(1);
        if (isOutcome) {
            end = settledUntil;
        }
        if (end == null) {
            return new Periods(null, null, null);
        }
        YearMonth start = regular.get(0);
        YearMonth last = end;
        int known = (int) regular.stream().filter(month -> month.isBefore(last)).count();
        int length = known >= 2 * MONTHS ? MONTHS : 1;
        if (known < 2) {
            return new Periods(known < 1 ? null : Period.months(end.minusMonths(1), 1), null, null);
        }
        Period newest = Period.months(end.minusMonths(length), length);
        Period previous = Period.months(end.minusMonths(2L * length), length);
        YearMonth yearBefore = end.minusMonths(12L + length);
        return new Periods(newest, previous, yearBefore.isBefore(start) ? null : Period.months(yearBefore, length));
    }

    /**
     * Periods to compare.
     *
     * @param newest three complete months, or one where there are fewer than six; null when none is complete
     * @param previous as many months before; null when there are none
     * @param yearBefore the same months of the year before; null when there are none
     */
    record Periods(
            @Nullable Period newest,
            @Nullable Period previous,
            @Nullable Period yearBefore) {

        List<Period> all() {
            return IntStream.range(0, 3)
                    .mapToObj(
                            index -> Arrays.asList(newest, previous, yearBefore).get(index))
                    .filter(period -> period != null)
                    .toList();
        }
    }

    static String timestamp(LocalDate day) {
        return "timestamp '" + day + " 00:00:00'";
    }
}
