package dev.lakehouse4j.medallion.star;

import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holiday calendars that come with the library, and the date of Easter for calendars of your own. */
public final class Holidays {

    private static final int CONSCIENCIA_NEGRA_SINCE = 2024;

    private static final List<MonthDay> FIXED_IN_BRAZIL = List.of(
            MonthDay.of(Month.JANUARY, 1), // Confraternização Universal
            MonthDay.of(Month.APRIL, 21), // Tiradentes
            MonthDay.of(Month.MAY, 1), // Dia do Trabalho
            MonthDay.of(Month.SEPTEMBER, 7), // Independência
            MonthDay.of(Month.OCTOBER, 12), // Nossa Senhora Aparecida
            MonthDay.of(Month.NOVEMBER, 2), // Finados
            MonthDay.of(Month.NOVEMBER, 15), // Proclamação da República
            MonthDay.of(Month.DECEMBER, 25)); // Natal

    private Holidays() {}

    /**
     * Brazil's national holidays, 1990 to 2100: the fixed ones (Laws 662/1949, 6.802/1980 and 10.607/2002), Dia da
     * Consciência Negra on 20 November from 2024 on (Law 14.759/2023), and Good Friday, which the federal calendar lists as
     * a national holiday each year.
     *
     * <p>Left out: Carnival and Corpus Christi, which are optional holidays ({@code ponto facultativo}, see {@link
     * #brazilWithOptional()}), holidays of states and cities, and election days.
     *
     * @return the calendar
     */
    public static HolidayCalendar brazil() {
        return Holidays::nationalOfBrazil;
    }

    /**
     * Brazil's national holidays and the optional ones on which most of the country rests: Carnival Monday and Tuesday, and
     * Corpus Christi; 1990 to 2100.
     *
     * @return the calendar
     */
    public static HolidayCalendar brazilWithOptional() {
        return year -> {
            Set<LocalDate> days = nationalOfBrazil(year);
            LocalDate easter = easter(year);
            days.add(easter.minusDays(48));
            days.add(easter.minusDays(47));
            days.add(easter.plusDays(60));
            return days;
        };
    }

    /**
     * Easter Sunday of the Gregorian calendar, by the anonymous algorithm that J. Meeus gives in «Astronomical Algorithms»
     * (2nd edition, 1998, chapter 8), after S. Butcher and H. Spencer Jones.
     *
     * @param year a year from 1583 on
     * @return Easter Sunday
     */
    public static LocalDate easter(int year) {
        if (year < 1583) {
            throw new IllegalArgumentException("Cannot tell Easter of " + year
                    + ": the Gregorian calendar begins in October 1582. Ask for a year from 1583 on.");
        }
        int golden = year % 19;
        int century = year / 100;
        int yearOfCentury = year % 100;
        int lunarCorrection = (century - (century + 8) / 25 + 1) / 3;
        int epact = (19 * golden + century - century / 4 - lunarCorrection + 15) % 30;
        int toSunday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7;
        int correction = (golden + 11 * epact + 22 * toSunday) / 451;
        int monthAndDay = epact + toSunday - 7 * correction + 114;
        return LocalDate.of(year, monthAndDay / 31, monthAndDay % 31 + 1);
    }

    private static Set<LocalDate> nationalOfBrazil(int year) {
        Set<LocalDate> days = new TreeSet<>();
        for (MonthDay day : FIXED_IN_BRAZIL) {
            days.add(day.atYear(year));
        }
        if (year >= CONSCIENCIA_NEGRA_SINCE) {
            days.add(LocalDate.of(year, Month.NOVEMBER, 20));
        }
        days.add(easter(year).minusDays(2));
        return days;
    }
}
