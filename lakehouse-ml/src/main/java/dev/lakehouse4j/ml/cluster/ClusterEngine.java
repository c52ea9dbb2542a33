package dev.lakehouse4j.ml.cluster;

import dev.lakehouse4j.core.engine.Relation;
import java.util.Map;

/**
 * Moves cluster centres over points that lie in tables and are too many for this process. An implementation computes where
 * the tables are read; {@link KMeans#fit(Source, double[], int, ClusterEngine)} gives it the centres to start from.
 */
public interface ClusterEngine {

    /**
     * Lloyd's iteration over all points: each point goes to its nearest centre, each centre to the middle of its points, until
     * the centres stand still.
     *
     * @param points the points
     * @param first the centres to start from, at least one, each with a coordinate per column of the points
     * @param stillness the centres stand still when the sum of their squared moves in an iteration is at most this; from 0 on
     * @param iterations most iterations, at least 1
     * @return where the centres ended, in the order of those given; a centre without points stays where it was
     */
    Moved move(Source points, double[][] first, double stillness, int iterations);

    /**
     * Points as rows of a query.
     *
     * @param sql one SELECT statement; its columns are doubles, the coordinates of a point, finite and never null
     * @param relations what its table names stand for
     */
    record Source(String sql, Map<String, Relation> relations) {

        /** Copies the relations. */
        public Source {
            relations = Map.copyOf(relations);
        }
    }

    /**
     * Centres after the iteration.
     *
     * @param centres coordinates by centre
     * @param points number of points
     * @param inertia sum of the squared distances of all points to the nearest of these centres
     * @param iterations iterations that were made
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Moved(double[][] centres, long points, double inertia, int iterations) {}
}
