package dev.lakehouse4j.medallion.star;

import java.time.LocalDate;
import java.util.Set;

/** The holidays of a country, a region or a company. A lambda over the year will do. */
@FunctionalInterface
public interface HolidayCalendar {

    /**
     * The holidays of a year.
     *
     * @param year a year from {@link #firstYear()} to {@link #lastYear()}
     * @return days of that year, in any order
     */
    Set<LocalDate> holidays(int year);

    /**
     * The first year that the calendar knows. Whether an earlier day is a holiday stays open.
     *
     * @return a year, 1990 unless overridden
     */
    default int firstYear() {
        return 1990;
    }

    /**
     * The last year that the calendar knows. Whether a later day is a holiday stays open.
     *
     * @return a year, 2100 unless overridden
     */
    default int lastYear() {
        return 2100;
    }
}
