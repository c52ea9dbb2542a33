package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.TableSchema;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the SELECT of a calendar. */
final class DateSql {

    static final String DATE = "date";
    static final String DATE_KEY = "date_key";

    /** Days of 200 years: what the row generator makes before the last day cuts it. */
    private static final int MOST_DAYS = 73_049;

    private static final String DAY = "star_day";

    private final List<DateDimension.Covered> covered;
    private final @Nullable LocalDate first;
    private final @Nullable LocalDate last;
    private final DateDimension.Rounding rounding;
    private final @Nullable HolidayCalendar holidays;
    private final Map<String, ColumnType> types = new LinkedHashMap<>();
    private final Map<String, String> expressions = new LinkedHashMap<>();

    DateSql(
            List<DateDimension.Covered> covered,
            @Nullable LocalDate first,
            @Nullable LocalDate last,
            DateDimension.Rounding rounding,
            @Nullable HolidayCalendar holidays) {
        this.covered = List.copyOf(covered);
        this.first = first;
        this.last = last;
        this.rounding = rounding;
        this.holidays = holidays;
        offer(DATE, Primitive.DATE, DAY);
        offer("year", Primitive.INT, "cast(year(star_day) as int)");
        offer("quarter", Primitive.INT, "cast(quarter(star_day) as int)");
        offer("month", Primitive.INT, "cast(month(star_day) as int)");
        offer("day", Primitive.INT, "cast(day(star_day) as int)");
        offer("day_of_year", Primitive.INT, "cast(dayofyear(star_day) as int)");
        offer("iso_week", Primitive.INT, "cast(weekofyear(star_day) as int)");
        offer("weekday", Primitive.INT, "iso_weekday(star_day)");
        offer("month_name", Primitive.STRING, monthName());
        offer("weekday_name", Primitive.STRING, weekdayName());
        offer("is_weekend", Primitive.BOOLEAN, "iso_weekday(star_day) >= 6");
        offer("is_holiday", Primitive.BOOLEAN, "");
    }

    private void offer(String name, ColumnType type, String expression) {
        types.put(name, type);
        expressions.put(name, expression);
    }

    void validate(Definition definition, TableSchema schema) {
        definition.column("surrogate key", DATE_KEY);
        definition.column("natural key", DATE);
        for (Column column : schema.columns()) {
            if (column.name().equals(DATE_KEY)) {
                continue; // The dimension itself looks at its key.
            }
            ColumnType expected = types.get(column.name());
            if (expected == null) {
                definition.problem("a calendar has no column " + column.name() + "; it has " + DATE_KEY + ", "
                        + String.join(", ", types.keySet()));
            } else if (!expected.equals(column.type())) {
                definition.problem("the column " + column + " must be a " + expected);
            }
        }
        if (schema.column("is_holiday").isPresent() && holidays == null) {
            definition.problem("is_holiday needs a calendar; give one with holidays(…)");
        }
    }

    String select(TableSchema schema) {
        String columns = schema.columns().stream()
                .filter(column -> !column.name().equals(DATE_KEY))
                .map(column -> expression(column) + " as " + StarSql.name(column.name()))
                .collect(Collectors.joining(",\n  "));
        return "select\n  " + columns + "\nfrom (\n  select cast(date_add(b.first_day, cast(r.i as int)) as date) as "
                + DAY + "\n  from (" + bounds() + ") b\n  cross join range(0, " + MOST_DAYS + ") as r(i)"
                + "\n  where cast(r.i as int) <= days_between(b.first_day, b.last_day)\n) days";
    }

    private String expression(Column column) {
        if (column.name().equals("is_holiday")) {
            return isHoliday(column.nullable());
        }
        String expression = expressions.get(column.name());
        if (expression == null) {
            throw new IllegalStateException("unreachable: " + column);
        }
        return expression;
    }

