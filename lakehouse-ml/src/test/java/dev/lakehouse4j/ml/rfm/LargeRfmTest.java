package dev.lakehouse4j.ml.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.ml.cluster.ClusterEngine;
import dev.lakehouse4j.ml.cluster.KMeansModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments whose customers stay in the engine are those whose customers come into this process. */
class LargeRfmTest {

    record Sale(
            @Key String saleId,
            @Nullable String buyer,
            LocalDate day,
            @Nullable BigDecimal price) {}

    private static final TableRef<Silver, Sale> SALES = TableRef.silver("sales", Sale.class);
    private static final int BUYERS = 3_000;

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    /** Centres moved by the plainest Lloyd iteration, over the rows of the query. */
    private final class PlainLloyd implements ClusterEngine {

        @Override
        public Moved move(Source points, double[][] first, double stillness, int iterations) {
            List<double[]> rows = new ArrayList<>();
            try (QueryResult result = lake.engine().query(points.sql(), points.relations())) {
                while (result.nextBatch()) {
                    for (int row = 0; row < result.batchSize(); row++) {
                        double[] point = new double[result.columns().size()];
                        for (int i = 0; i < point.length; i++) {
                            point[i] = result.column(i).getDouble(row);
                        }
                        rows.add(point);
                    }
                }
            }
            double[][] centres = first;
            int done = 0;
            double moved = Double.POSITIVE_INFINITY;
            while (moved > stillness && done < iterations) {
                double[][] sums = new double[centres.length][centres[0].length];
                int[] counts = new int[centres.length];
                for (double[] row : rows) {
                    int nearest = nearest(row, centres);
                    counts[nearest]++;
                    for (int i = 0; i < row.length; i++) {
                        sums[nearest][i] += row[i];
                    }
                }
                moved = 0;
                for (int c = 0; c < centres.length; c++) {
                    for (int i = 0; i < sums[c].length; i++) {
                        sums[c][i] = counts[c] == 0 ? centres[c][i] : sums[c][i] / counts[c];
                    }
                    moved += squared(sums[c], centres[c]);
                }
                centres = sums;
                done++;
            }
            double[][] end = centres;
            double inertia = rows.stream()
                    .mapToDouble(row -> squared(row, end[nearest(row, end)]))
                    .sum();
            return new Moved(end, rows.size(), inertia, done);
        }

        private static int nearest(double[] row, double[][] centres) {
            int nearest = 0;
            for (int c = 1; c < centres.length; c++) {
                nearest = squared(row, centres[c]) < squared(row, centres[nearest]) ? c : nearest;
            }
            return nearest;
        }

