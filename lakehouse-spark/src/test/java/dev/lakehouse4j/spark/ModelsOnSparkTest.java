package dev.lakehouse4j.spark;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DeliveryComparisonRow;
import dev.lakehouse4j.ml.delivery.DeliveryDelay;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.estimator.Learner;
import dev.lakehouse4j.ml.rfm.CustomerSegment;
import dev.lakehouse4j.ml.rfm.Rfm;
import dev.lakehouse4j.ml.rfm.RfmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models of lakehouse-ml on a lake on Spark have the figures of those on the embedded engine. */
@Tag("minutes")
class ModelsOnSparkTest {

    /** Of figures between 0 and 1. */
    private static final double TOLERANCE = 1e-6;

    private static final DeliverySteps STEPS = DeliverySteps.defaults()
            .with(DeliveryDelay.Settings.defaults().withThreads(1))
            .comparing(List.of(
                    Candidate.logisticRegression(),
                    Candidate.gradientBoostingDays()
                            .with(Learner.Trees.boosting().withRounds(150).withDepth(4))));

    @TempDir
    static Path folder;

    private static Path source;
    private static Path embedded;
    private static Path begun;

    @BeforeAll
    static void runOnTheEmbeddedEngine() throws IOException {
        source = folder.resolve("source");
        embedded = folder.resolve("embedded");
        begun = folder.resolve("begun");
        SampleData.settings().seed(11).scale(0.05).write(source);
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            Commerce.from(source).pipeline().run(lake).orThrow();
        }
        copy(embedded, begun);
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            withDelivery().run(lake).orThrow();
        }
    }

    private static Pipeline withDelivery() {
        return Commerce.from(source).pipeline().toBuilder()
                .models(STEPS.sqlModels())
                .javaModels(STEPS.javaModels())
                .build();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    @Test
    void segmentsAreThoseOfTheEmbeddedEngine() {
        Map<String, CustomerSegment> expected = new HashMap<>();
        RfmResult here;
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            here = Rfm.commerce().segment(lake);
            here.rows().forEach(row -> expected.put(row.customerUniqueId(), row));
        }
        SqlEngine engine = SparkEngine.on(LocalSpark.session());
        try (Lakehouse lake = Lakehouse.open(begun, engine)) {
            RfmResult there =
                    Rfm.commerce().clusteredBy(SparkClusters.on(engine)).segment(lake);

            assertThat(there.size()).isEqualTo(here.size()).isGreaterThan(4_000);
            assertThat(there.notes()).containsExactlyInAnyOrderElementsOf(here.notes());
            assertThat(there.model().clusterNames()).isEqualTo(here.model().clusterNames());
            List<CustomerSegment> rows = there.rows().toList();
            assertThat(rows).hasSize(expected.size());
            int sameCluster = 0;
            double farthest = 0;
            for (CustomerSegment row : rows) {
                CustomerSegment same = expected.get(row.customerUniqueId());
                assertThat(figures(row)).isEqualTo(figures(same));
                if (row.cluster() == same.cluster()) {
                    sameCluster++;
                    farthest = Math.max(farthest, Math.abs(row.distance() - same.distance()));
                }
            }
            assertThat((double) sameCluster / rows.size())
                    .as("share of customers in the same cluster")
                    .isGreaterThan(0.99);
            assertThat(farthest).as("moved distance to the centre").isLessThan(0.02);
        }
    }

    private static List<Object> figures(CustomerSegment row) {
        return List.of(
                row.recencyDays(),
                row.frequency(),
                row.monetary(),
                row.rScore(),
                row.fScore(),
                row.mScore(),
                row.segment());
    }

    @Test
    void lateDeliveriesAreLearnedWithTheSameFigures() throws IOException {
        Path target = folder.resolve("delivery");
        copy(begun, target);
        try (Lakehouse lake = Lakehouse.open(target, SparkEngine.on(LocalSpark.session()))) {
            withDelivery().run(lake).orThrow();
        }
        try (Lakehouse expected = Lakehouse.open(embedded);
                Lakehouse found = Lakehouse.open(target)) {
            assertThatLake(found).hasSameTablesAs(expected, "gold.delivery_features");
            List<DeliveryComparisonRow> there = candidates(found);
            List<DeliveryComparisonRow> here = candidates(expected);
            assertThat(here).hasSize(3);
            assertThat(there).hasSameSizeAs(here);
            for (int i = 0; i < here.size(); i++) {
                assertThat(there.get(i).candidate()).isEqualTo(here.get(i).candidate());
                assertThat(there.get(i).won()).isEqualTo(here.get(i).won());
                assertThat(there.get(i).orders()).isEqualTo(here.get(i).orders());
                assertThat(there.get(i).late()).isEqualTo(here.get(i).late());
                assertThat(there.get(i).rocAuc()).isCloseTo(here.get(i).rocAuc(), within(TOLERANCE));
                assertThat(there.get(i).averagePrecision())
                        .isCloseTo(here.get(i).averagePrecision(), within(TOLERANCE));
                assertThat(there.get(i).brier()).isCloseTo(here.get(i).brier(), within(TOLERANCE));
                assertThat(there.get(i).logLoss()).isCloseTo(here.get(i).logLoss(), within(TOLERANCE));
            }
        }
    }

    private static List<DeliveryComparisonRow> candidates(Lakehouse lake) {
        return lake.sql("select * from gold.delivery_comparison order by candidate, split", DeliveryComparisonRow.class)
                .toList();
    }

    @Test
    void clustersNeedTheEngineOfSpark() {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("other"))) {
            assertThatThrownBy(() -> SparkClusters.on(lake.engine()))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("not one of SparkEngine");
        }
    }
}
