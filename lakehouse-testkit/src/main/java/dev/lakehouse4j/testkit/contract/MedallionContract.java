package dev.lakehouse4j.testkit.contract;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.ingest.FileReport;
import dev.lakehouse4j.medallion.ingest.IngestReport;
import dev.lakehouse4j.medallion.ingest.JsonLinesSource;
import dev.lakehouse4j.medallion.ingest.QuarantinedRecord;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What ingest and the models of the e-commerce pack do on every {@link SqlEngine}, as tests: extend it, and make an engine. The
 * tables are compared with those that the embedded engine makes from the same files.
 */
public abstract class MedallionContract {

    private static final long SEED = 7;
    private static final double SCALE = 0.01;
    private static final String KPIS = "gold.kpi_monthly";

    private static final TableRef<Bronze, Sale> SALES = TableRef.bronze("sales", Sale.class);

    private static Path source;
    private static Path embedded;

    private Path folder;

    /** A row of the files that the tests of ingest load. */
    private record Sale(
            String orderId,
            @Nullable Integer quantity,
            @Decimal(precision = 10, scale = 2) @Nullable BigDecimal price,
            @Nullable LocalDateTime boughtAt,
            @Nullable String comment) {}

    /** Prepares the contract for a subclass. */
    protected MedallionContract() {
        // The fields are set before each test.
    }

    /**
     * Makes a new engine, which the test closes.
     *
     * @return the engine
     */
    protected abstract SqlEngine createEngine();

    @BeforeEach
    void prepare(@TempDir Path of) {
        folder = of;
    }

    private Lakehouse open(Path lake) {
        return Lakehouse.open(lake, createEngine());
    }

    // ---- ingest
    // ------------------------------------------------------------------------------------------------------------

    private static List<Sale> rows(Lakehouse lake) {
        try (Stream<Sale> rows = lake.table(SALES).rows()) {
            return rows.sorted((one, other) -> one.orderId().compareTo(other.orderId()))
                    .toList();
        }
    }

    @Test
    void rowsOfCsvAreTypedAndMalformedOnesAreKeptApart() throws IOException {
        Path file = folder.resolve("sales.csv");
        Files.writeString(file, """
                order_id,quantity,price,bought_at,comment
                o1,2,10.50,2018-01-31 23:59:59,"two
                lines, ""quoted""\"
                o2
                o3,,,,ação
                """);
        BronzeIngest<Sale> ingest = BronzeIngest.into(SALES).from(CsvSource.of(file));
        try (Lakehouse lake = open(folder.resolve("lake"))) {
            IngestReport report = ingest.run(lake);
            assertThat(report.summary()).contains("2 rows, 1 quarantined");
            assertThat(rows(lake))
                    .containsExactly(
                            new Sale(
                                    "o1",
                                    2,
                                    new BigDecimal("10.50"),
                                    LocalDateTime.of(2018, 1, 31, 23, 59, 59),
                                    "two\nlines, \"quoted\""),
                            new Sale("o3", null, null, null, "ação"));
            try (Stream<QuarantinedRecord> kept =
                    lake.table(ingest.quarantine()).rows()) {
                assertThat(kept).singleElement().satisfies(record -> {
                    assertThat(record.rawText()).isEqualTo("o2");
                    assertThat(record.reason()).contains("expected 5 fields");
                });
            }
        }
    }

    @Test
    void aChangedFileReplacesItsRowsAndAnUnchangedOneNothing() throws IOException {
        Path file = folder.resolve("sales.jsonl");
        Files.writeString(file, "{\"order_id\":\"o1\",\"quantity\":1,\"comment\":\"a\"}\n{\"order_id\":\"o2\"}\n");
        BronzeIngest<Sale> ingest = BronzeIngest.into(SALES).from(JsonLinesSource.of(file));
        try (Lakehouse lake = open(folder.resolve("lake"))) {
            ingest.run(lake);
            assertThat(rows(lake))
                    .containsExactly(new Sale("o1", 1, null, null, "a"), new Sale("o2", null, null, null, null));
            assertThat(ingest.run(lake).changed()).as("a second run").isFalse();
            Files.writeString(file, "{\"order_id\":\"o1\",\"quantity\":3}\n");
            assertThat(ingest.run(lake).files()).extracting(FileReport::version).containsExactly(2L);
            assertThat(rows(lake)).containsExactly(new Sale("o1", 3, null, null, null));
            assertThat(lake.table(SALES).asOf(0).count())
                    .as("rows of the first version")
                    .isEqualTo(2);
        }
    }

    @Test
    void aFileWithoutAColumnThatIsNeededIsRefusedByName() throws IOException {
        Path file = folder.resolve("sales.csv");
        Files.writeString(file, "quantity,price\n1,2.00\n");
        try (Lakehouse lake = open(folder.resolve("lake"))) {
            BronzeIngest<Sale> ingest = BronzeIngest.into(SALES).from(CsvSource.of(file));
            assertThatThrownBy(() -> ingest.run(lake))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("order_id");
            assertThat(lake.table(SALES).exists()).isFalse();
        }
    }

    // ---- the e-commerce pack
    // -----------------------------------------------------------------------------------------------

    @BeforeAll
    static void runOnTheEmbeddedEngine(@TempDir Path shared) {
        source = shared.resolve("source");
        embedded = shared.resolve("embedded");
        SampleData.settings().seed(SEED).scale(SCALE).write(source);
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            Commerce.from(source).pipeline().run(lake).orThrow();
        }
    }

    @Test
    void everyTableIsThatOfTheEmbeddedEngine() {
        Path target = folder.resolve("lake");
        Pipeline pipeline = Commerce.from(source).pipeline();
        try (Lakehouse lake = open(target)) {
            RunReport report = pipeline.run(lake).orThrow();
            assertThat(report.changedAnything()).as("the first run").isTrue();
            assertThat(pipeline.run(lake).changedAnything()).as("a second run").isFalse();
            assertThat(lake.lineage().upstreamTables(KPIS)).contains("silver.orders");
        }
        assertSameTables(target);
    }

    @Test
    void aLakeIsBegunByTheEmbeddedEngineAndContinued() {
        Path target = folder.resolve("lake");
        Pipeline whole = Commerce.from(source).pipeline();
        Pipeline bronze =
                Pipeline.builder().ingest(Commerce.from(source).ingests()).build();
        try (Lakehouse lake = Lakehouse.open(target)) {
            bronze.run(lake).orThrow();
        }
        try (Lakehouse lake = open(target)) {
            whole.run(lake).orThrow();
        }
        assertSameTables(target);
        try (Lakehouse lake = Lakehouse.open(target)) {
            assertThat(whole.run(lake).changedAnything())
                    .as("back on the embedded engine")
                    .isFalse();
        }
    }

    private static void assertSameTables(Path target) {
        try (Lakehouse expected = Lakehouse.open(embedded);
                Lakehouse found = Lakehouse.open(target)) {
            assertThatLake(found).hasTables(KPIS, "gold.fact_orders", "silver.orders_quarantine");
            assertThatLake(found).hasSameTablesAs(expected);
        }
    }
}
