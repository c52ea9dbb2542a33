package dev.lakehouse4j.ai.kpi;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/**
 * Days that a figure covers, by the time of the purchase.
 *
 * @param from first day
 * @param until day after the last, later than {@code from}
 */
public record Period(LocalDate from, LocalDate until) {

    /** Checks the order of the days. */
    public Period {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "A period from " + from + " until " + until + " has no day. Give an end after the start.");
        }
    }

    /**
     * Whole months.
     *
     * @param first first month
     * @param count number of months, at least 1
     * @return from the first day of the first month to the last day of the last
     */
    public static Period months(YearMonth first, int count) {
        return new Period(first.atDay(1), first.plusMonths(count).atDay(1));
    }

    /**
     * Number of days.
     *
     * @return at least 1
     */
    public long days() {
        return ChronoUnit.DAYS.between(from, until);
    }

    /**
     * The last day.
     *
     * @return the day before {@code until}
     */
    public LocalDate last() {
        return until.minusDays(1);
    }

    /**
     * Whether the period is made of whole calendar months.
     *
     * @return true when it starts and ends with a month
     */
    public boolean isWholeMonths() {
        return from.getDayOfMonth() == 1 && until.getDayOfMonth() == 1;
    }

    /**
     * Number of calendar months that the period touches.
     *
     * @return at least 1
     */
    public int monthCount() {
        return (int) ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(last())) + 1;
    }

    @Override
    public String toString() {
        return from + " to " + last();
    }
}
