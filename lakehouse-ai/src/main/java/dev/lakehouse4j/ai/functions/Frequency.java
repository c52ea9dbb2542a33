package dev.lakehouse4j.ai.functions;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distance between two values of a series: some months, or some seconds.
 *
 * @param months calendar months, 0 when seconds count
 * @param seconds seconds, 0 when months count
 * @param monthEnd whether each time is in the last day of its month
 */
record Frequency(long months, long seconds, boolean monthEnd) {

    private static final int MONTHS = 12;
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int DAYS = 7;
    private static final int WEEKS = 52;
    private static final int MOST_A_DAY = 96;
    private static final double LONGEST_MONTH = 31;
    private static final Pattern TEXT = Pattern.compile("(\\d{0,4})\\s*([A-Za-z]+)");

    /** The commonest distance between neighbouring times, as whole months where days of the month agree. */
    static Frequency infer(List<LocalDateTime> times) {
        Map<Frequency, Integer> counts = new HashMap<>();
        boolean ends = areMonthEnds(times) && times.size() > 1;
        Frequency best = new Frequency(0, DAY, false);
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i).equals(times.get(i - 1))) {
                continue;
            }
            Frequency step = between(times.get(i - 1), times.get(i), ends);
            int count = counts.merge(step, 1, Integer::sum);
            int most = counts.getOrDefault(best, 0);
            // At a tie the shorter one counts: the longer one may be a gap.
            boolean shorter = step.after(times.get(0), 1).isBefore(best.after(times.get(0), 1));
            if (count > most || (count == most && shorter)) {
                best = step;
            }
        }
        return best;
    }

    private static Frequency between(LocalDateTime from, LocalDateTime to, boolean ends) {
        long months = ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(to));
        boolean sameTime = from.toLocalTime().equals(to.toLocalTime());
        boolean sameDay = ends || from.getDayOfMonth() == to.getDayOfMonth();
        return sameTime && sameDay && months > 0
                ? new Frequency(months, 0, ends)
                : new Frequency(0, Math.max(1, Duration.between(from, to).toSeconds()), false);
    }

    /** Reads {@code day}, {@code 2 weeks}, {@code MS} or {@code 15min}. */
    static Frequency parse(String text, List<LocalDateTime> times) {
        Matcher matcher = TEXT.matcher(text.strip());
        int count = !matcher.matches() ? 0 : matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
        if (count > 0) {
            String unit = matcher.group(2);
            // The only units whose case counts: M is a month, m would be anything.
            String name = List.of("M", "MS", "ME").contains(unit)
                    ? "month"
                    : unit.toLowerCase(Locale.ROOT).replaceFirst("(?<=[a-z]{3})s$", "");
            switch (name) {
                case "year", "y", "a", "ys", "ye" -> {
                    return ofMonths((long) MONTHS * count, times);
                }
                case "quarter", "q", "qs", "qe" -> {
                    return ofMonths(3L * count, times);
                }
                case "month" -> {
                    return ofMonths(count, times);
                }
                case "week", "w" -> {
                    return new Frequency(0, DAYS * DAY * count, false);
                }
                case "day", "d" -> {
                    return new Frequency(0, DAY * count, false);
                }
                case "hour", "h" -> {
                    return new Frequency(0, 3600L * count, false);
                }
                case "minute", "min", "t" -> {
                    return new Frequency(0, 60L * count, false);
                }
                case "second", "sec", "s" -> {
                    return new Frequency(0, count, false);
                }
                default -> {
                    // Refused below.
                }
            }
        }
        throw FunctionErrors.wrongArgument(
                "ai_forecast",
                "its frequency is «" + text
                        + "». Give auto, or a unit (second, minute, hour, day, week, month, quarter,"
                        + " year), if need be with a number before it.");
    }

    private static Frequency ofMonths(long months, List<LocalDateTime> times) {
        return new Frequency(months, 0, areMonthEnds(times));
    }

    private static boolean areMonthEnds(List<LocalDateTime> times) {
        return times.stream()
                .allMatch(time -> time.getDayOfMonth() == YearMonth.from(time).lengthOfMonth());
    }

    /** Steps after which a pattern may come back, 1 when none is looked for. */
    int season() {
        if (months > 0) {
            return months < MONTHS && MONTHS % months == 0 ? (int) (MONTHS / months) : 1;
        } else if (seconds == DAY) {
            return DAYS;
        } else if (seconds == DAYS * DAY) {
            return WEEKS;
        }
        return seconds < DAY && DAY % seconds == 0 && DAY / seconds <= MOST_A_DAY ? (int) (DAY / seconds) : 1;
    }

    /** The time so many steps after a first one. */
    LocalDateTime after(LocalDateTime first, long steps) {
        LocalDateTime time = first.plusMonths(months * steps).plusSeconds(seconds * steps);
        return monthEnd ? time.withDayOfMonth(YearMonth.from(time).lengthOfMonth()) : time;
    }

    /** The number of the step that is nearest to a time. */
    long steps(LocalDateTime first, LocalDateTime time) {
        if (months == 0) {
            return Math.round((double) Duration.between(first, time).toSeconds() / seconds);
        }
        double between = ChronoUnit.MONTHS.between(YearMonth.from(first), YearMonth.from(time))
                + (monthEnd ? 0 : (time.getDayOfMonth() - first.getDayOfMonth()) / LONGEST_MONTH);
        return Math.round(between / months);
    }

    /** For messages. */
    String name() {
        return months > 0 ? months + " months" : seconds % DAY == 0 ? seconds / DAY + " days" : seconds + " seconds";
    }
}
