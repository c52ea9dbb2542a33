package dev.lakehouse4j.medallion.commerce.sample;

import java.time.LocalDate;

/** Local times as seconds since 1970-01-01 00:00:00. */
final class Moments {

    /** Stands for a time that the file leaves empty. */
    static final long NONE = Long.MIN_VALUE;

    static final long MINUTE = 60;
    static final long HOUR = 3_600;
    static final long DAY = 86_400;

    private Moments() {}

    static long midnight(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay() * DAY;
    }

    static long dayOf(long moment) {
        return Math.floorDiv(moment, DAY);
    }

    static long midnightOf(long moment) {
        return dayOf(moment) * DAY;
    }
}
