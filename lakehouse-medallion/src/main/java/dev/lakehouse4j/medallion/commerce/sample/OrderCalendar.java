package dev.lakehouse4j.medallion.commerce.sample;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;

/** How the orders spread over the days: growth, weekdays, Black Friday; and over the hours of a day. */
final class OrderCalendar {

    private static final LocalDate FIRST = LocalDate.of(2016, 9, 4);
    private static final LocalDate LAST = LocalDate.of(2018, 6, 30);
    private static final LocalDate BLACK_FRIDAY = LocalDate.of(2017, 11, 24);

    /** Orders per month from September 2016, in a sample of scale 1. */
    private static final int[] MONTHS = {
        4, 320, 0, 1, 800, 1_780, 2_680, 2_400, 3_700, 3_250, 4_030, 4_330, 4_290, 4_630, 7_540, 5_670, 7_270, 6_730,
        7_210, 6_940, 6_870, 6_170
    };

    /** Monday to Sunday. */
    private static final double[] WEEKDAYS = {1.14, 1.12, 1.09, 1.04, 1.01, 0.77, 0.84};

    /** The day before Black Friday and the days after it. */
    private static final double[] BLACK_FRIDAY_DAYS = {1.4, 6.3, 3.2, 2.3, 1.7, 1.6, 1.3};

    private static final double[] HOURS = {
        21, 10, 5, 2.4, 1.7, 1.6, 4.2, 11, 25, 42, 54, 58, 51, 57, 57, 57, 58, 54, 50, 52, 54, 54, 51, 36
    };

    private final long seed;
    private final long[] firstOrder;
    private final AliasTable hours = new AliasTable(HOURS);

    OrderCalendar(long seed, long orders) {
        this.seed = seed;
        int days = (int) (LAST.toEpochDay() - FIRST.toEpochDay()) + 1;
        double[] weight = new double[days];
        double total = 0;
        for (int day = 0; day < days; day++) {
            weight[day] = weight(FIRST.plusDays(day));
            total += weight[day];
        }
        firstOrder = new long[days + 1];
        double sum = 0;
        for (int day = 0; day < days; day++) {
            firstOrder[day] = Math.round(orders * (sum / total));
            sum += weight[day];
        }
        firstOrder[days] = orders;
    }

    int days() {
        return firstOrder.length - 1;
    }

    long firstOrder(int day) {
        return firstOrder[day];
    }

    /** The day of an order, counted from the first day. */
    int dayOf(long order) {
        int low = 0;
        int high = days() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstOrder[middle] <= order) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Ascending purchase times of a day. */
    long[] purchases(int day) {
        int count = (int) (firstOrder[day + 1] - firstOrder[day]);
        SampleRandom random = SampleRandom.of(seed, Stream.DAY, day);
        long midnight = (FIRST.toEpochDay() + day) * Moments.DAY;
        long[] times = new long[count];
        for (int index = 0; index < count; index++) {
            times[index] = midnight + hours.draw(random) * Moments.HOUR + random.below((int) Moments.HOUR);
        }
        Arrays.sort(times);
        return times;
    }

    private static double weight(LocalDate date) {
        YearMonth month = YearMonth.from(date);
        int number = (date.getYear() - 2016) * 12 + date.getMonthValue() - 9;
        double monthTotal = 0;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            monthTotal += dayFactor(month.atDay(day));
        }
        return MONTHS[number] * dayFactor(date) / monthTotal;
    }

    private static double dayFactor(LocalDate date) {
        if (date.isBefore(FIRST)) {
            return 0;
        }
        if (date.getYear() == 2016
                && date.getMonthValue() == 10
                && (date.getDayOfMonth() < 2 || date.getDayOfMonth() > 10)) {
            return 0;
        }
        DayOfWeek weekday = date.getDayOfWeek();
        double factor = WEEKDAYS[weekday.getValue() - 1];
        long sinceEve = date.toEpochDay() - BLACK_FRIDAY.toEpochDay() + 1;
        if (sinceEve >= 0 && sinceEve < BLACK_FRIDAY_DAYS.length) {
            factor *= BLACK_FRIDAY_DAYS[(int) sinceEve];
        }
        return factor;
    }
}
