package dev.lakehouse4j.ai.ask;

import dev.lakehouse4j.ai.kpi.Metric;
import dev.lakehouse4j.core.schema.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The SQL of a metric for a question: a fixed text with parameters as literals. */
final class MetricQuery {

    /** Metrics that a category or seller has a part of: computed from items. Others are those of the orders with such items. */
    private static final Map<String, String> OF_ITEMS = Map.of(
            "item_revenue", "cast(sum(price) as decimal(18, 2))",
            "freight", "cast(sum(freight) as decimal(18, 2))",
            "orders", "count(distinct order_id)",
            "price_per_item", "cast(cast(sum(price) as double) / nullif(count(*), 0) as decimal(18, 2))");

    /** Sums and counts; a rate or mean of a group needs this many rows before it is told. */
    private static final Set<String> SUMS = Set.of("BRL", "orders", "customers", "reviews");

    static final int SUPPORT = 30;

    private MetricQuery() {}

    static boolean needsSupport(Question question, Metric metric) {
        return question.by() != null
                && !question.by().equals("month")
                && (!SUMS.contains(metric.unit()) || metric.expression().contains("nullif"));
    }

    static String sql(Question question, Metric metric) {
        boolean ofItems = OF_ITEMS.containsKey(metric.name())
                && (question.category() != null || "category".equals(question.by()) || "seller".equals(question.by()));
        String expression = ofItems ? OF_ITEMS.getOrDefault(metric.name(), "") : metric.expression();
        if (metric.source().equals(Metric.Source.SENTIMENT) && isGrouped(question)) {
            // Reviews and orders are one relation then.
            expression = expression.replaceAll("\\b[so]\\.", "");
        }
        List<String> conditions = new ArrayList<>();
        String time = isGrouped(question)
                ? "purchased_at"
                : String.valueOf(metric.source().time());
        if (question.period() != null) {
            String from = "timestamp '" + question.period().from() + " 00:00:00'";
            String until = "timestamp '" + question.period().until() + " 00:00:00'";
            conditions.add(time + " >= " + from + " and " + time + " < " + until);
        }
        String from = ofItems ? items(question, conditions) : orders(question, metric, conditions);
        String dimension = dimension(question);
        StringBuilder sql = new StringBuilder("select ");
        if (!dimension.isEmpty()) {
            sql.append(dimension).append(" as ").append(question.by()).append(", ");
        }
        sql.append(expression).append(" as value\nfrom ").append(from);
        if (!conditions.isEmpty()) {
            sql.append("\nwhere ").append(String.join("\n  and ", conditions));
        }
        if (!dimension.isEmpty()) {
            sql.append("\ngroup by ").append(dimension);
            if (needsSupport(question, metric)) {
                sql.append("\nhaving count(*) >= ").append(SUPPORT);
            }
            boolean byMonth = "month".equals(question.by()) && question.limit() == 0;
            sql.append("\norder by ")
                    .append(
                            byMonth
                                    ? dimension
                                    : "value " + (question.isAscending() ? "asc" : "desc") + " nulls last, "
                                            + dimension);
            int limit = question.limit() > 0 ? question.limit() : byMonth ? 0 : 10;
            if (limit > 0) {
                sql.append("\nlimit ").append(limit);
            }
        }
        return sql.toString();
    }

    /** Whether the rows are joined with a dimension. */
    private static boolean isGrouped(Question question) {
        return question.by() != null && !question.by().equals("month");
    }

    private static String dimension(Question question) {
        if (question.by() == null) {
            return "";
        }
        return question.by().equals("month") ? "cast(date_trunc('month', purchased_at) as date)" : question.by();
    }

    private static String literal(String value) {
        return Sql.literal(value);
    }

    /** Items with what a question may need of their orders. */
    private static String items(Question question, List<String> conditions) {
        if (question.state() != null) {
            conditions.add("state = " + literal(question.state()));
        }
        if (question.category() != null) {
            conditions.add("category = " + literal(question.category()));
        }
        if (question.segment() != null) {
            conditions.add(inSegment(question.segment()));
        }
        return """
                (
                  select s.*, o.purchased_at, p.category, c.state, v.seller_id as seller
                  from gold.fact_sales as s
                  join gold.fact_orders as o on o.order_id = s.order_id
                  left join gold.dim_products as p on p.product_key = s.product_key
                  left join gold.dim_customers as c on c.customer_key = s.customer_key
                  left join gold.dim_sellers as v on v.seller_key = s.seller_key
                ) as items""".stripIndent().strip();
    }

    /** Orders, each once, or once per category or seller that it has items of. */
    private static String orders(Question question, Metric metric, List<String> conditions) {
        boolean isSentiment = metric.source().equals(Metric.Source.SENTIMENT);
        String prefix = isSentiment && !isGrouped(question) ? "o." : "";
        if (question.state() != null) {
            conditions.add(prefix + "customer_key in (select customer_key from gold.dim_customers where state = "
                    + literal(question.state()) + ")");
        }
        if (question.category() != null) {
            conditions.add(prefix
                    + "order_id in (\n    select s.order_id from gold.fact_sales as s join gold.dim_products as p"
                    + " on p.product_key = s.product_key\n    where p.category = " + literal(question.category())
                    + ")");
        }
        if (question.segment() != null) {
            conditions.add(prefix + inSegment(question.segment()));
        }
        if (!isGrouped(question)) {
            return metric.source().from();
        }
        String source = isSentiment
                ? "(select s.*, o.customer_key, o.purchased_at, o.is_late from gold.review_sentiment as s"
                        + " join gold.fact_orders as o on o.order_id = s.order_id)"
                : metric.source().from().replaceAll(" as purchases$", "");
        String joined =
                switch (String.valueOf(question.by())) {
                    case "state" -> "left join gold.dim_customers as d on d.customer_key = f.customer_key";
                    case "segment" ->
                        "join gold.dim_customers as c on c.customer_key = f.customer_key\n  join gold.customer_segments as"
                                + " d on d.customer_unique_id = c.customer_unique_id";
                    case "category" ->
                        "join (\n    select distinct s.order_id, p.category from gold.fact_sales as s\n    join"
                                + " gold.dim_products as p on p.product_key = s.product_key\n  ) as d on d.order_id = f.order_id";
                    default ->
                        "join (\n    select distinct s.order_id, v.seller_id as seller from gold.fact_sales as s\n    join"
                                + " gold.dim_sellers as v on v.seller_key = s.seller_key\n  ) as d on d.order_id = f.order_id";
                };
        return "(\n  select f.*, d." + question.by() + " from " + source + " as f\n  " + joined + "\n) as rows_of";
    }

    private static String inSegment(String segment) {
        return "customer_key in (\n    select c.customer_key from gold.dim_customers as c join gold.customer_segments as g"
                + " on g.customer_unique_id = c.customer_unique_id\n    where g.segment = " + literal(segment) + ")";
    }
}
