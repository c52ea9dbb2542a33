package dev.lakehouse4j.spark;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline over real data, on both engines: how long it takes, and that no row differs. Takes minutes, so it runs only when
 * the folder of the data is given:
 *
 * <pre>{@code
 * mvn -Pspark -pl lakehouse-spark -am test -Dtest=OlistOnSparkTest -Dsurefire.failIfNoSpecifiedTests=false -Dlakehouse.olist=FOLDER
 * }</pre>
 */
@EnabledIfSystemProperty(named = "lakehouse.olist", matches = ".+")
@Tag("minutes")
class OlistOnSparkTest {

    @Test
    void noRowDiffers(@TempDir Path folder) {
        Path source = Path.of(Objects.requireNonNull(System.getProperty("lakehouse.olist")));
        assumeTrue(source.toFile().isDirectory());
        Path embedded = folder.resolve("embedded");
        Path spark = folder.resolve("spark");
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            report("embedded", source, lake);
        }
        long started = System.nanoTime();
        SqlEngine engine = SparkEngine.local(2);
        try (Lakehouse lake = Lakehouse.open(spark, engine)) {
            report("spark", source, lake);
        }
        System.out.printf("spark with its start and stop: %.1f s%n", (System.nanoTime() - started) / 1e9);
        try (Lakehouse expected = Lakehouse.open(embedded);
                Lakehouse found = Lakehouse.open(spark)) {
            assertThatLake(found).hasSameTablesAs(expected);
        }
    }

    private static void report(String name, Path source, Lakehouse lake) {
        long started = System.nanoTime();
        RunReport report = Commerce.from(source).pipeline().run(lake).orThrow();
        System.out.println(report.summary());
        System.out.printf("%s: %.1f s%n", name, (System.nanoTime() - started) / 1e9);
    }
}
