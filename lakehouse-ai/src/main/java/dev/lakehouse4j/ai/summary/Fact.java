package dev.lakehouse4j.ai.summary;

import dev.lakehouse4j.ai.kpi.Period;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * A value that a sentence may state.
 *
 * @param kind how the value is written
 * @param value a {@code Double}, or for names a {@code String}, {@link Kind#MONTH} a {@code YearMonth}, {@link
 *     Kind#DAY} a {@code LocalDate}, {@link Kind#PERIOD} a {@link Period}
 * @param measure what is measured, such as {@code revenue}; empty for names, months and periods
 * @param subject name of the fact that the value belongs to where a sentence states values of several, such as that of a
 *     state, or one of the words {@code late}, {@code on_time}, {@code negative}, {@code positive}, {@code repeat}, {@code
 *     one_time}, {@code year_before}; else empty
 * @param isChange whether the value is a change, so that words of direction have to go with its sign
 */
public record Fact(Kind kind, Object value, String measure, String subject, boolean isChange) {

    /** How a value is written. */
    public enum Kind {
        /** A whole number. */
        COUNT,
        /** An amount in BRL. */
        MONEY,
        /** A ratio, written in per cent with a decimal. */
        PERCENT,
        /** A ratio, written in per cent, from a tenth up without a decimal. */
        SHARE,
        /** A difference of ratios, written in percentage points. */
        POINTS,
        /** Stars, 1 to 5, or a difference of them. */
        STARS,
        /** Days. */
        DAYS,
        /** Any number with two decimals. */
        NUMBER,
        /** A number between 0 and 1 with three decimals, such as a ROC AUC. */
        INDEX,
        /** A factor, such as 2.2 times. */
        TIMES,
        /** A name that stays as it is: a seller or model. */
        NAME,
        /** A product category, by its name in the lake. */
        CATEGORY,
        /** A state, by its two-letter code. */
        STATE,
        /** A customer segment, by its name in the lake. */
        SEGMENT,
        /** A month of a year. */
        MONTH,
        /** A day. */
        DAY,
        /** A period of whole months. */
        PERIOD
    }

    static Fact count(String measure, double value) {
        return new Fact(Kind.COUNT, value, measure, "", false);
    }

    static Fact money(String measure, double value) {
        return new Fact(Kind.MONEY, value, measure, "", false);
    }

    static Fact percent(String measure, double ratio) {
        return new Fact(Kind.PERCENT, ratio, measure, "", false);
    }

    static Fact share(String measure, double ratio) {
        return new Fact(Kind.SHARE, ratio, measure, "", false);
    }

    static Fact index(String measure, double value) {
        return new Fact(Kind.INDEX, value, measure, "", false);
    }

    static Fact points(String measure, double ratio) {
        return new Fact(Kind.POINTS, ratio, measure, "", false);
    }

    static Fact stars(String measure, double value) {
        return new Fact(Kind.STARS, value, measure, "", false);
    }

    static Fact days(String measure, double value) {
        return new Fact(Kind.DAYS, value, measure, "", false);
    }

    static Fact number(String measure, double value) {
        return new Fact(Kind.NUMBER, value, measure, "", false);
    }

    static Fact times(String measure, double value) {
        return new Fact(Kind.TIMES, value, measure, "", false);
    }

    static Fact name(Kind kind, String name) {
        return new Fact(kind, name, "", "", false);
    }

    static Fact month(YearMonth month) {
        return new Fact(Kind.MONTH, month, "", "", false);
    }

    static Fact day(LocalDate day) {
        return new Fact(Kind.DAY, day, "", "", false);
    }

    static Fact period(Period period) {
        return new Fact(Kind.PERIOD, period, "", "", false);
    }

    Fact of(String newSubject) {
        return new Fact(kind, value, measure, newSubject, isChange);
    }

    Fact asChange() {
        return new Fact(kind, value, measure, subject, true);
    }

    /**
     * The value as a number.
     *
     * @return the value; NaN for names and times
     */
    public double number() {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
