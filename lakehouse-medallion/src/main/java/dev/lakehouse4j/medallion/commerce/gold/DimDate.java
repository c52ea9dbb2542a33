package dev.lakehouse4j.medallion.commerce.gold;

import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A day of the calendar. The unknown member has key -1 and no other value.
 */
@Comment("Days of the calendar, one row per day")
public record DimDate(
        @Key @Comment("The day as yyyymmdd; -1 is the unknown day")
        int dateKey,

        @Comment("The day; null in the unknown member") @Nullable
        LocalDate date,

        @Comment("Year") @Nullable Integer year,
        @Comment("Quarter, 1 to 4") @Nullable Integer quarter,
        @Comment("Month, 1 to 12") @Nullable Integer month,
        @Comment("English name of the month") @Nullable String monthName,

        @Comment("Week of the year by ISO 8601, 1 to 53") @Nullable
        Integer isoWeek,

        @Comment("Day of the week, 1 is Monday, 7 is Sunday") @Nullable
        Integer weekday,

        @Comment("Whether the day is a Saturday or a Sunday") @Nullable
        Boolean isWeekend,

        @Comment("Whether the day is a national holiday of Brazil") @Nullable
        Boolean isHoliday) {}
