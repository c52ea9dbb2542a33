package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.ml.cluster.ClusterEngine;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.clustering.KMeans;
import org.apache.spark.mllib.clustering.KMeansModel;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Cluster centres moved by Spark's MLlib, where the rows are.
 *
 * <pre>{@code
 * SqlEngine engine = SparkEngine.on(spark);
 * try (Lakehouse lake = Lakehouse.open(folder, engine)) {
 *     RfmResult result = Rfm.commerce().clusteredBy(SparkClusters.on(engine)).segment(lake);
 * }
 * }</pre>
 *
 * <p>MLlib and {@code lakehouse-ml} are not brought along: Spark's distributions have MLlib, other programs add {@code
 * org.apache.spark:spark-mllib_2.13}.
 */
public final class SparkClusters implements ClusterEngine {

    private final SparkSqlEngine engine;

    private SparkClusters(SparkSqlEngine engine) {
        this.engine = engine;
    }

    /**
     * Clusters by the Spark of an engine.
     *
     * @param engine what {@link SparkEngine} made, the engine of the lake; it is not closed here
     * @return for {@code Rfm.clusteredBy} or {@code KMeans.fit}
     * @throws QueryException when the engine is another one, or MLlib is not on the class path
     */
    public static ClusterEngine on(SqlEngine engine) {
        if (!(engine instanceof SparkSqlEngine spark)) {
            throw new QueryException(
                    "Cannot cluster on Spark: the engine is not one of SparkEngine. Give the engine that"
                            + " the lake was opened with, or leave clusteredBy(…) out on the embedded engine.");
        }
        try {
            Class.forName("org.apache.spark.mllib.clustering.KMeans", false, SparkClusters.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new QueryException(
                    "Cannot cluster on Spark: its library MLlib is not on the class path. Add"
                            + " org.apache.spark:spark-mllib_2.13:" + SparkEngine.SPARK
                            + ".x, or submit the program with spark-submit.",
                    e);
        }
        return new SparkClusters(spark);
    }

    @Override
    public Moved move(Source points, double[][] first, double stillness, int iterations) {
        // MLlib stops when no centre moves farther than this; then the sum over all is small enough, too.
        double epsilon = Math.sqrt(stillness / first.length);
        Vector[] centres = Arrays.stream(first).map(Vectors::dense).toArray(Vector[]::new);
        return engine.compute("cluster the points", points.sql(), points.relations(), rows -> {
            JavaRDD<Vector> vectors = rows.javaRDD().map(SparkClusters::vector).persist(StorageLevel.MEMORY_AND_DISK());
            try {
                KMeansModel model = new KMeans()
                        .setK(centres.length)
                        .setMaxIterations(iterations)
                        .setEpsilon(epsilon)
                        .setInitialModel(new KMeansModel(centres))
                        .run(vectors.rdd());
                return new Moved(
                        Arrays.stream(model.clusterCenters())
                                .map(Vector::toArray)
                                .toArray(double[][]::new),
                        vectors.count(),
                        model.computeCost(vectors.rdd()),
                        model.numIter());
            } finally {
                vectors.unpersist(false);
            }
        });
    }

    private static Vector vector(Row row) {
        double[] values = new double[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getDouble(i);
        }
        return Vectors.dense(values);
    }
}
