package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a calendar: a dimension with one row per day, which facts look up by a day or a time.
 *
 * <pre>{@code
 * Dimension<DimDate> dates = DateDimension.of(TableRef.gold("dim_date", DimDate.class))
 *         .covering(ORDERS, "purchased_at", "delivered_at")
 *         .holidays(Holidays.brazil())
 *         .build();
 * }</pre>
 *
 * <p>The record has {@code date_key} (int or long: the day as yyyymmdd, −1 for the unknown day) and {@code date}, and any of
 * {@code year}, {@code quarter}, {@code month}, {@code day}, {@code day_of_year}, {@code iso_week} (1 to 53), {@code weekday}
 * (1 is Monday, 7 is Sunday; int all of them), {@code month_name}, {@code weekday_name} (text, English), {@code is_weekend}
 * and {@code is_holiday} (boolean).
 *
 * <p>The days run from the first to the last value of the covered columns, rounded to whole years unless {@link
 * #wholeMonths()} or {@link #exactDays()} is called. They span 200 years at most: a stray year 9999 fails a check.
 *
 * @param <R> the record type of its rows
 */
public final class DateDimension<R extends Record> {

    /** How far the days reach beyond the values. */
    enum Rounding {
        DAYS,
        MONTHS,
        YEARS
    }

    /** Columns of one table whose values are covered. */
    record Covered(TableRef<? extends GoldInput, ?> table, List<String> columns) {}

    private final TableRef<Gold, R> table;
    private final List<Covered> covered = new ArrayList<>();
    private @Nullable LocalDate first;
    private @Nullable LocalDate last;
    private @Nullable HolidayCalendar holidays;
    private Rounding rounding = Rounding.YEARS;

    private DateDimension(TableRef<Gold, R> table) {
        this.table = table;
    }

    /**
     * Starts the definition of a calendar.
     *
     * @param <R> the record type of its rows
     * @param table the table that holds it
     * @return the definition to fill in
     */
    public static <R extends Record> DateDimension<R> of(TableRef<Gold, R> table) {
        return new DateDimension<>(table);
    }

    /**
     * Covers the values of columns; may be called for several tables.
     *
     * @param input a Silver or Gold table
     * @param columns days or wall-clock times of it; nulls do not count
     * @return this
     */
    public DateDimension<R> covering(TableRef<? extends GoldInput, ?> input, String... columns) {
        covered.add(new Covered(input, List.of(columns)));
        return this;
    }

    /**
     * Limits the days: values outside do not widen the calendar, and facts with such a day refer to the unknown day. Without
     * any {@link #covering} these are the days themselves.
     *
     * @param firstDay first day that counts
     * @param lastDay last day that counts, inclusive
     * @return this
     */
    public DateDimension<R> between(LocalDate firstDay, LocalDate lastDay) {
        first = firstDay;
        last = lastDay;
        return this;
    }

    /**
     * Gives the holidays for {@code is_holiday}. Outside the years of the calendar the column is null, or false where the
     * record forbids null.
     *
     * @param calendar for example {@link Holidays#brazil()}
     * @return this
     */
    public DateDimension<R> holidays(HolidayCalendar calendar) {
        holidays = calendar;
        return this;
    }

    /**
     * Rounds to whole months instead of whole years.
     *
     * @return this
     */
    public DateDimension<R> wholeMonths() {
        rounding = Rounding.MONTHS;
        return this;
    }

    /**
     * Ends at the first and last day themselves instead of whole years.
     *
     * @return this
     */
    public DateDimension<R> exactDays() {
        rounding = Rounding.DAYS;
        return this;
    }

    /**
     * Ends the definition.
     *
     * @return the dimension; its natural key is {@code date}
     * @throws SchemaException when columns are missing or have unfit types; it names all of them
     */
    public Dimension<R> build() {
        Definition definition = new Definition("date dimension", table);
        if (covered.isEmpty() && first == null) {
            definition.problem("it covers nothing; call covering(…) or between(…)");
        }
        if (first != null && last != null && first.isAfter(last)) {
            definition.problem("its first day " + first + " is after its last day " + last);
        }
        for (Covered part : covered) {
            if (part.columns().isEmpty()) {
                definition.problem("covering(" + part.table() + ") names no column");
            }
            for (String column : part.columns()) {
                Column found = part.table().schema().column(column).orElse(null);
                if (found == null) {
                    definition.problem("the covered column " + column + " is no column of " + part.table());
                } else if (!History.isTime(found.type())) {
                    definition.problem("the covered column " + part.table() + "." + found
                            + " must be a LocalDate or LocalDateTime");
                }
            }
        }
        DateSql sql = new DateSql(covered, first, last, rounding, holidays);
        sql.validate(definition, table.schema());
        definition.verify();
        Dimension.Builder<R> dimension = Dimension.of(table)
                .naturalKey(DateSql.DATE)
                .surrogateKey(DateSql.DATE_KEY)
                .keyExpression("date_key(" + DateSql.DATE + ")")
                .sql(sql.select(table.schema()))
                .checks(sql.checks(table));
        List<String> seen = new ArrayList<>();
        for (Covered part : covered) {
            if (!seen.contains(part.table().fullName())) {
                seen.add(part.table().fullName());
                dimension.reads(part.table());
            }
        }
        return dimension.type1();
    }
}
