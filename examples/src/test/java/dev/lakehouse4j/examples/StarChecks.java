package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.schema.ColumnType;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What holds for every lake that the main job made, whatever the data. */
final class StarChecks {

    private static final Map<String, String> FILES = Map.of(
            "bronze.orders", "olist_orders_dataset.csv",
            "bronze.customers", "olist_customers_dataset.csv",
            "bronze.order_items", "olist_order_items_dataset.csv",
            "bronze.payments", "olist_order_payments_dataset.csv",
            "bronze.reviews", "olist_order_reviews_dataset.csv",
            "bronze.products", "olist_products_dataset.csv",
            "bronze.sellers", "olist_sellers_dataset.csv",
            "bronze.geolocation", "olist_geolocation_dataset.csv",
            "bronze.category_translation", "product_category_name_translation.csv");

    private static final Map<String, String> COLUMNS = Map.of(
            "gold.fact_orders",
            "order_id string, customer_key bigint, purchase_date_key int, order_status string, purchased_at timestamp_ntz,"
                    + " approved_at timestamp_ntz, shipped_at timestamp_ntz, delivered_at timestamp_ntz,"
                    + " estimated_delivery_at timestamp_ntz, item_count int, seller_count int,"
                    + " item_revenue decimal(14,2), freight decimal(14,2), payment_total decimal(14,2),"
                    + " main_payment_type string, max_installments int, delivery_days int, delay_days int,"
                    + " is_late boolean, is_late_by_day boolean, review_score int",
            "gold.fact_sales",
            "order_id string, order_item_id int, customer_key bigint, product_key bigint, seller_key bigint,"
                    + " purchase_date_key int, price decimal(12,2), freight decimal(12,2)",
            "gold.dim_customers",
            "customer_key bigint, customer_unique_id string, zip_prefix string, city string, state string,"
                    + " latitude double, longitude double, first_order_at timestamp_ntz, last_order_at timestamp_ntz,"
                    + " order_count int",
            "gold.dim_products",
            "product_key bigint, product_id string, category string, weight_g int, length_cm int, height_cm int,"
                    + " width_cm int, photo_count int",
            "gold.dim_sellers",
            "seller_key bigint, seller_id string, zip_prefix string, city string, state string, latitude double,"
                    + " longitude double",
            "gold.dim_date",
            "date_key int, date date, year int, quarter int, month int, month_name string, iso_week int, weekday int,"
                    + " is_weekend boolean, is_holiday boolean");

    private StarChecks() {}

    static void assertColumns(Path folder) {
        try (Lakehouse lake = Lakehouse.open(folder)) {
            COLUMNS.forEach((table, columns) -> {
                List<String> actual = lake.snapshot(table).schema().columns().stream()
                        .map(column -> column.name() + " " + name(column.type()))
                        .toList();
                assertThat(actual).as(table).containsAll(Arrays.asList(columns.split(", ")));
            });
        }
    }

    /** Names as Delta has them; the SQL name of a wall-clock time is simply timestamp. */
    private static String name(ColumnType type) {
        return type == ColumnType.Primitive.TIMESTAMP_NTZ ? "timestamp_ntz" : type.sql();
    }

    static void assertKeys(Path lake) {
        Map<String, String> dimensions = Map.of(
                "customer_key", "gold.dim_customers",
                "product_key", "gold.dim_products",
                "seller_key", "gold.dim_sellers",
                "date_key", "gold.dim_date");
        dimensions.forEach((key, table) -> assertThat(Cli.sql(
                        lake,
                        "select count(*) filter (" + key + " = -1) as unknown, count(*) - count(distinct " + key
                                + ") as repeated from " + table))
                .as(table)
                .hasToString("[{\"unknown\":1,\"repeated\":0}]"));
        for (String fact : List.of("gold.fact_sales", "gold.fact_orders")) {
            dimensions.forEach((key, dimension) -> {
                String factKey = key.equals("date_key") ? "purchase_date_key" : key;
                if (fact.equals("gold.fact_sales") || !key.matches("product_key|seller_key")) {
                    assertThat(Cli.sql(
                                    lake,
                                    "select count(*) as orphans from " + fact + " f where not exists (select 1 from "
                                            + dimension + " d where d." + key + " = f." + factKey + ")"))
                            .as("%s.%s", fact, factKey)
                            .hasToString("[{\"orphans\":0}]");
                }
            });
        }
    }

