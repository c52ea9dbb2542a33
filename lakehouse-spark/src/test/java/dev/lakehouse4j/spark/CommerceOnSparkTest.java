package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The e-commerce pack gives the same tables on both engines, also when one begins a lake and the other goes on. */
@Tag("minutes")
class CommerceOnSparkTest {

    @TempDir
    static Path folder;

    private static Path source;
    private static Path embedded;

    @BeforeAll
    static void runOnTheEmbeddedEngine() {
        source = folder.resolve("source");
        embedded = folder.resolve("embedded");
        SampleData.settings().seed(7).scale(0.01).write(source);
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            Commerce.from(source).pipeline().run(lake).orThrow();
        }
    }

    @Test
    void everyTableIsThatOfTheEmbeddedEngine() {
        Path target = folder.resolve("spark");
        RunReport report;
        try (Lakehouse lake = Lakehouse.open(target, SparkEngine.on(LocalSpark.session()))) {
            report = Commerce.from(source).pipeline().run(lake).orThrow();
            assertThat(Commerce.from(source).pipeline().run(lake).changedAnything())
                    .as("a second run")
                    .isFalse();
            assertThat(lake.lineage().upstreamTables("gold.kpi_monthly")).contains("silver.orders");
        }
        assertThat(report.succeeded()).isTrue();
        assertSameTables(target, 20);
    }

    @Test
    void aLakeIsBegunByOneEngineAndContinuedByTheOther() {
        Path target = folder.resolve("mixed");
        Pipeline whole = Commerce.from(source).pipeline();
        Pipeline bronze =
                Pipeline.builder().ingest(Commerce.from(source).ingests()).build();
        try (Lakehouse lake = Lakehouse.open(target)) {
            bronze.run(lake).orThrow();
        }
        try (Lakehouse lake = Lakehouse.open(target, SparkEngine.on(LocalSpark.session()))) {
            whole.run(lake).orThrow();
        }
        assertSameTables(target, 20);
        try (Lakehouse lake = Lakehouse.open(target)) {
            assertThat(whole.run(lake).changedAnything())
                    .as("back on the embedded engine")
                    .isFalse();
        }
    }

    private static void assertSameTables(Path target, int atLeast) {
        try (Lakehouse expected = Lakehouse.open(embedded);
                Lakehouse found = Lakehouse.open(target)) {
            Map<String, Long> differences = new LakeComparison(expected, found).differences();
            assertThat(differences).hasSizeGreaterThanOrEqualTo(atLeast);
            assertThat(differences)
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
        }
    }
}
