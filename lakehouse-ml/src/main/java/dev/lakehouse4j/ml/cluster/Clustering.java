package dev.lakehouse4j.ml.cluster;

import java.util.List;

/** The clusters of the points that a {@link KMeans} was fitted to. Immutable. */
public final class Clustering {

    private final KMeansModel model;
    private final int[] assigned;
    private final double[] squaredDistances;
    private final int iterations;
    private final boolean converged;
    private final List<ClusterCount> candidates;
    private final List<String> notes;

    Clustering(
            KMeansModel model,
            int[] assigned,
            double[] squaredDistances,
            int iterations,
            boolean converged,
            List<ClusterCount> candidates,
            List<String> notes) {
        this.model = model;
        this.assigned = assigned;
        this.squaredDistances = squaredDistances;
        this.iterations = iterations;
        this.converged = converged;
        this.candidates = List.copyOf(candidates);
        this.notes = List.copyOf(notes);
    }

    /**
     * The model that assigns further points.
     *
     * @return the model
     */
    public KMeansModel model() {
        return model;
    }

    /**
     * Number of points.
     *
     * @return points
     */
    public int size() {
        return assigned.length;
    }

    /**
     * The cluster of a point: the one with the nearest centre.
     *
     * @param point number of the point, from 0
     * @return number of the cluster, from 0
     */
    public int cluster(int point) {
        return assigned[point];
    }

    /**
     * The distance of a point to the centre of its cluster.
     *
     * @param point number of the point, from 0
     * @return Euclidean distance, in the unit of the coordinates
     */
    public double distance(int point) {
        return Math.sqrt(squaredDistances[point]);
    }

    /**
     * The clusters of all points.
     *
     * @return a copy, numbers from 0
     */
    public int[] clusters() {
        return assigned.clone();
    }

    /**
     * Sum of the squared distances of all points to their centre.
     *
     * @return inertia, in the squared unit of the coordinates
     */
    public double inertia() {
        return model.inertia();
    }

    /**
     * Iterations of the start that counted.
     *
     * @return iterations
     */
    public int iterations() {
        return iterations;
    }

    /**
     * Whether the centres stood still before the iterations ran out.
     *
     * @return true when they did
     */
    public boolean converged() {
        return converged;
    }

    /**
     * The numbers of clusters that were tried.
     *
     * @return ascending; one when it was given
     */
    public List<ClusterCount> candidates() {
        return candidates;
    }

    /**
     * What a reader of the result should know.
     *
     * @return sentences; empty when all went as asked
     */
    public List<String> notes() {
        return notes;
    }
}
