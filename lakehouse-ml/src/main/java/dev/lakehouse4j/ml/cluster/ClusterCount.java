package dev.lakehouse4j.ml.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A number of clusters that was tried.
 *
 * @param clusters the number of clusters
 * @param inertia sum of the squared distances of all points to their centre
 * @param silhouette mean silhouette of the sample, −1 to 1, higher is better; null when there is a single cluster, or a
 *     cluster per point
 * @param chosen whether the result has this number
 * @param elbow whether the inertia bends most here; of all numbers tried one at most, and none of fewer than three
 */
public record ClusterCount(
        int clusters, double inertia, @Nullable Double silhouette, boolean chosen, boolean elbow) {

    ClusterCount marked(int chosenClusters, int elbowClusters) {
        return new ClusterCount(clusters, inertia, silhouette, clusters == chosenClusters, clusters == elbowClusters);
    }
}
