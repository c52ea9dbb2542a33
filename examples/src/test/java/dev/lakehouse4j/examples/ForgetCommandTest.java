package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code forget} on a lake of sample data; what is left is looked for without the library. */
class ForgetCommandTest {

    @TempDir
    static Path shared;

    private static Path source = Path.of("");
    private static Path lake = Path.of("");

    @BeforeAll
    static void makeALake() throws IOException {
        source = shared.resolve("sample");
        lake = shared.resolve("lake");
        SampleData.settings().seed(3).scale(0.005).write(source);
        run();
    }

    private static RunReport run() throws IOException {
        try (Lakehouse opened = Lakehouse.open(lake)) {
            RunReport report = Commerce.from(source).pipeline().run(opened);
            assertThat(report.succeeded()).isTrue();
            Files.createDirectories(lake.resolve("report"));
            Files.writeString(lake.resolve("report/run.json"), report.toJson());
            return report;
        }
    }

    private static List<String> column(String sql) {
        List<String> values = new ArrayList<>();
        try (Lakehouse opened = Lakehouse.open(lake);
                QueryResult result = opened.query(sql)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    values.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
        }
        return values;
    }

    /** The customer with most orders who wrote a review. */
    private static String customer() {
        return column("select c.customer_unique_id from silver.customers c join silver.orders o on o.customer_id ="
                        + " c.customer_id join silver.reviews r on r.order_id = o.order_id group by 1"
                        + " order by count(distinct o.order_id) desc, 1 limit 1")
                .get(0);
    }

    private static Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        try (Lakehouse opened = Lakehouse.open(lake)) {
            opened.tables()
                    .forEach(table -> counts.put(table, opened.snapshot(table).rowCount()));
        }
        return counts;
    }

    private static List<String> identifiers(String person) {
        String customers =
                "(select trim(customer_id) from bronze.customers where trim(customer_unique_id) = '" + person + "')";
        List<String> identifiers = new ArrayList<>(List.of(person));
        identifiers.addAll(column(customers));
        identifiers.addAll(column("select trim(order_id) from bronze.orders where trim(customer_id) in " + customers));
        identifiers.addAll(
                column("select cast(customer_key as varchar) from gold.dim_customers where customer_unique_id = '"
                        + person + "'"));
        return identifiers;
    }

    private static Set<String> holding(List<String> identifiers) throws IOException, SQLException {
        TreeSet<String> holding = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(lake)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        String any = identifiers.stream()
                .map(one -> "contains(cast(t as varchar), '" + one + "')")
                .collect(Collectors.joining(" or "));
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            for (Path file : files) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                boolean held = identifiers.stream().anyMatch(bytes::contains);
                if (bytes.startsWith("PAR1")) {
                    try (ResultSet rows = statement.executeQuery(
                            "select count(*) from read_parquet('" + file + "') t where " + any)) {
                        rows.next();
                        held |= rows.getLong(1) > 0;
                    }
                }
                if (held) {
                    holding.add(lake.relativize(file).toString());
                }
            }
        }
        return holding;
    }

    @Test
    void aCustomerLeavesEveryLayerAndStaysOut() throws Exception {
        String person = customer();
        List<String> identifiers = identifiers(person);
        Map<String, Long> before = counts();
        assertThat(holding(identifiers)).hasSizeGreaterThan(12);

        Cli planned = Cli.call("forget", "--lake", lake, "--dry-run", person).succeeds();
        assertThat(planned.out())
                .contains("This is what would be erased", "bronze.orders")
                .doesNotContain(person);
        assertThat(counts()).isEqualTo(before);

        Cli unasked = Cli.call("forget", "--lake", lake, person);
        assertThat(unasked.code()).isNotZero();
        assertThat(counts()).isEqualTo(before);

        Cli erased =
                Cli.call("forget", "--lake", lake, "--yes", "--json", person).succeeds();
        JsonNode report = Cli.parse(erased.out());
        assertThat(report.path("status").asText()).isEqualTo("erased");
        assertThat(holding(identifiers)).isEmpty();
        assertThat(identifiers).noneMatch(erased.out()::contains).noneMatch(erased.err()::contains);
        Map<String, Long> gone = new HashMap<>();
        report.path("tables")
                .forEach(table -> gone.put(
                        table.path("table").asText(), table.path("rows").asLong()));
        assertThat(gone).containsKeys("bronze.orders", "silver.reviews", "gold.fact_sales");
        counts().forEach((table, rows) ->
                assertThat(rows).as(table).isEqualTo(before.get(table) - gone.getOrDefault(table, 0L)));
        try (Stream<Path> reports = Files.list(lake.resolve("report"))) {
            assertThat(reports.map(file -> String.valueOf(file.getFileName())))
                    .anyMatch(name -> name.matches("erasure-\\d{8}T\\d{6}Z\\.json"));
        }

        Cli again = Cli.call("forget", "--lake", lake, "--yes", person);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).contains("does not know this person", "was erased before");

        // The same files again: nothing is read. The same rows in a file that changed: all but the person's come in.
        assertThat(run().steps().stream().filter(step -> step.kind().equals("ingest")))
                .allMatch(step -> step.rowsOut() == 0);
        assertThat(holding(identifiers)).isEmpty();
        Path orders = source.resolve("olist_orders_dataset.csv");
        Files.writeString(orders, Files.readString(orders) + "\n");
        RunReport delivered = run();
        assertThat(delivered.steps().stream()
                        .filter(step -> step.table().equals("bronze.orders"))
                        .findFirst())
                .hasValueSatisfying(step -> {
                    assertThat(step.rowsSuppressed()).isEqualTo(gone.get("bronze.orders"));
                    assertThat(step.rowsOut() + step.rowsQuarantined() + step.rowsSuppressed())
                            .isEqualTo(step.rowsIn());
                    assertThat(step.rowsOut()).isEqualTo(before.get("bronze.orders") - gone.get("bronze.orders"));
                });
        assertThat(holding(identifiers)).isEmpty();
    }

    @Test
    void oldVersionsAreDroppedOnDemand() {
        Cli kept = Cli.call("retain", "--lake", lake, "--days", 30, "silver.sellers")
                .succeeds();
        assertThat(kept.out()).containsPattern("silver\\.sellers +0 +0 +0 +0");
        Cli wrong = Cli.call("retain", "--lake", lake, "--days", -1);
        assertThat(wrong.err()).contains("Give 0 or more");
    }
}