    /** One row with the first and the last day, rounded; nulls when there is no value. */
    private String bounds() {
        String from = "first_value_day";
        String to = "last_value_day";
        String rounded =
                switch (rounding) {
                    case DAYS -> from + " as first_day, " + to + " as last_day";
                    case MONTHS ->
                        "make_date(year(" + from + "), month(" + from + "), 1) as first_day, last_day(" + to
                                + ") as last_day";
                    case YEARS ->
                        "make_date(year(" + from + "), 1, 1) as first_day, make_date(year(" + to
                                + "), 12, 31) as last_day";
                };
        return "select " + rounded + " from (" + values() + ") v";
    }

    private String values() {
        if (covered.isEmpty()) {
            return "select " + day(first) + " as first_value_day, " + day(last) + " as last_value_day";
        }
        String parts = covered.stream()
                .map(part -> "select " + extreme("least", "min", part) + " as first_value_day, "
                        + extreme("greatest", "max", part) + " as last_value_day from "
                        + part.table().fullName())
                .collect(Collectors.joining(" union all "));
        return "select min(first_value_day) as first_value_day, max(last_value_day) as last_value_day from (" + parts
                + ") p";
    }

    private String extreme(String among, String of, DateDimension.Covered part) {
        List<String> values = part.columns().stream()
                .map(column -> of + "(" + value(column) + ")")
                .toList();
        return values.size() == 1 ? values.get(0) : among + "(" + String.join(", ", values) + ")";
    }

    private String value(String column) {
        String value = "cast(" + StarSql.name(column) + " as date)";
        return first == null
                ? value
                : "case when " + value + " between " + day(first) + " and " + day(last) + " then " + value + " end";
    }

    private static String day(@Nullable LocalDate day) {
        return "cast('" + day + "' as date)";
    }

    private String isHoliday(boolean nullable) {
        if (holidays == null) {
            return "false";
        }
        int from = holidays.firstYear();
        int to = holidays.lastYear();
        List<String> years = new ArrayList<>();
        for (int year = from; year <= to; year++) {
            List<String> keys = new ArrayList<>();
            for (LocalDate day : new TreeSet<>(holidays.holidays(year))) {
                if (day.getYear() != year) {
                    throw new IllegalArgumentException("Cannot use the holiday calendar: asked for " + year
                            + " it gives " + day + ". Return days of the year asked for.");
                }
                keys.add(String.valueOf(day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth()));
            }
            if (!keys.isEmpty()) {
                years.add(String.join(" ", keys));
            }
        }
        // One text: the engine takes a tenth of a second to parse a list of a thousand numbers.
        String isHoliday = years.isEmpty()
                ? "false"
                : "instr(' " + String.join(" \n     ", years)
                        + " ', ' ' || cast(date_key(star_day) as string) || ' ') > 0";
        return "case when year(star_day) between " + from + " and " + to + " then " + isHoliday
                + (nullable ? " end" : " else false end");
    }

    private static String monthName() {
        StringBuilder sql = new StringBuilder("case month(star_day)");
        for (Month month : Month.values()) {
            sql.append(" when ")
                    .append(month.getValue())
                    .append(" then '")
                    .append(month.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                    .append('\'');
        }
        return sql.append(" end").toString();
    }

    private static String weekdayName() {
        StringBuilder sql = new StringBuilder("case iso_weekday(star_day)");
        for (DayOfWeek day : DayOfWeek.values()) {
            sql.append(" when ")
                    .append(day.getValue())
                    .append(" then '")
                    .append(day.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                    .append('\'');
        }
        return sql.append(" end").toString();
    }

    List<StarCheck> checks(TableRef<?, ?> table) {
        String missing = "select case when last_day > last_row then days_between(last_row, last_day) else 0 end as"
                + " missing_days, last_day from (select max(last_day) as last_day from (" + bounds()
                + ") b) b cross join (select max(" + DATE + ") as last_row from " + table.fullName() + ") t";
        return List.of(StarCheck.fail(
                "days_covered",
                "The covered columns span more than 200 years, so the calendar ends too early. Repair the stray values"
                        + " in Silver, or limit the calendar with between(…).",
                "select cast(coalesce(sum(missing_days), 0) as bigint) as row_count from (" + missing + ") m",
                "select 'the last day is ' || cast(last_day as string) as example from (" + missing
                        + ") m where missing_days > 0 order by example limit 5"));
    }
}
