package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of the domain by their definitions, asked of the tables, and not by the queries of the key figures. */
final class CommerceFigures {

    private static final String LIST = " · ";

    /** Query of each figure; figures of the same name are in {@code kpis.json}. */
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        count("orders", "silver.orders");
        count("items", "gold.fact_sales");
        count("payments", "silver.payments");
        count("reviews", "silver.reviews");
        labels("orders_by_status", "order_status", "silver.orders");
        count("customers", "gold.dim_customers where customer_key <> -1");
        count("products", "gold.dim_products where product_key <> -1");
        count("sellers", "gold.dim_sellers where seller_key <> -1");
        figure("item_revenue", "sum(price) from gold.fact_sales");
        figure("freight", "sum(freight) from gold.fact_sales");
        figure("payment_total", "sum(payment_value) from silver.payments");
        figure("orders_with_items", "count(distinct order_id) from gold.fact_sales");
        count("orders_without_items", "silver.orders where order_id not in (select order_id from gold.fact_sales)");
        figure("basket", "count(*) / count(distinct order_id) from gold.fact_sales");
        count("delivered_orders", "silver.orders where order_status = 'delivered' and delivered_at is not null");
        count("delivered_without_date", "silver.orders where order_status = 'delivered' and delivered_at is null");
        count("late_orders", "silver.orders where order_status = 'delivered' and delivered_at > estimated_delivery_at");
        figure("late_rate", "avg(cast(is_late as int)) from gold.fact_orders");
        count(
                "late_orders_by_day",
                "silver.orders where order_status = 'delivered'"
                        + " and cast(delivered_at as date) > cast(estimated_delivery_at as date)");
        figure("late_rate_by_day", "avg(cast(delay_days > 0 as int)) from gold.fact_orders");
        figure("distinct_review_ids", "count(distinct review_id) from silver.reviews");
        count(
                "review_ids_on_several_orders",
                "(select review_id from silver.reviews group by 1 having count(distinct order_id) > 1)");
        count(
                "orders_with_several_reviews",
                "(select order_id from silver.reviews group by 1 having count(distinct review_id) > 1)");
        figure("review_score", "avg(score) from silver.reviews");
        count("reviews_with_comment", "bronze.reviews where regexp_matches(review_comment_message, '[^[:space:]]')");
        count("reviews_with_line_break", "bronze.reviews where contains(review_comment_message, chr(10))");
        labels("payments_by_type", "payment_type", "silver.payments");
        count("orders_without_payment", "silver.orders where order_id not in (select order_id from silver.payments)");
        count(
                "products_without_category",
                "gold.dim_products where product_key <> -1 and category = 'unknown' and category_pt is null");
        count("products_with_zero_weight", "bronze.products where product_weight_g in ('0', '0.0')");
        count(
                "products_without_dimensions",
                "gold.dim_products where product_key <> -1 and length_cm is null and height_cm is null and width_cm is null");
        figure(
                "categories_without_translation",
                "string_agg(category_pt, '" + LIST + "' order by category_pt) from (select distinct category_pt"
                        + " from silver.products where category_pt = category and category_pt not in"
                        + " (select product_category_name from bronze.category_translation))");
        count("geolocation_rows", "bronze.geolocation");
        figure(
                "geolocation_duplicates",
                "(select count(*) from bronze.geolocation) - count(*) from (select distinct geolocation_zip_code_prefix,"
                        + " geolocation_lat, geolocation_lng, geolocation_city, geolocation_state from bronze.geolocation)");
        count(
                "geolocation_outside_brazil",
                "bronze.geolocation where cast(geolocation_lat as double) < -33.9 or cast(geolocation_lat as double) > 5.4"
                        + " or cast(geolocation_lng as double) < -74.1 or cast(geolocation_lng as double) > -32.3");
        count("zip_prefixes", "silver.geolocation");
        count("zip_prefixes_located", "silver.geolocation where latitude is not null and longitude is not null");
        count("repeat_customers", "gold.dim_customers where order_count > 1");
        figure(
                "repeat_rate",
                "count(*) filter (order_count > 1) / count(*) from gold.dim_customers where customer_key <> -1");
        count(
                "orders_with_several_sellers",
                "(select order_id from gold.fact_sales group by 1 having count(distinct seller_key) > 1)");
        figure(
                "top_categories",
                "string_agg(category || ' ' || revenue, '" + LIST + "' order by revenue desc, category) from (select"
                        + " category, sum(price) as revenue from gold.fact_sales join gold.dim_products using (product_key)"
                        + " group by category order by revenue desc, category limit 5)");
        figure("first_purchase", "cast(min(purchased_at) as varchar) from gold.fact_orders");
        figure("last_purchase", "cast(max(purchased_at) as varchar) from gold.fact_orders");
        count("delivered_before_shipped", "silver.orders where delivered_at < shipped_at");
        count("shipped_before_approved", "silver.orders where shipped_at < approved_at");
        count("shipped_before_purchased", "silver.orders where shipped_at < purchased_at");
        count("zero_value_payments", "silver.payments where payment_value = 0");
        count("payments_without_installments", "bronze.payments where payment_installments = '0'");
        figure(
                "repeated_item_rows",
                "cast(sum(n - 1) as bigint) from (select count(*) as n from gold.fact_sales group by order_id, product_key, seller_key)");
    }

    private CommerceFigures() {}

    private static void figure(String name, String query) {
        QUERIES.put(name, query);
    }

    private static void count(String name, String from) {
        figure(name, "count(*) from " + from);
    }

    private static void labels(String name, String column, String table) {
        figure(
                name,
                "string_agg(" + column + " || ' ' || n, '" + LIST + "' order by n desc, " + column + ") from (select "
                        + column + ", count(*) as n from " + table + " group by 1)");
    }

    /** Several labels with their figures, as one text: the largest first, equal ones by label. */
    static <N extends Number & Comparable<N>> String list(Map<String, N> figures) {
        return figures.entrySet().stream()
                .sorted(Map.Entry.<String, N>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(LIST));
    }

    /** The tables show the figures, each of which is given with as many decimals as are certain. */
    static void assertInTables(Path lake, Map<String, String> expected) {
        assertThat(QUERIES.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        List<String> columns = new ArrayList<>();
        QUERIES.forEach((name, query) -> columns.add("(select " + query + ") as " + name));
        JsonNode rows = Cli.sql(lake, "select " + String.join(",\n", columns));
        assertThat(rows).hasSize(1);
        Map<String, String> actual = new LinkedHashMap<>();
        expected.forEach(
                (name, value) -> actual.put(name, asPrecise(rows.path(0).path(name), value)));
        assertThat(actual).containsExactlyEntriesOf(expected);
    }

    /** So does {@code kpis.json}, with the query and the versions of the tables that each figure comes from. */
    static void assertInKpis(Path lake, Map<String, String> expected) throws IOException {
        Map<String, JsonNode> kpis = new LinkedHashMap<>();
        for (JsonNode kpi : Cli.report(lake, "kpis.json")) {
            kpis.put(kpi.path("name").asText(), kpi);
            assertThat(kpi.path("value").isMissingNode() || kpi.path("value").isNull())
                    .as("value of %s", kpi)
                    .isFalse();
            assertThat(kpi.path("unit").asText()).as("unit of %s", kpi).isNotBlank();
            assertThat(kpi.path("sql").asText()).as("sql of %s", kpi).matches("(?s)(select|with)\\s.*");
            assertThat(kpi.path("tableVersions")).as("versions of %s", kpi).isNotEmpty();
            kpi.path("tableVersions")
                    .properties()
                    .forEach(version -> assertThat(kpi.path("sql").asText()).contains(version.getKey()));
        }
        Map<String, String> actual = new LinkedHashMap<>();
        expected.forEach((name, value) -> {
            JsonNode kpi = kpis.get(name);
            assertThat(kpi).as("kpis.json has %s", name).isNotNull();
            boolean labelsOnly = name.equals("categories_without_translation");
            JsonNode node = kpi.path("value");
            actual.put(name, node.isObject() ? joined(node, labelsOnly) : asPrecise(node, value));
        });
        assertThat(actual).containsExactlyEntriesOf(expected);
    }

    private static String joined(JsonNode object, boolean labelsOnly) {
        return object.properties().stream()
                .map(entry -> labelsOnly ? entry.getKey() : entry.getKey() + " " + amount(entry.getValue()))
                .collect(Collectors.joining(LIST));
    }

    /** A count as it is, an amount with its two decimals, which JSON does not keep when they are 0. */
    private static String amount(JsonNode value) {
        return value.isIntegralNumber()
                ? value.asText()
                : value.decimalValue().setScale(2, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static String asPrecise(JsonNode value, String expected) {
        if (value.isNumber()) {
            int decimals = expected.length() - 1 - expected.lastIndexOf('.');
            return value.decimalValue()
                    .setScale(
                            expected.contains(".")
                                    ? decimals
                                    : Math.max(
                                            0,
                                            value.decimalValue()
                                                    .stripTrailingZeros()
                                                    .scale()),
                            RoundingMode.HALF_UP)
                    .toPlainString();
        }
        return value.asText().replace('T', ' ');
    }

    /** A share with five decimals. */
    static String share(long part, long whole) {
        return BigDecimal.valueOf(part)
                .divide(BigDecimal.valueOf(whole), 5, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
