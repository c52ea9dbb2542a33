package dev.lakehouse4j.ai.functions;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distance between two values of a series.
 *
 * @param step a calendar period of months or days, or a duration
 * @param monthEnd whether each time is the last day of its month
 * @param season steps after which a pattern may come back, 1 when none is looked for
 */
record Frequency(TemporalAmount step, boolean monthEnd, int season) {

    private static final int MONTHS = 12;
    private static final Pattern TEXT = Pattern.compile("(\\d{0,4})\\s*([A-Za-z]+)");

    /** The commonest distance between neighbouring times, as whole months where days of the month agree. */
    static Frequency infer(List<LocalDateTime> times) {
        Map<TemporalAmount, Integer> counts = new HashMap<>();
        boolean ends = times.stream().allMatch(Frequency::isMonthEnd) && times.size() > 1;
        TemporalAmount best = Period.ofDays(1);
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i).equals(times.get(i - 1))) {
                continue;
            }
            TemporalAmount step = distance(times.get(i - 1), times.get(i), ends);
            int count = counts.merge(step, 1, Integer::sum);
            // At a tie the later one counts: it is the more recent habit.
            if (count >= counts.getOrDefault(best, 0)) {
                best = step;
            }
        }
        return new Frequency(best, ends && best instanceof Period months && months.toTotalMonths() > 0, season(best));
    }

    /** Reads {@code day}, {@code 2 weeks}, {@code MS} or {@code 15min}. */
    static Frequency parse(String text, List<LocalDateTime> times) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (matcher.matches()) {
            int count = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
            String unit = matcher.group(2);
            TemporalAmount step = count < 1
                    ? null
                    : switch (unit.equals("M") || unit.equals("MS") || unit.equals("ME")
                            ? "month"
                            : unit.toLowerCase(Locale.ROOT).replaceFirst("(?<=[a-z]{3})s$", "")) {
                        case "year", "y", "a", "ys", "ye" -> Period.ofYears(count);
                        case "quarter", "q", "qs", "qe" -> Period.ofMonths(3 * count);
                        case "month" -> Period.ofMonths(count);
                        case "week", "w" -> Period.ofDays(7 * count);
                        case "day", "d" -> Period.ofDays(count);
                        case "hour", "h" -> Duration.ofHours(count);
                        case "minute", "min", "t" -> Duration.ofMinutes(count);
                        case "second", "sec", "s" -> Duration.ofSeconds(count);
                        default -> null;
                    };
            if (step != null) {
                boolean ends = times.stream().allMatch(Frequency::isMonthEnd);
                return new Frequency(
                        step, ends && step instanceof Period months && months.toTotalMonths() > 0, season(step));
            }
        }
        throw FunctionErrors.wrongArgument(
                "ai_forecast",
                "its frequency is «" + text + "». Give auto, or a unit (second, minute, hour, day, week, month, quarter,"
                        + " year), if need be with a number before it.");
    }

    private static boolean isMonthEnd(LocalDateTime time) {
        return time.getDayOfMonth() == YearMonth.from(time).lengthOfMonth();
    }

    private static TemporalAmount distance(LocalDateTime from, LocalDateTime to, boolean ends) {
        long months = ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(to));
        boolean sameTime = from.toLocalTime().equals(to.toLocalTime());
        if (sameTime && months > 0 && (ends || from.getDayOfMonth() == to.getDayOfMonth())) {
            return Period.ofMonths((int) months);
        }
        Duration duration = Duration.between(from, to);
        return sameTime ? Period.ofDays((int) duration.toDays()) : duration;
    }

    private static int season(TemporalAmount step) {
        if (step instanceof Period period) {
            long months = period.toTotalMonths();
            if (months > 0) {
                return months < MONTHS && MONTHS % months == 0 ? (int) (MONTHS / months) : 1;
            }
            return switch (period.getDays()) {
                case 1 -> 7;
                case 7 -> 52;
                default -> 1;
            };
        }
        long seconds = ((Duration) step).toSeconds();
        long day = Duration.ofDays(1).toSeconds();
        return seconds > 0 && seconds < day && day % seconds == 0 && day / seconds <= 96 ? (int) (day / seconds) : 1;
    }

    /** The time so many steps after a first one. */
    LocalDateTime after(LocalDateTime first, long steps) {
        if (step instanceof Period period) {
            LocalDateTime time = first.plusMonths(period.toTotalMonths() * steps).plusDays((long) period.getDays() * steps);
            return monthEnd ? time.withDayOfMonth(YearMonth.from(time).lengthOfMonth()) : time;
        }
        return first.plus(((Duration) step).multipliedBy(steps));
    }

    /** The number of the step that is nearest to a time. */
    long steps(LocalDateTime first, LocalDateTime time) {
        double between;
        if (step instanceof Period period && period.toTotalMonths() > 0) {
            between = (ChronoUnit.MONTHS.between(YearMonth.from(first), YearMonth.from(time))
                            + (monthEnd ? 0 : (time.getDayOfMonth() - first.getDayOfMonth()) / 31.0))
                    / period.toTotalMonths();
        } else {
            Duration unit = step instanceof Period period ? Duration.ofDays(period.getDays()) : (Duration) step;
            between = (double) Duration.between(first, time).toSeconds() / unit.toSeconds();
        }
        return Math.round(between);
    }
}
