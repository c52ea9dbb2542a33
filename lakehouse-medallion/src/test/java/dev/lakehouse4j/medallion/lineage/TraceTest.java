package dev.lakehouse4j.medallion.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SampleLake.class)
class TraceTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Lakehouse lake;

    @BeforeAll
    static void find(SampleLake.Made made) {
        lake = made.lake();
    }

    private static List<String> keys(String sql) {
        try (QueryResult result = lake.query(sql)) {
            List<String> keys = new ArrayList<>();
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    keys.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
            return keys;
        }
    }

    private static List<TracedRows> all(TracedRows rows) {
        List<TracedRows> all = new ArrayList<>(List.of(rows));
        rows.from().forEach(from -> all.addAll(all(from)));
        return all;
    }

    private static List<TracedRows> find(TracedRows rows, String table) {
        return all(rows).stream().filter(each -> each.table().equals(table)).toList();
    }

    /** The record that a place names, cut from the file by nothing but its line breaks. */
    private static String textAt(TracedRows.Place place) {
        try {
            List<String> lines = Files.readAllLines(Path.of(URI.create(String.valueOf(place.location()))));
            int first = (int) (java.util.Objects.requireNonNull(place.line()) - 1);
            return String.join("\n", lines.subList(first, lines.size()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyOrderLeadsToItsOwnLine() {
        for (String order : keys("select order_id from gold.fact_orders using sample 5 rows (reservoir, 3)")) {
            TracedRows trace = Trace.of(lake).row("gold.fact_orders", List.of(order));

            TracedRows bronze = find(trace, "bronze.orders").get(0);
            assertThat(trace.count()).isEqualTo(1);
            assertThat(bronze.count()).isEqualTo(1);
            assertThat(bronze.places()).hasSize(1);
            assertThat(textAt(bronze.places().get(0)).replace("\"", "")).startsWith(order + ",");
            assertThat(String.valueOf(bronze.places().get(0).text()).replace("\"", ""))
                    .startsWith(order + ",");
        }
    }

    @Test
    void whatBelongsToTheOrderComesWithIt() {
        String order = keys("select order_id from silver.order_items group by order_id having count(*) > 1 order by 1")
                .get(0);
        TracedRows trace = Trace.of(lake).row("gold.fact_orders", List.of(order));

        long items = keys("select order_id from silver.order_items where order_id = '" + order + "'")
                .size();
        assertThat(find(trace, "silver.order_items").get(0).count()).isEqualTo(items);
        TracedRows bronze = find(trace, "bronze.order_items").get(0);
        assertThat(bronze.count()).isEqualTo(items);
        assertThat(bronze.places())
                .allSatisfy(place -> assertThat(textAt(place).replace("\"", "")).startsWith(order));
        assertThat(find(trace, "silver.customers").get(0).count()).isEqualTo(1);
        assertThat(find(trace, "gold.dim_customers").get(0).count()).isEqualTo(1);
    }

    @Test
    void reviewsWithLineBreaksLeadToTheirFirstLine() {
        String query =
                "select review_id || ' ' || order_id from silver.reviews where comment like '%' || chr(10) || '%'"
                        + " order by 1 limit 5";
        List<String> reviews = keys(query);
        assertThat(reviews).isNotEmpty();
        for (String review : reviews) {
            TracedRows trace =
                    Trace.of(lake).row("silver.reviews", List.of(review.substring(0, 32), review.substring(33)));

            TracedRows.Place place =
                    find(trace, "bronze.reviews").get(0).places().get(0);
            assertThat(textAt(place).replace("\"", "")).startsWith(review.replace(' ', ','));
            assertThat(place.line()).isGreaterThanOrEqualTo(place.record() + 1);
        }
    }

    @Test
    void aKeyOfSeveralColumnsFindsOneRowEach() {
        String item = keys("select order_id from silver.order_items where order_item_id = 2 order by 1")
                .get(0);
        TracedRows trace = Trace.of(lake).row("gold.fact_sales", List.of(item, "2"));

        TracedRows bronze = find(trace, "bronze.order_items").get(0);
        assertThat(bronze.count()).isEqualTo(1);
        assertThat(bronze.rows().get(0)).containsEntry("order_id", item).containsEntry("order_item_id", "2");
        assertThat(textAt(bronze.places().get(0)).replace("\"", "")).startsWith(item + ",2,");
    }

    @Test
    void aPersonLeadsToEachOfItsCustomerRecords() {
        String person =
                keys("select customer_unique_id from silver.customers group by 1 having count(*) > 1 order by 1")
                        .get(0);
        TracedRows trace = Trace.of(lake).row("gold.dim_customers", List.of("customer_unique_id=" + person));

        long records = keys("select 1 from silver.customers where customer_unique_id = '" + person + "'")
                .size();
        assertThat(find(trace, "silver.customers").get(0).count()).isEqualTo(records);
        assertThat(find(trace, "bronze.customers").get(0).places())
                .isNotEmpty()
                .allSatisfy(place -> assertThat(textAt(place)).contains(person));
        // The surrogate key alone is as good: it is computed from the id.
        String key = String.valueOf(trace.rows().get(0).get("customer_key"));
        assertThat(find(Trace.of(lake).row("gold.dim_customers", List.of(key)), "silver.customers")
                        .get(0)
                        .count())
                .isEqualTo(records);
    }

    @Test
    void anAggregateSaysHowManyRowsItHas() {
        String month = keys("select cast(month as string) from gold.kpi_monthly order by orders desc")
                .get(0);
        long orders = Long.parseLong(
                keys("select cast(orders as string) from gold.kpi_monthly where month = date '" + month + "'")
                        .get(0));
        TracedRows trace = Trace.of(lake).row("gold.kpi_monthly", List.of(month));

        assertThat(trace.from().get(0).table()).isEqualTo("gold.fact_orders");
        assertThat(trace.from().get(0).count()).isEqualTo(orders);
        assertThat(trace.from().get(0).rows()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void quarantinedRelativesAreMentioned() {
        List<String> orders = keys("select order_id from silver.orders_quarantine where _action = 'warn' order by 1");
        assertThat(orders).isNotEmpty();

        TracedRows trace = Trace.of(lake).row("gold.fact_orders", List.of(orders.get(0)));

        assertThat(find(trace, "silver.orders").get(0).notes())
                .anyMatch(note -> note.contains("silver.orders_quarantine"));
    }

    @Test
    void aReplacedFileLeavesItsLineUnknownUntilItIsLoadedAgain() throws IOException {
        Path sample = folder.resolve("replaced");
        SampleData.settings().seed(6).scale(0.002).write(sample);
        try (Lakehouse other = Lakehouse.open(folder.resolve("replaced-lake"))) {
            Commerce commerce = Commerce.from(sample);
            commerce.pipeline().run(other).orThrow();
            Path file = sample.resolve("olist_orders_dataset.csv");
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            String record = lines.get(1).replace("\"", "");
            String order = record.substring(0, record.indexOf(','));
            lines.add(1, lines.get(1).replace(order, "00000000000000000000000000000000"));
            lines.add(2, "11111111111111111111111111111111,too short");
            Files.write(file, lines);
            Path items = sample.resolve("olist_order_items_dataset.csv");
            List<String> itemLines = new ArrayList<>(Files.readAllLines(items));
            itemLines.add(5, order + ",7");
            Files.write(items, itemLines);

            TracedRows stale = find(Trace.of(other).row("gold.fact_orders", List.of(order)), "bronze.orders")
                    .get(0);
            assertThat(stale.places().get(0).line()).isNull();
            assertThat(stale.notes()).anyMatch(note -> note.contains("does not hold the content that was loaded"));

            commerce.pipeline().run(other).orThrow();
            TracedRows again = Trace.of(other).row("gold.fact_orders", List.of(order));
            TracedRows fresh = find(again, "bronze.orders").get(0);
            assertThat(fresh.places().get(0).line()).isEqualTo(4L);

            // A record of the order that never became a row, and an order of which there is nothing else.
            assertThat(again.notes())
                    .filteredOn(note -> note.contains("bronze.order_items_quarantine"))
                    .singleElement()
                    .asString()
                    .contains("olist_order_items_dataset.csv, line 6 (record 5): ")
                    .doesNotEndWith(": ");
            assertThatThrownBy(
                            () -> Trace.of(other).row("gold.fact_orders", List.of("11111111111111111111111111111111")))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("no row of gold.fact_orders")
                    .hasMessageContaining("bronze.orders_quarantine")
                    .hasMessageContaining("olist_orders_dataset.csv, line 3 (record 2): ");
            assertThatThrownBy(
                            () -> Trace.of(other).row("gold.fact_orders", List.of("1111111111111111111111111111111")))
                    .hasMessageNotContaining("bronze.orders_quarantine"); // A part of a value is another value.
            aRestrictedSessionSeesNoQuarantine(other, order);
        }
    }

    private static void aRestrictedSessionSeesNoQuarantine(Lakehouse other, String order) {
        Principal.User eva = other.catalog().createUser("eva");
        for (String grant : List.of("USE ON SCHEMA gold", "USE ON SCHEMA bronze", "SELECT ON TABLE gold.fact_orders")) {
            other.execute("GRANT " + grant + " TO eva");
        }
        assertThatThrownBy(() ->
                        Trace.of(other.as(eva)).row("gold.fact_orders", List.of("11111111111111111111111111111111")))
                .isInstanceOf(QueryException.class)
                .hasMessageNotContaining("bronze");
        assertThat(Trace.of(other.as(eva))
                        .row("gold.fact_orders", List.of(order))
                        .toString())
                .doesNotContain("bronze", "silver", ".csv");

        // With the table, but its text masked, the record cannot be found by what is in it.
        for (String table : List.of("silver.order_items", "bronze.order_items", "bronze.order_items_quarantine")) {
            other.execute("GRANT SELECT ON TABLE " + table + " TO eva");
        }
        other.execute("GRANT USE ON SCHEMA silver TO eva");
        assertThat(Trace.of(other.as(eva))
                        .row("gold.fact_orders", List.of(order))
                        .notes())
                .anyMatch(note -> note.contains("bronze.order_items_quarantine"));
        other.execute("ALTER TABLE bronze.order_items_quarantine ALTER COLUMN raw_text SET MASK '***'");
        assertThat(Trace.of(other.as(eva))
                        .row("gold.fact_orders", List.of(order))
                        .notes())
                .noneMatch(note -> note.contains("bronze.order_items_quarantine"));
    }

    // ---- restricted sessions
    // ------------------------------------------------------------------------------------------

    @Test
    void aRestrictedTraceObeysFiltersMasksAndMissingRights() {
        Principal.User ana = lake.catalog().createUser("ana");
        for (String grant : List.of(
                "USE ON SCHEMA gold",
                "USE ON SCHEMA silver",
                "SELECT ON TABLE gold.fact_orders",
                "SELECT ON TABLE silver.orders",
                "SELECT ON TABLE silver.order_items")) {
            lake.execute("GRANT " + grant + " TO ana");
        }
        String order =
                keys("select order_id from silver.order_items where price > 50 group by order_id having count(*) > 1"
                                + " order by 1")
                        .get(0);
        String customer = keys("select customer_id from silver.orders where order_id = '" + order + "'")
                .get(0);
        String before = Trace.of(lake).row("gold.fact_orders", List.of(order)).toString();
        lake.execute("ALTER TABLE silver.orders ALTER COLUMN customer_id SET MASK '***'");
        lake.execute("ALTER TABLE silver.order_items SET ROW FILTER order_item_id = 1");
        try {
            TracedRows trace = Trace.of(lake.as(ana)).row("gold.fact_orders", List.of(order));

            assertThat(find(trace, "silver.orders").get(0).rows().get(0))
                    .containsEntry("order_id", order)
                    .containsEntry("customer_id", "***");
            assertThat(find(trace, "silver.order_items").get(0).count()).isEqualTo(1);
            assertThat(all(trace).stream().map(TracedRows::table))
                    .containsOnly("gold.fact_orders", "silver.orders", "silver.order_items");
            assertThat(trace.toString()).doesNotContain(customer, "bronze", "dim_customers", ".csv");

            // What a filter hides is not there, and looks like what never was.
            lake.execute("ALTER TABLE gold.fact_orders SET ROW FILTER order_id <> '" + order + "'");
            assertThat(messageOf(order).replace(order, "ID"))
                    .isEqualTo(messageOf("nix-nix-nix").replace("nix-nix-nix", "ID"));
            lake.execute("REVOKE SELECT ON TABLE gold.fact_orders FROM ana");
            assertThatThrownBy(() -> Trace.of(lake.as(ana)).row("gold.fact_orders", List.of(order)))
                    .isInstanceOfAny(AccessDeniedException.class, TableNotFoundException.class)
                    .hasMessageNotContaining(customer);
            assertThatThrownBy(() -> Trace.of(lake.as(ana)).row("silver.customers", List.of(customer)))
                    .isInstanceOfAny(AccessDeniedException.class, TableNotFoundException.class);
        } finally {
            lake.execute("ALTER TABLE silver.orders ALTER COLUMN customer_id DROP MASK");
            lake.execute("ALTER TABLE silver.order_items DROP ROW FILTER");
            lake.execute("ALTER TABLE gold.fact_orders DROP ROW FILTER");
        }
        assertThat(Trace.of(lake).row("gold.fact_orders", List.of(order)).toString())
                .isEqualTo(before);
    }

    private static String messageOf(String order) {
        Principal ana = new Principal.User("ana");
        try {
            Trace.of(lake.as(ana)).row("gold.fact_orders", List.of(order));
            return "found";
        } catch (QueryException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void badInputIsExplained() {
        assertThatThrownBy(() -> Trace.of(lake).row("gold.fact_ordrs", List.of("x")))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("gold.fact_orders");
        assertThatThrownBy(() -> Trace.of(lake).row("gold.fact_orders", List.of("nix")))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no row of gold.fact_orders has");
        assertThatThrownBy(() -> Trace.of(lake).row("gold.fact_sales", List.of("nix")))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("order_id, order_item_id");
        assertThatThrownBy(() -> Trace.of(lake).row("gold.fact_orders", List.of("' or true --")))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no row");
    }
}
