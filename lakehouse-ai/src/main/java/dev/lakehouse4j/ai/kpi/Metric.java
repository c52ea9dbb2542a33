package dev.lakehouse4j.ai.kpi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key figure as an SQL expression over the rows of one source, so that it can be computed for any period and part of them.
 *
 * @param name name in lower case with underscores, such as {@code late_rate}
 * @param unit unit of the value: {@code ratio} for 0 to 1, {@code BRL}, {@code stars}, {@code days}, or what is counted
 * @param description what the figure is
 * @param source rows that it is computed from
 * @param expression an aggregate over these rows, in portable SQL, that gives one number
 * @param better which way the figure should move
 * @param isOutcome whether the figure is known only after delivery; it is then compared in periods whose outcomes are known
 */
public record Metric(
        String name,
        String unit,
        String description,
        Source source,
        String expression,
        Better better,
        boolean isOutcome) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** Which way a figure should move. */
    public enum Better {
        /** More is better. */
        HIGHER,
        /** Less is better. */
        LOWER,
        /** Neither. */
        NEITHER
    }

    /**
     * Rows with a time.
     *
     * @param from what comes after {@code from} in SQL: a table, a join or a sub-query
     * @param time column or expression with the time that assigns a row to a period, a timestamp; null when there is none
     */
    public record Source(String from, @Nullable String time) {

        /** The orders, by the time of purchase. */
        public static final Source ORDERS = new Source("gold.fact_orders", "purchased_at");

        /** The orders, each with the number that it has among the orders of its customer. */
        public static final Source PURCHASES = new Source("""
                (
                  select *, row_number() over (partition by customer_key order by purchased_at nulls first, order_id nulls first) as purchase_number
                  from gold.fact_orders
                ) as purchases""".stripIndent().strip(), "purchased_at");

        /** The sentiment of reviews, with their orders, by the time of purchase. */
        public static final Source SENTIMENT = new Source(
                "gold.review_sentiment as s join gold.fact_orders as o on o.order_id = s.order_id", "o.purchased_at");
    }

    /** Checks the name. */
    public Metric {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Cannot call a metric '" + name
                    + "': a name has lower-case letters, digits and underscores, and starts with a letter.");
        }
    }

    /**
     * A metric of one's own over a table.
     *
     * @param name name in lower case with underscores
     * @param unit unit of the value
     * @param description what the figure is
     * @param table full name of the table, such as {@code gold.fact_orders}
     * @param time column with the time that assigns a row to a period
     * @param expression an aggregate over the table's rows
     * @return the metric; it neither should rise nor fall
     */
    public static Metric of(
            String name, String unit, String description, String table, String time, String expression) {
        return new Metric(name, unit, description, new Source(table, time), expression, Better.NEITHER, false);
    }

    /**
     * The query of the figure over all rows.
     *
     * @return one SELECT statement with one column
     */
    public String sql() {
        return sql(null, List.of());
    }

    /**
     * The query of the figure in a period.
     *
     * @param period the days; null for all rows
     * @param conditions further SQL conditions on the rows
     * @return one SELECT statement with one column
     */
    public String sql(@Nullable Period period, List<String> conditions) {
        List<String> all = new ArrayList<>(conditions);
        if (period != null) {
            all.add(0, inPeriod(period));
        }
        return "select " + expression + "\nfrom " + source.from()
                + (all.isEmpty() ? "" : "\nwhere " + String.join("\n  and ", all));
    }

    private String inPeriod(Period period) {
        if (source.time() == null) {
            throw new IllegalArgumentException("Cannot compute " + name + " for a period: its rows have no time.");
        }
        return source.time() + " >= " + KpiCalendar.timestamp(period.from()) + " and " + source.time() + " < "
                + KpiCalendar.timestamp(period.until());
    }
}
