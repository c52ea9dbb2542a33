package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.gold.DimDate;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DateDimensionTest {

    record Event(
            @Key String id,
            LocalDateTime happenedAt,
            @Nullable LocalDate day) {}

    private static final TableRef<Silver, Event> EVENTS = TableRef.silver("events", Event.class);
    private static final TableRef<Gold, DimDate> DATES = TableRef.gold("dim_date", DimDate.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<DimDate> build(DateDimension<DimDate> definition) {
        StarRun run = StarRun.run(lake, StarSchema.of(definition.build()));
        assertThat(run.counts()).isEmpty();
        List<DimDate> rows = StarRun.rows(lake, DATES);
        assertThat(rows.stream().filter(row -> row.dateKey() == -1))
                .containsExactly(new DimDate(-1, null, null, null, null, null, null, null, null, null));
        return rows.stream()
                .filter(row -> row.dateKey() != -1)
                .sorted(java.util.Comparator.comparingInt(DimDate::dateKey))
                .toList();
    }

    private static List<DimDate> expected(LocalDate first, LocalDate last, HolidayCalendar holidays) {
        return first.datesUntil(last.plusDays(1))
                .map(day -> new DimDate(
                        day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth(),
                        day,
                        day.getYear(),
                        day.get(IsoFields.QUARTER_OF_YEAR),
                        day.getMonthValue(),
                        day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                        day.getDayOfWeek().getValue(),
                        day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0,
                        holidays.holidays(day.getYear()).contains(day)))
                .toList();
    }

    private void events(LocalDateTime... times) {
        int i = 0;
        for (LocalDateTime time : times) {
            i++;
            lake.table(EVENTS).append(List.of(new Event("e" + i, time, null)));
        }
    }

    @Test
    void everyDayOfTheYearsCoveredIsAsJavaTimeSays() {
        events(LocalDateTime.of(1999, 12, 31, 23, 59), LocalDateTime.of(2030, 1, 1, 0, 0));
        List<DimDate> rows = build(
                DateDimension.of(DATES).covering(EVENTS, "happened_at", "day").holidays(Holidays.brazil()));
        assertThat(rows)
                .containsExactlyElementsOf(
                        expected(LocalDate.of(1999, 1, 1), LocalDate.of(2030, 12, 31), Holidays.brazil()));
    }

    @Test
    void theDaysMayEndWithMonthsOrWithTheValues() {
        events(LocalDateTime.of(2018, 2, 3, 10, 0), LocalDateTime.of(2018, 4, 5, 0, 0));
        DateDimension<DimDate> dates =
                DateDimension.of(DATES).covering(EVENTS, "happened_at").holidays(Holidays.brazil());
        assertThat(build(dates.wholeMonths()))
                .containsExactlyElementsOf(
                        expected(LocalDate.of(2018, 2, 1), LocalDate.of(2018, 4, 30), Holidays.brazil()));
        assertThat(build(dates.exactDays()))
                .containsExactlyElementsOf(
                        expected(LocalDate.of(2018, 2, 3), LocalDate.of(2018, 4, 5), Holidays.brazil()));
    }

    @Test
    void withoutValuesThereIsOnlyTheUnknownDay() {
        assertThat(build(DateDimension.of(DATES).covering(EVENTS, "happened_at").holidays(Holidays.brazil())))
                .isEmpty();
    }

    @Test
    void fixedDaysNeedNoInput() {
        HolidayCalendar foundingDay = year -> Set.of(LocalDate.of(year, 2, 3));
        assertThat(build(DateDimension.of(DATES)
                        .between(LocalDate.of(2020, 2, 1), LocalDate.of(2020, 3, 1))
                        .exactDays()
                        .holidays(foundingDay)))
                .containsExactlyElementsOf(expected(LocalDate.of(2020, 2, 1), LocalDate.of(2020, 3, 1), foundingDay));
    }

    @Test
    void strayYearsFailUnlessTheCalendarIsLimited() {
        events(LocalDateTime.of(2018, 2, 3, 10, 0), LocalDateTime.of(9999, 12, 31, 0, 0));
        DateDimension<DimDate> dates =
                DateDimension.of(DATES).covering(EVENTS, "happened_at").holidays(Holidays.brazil());
        StarRun run = StarRun.run(lake, StarSchema.of(dates.build()));
        assertThat(run.counts()).containsOnlyKeys("dim_date.days_covered");
        assertThat(run.examples().get("dim_date.days_covered")).containsExactly("the last day is 9999-12-31");
        assertThat(build(dates.between(LocalDate.of(2000, 1, 1), LocalDate.of(2100, 1, 1))))
                .hasSize(365);
    }

    @Test
    void outsideTheYearsOfTheCalendarHolidaysAreOpen() {
        events(LocalDateTime.of(1989, 5, 1, 10, 0));
        assertThat(build(DateDimension.of(DATES).covering(EVENTS, "happened_at").holidays(Holidays.brazil())))
                .extracting(DimDate::isHoliday)
                .containsOnlyNulls();
    }

    record Day(@Key long dateKey, LocalDate date, int day, int dayOfYear, String weekdayName) {}

    @Test
    void aRecordTakesTheColumnsThatItNames() {
        TableRef<Gold, Day> days = TableRef.gold("days", Day.class);
        StarRun.run(
                lake,
                StarSchema.of(DateDimension.of(days)
                        .between(LocalDate.of(2020, 12, 30), LocalDate.of(2020, 12, 31))
                        .exactDays()
                        .build()));
        assertThat(StarRun.rows(lake, days).stream().collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        new Day(20201230, LocalDate.of(2020, 12, 30), 30, 365, "Wednesday"),
                        new Day(20201231, LocalDate.of(2020, 12, 31), 31, 366, "Thursday"),
                        new Day(-1, LocalDate.of(1900, 1, 1), 0, 0, "unknown"));
    }

    record WrongDay(@Key long dateKey, LocalDate date, String month, int moonPhase) {}

    @Test
    void unfitDefinitionsNameAllTheirProblems() {
        assertThatThrownBy(() -> DateDimension.of(TableRef.gold("days", WrongDay.class))
                        .covering(EVENTS, "happend_at", "id")
                        .build())
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("happend_at is no column of silver.events")
                .hasMessageContaining("silver.events.id string not null must be a LocalDate or LocalDateTime")
                .hasMessageContaining("no column moon_phase; it has date_key, date, year")
                .hasMessageContaining("month string not null must be a int");
        assertThatThrownBy(() -> DateDimension.of(DATES).build())
                .hasMessageContaining("covers nothing")
                .hasMessageContaining("is_holiday needs a calendar");
    }
}
