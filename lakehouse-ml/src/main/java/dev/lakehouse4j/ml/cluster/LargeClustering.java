package dev.lakehouse4j.ml.cluster;

import java.util.List;

/**
 * The clusters of points that lie in tables. Which cluster a point belongs to is asked of the model.
 *
 * @param model the centres, found over all points
 * @param iterations iterations over all points; those over the sample are not counted
 * @param converged whether the centres stood still before the iterations ran out
 * @param candidates the numbers of clusters that were tried on the sample, ascending, with the sample's inertia
 * @param notes what a reader of the result should know; empty when all went as asked
 */
public record LargeClustering(
        KMeansModel model, int iterations, boolean converged, List<ClusterCount> candidates, List<String> notes) {

    /** Copies the lists. */
    public LargeClustering {
        candidates = List.copyOf(candidates);
        notes = List.copyOf(notes);
    }
}
