package dev.lakehouse4j.medallion.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.Dependency;
import dev.lakehouse4j.core.lineage.LineageGraph;
import dev.lakehouse4j.core.lineage.LineageStore;
import dev.lakehouse4j.core.lineage.LineageTree;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lineage that a run of the e-commerce pack leaves, and the traces that follow it. */
@ExtendWith(SampleLake.class)
class CommerceLineageTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Lakehouse lake;

    @SuppressWarnings("NullAway.Init")
    private static Pipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private static RunReport run;

    @SuppressWarnings("NullAway.Init")
    private static Path events;

    @BeforeAll
    static void find(SampleLake.Made made) {
        lake = made.lake();
        pipeline = made.pipeline();
        run = made.run();
        events = made.folder().resolve("events/openlineage.ndjson");
    }

    private static Set<String> sources(String table, String column) {
        TableLineage lineage = lake.lineage().table(table).orElseThrow();
        return lineage.column(column).orElseThrow().sources().stream()
                .map(CommerceLineageTest::text)
                .collect(Collectors.toSet());
    }

    private static Set<String> rows(String table) {
        return lake.lineage().table(table).orElseThrow().rows().stream()
                .map(CommerceLineageTest::text)
                .collect(Collectors.toSet());
    }

    private static String text(ColumnSource source) {
        return source.column().table() + "." + source.column().column() + " " + source.dependency();
    }

    // ---- what is recorded
    // ---------------------------------------------------------------------------------------------

    @Test
    void everyColumnOfEveryTableIsRecorded() {
        LineageGraph graph = lake.lineage();

        assertThat(graph.tables().stream().map(TableLineage::target)).containsAll(pipeline.tables());
        for (String name : pipeline.tables()) {
            TableLineage table = graph.table(name).orElseThrow();
            assertThat(table.columns().stream().map(column -> column.column()))
                    .as(table.target())
                    .containsExactlyElementsOf(
                            lake.snapshot(table.target()).schema().names());
            for (var column : table.columns()) {
                for (ColumnSource source : column.sources()) {
                    assertExists(graph, source.column());
                }
            }
        }
    }

    private static void assertExists(LineageGraph graph, ColumnRef column) {
        if (!column.isRows() && lake.tables().contains(column.table())) {
            assertThat(lake.snapshot(column.table()).schema().names()).contains(column.column());
        }
        assertThat(graph.names()).contains(column.table());
    }

    @Test
    void knownColumnsHaveTheirSources() {
        assertThat(sources("bronze.orders", "order_id"))
                .containsExactly("files.olist_orders_dataset.csv.order_id IDENTITY");
        assertThat(sources("bronze.orders", "_source_row")).isEmpty();
        assertThat(sources("silver.orders", "order_id")).containsExactly("bronze.orders.order_id TRANSFORMATION");
        assertThat(sources("silver.products", "name_length"))
                .contains("bronze.products.product_name_lenght TRANSFORMATION");
        assertThat(sources("gold.fact_orders", "order_id")).containsExactly("silver.orders.order_id IDENTITY");
        assertThat(sources("gold.fact_orders", "item_revenue"))
                .contains("silver.order_items.price AGGREGATION")
                .doesNotContain("silver.order_items.freight AGGREGATION");
        assertThat(sources("gold.fact_orders", "customer_key"))
                .contains("gold.dim_customers.customer_key TRANSFORMATION");
        assertThat(sources("gold.fact_orders", "delay_days"))
                .containsExactlyInAnyOrder(
                        "silver.orders.delivered_at TRANSFORMATION",
                        "silver.orders.estimated_delivery_at TRANSFORMATION",
                        "silver.orders.order_status CONDITIONAL");
        assertThat(sources("gold.fact_orders", "review_score"))
                .contains("silver.reviews.score IDENTITY", "silver.reviews.answered_at FILTER");
        assertThat(sources("gold.dim_customers", "customer_key"))
                .containsExactly("silver.customers.customer_unique_id TRANSFORMATION");
        assertThat(lake.lineage()
                        .table("gold.dim_customers")
                        .orElseThrow()
                        .column("customer_key")
                        .orElseThrow()
                        .sources())
                .allMatch(ColumnSource::masking);
        assertThat(sources("gold.kpi_monthly", "late_rate"))
                .contains("gold.fact_orders.is_late AGGREGATION", "gold.fact_orders.is_late CONDITIONAL")
                .allMatch(source -> source.startsWith("gold.fact_orders.is_late "));
    }

    @Test
    void whatOneRowLooksUpDoesNotDecideAboutTheRows() {
        // An order has at most one review and one sum of its items in the fact, so these decide nothing about its rows.
        assertThat(rows("gold.fact_orders"))
                .contains("silver.orders.* IDENTITY")
                .noneMatch(row -> row.contains("reviews") || row.contains("order_items") || row.contains("payments"));
        assertThat(rows("gold.dim_sellers"))
                .contains("silver.sellers.* IDENTITY")
                .noneMatch(row -> row.contains("geolocation"));
    }

    @Test
    void impactReachesFromAFileToSummaries() {
        LineageTree impact = lake.lineage().downstream(new ColumnRef("files.olist_order_items_dataset.csv", "price"));

        assertThat(impact.all())
                .contains(
                        new ColumnRef("bronze.order_items", "price"),
                        new ColumnRef("silver.order_items", "price"),
                        new ColumnRef("gold.fact_orders", "item_revenue"),
                        new ColumnRef("gold.kpi_monthly", "revenue"),
                        new ColumnRef("gold.kpi_seller", "revenue"))
                .doesNotContain(
                        new ColumnRef("gold.fact_orders", "freight"),
                        new ColumnRef("gold.fact_orders", "review_score"),
                        new ColumnRef("gold.kpi_monthly", "freight"));
        LineageTree origin = lake.lineage().upstream(new ColumnRef("gold.kpi_monthly", "revenue"));
        assertThat(origin.all()).contains(new ColumnRef("files.olist_order_items_dataset.csv", "price"));
    }

    @Test
    void aWrongEdgeWouldBeSeen() {
        // The check of the recorded edges is worth something only if a changed query fails it.
        String sql = "select order_id, sum(freight) as item_revenue from silver.order_items group by order_id";
        var lineage = dev.lakehouse4j.core.lineage.QueryLineage.of(
                lake.engine(),
                sql,
                Map.of("silver.order_items", lake.snapshot("silver.order_items").schema()));
        assertThat(lineage.sources("item_revenue").stream().map(CommerceLineageTest::text))
                .doesNotContain("silver.order_items.price AGGREGATION")
                .contains("silver.order_items.freight AGGREGATION");
    }

    @Test
    void aSecondRunWritesNothing() throws IOException {
        long tables = version("table_lineage");
        long columns = version("column_lineage");
        long size = Files.size(events);

        RunReport second = pipeline.run(lake).orThrow();

        assertThat(second.changedAnything()).isFalse();
        assertThat(version("table_lineage")).isEqualTo(tables);
        assertThat(version("column_lineage")).isEqualTo(columns);
        assertThat(Files.size(events)).isEqualTo(size);
    }

    private static long version(String table) {
        return lake.store()
                .latest(lake.root().resolve("_system").resolve(table))
                .orElseThrow()
                .version();
    }

    @Test
    void lineageOfAnotherRecorderStays() {
        LineageStore store = lake.lineageStore();
        TableLineage report = new TableLineage(
                "reports.test",
                TableLineage.Step.REPORT,
                List.of(TableLineage.Input.of("gold.fact_orders")),
                List.of(),
                List.of(),
                List.of(),
                null);

        assertThat(store.record("test", "1", List.of(report))).isTrue();
        assertThat(store.record("test", "1", List.of(report))).isFalse();

        LineageGraph graph = lake.lineage();
        assertThat(graph.table("gold.fact_orders")).isPresent();
        assertThat(graph.downstreamTables("bronze.orders")).contains("reports.test");
        assertThat(graph.downstream(new ColumnRef("bronze.orders", "order_status"))
                        .all())
                .contains(ColumnRef.rows("reports.test"));
        assertThat(store.isRecorded("test", "1")).isTrue();
        assertThat(store.isRecorded("test", "2")).isFalse();
    }

    @Test
    void whoSeesOneTableSeesNoEdgeToAnother() {
        Set<String> visible = Set.of("gold.fact_orders", "silver.orders");
        LineageGraph graph = lake.lineage().visible(visible::contains);

        assertThat(graph.names()).containsExactlyInAnyOrder("gold.fact_orders", "silver.orders");
        TableLineage fact = graph.table("gold.fact_orders").orElseThrow();
        assertThat(fact.definition()).isNull();
        assertThat(fact.matches())
                .allSatisfy(match -> assertThat(match.values()).allMatch(value -> visible.contains(value.table())));
    }

    // ---- OpenLineage
    // --------------------------------------------------------------------------------------------------

    @Test
    void eventsHaveTheStructureOfTheSpecification() throws IOException {
        List<JsonNode> told = new ArrayList<>();
        for (String line : Files.readAllLines(events)) {
            told.add(MAPPER.readTree(line));
        }

        assertThat(told).hasSize(2 * pipeline.tables().size());
        Map<String, List<JsonNode>> byRun = told.stream()
                .collect(Collectors.groupingBy(
                        event -> event.path("run").path("runId").asText()));
        assertThat(byRun).hasSize(pipeline.tables().size());
        byRun.values()
                .forEach(pair -> assertThat(pair.stream()
                                .map(event -> event.path("eventType").asText()))
                        .containsExactly("START", "COMPLETE"));
        told.forEach(CommerceLineageTest::assertRunEvent);
        assertThat(told.stream()
                        .map(event -> Instant.parse(event.path("eventTime").asText())))
                .isSorted()
                .allMatch(time -> !time.isBefore(run.startedAt()));
    }

    private static void assertRunEvent(JsonNode event) {
        OffsetDateTime.parse(event.path("eventTime").asText());
        assertThat(URI.create(event.path("producer").asText()).isAbsolute()).isTrue();
        assertThat(event.path("schemaURL").asText())
                .isEqualTo("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
        UUID.fromString(event.path("run").path("runId").asText());
        assertThat(event.path("run")
                        .path("facets")
                        .path("parent")
                        .path("run")
                        .path("runId")
                        .asText())
                .isEqualTo(run.runId());
        assertThat(event.path("job").path("namespace").asText()).isNotBlank();
        assertThat(event.path("job").path("name").asText()).isIn(pipeline.tables());
        for (JsonNode holder : List.of(event.path("run"), event.path("job"))) {
            holder.path("facets").forEach(CommerceLineageTest::assertFacet);
        }
        Set<String> inputs = new HashSet<>();
        for (JsonNode input : event.path("inputs")) {
            assertDataset(input);
            inputs.add(input.path("name").asText());
        }
        for (JsonNode output : event.path("outputs")) {
            assertDataset(output);
            output.path("outputFacets").forEach(CommerceLineageTest::assertFacet);
            if (event.path("eventType").asText().equals("COMPLETE")) {
                assertOutput(output, inputs);
            }
        }
        assertThat(event.path("outputs")).isNotEmpty();
    }

    private static void assertDataset(JsonNode dataset) {
        assertThat(dataset.path("namespace").asText()).isEqualTo("file");
        assertThat(dataset.path("name").asText()).startsWith("/").doesNotEndWith("/");
        dataset.path("facets").forEach(CommerceLineageTest::assertFacet);
        assertThat(URI.create(dataset.path("facets")
                                .path("dataSource")
                                .path("uri")
                                .asText())
                        .isAbsolute())
                .isTrue();
    }

    private static void assertFacet(JsonNode facet) {
        assertThat(URI.create(facet.path("_producer").asText()).isAbsolute()).isTrue();
        assertThat(facet.path("_schemaURL").asText())
                .matches("https://openlineage\\.io/spec/facets/\\d-\\d-\\d/(\\w+)\\.json#/\\$defs/\\1");
    }

    private static void assertOutput(JsonNode output, Set<String> inputs) {
        JsonNode statistics = output.path("outputFacets").path("outputStatistics");
        assertThat(statistics.path("rowCount").isIntegralNumber()).isTrue();
        assertThat(statistics.path("size").isIntegralNumber()).isTrue();
        Set<String> fields = new HashSet<>();
        output.path("facets").path("schema").path("fields").forEach(field -> {
            assertThat(field.path("type").asText()).isNotBlank();
            fields.add(field.path("name").asText());
        });
        JsonNode lineage = output.path("facets").path("columnLineage");
        lineage.path("fields").properties().forEach(entry -> {
            assertThat(fields).contains(entry.getKey());
            assertThat(entry.getValue().path("inputFields").isArray()).isTrue();
            entry.getValue().path("inputFields").forEach(field -> assertInputField(field, inputs));
        });
        assertThat(lineage.path("dataset").isArray()).isTrue();
        lineage.path("dataset").forEach(field -> assertInputField(field, inputs));
    }

    private static void assertInputField(JsonNode field, Set<String> inputs) {
        assertThat(field.path("namespace").asText()).isEqualTo("file");
        assertThat(inputs).contains(field.path("name").asText());
        assertThat(field.path("field").asText()).isNotBlank().isNotEqualTo("*");
        assertThat(field.path("transformations")).isNotEmpty();
        for (JsonNode way : field.path("transformations")) {
            Dependency dependency = Dependency.valueOf(way.path("subtype").asText());
            assertThat(way.path("type").asText()).isEqualTo(dependency.direct() ? "DIRECT" : "INDIRECT");
            assertThat(way.path("masking").isBoolean()).isTrue();
        }
    }

    @Test
    void aRunStartsWhenItsStepStarts() throws IOException {
        Map<String, Duration> durations = new TreeMap<>();
        Map<String, Instant> starts = new TreeMap<>();
        for (String line : Files.readAllLines(events)) {
            JsonNode event = MAPPER.readTree(line);
            String table = event.path("job").path("name").asText();
            Instant time = Instant.parse(event.path("eventTime").asText());
            if (event.path("eventType").asText().equals("START")) {
                starts.put(table, time);
            } else {
                durations.put(table, Duration.between(Objects.requireNonNull(starts.get(table)), time));
            }
        }

        for (StepReport step : run.steps()) {
            assertThat(Objects.requireNonNull(durations.get(step.table())).toMillis())
                    .as(step.table())
                    .isGreaterThanOrEqualTo(step.millis() - 2); // Two clocks.
        }
        // A step waits for the steps that make what it reads.
        Instant orders = Objects.requireNonNull(starts.get("silver.orders"))
                .plus(Objects.requireNonNull(durations.get("silver.orders")));
        assertThat(starts.get("gold.fact_orders")).isAfterOrEqualTo(orders);
    }

    @Test
    void eventsGoWhereTheApplicationWantsAndItsTroubleDoesNotHarmTheRun() {
        List<String> sent = new ArrayList<>();
        Path other = folder.resolve("other");
        try (Lakehouse second = Lakehouse.open(other)) {
            RunReport report = pipeline.toBuilder()
                    .lineageEvents(events -> {
                        sent.addAll(events);
                        throw new IllegalStateException("no server");
                    })
                    .build()
                    .run(second);

            assertThat(report.succeeded()).isTrue();
            assertThat(second.lineage().tables()).hasSameSizeAs(pipeline.tables());
        }
        assertThat(sent).hasSize(2 * pipeline.tables().size());
        assertThat(sent)
                .filteredOn(event -> event.contains("COMPLETE"))
                .allMatch(event -> event.contains("inputField"));
        assertThat(other.resolve("lineage")).doesNotExist();
    }
}
