package dev.lakehouse4j.ml.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters beside a plain implementation of the definition, and what happens with points that make trouble. */
class KMeansTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    /** Points around corners of a grid, {@code spread} wide. */
    private static double[] blobs(int size, int dimensions, int centres, double spread, long seed) {
        Random random = new Random(seed);
        double[] points = new double[size * dimensions];
        for (int i = 0; i < size; i++) {
            int centre = i % centres;
            for (int d = 0; d < dimensions; d++) {
                points[i * dimensions + d] =
                        10.0 * (d == 0 ? centre : centre % (d + 2)) + spread * random.nextGaussian();
            }
        }
        return points;
    }

    /** Lloyd's iteration as it is defined, without any bound. */
    private static double[] plainLloyd(double[] values, int dimensions, double[] first) {
        double[] centres = first.clone();
        int size = values.length / dimensions;
        for (int iteration = 0; iteration < 1000; iteration++) {
            double[] sums = new double[centres.length];
            int[] counts = new int[centres.length / dimensions];
            for (int i = 0; i < size; i++) {
                int own = nearest(values, i, dimensions, centres);
                counts[own]++;
                for (int d = 0; d < dimensions; d++) {
                    sums[own * dimensions + d] += values[i * dimensions + d];
                }
            }
            double[] next = new double[centres.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = sums[i] / counts[i / dimensions];
            }
            if (Arrays.equals(next, centres)) {
                break;
            }
            centres = next;
        }
        return centres;
    }

    private static int nearest(double[] values, int point, int dimensions, double[] centres) {
        int nearest = 0;
        for (int c = 1; c < centres.length / dimensions; c++) {
            if (squared(values, point, dimensions, centres, c) < squared(values, point, dimensions, centres, nearest)) {
                nearest = c;
            }
        }
        return nearest;
    }

    private static double squared(double[] values, int point, int dimensions, double[] centres, int centre) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += Math.pow(values[point * dimensions + d] - centres[centre * dimensions + d], 2);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void boundsGiveTheClustersOfThePlainIteration(int dimensions) {
        for (int seed = 0; seed < 7; seed++) {
            int clusters = 2 + seed % 7;
            double[] values = blobs(10_000, dimensions, 5, 4, seed);
            double[] first = Arrays.copyOf(values, clusters * dimensions);
            Points points = Points.of(values, dimensions);
            Chunks chunks = new Chunks(points.size());
            double[] found;
            try (Workers workers = new Workers(2)) {
                found = new Lloyd(points, chunks, workers).run(first, 0, 1000).centres();
            }
            double[] expected = plainLloyd(values, dimensions, first);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).as("seed %s coordinate %s", seed, i).isCloseTo(expected[i], within(1e-7));
            }
        }
    }

    @Test
    void everyPointIsInTheClusterOfTheNearestCentreAndEveryCentreIsTheMeanOfItsPoints() {
        double[] values = blobs(9_000, 3, 6, 3, 5);
        Clustering clustering = KMeans.settings().clusters(4).tolerance(0).fit(values, 3);
        double[] flat = IntStream.range(0, 4)
                .mapToObj(clustering.model()::centre)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        double inertia = 0;
        double[] sums = new double[12];
        int[] counts = new int[4];
        for (int i = 0; i < clustering.size(); i++) {
            int own = clustering.cluster(i);
            double squared = squared(values, i, 3, flat, own);
            assertThat(own).isEqualTo(nearest(values, i, 3, flat));
            assertThat(clustering.distance(i)).isCloseTo(Math.sqrt(squared), ROUNDING);
            assertThat(clustering.model().predict(values[3 * i], values[3 * i + 1], values[3 * i + 2]))
                    .isEqualTo(new KMeansModel.Nearest(own, clustering.distance(i)));
            inertia += squared;
            counts[own]++;
            for (int d = 0; d < 3; d++) {
                sums[own * 3 + d] += values[i * 3 + d];
            }
        }
        for (int i = 0; i < 12; i++) {
            assertThat(flat[i]).isCloseTo(sums[i] / counts[i / 3], ROUNDING);
        }
        assertThat(clustering.inertia()).isCloseTo(inertia, within(1e-6));
        assertThat(clustering.converged()).isTrue();
    }

    @Test
    void theNumberOfThreadsChangesNoDigit() {
        double[] values = blobs(50_000, 3, 7, 5, 1);
        KMeans settings = KMeans.settings().clustersBetween(3, 5).starts(3).silhouetteSample(500);
        Clustering one = settings.threads(1).fit(values, 3);
        for (int threads : new int[] {2, 3, 8}) {
            Clustering other = settings.threads(threads).fit(values, 3);
            assertThat(other.model().toJson()).isEqualTo(one.model().toJson());
            assertThat(other.clusters()).isEqualTo(one.clusters());
            assertThat(other.candidates()).isEqualTo(one.candidates());
        }
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherSeedNearlyTheSame() {
        double[] values = blobs(5_000, 2, 4, 3, 2);
        KMeans settings = KMeans.settings().clusters(4);
        Clustering first = settings.seed(1).fit(values, 2);
        assertThat(settings.seed(1).fit(values, 2).model().toJson())
                .isEqualTo(first.model().toJson());
        Clustering other = settings.seed(2).fit(values, 2);
        assertThat(other.inertia()).isCloseTo(first.inertia(), within(first.inertia() * 1e-3));
    }

    @Test
    void plantedClustersAreFoundAndCounted() {
        double[] values = blobs(3_000, 2, 6, 0.5, 3);
        Clustering clustering = KMeans.settings().clustersBetween(2, 9).fit(values, 2);
        assertThat(clustering.model().clusters()).isEqualTo(6);
        int[] ofGroup = new int[6];
        for (int i = 0; i < 6; i++) {
            ofGroup[i] = clustering.cluster(i);
        }
        assertThat(Arrays.stream(ofGroup).distinct().count()).isEqualTo(6);
        for (int i = 0; i < clustering.size(); i++) {
            assertThat(clustering.cluster(i)).isEqualTo(ofGroup[i % 6]);
        }
        assertThat(clustering.candidates()).extracting(ClusterCount::clusters).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(clustering.candidates().stream().filter(ClusterCount::chosen))
                .singleElement()
                .satisfies(chosen -> assertThat(chosen.clusters()).isEqualTo(6));
        assertThat(clustering.candidates().stream().filter(ClusterCount::elbow)).hasSize(1);
        assertThat(clustering.candidates()).isSortedAccordingTo((a, b) -> Double.compare(b.inertia(), a.inertia()));
    }

    @Test
    void theSilhouetteIsThatOfTheDefinition() {
        // By hand: clusters {0, 1} and {10, 12}. a = 1, b = 11 → 10/11; a = 1, b = 10 → 9/10; a = 2, b = 9.5; a = 2, b
        // = 11.5.
        Clustering clustering = KMeans.settings().clusters(2).fit(new double[] {0, 1, 10, 12}, 1);
        assertThat(clustering.candidates().get(0).silhouette())
                .isCloseTo((10.0 / 11 + 9.0 / 10 + 7.5 / 9.5 + 9.5 / 11.5) / 4, ROUNDING);
        assertThat(clustering.inertia()).isCloseTo(0.5 + 2, ROUNDING);
    }

    @Test
    void theSilhouetteOfALargeSampleIsNearThatOfAllPoints() {
        double[] values = blobs(4_000, 2, 4, 3, 4);
        double all =
                KMeans.settings().clusters(4).fit(values, 2).candidates().get(0).silhouette();
        double some = KMeans.settings()
                .clusters(4)
                .silhouetteSample(1_000)
                .fit(values, 2)
                .candidates()
                .get(0)
                .silhouette();
        assertThat(some).isNotEqualTo(all).isCloseTo(all, within(0.03));
    }

    @Test
    void fewerDifferentPointsThanClustersGetAClusterEach() {
        double[] values = {1, 1, 2, 2, 2, 7};
        Clustering clustering = KMeans.settings().clusters(5).fit(values, 1);
        assertThat(clustering.model().clusters()).isEqualTo(3);
        assertThat(clustering.inertia()).isZero();
        assertThat(clustering.clusters()).containsExactly(0, 0, 1, 1, 1, 2);
        assertThat(clustering.notes())
                .containsExactly("There are only 3 different points, so 5 clusters cannot be made.");
    }

    @Test
    void aRangeEndsWhereThePointsEnd() {
        Clustering clustering = KMeans.settings().clustersBetween(2, 8).fit(new double[] {1, 1, 2, 2, 9, 9}, 1);
        assertThat(clustering.candidates()).extracting(ClusterCount::clusters).containsExactly(2, 3);
        assertThat(clustering.notes())
                .containsExactly("There are only 3 different points, so 4 clusters or more cannot be made.");
    }

    @Test
    void onePointIsOneClusterWithoutSilhouette() {
        Clustering clustering = KMeans.settings().fit(new double[] {3, 4}, 2);
        assertThat(clustering.model().clusters()).isEqualTo(1);
        assertThat(clustering.model().centre(0)).containsExactly(3, 4);
        assertThat(clustering.candidates()).singleElement().satisfies(only -> {
            assertThat(only.silhouette()).isNull();
            assertThat(only.chosen()).isTrue();
        });
    }

    @Test
    void anEmptyClusterGetsThePointFarthestFromItsCentre() {
        Points points = Points.of(new double[] {0, 1, 2, 50}, 1);
        try (Workers workers = new Workers(1)) {
            // Nothing is nearest to 1000, so its cluster starts empty.
            Lloyd.End end = new Lloyd(points, new Chunks(4), workers).run(new double[] {0, 3, 1000}, 0, 100);
            assertThat(end.centres()).doesNotContain(1000, Double.NaN);
            assertThat(end.inertia()).isLessThanOrEqualTo(0.5);
        }
    }

    @Test
    void iterationsThatRunOutAreSaid() {
        Clustering clustering =
                KMeans.settings().clusters(6).iterations(1).starts(1).fit(blobs(2_000, 2, 3, 6, 9), 2);
        assertThat(clustering.converged()).isFalse();
        assertThat(clustering.notes()).singleElement().asString().contains("still moved after 1 iterations");
    }

    @Test
    void seedingTakesDifferentPointsOnly() {
        double[] values = new double[1_000];
        Arrays.fill(values, 0, 990, 5);
        for (int i = 990; i < 1_000; i++) {
            values[i] = i;
        }
        Points points = Points.of(values, 1);
        Chunks chunks = new Chunks(points.size());
        try (Workers workers = new Workers(1)) {
            Seeding seeding = new Seeding(points, chunks, workers);
            for (int seed = 0; seed < 50; seed++) {
                assertThat(seeding.draw(11, new Random(seed)))
                        .doesNotHaveDuplicates()
                        .hasSize(11);
                assertThat(seeding.draw(20, new Random(seed))).hasSize(11);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void coordinatesThatAreNoNumbersAreRefused(double wrong) {
        assertThatThrownBy(() -> KMeans.settings().fit(new double[] {1, 2, 3, wrong}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coordinate 1 of point 1 is " + wrong)
                .hasMessageContaining("Leave the point out");
    }

    @Test
    void wrongUseIsRefused() {
        KMeans settings = KMeans.settings();
        assertThatThrownBy(() -> settings.fit(new double[0], 2)).hasMessageContaining("there is no point");
        assertThatThrownBy(() -> settings.fit(new double[3], 2)).hasMessageContaining("not a multiple");
        assertThatThrownBy(() -> settings.fit(new double[3], 0)).hasMessageContaining("not a multiple");
        assertThatThrownBy(() -> settings.fit(new double[] {1e200, -1e200}, 1)).hasMessageContaining("smaller scale");
        assertThatThrownBy(() -> settings.clusters(0)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> settings.clustersBetween(4, 3)).hasMessageContaining("4 to 3 clusters");
        assertThatThrownBy(() -> settings.starts(0)).hasMessageContaining("0 starts");
        assertThatThrownBy(() -> settings.iterations(0)).hasMessageContaining("0 iterations");
        assertThatThrownBy(() -> settings.threads(0)).hasMessageContaining("0 threads");
        assertThatThrownBy(() -> settings.tolerance(Double.NaN)).hasMessageContaining("tolerance NaN");
        assertThatThrownBy(() -> settings.silhouetteSample(10_001)).hasMessageContaining("10000");
    }
}