    /** Every record of every file is in Bronze or in quarantine, counted here once more. */
    static void assertConserved(Path source, Path lake) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            JsonNode step = Cli.step(lake, file.getKey());
            long records = records(source.resolve(file.getValue()));
            assertThat(step.path("rowsIn").asLong()).as("records of %s", file).isEqualTo(records);
            assertThat(step.path("rowsOut").asLong()
                            + step.path("rowsQuarantined").asLong())
                    .as("rows of %s", file)
                    .isEqualTo(records);
            assertThat(Cli.sql(lake, "select count(*) as n from " + file.getKey()))
                    .hasToString("[{\"n\":" + step.path("rowsOut").asLong() + "}]");
        }
    }

    /** Lines that do not end inside quotes, less the header: enough for files without defects of their quotes. */
    private static long records(Path csv) throws IOException {
        long records = -1;
        boolean quoted = false;
        try (BufferedReader reader = Files.newBufferedReader(csv)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                quoted ^= line.chars().filter(c -> c == '"').count() % 2 == 1;
                records += quoted || line.isEmpty() ? 0 : 1;
            }
        }
        return records;
    }

    /**
     * Runs the job again over the same files, with one more file of orders, and with that file changed.
     *
     * @param lake a lake that the job made from the files; it is changed
     * @param folder an empty folder
     */
    static void assertReruns(Path source, Path lake, Path folder) throws IOException {
        String before = Cli.call("tables", "--lake", lake).succeeds().out();
        Cli again = Cli.runJob(source, lake).succeeds();
        assertThat(again.out()).contains("Nothing is new: no file to ingest, no table changed.");
        assertThat(Cli.call("tables", "--lake", lake).succeeds().out()).isEqualTo(before);

        for (String name : FILES.values()) {
            Files.copy(source.resolve(name), folder.resolve(name));
        }
        long orders = count(lake, "gold.fact_orders");
        Map<String, Long> versions = bronzeVersions(lake);
        List<String> lines;
        try (Stream<String> text = Files.lines(source.resolve("olist_orders_dataset.csv"))) {
            lines = text.limit(5).toList();
        }
        Path more = folder.resolve("olist_orders_dataset_2.csv");
        Files.write(more, withNewIds(lines.subList(0, 4)));
        Cli added = Cli.runJob(folder, lake).succeeds();
        assertThat(added.out())
                .contains("olist_orders_dataset_2.csv loaded: 3 rows")
                .contains(" 3 rows ingested");
        assertThat(count(lake, "gold.fact_orders")).isEqualTo(orders + 3);
        versions.compute("bronze.orders", (table, version) -> version == null ? 0 : version + 1);
        assertThat(bronzeVersions(lake)).isEqualTo(versions);

        Files.write(more, withNewIds(lines));
        Cli changed = Cli.runJob(folder, lake).succeeds();
        assertThat(changed.out()).contains("olist_orders_dataset_2.csv changed: version 2 replaces 3 rows by 4");
        assertThat(count(lake, "bronze.orders")).isEqualTo(orders + 4);
        assertThat(count(lake, "gold.fact_orders")).isEqualTo(orders + 4);
        versions.compute("bronze.orders", (table, version) -> version == null ? 0 : version + 1);
        assertThat(bronzeVersions(lake)).isEqualTo(versions);
        // The customers of the new orders are in no file.
        assertKeys(lake);
    }

    private static List<String> withNewIds(List<String> lines) {
        return lines.stream()
                // The header has no id.
                .map(line -> line.replaceFirst("[0-9a-f]{8}([0-9a-f]{24})", "ffffffff$1"))
                .toList();
    }

    private static long count(Path lake, String table) {
        return Cli.sql(lake, "select count(*) as n from " + table)
                .path(0)
                .path("n")
                .asLong();
    }

    private static Map<String, Long> bronzeVersions(Path folder) {
        Map<String, Long> versions = new LinkedHashMap<>();
        try (Lakehouse lake = Lakehouse.open(folder)) {
            FILES.keySet().stream()
                    .sorted()
                    .forEach(table -> versions.put(table, lake.snapshot(table).version()));
        }
        return versions;
    }

    static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