        private static double squared(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += (a[i] - b[i]) * (a[i] - b[i]);
            }
            return sum;
        }
    }

    private static Rfm rfm() {
        return Rfm.over(SALES).customer("buyer").time("day").amount("price");
    }

    private static List<Sale> sales() {
        Random random = new Random(3);
        List<Sale> sales = new ArrayList<>();
        for (int buyer = 0; buyer < BUYERS; buyer++) {
            int group = buyer % 4;
            for (int i = 0; i <= group; i++) {
                sales.add(new Sale(
                        buyer + "-" + i,
                        "b" + buyer,
                        LocalDate.of(2020, 1, 1).plusDays(group * 80L + random.nextInt(40)),
                        BigDecimal.valueOf(1_000 + group * 3_000 + random.nextInt(500), 2)));
            }
        }
        sales.add(new Sale("refund", "b1", LocalDate.of(2020, 1, 9), new BigDecimal("-300.00")));
        sales.add(new Sale("unknown", null, LocalDate.of(2020, 1, 9), BigDecimal.ONE));
        return sales;
    }

    @Test
    void allCustomersInTheSampleGiveTheSegmentsOfTheOtherWay() {
        lake.table(SALES).append(sales());

        RfmResult expected = rfm().segment(lake);
        RfmResult found = rfm().clusteredBy(new PlainLloyd()).segment(lake);

        assertSame(expected, found);
        assertThat(found.size()).isEqualTo(BUYERS);
        assertThat(found.notes()).containsExactlyInAnyOrderElementsOf(expected.notes());
        assertThat(found.segments()).isEqualTo(expected.segments());
        assertThat(found.clusters()).isEqualTo(expected.clusters());
        assertThat(found.model().tableVersions()).isEqualTo(expected.model().tableVersions());
        assertThat(RfmModel.fromJson(found.model().toJson()).version())
                .isEqualTo(found.model().version());
    }

    @Test
    void aSampleIsMovedByAllCustomers() {
        lake.table(SALES).append(sales());

        RfmResult expected = rfm().clusters(4).segment(lake);
        RfmResult found =
                rfm().clusters(4).clusteredBy(new PlainLloyd()).sampling(500).segment(lake);

        assertThat(found.notes())
                .anySatisfy(note -> assertThat(note)
                        .matches("Clusters: A sample of \\d{3} of 3,000 points told the number of clusters.*"));
        assertThat(found.model().clusters().points()).isEqualTo(BUYERS);
        assertSame(expected, found);
    }

    private static void assertSame(RfmResult expected, RfmResult found) {
        KMeansModel one = expected.model().clusters();
        KMeansModel other = found.model().clusters();
        assertThat(other.clusters()).isEqualTo(one.clusters());
        for (int cluster = 0; cluster < one.clusters(); cluster++) {
            assertThat(other.centre(cluster)).containsExactly(one.centre(cluster), within(1e-9));
        }
        assertThat(other.inertia()).isCloseTo(one.inertia(), within(1e-6));
        Map<String, CustomerSegment> rows = new HashMap<>();
        expected.rows().forEach(row -> rows.put(row.customerUniqueId(), row));
        List<CustomerSegment> all = found.rows().toList();
        assertThat(all).hasSize(rows.size());
        assertThat(all).allSatisfy(row -> {
            CustomerSegment same = rows.get(row.customerUniqueId());
            assertThat(row.distance()).isCloseTo(same.distance(), within(1e-9));
            assertThat(withoutModel(row)).isEqualTo(withoutModel(same));
        });
    }

    private static List<Object> withoutModel(CustomerSegment row) {
        return List.of(
                row.recencyDays(),
                row.frequency(),
                row.monetary(),
                row.rScore(),
                row.fScore(),
                row.mScore(),
                row.segment(),
                row.cluster(),
                row.clusterName(),
                row.asOf());
    }

    @Test
    void withoutCustomersThereIsAnError() {
        lake.table(SALES).append(List.of(new Sale("x", null, LocalDate.of(2020, 1, 1), BigDecimal.TEN)));

        assertThatThrownBy(() -> rfm().clusteredBy(new PlainLloyd()).segment(lake))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("holds no purchase of a known customer");
    }

    @Test
    void whoSeesNotAllRowsIsStopped() {
        lake.table(SALES).append(sales());
        Principal ana = lake.catalog().createUser("ana");
        lake.catalog().grant(Privilege.USE, Securable.catalog(), ana);
        lake.catalog().grant(Privilege.USE, Securable.schema("silver"), ana);
        lake.catalog().grant(Privilege.SELECT, Securable.table("silver.sales"), ana);
        lake.execute("ALTER TABLE silver.sales SET ROW FILTER buyer <> 'b7'");

        Lakehouse restricted = lake.as(ana);

        assertThat(rfm().segment(restricted).size()).isEqualTo(BUYERS - 1);
        assertThatThrownBy(() -> rfm().clusteredBy(new PlainLloyd()).segment(restricted))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("as ana")
                .hasMessageContaining("row filter");
    }

    @Test
    void countsOfValuesGiveTheCutsOfTheValues() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            double[] values = random.ints(1 + random.nextInt(30), 0, 1 + random.nextInt(12))
                    .asDoubleStream()
                    .toArray();
            Map<Double, Long> counts = Arrays.stream(values)
                    .boxed()
                    .collect(Collectors.groupingBy(value -> value, java.util.TreeMap::new, Collectors.counting()));
            ValueCounts counted = ValueCounts.counted(
                    counts.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                    counts.values().stream().mapToLong(Long::longValue).toArray());
            List<String> notes = new ArrayList<>();
            List<String> others = new ArrayList<>();
            ScoreCuts cuts = ScoreNotes.cuts(Measure.RECENCY, counted, notes);
            ScoreCuts other = ScoreNotes.cuts(Measure.RECENCY, values, others);
            assertThat(cuts.cuts()).containsExactly(other.cuts());
            assertThat(notes).isEqualTo(others);
            assertThat(Feature.of(Measure.RECENCY, counted).mean())
                    .isCloseTo(Feature.of(Measure.RECENCY, values).mean(), within(1e-12));
        }
    }
}
