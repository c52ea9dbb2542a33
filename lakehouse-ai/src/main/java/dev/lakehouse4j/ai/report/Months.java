package dev.lakehouse4j.ai.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Which months a chart draws. */
final class Months {

    private static final double TRICKLE = 0.1;

    private Months() {}

    /**
     * The months that belong to regular business: the longest run without a gap in which each has at least a tenth of the
     * median month. Lakes start with a trickle of orders, and a rate of three orders says nothing.
     *
     * @param rows months in order, with a column {@code month}
     * @param size what a month is measured by, such as its orders
     */
    static List<Row> regular(List<Row> rows, ToDoubleFunction<Row> size) {
        double[] sizes = rows.stream().mapToDouble(size).sorted().toArray();
        double least = sizes.length == 0 ? 0 : TRICKLE * sizes[sizes.length / 2];
        int start = 0;
        int bestStart = 0;
        int bestEnd = 0;
        for (int end = 0; end < rows.size(); end++) {
            double here = size.applyAsDouble(rows.get(end));
            if (here < least || here <= 0) {
                start = end + 1;
                continue;
            }
            if (end > start
                    && !rows.get(end - 1)
                            .month("month")
                            .plusMonths(1)
                            .equals(rows.get(end).month("month"))) {
                start = end;
            }
            if (end + 1 - start >= bestEnd - bestStart) {
                bestStart = start;
                bestEnd = end + 1;
            }
        }
        return rows.subList(bestStart, bestEnd);
    }

    /** Whether the last purchase lies so early that days of the month are missing. */
    static boolean isPartial(YearMonth month, LocalDate lastDay) {
        return lastDay.isBefore(month.atEndOfMonth().minusDays(1));
    }
}
