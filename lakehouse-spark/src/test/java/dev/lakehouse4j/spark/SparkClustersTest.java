package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.ml.cluster.ClusterEngine;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** MLlib's iteration is Lloyd's, from the centres that it is given. */
class SparkClustersTest {

    /** 400 points around (0, 0), (10, 0) and (0, 10), by a rule of numbers. */
    private static final String POINTS = "select cast(case when i % 4 = 1 then 10 else 0 end + (i * 37 % 100) / 100.0"
            + " as double) as x, cast(case when i % 4 = 2 then 10 else 0 end + (i * 53 % 100) / 100.0 as double) as y"
            + " from range(0, 400) as r(i)";

    private static final ClusterEngine.Source SOURCE = new ClusterEngine.Source(POINTS, Map.of());

    @Test
    void centresMoveIntoTheMiddleOfTheirPoints() {
        try (SqlEngine engine = SparkEngine.on(LocalSpark.session())) {
            ClusterEngine.Moved moved =
                    SparkClusters.on(engine).move(SOURCE, new double[][] {{9, 1}, {1, 9}, {2, 2}}, 0, 50);

            assertThat(moved.points()).isEqualTo(400);
            assertThat(moved.iterations()).isBetween(1, 10);
            double[][] expected = {means(1), means(2), middle(means(0), means(3))};
            for (int i = 0; i < 3; i++) {
                assertThat(moved.centres()[i]).containsExactly(expected[i], within(1e-9));
            }
            assertThat(moved.inertia()).isCloseTo(inertia(expected), within(1e-6));
        }
    }

    @Test
    void theIterationsAreBounded() {
        try (SqlEngine engine = SparkEngine.on(LocalSpark.session())) {
            ClusterEngine.Moved moved = SparkClusters.on(engine).move(SOURCE, new double[][] {{0, 0}, {0, 1}}, 0, 1);

            assertThat(moved.iterations()).isEqualTo(1);
        }
    }

    private static double[] point(int i) {
        return new double[] {(i % 4 == 1 ? 10 : 0) + i * 37 % 100 / 100.0, (i % 4 == 2 ? 10 : 0) + i * 53 % 100 / 100.0
        };
    }

    private static double[] means(int group) {
        double[] sums = new double[2];
        for (int i = group; i < 400; i += 4) {
            sums[0] += point(i)[0] / 100;
            sums[1] += point(i)[1] / 100;
        }
        return sums;
    }

    private static double[] middle(double[] one, double[] other) {
        return new double[] {(one[0] + other[0]) / 2, (one[1] + other[1]) / 2};
    }

    private static double inertia(double[][] centres) {
        double sum = 0;
        for (int i = 0; i < 400; i++) {
            double[] point = point(i);
            double[] centre = centres[i % 4 == 1 ? 0 : i % 4 == 2 ? 1 : 2];
            sum += Math.pow(point[0] - centre[0], 2) + Math.pow(point[1] - centre[1], 2);
        }
        return sum;
    }
}
