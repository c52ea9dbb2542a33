package dev.lakehouse4j.ml.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * k-means: parts points into clusters so that the sum of the squared distances to the cluster centres is small.
 *
 * <p>The centres start from greedy k-means++ (D. Arthur, S. Vassilvitskii: k-means++, the advantages of careful seeding, SODA
 * 2007) several times, each start is improved by Lloyd's iteration with the bounds of G. Hamerly (Making k-means even
 * faster, SDM 2010), and the best start counts. The number of clusters is given, or chosen over a range by the mean
 * silhouette (P. J. Rousseeuw, 1987).
 *
 * <pre>{@code
 * Clustering clustering = KMeans.settings().clustersBetween(3, 8).seed(7).fit(points, 2);
 * }</pre>
 *
 * <p>The same settings and points give the same result to the last digit, whatever the number of threads. Immutable.
 */
public final class KMeans {

    /** Most points of which a silhouette is computed: it costs the square of their number. */
    public static final int LARGEST_SAMPLE = 10_000;

    private final int fewest;
    private final int most;
    private final int starts;
    private final int iterations;
    private final double tolerance;
    private final long seed;
    private final int threads;
    private final int sample;

    private KMeans(
            int fewest, int most, int starts, int iterations, double tolerance, long seed, int threads, int sample) {
        this.fewest = fewest;
        this.most = most;
        this.starts = starts;
        this.iterations = iterations;
        this.tolerance = tolerance;
        this.seed = seed;
        this.threads = threads;
        this.sample = sample;
    }

    /**
     * The settings to start from: 2 to 8 clusters, 10 starts, 300 iterations, tolerance 0.0001, seed 42, silhouette of
     * 10,000 points, all processors.
     *
     * @return settings
     */
    public static KMeans settings() {
        return new KMeans(2, 8, 10, 300, 1e-4, 42, Runtime.getRuntime().availableProcessors(), LARGEST_SAMPLE);
    }

    /**
     * Gives the number of clusters.
     *
     * @param count clusters, at least 1
     * @return the changed settings
     */
    public KMeans clusters(int count) {
        return clustersBetween(count, count);
    }

    /**
     * Has the number of clusters chosen: the one with the highest mean silhouette, the smaller one of equals.
     *
     * @param atLeast fewest clusters, at least 1
     * @param atMost most clusters
     * @return the changed settings
     */
    public KMeans clustersBetween(int atLeast, int atMost) {
        require(atLeast >= 1 && atMost >= atLeast, atLeast + " to " + atMost + " clusters", "at least one is needed");
        return new KMeans(atLeast, atMost, starts, iterations, tolerance, seed, threads, sample);
    }

    /**
     * Says how often to start anew; more starts miss the best centres less often.
     *
     * @param count starts, at least 1
     * @return the changed settings
     */
    public KMeans starts(int count) {
        require(count >= 1, count + " starts", "at least one is needed");
        return new KMeans(fewest, most, count, iterations, tolerance, seed, threads, sample);
    }

    /**
     * Bounds the iterations of a start.
     *
     * @param count iterations, at least 1
     * @return the changed settings
     */
    public KMeans iterations(int count) {
        require(count >= 1, count + " iterations", "at least one is needed");
        return new KMeans(fewest, most, starts, count, tolerance, seed, threads, sample);
    }

    /**
     * Says when the centres count as standing still.
     *
     * @param share the sum of the squared moves of the centres in an iteration, as a share of the mean variance of the
     *     coordinates; 0 iterates until no point changes its cluster
     * @return the changed settings
     */
    public KMeans tolerance(double share) {
        require(share >= 0 && Double.isFinite(share), "tolerance " + share, "it is a number from 0 on");
        return new KMeans(fewest, most, starts, iterations, share, seed, threads, sample);
    }

    /**
     * Seeds all random choices.
     *
     * @param number any number
     * @return the changed settings
     */
    public KMeans seed(long number) {
        return new KMeans(fewest, most, starts, iterations, tolerance, number, threads, sample);
    }

    /**
     * Says how many threads work; the result is the same for any number.
     *
     * @param count threads, at least 1
     * @return the changed settings
     */
    public KMeans threads(int count) {
        require(count >= 1, count + " threads", "at least one is needed");
        return new KMeans(fewest, most, starts, iterations, tolerance, seed, count, sample);
    }

    /**
     * Says of how many points, drawn by the seed, the silhouette is computed.
     *
     * @param points 2 to {@value #LARGEST_SAMPLE}
     * @return the changed settings
     */
    public KMeans silhouetteSample(int points) {
        require(
                points >= 2 && points <= LARGEST_SAMPLE,
                "a silhouette sample of " + points,
                "2 to " + LARGEST_SAMPLE + " points are possible");
        return new KMeans(fewest, most, starts, iterations, tolerance, seed, threads, points);
    }

    private static void require(boolean possible, String what, String why) {
        if (!possible) {
            throw new IllegalArgumentException("Cannot cluster with " + what + ": " + why + ".");
        }
    }

    /**
     * Finds the clusters.
     *
     * <p>When there are fewer different points than clusters asked for, each different point gets a cluster and a note of the
     * result says so.
     *
     * @param values coordinates, point by point; not changed. Distances weigh all dimensions alike: bring them to one scale
     * @param dimensions coordinates per point
     * @return clusters of all points, and the model that assigns further ones
     * @throws IllegalArgumentException without a point, or when a coordinate is NaN or infinite, or beyond about 1e150
     */
    public Clustering fit(double[] values, int dimensions) {
        Points points = Points.of(values, dimensions);
        if (points.size() == 0) {
            throw new IllegalArgumentException("Cannot cluster: there is no point. Give at least one.");
        }
        double variance = variance(points);
        if (!Double.isFinite(variance)) {
            throw new IllegalArgumentException(
                    "Cannot cluster: the squares of the coordinates are beyond the range of a"
                            + " double. Bring the coordinates to a smaller scale, for example standard deviations.");
        }
        Chunks chunks = new Chunks(points.size());
        try (Workers workers = new Workers(Math.min(threads, chunks.count()))) {
            return fit(points, chunks, workers, variance);
        }
    }

    /**
     * Finds the clusters of points that lie in tables. A sample of them, clustered in this process, tells their number and the
     * first centres (P. S. Bradley, U. M. Fayyad: Refining initial points for k-means clustering, ICML 1998); all points then
     * move these.
     *
     * <p>Where the sample is all points, in any order, the centres are those of {@link #fit(double[], int)} up to rounding.
     *
     * @param points all points
     * @param sample coordinates of some of them, point by point, of a fair sample; not changed
     * @param dimensions coordinates per point
     * @param engine computes where the points lie
     * @return the model, and how it came about
     * @throws IllegalArgumentException without a point in the sample, or when a coordinate is NaN or infinite
     */
    public LargeClustering fit(ClusterEngine.Source points, double[] sample, int dimensions, ClusterEngine engine) {
        Clustering first = fit(sample, dimensions);
        double[][] centres = IntStream.range(0, first.model().clusters())
                .mapToObj(first.model()::centre)
                .toArray(double[][]::new);
        double stillness = variance(Points.of(sample, dimensions)) * tolerance;
        ClusterEngine.Moved moved = engine.move(points, centres, stillness, iterations);
        List<String> notes = new ArrayList<>(first.notes());
        if (first.size() < moved.points()) {
            notes.add(String.format(
                    java.util.Locale.ROOT,
                    "A sample of %,d of %,d points told the number of clusters and the first centres.",
                    first.size(),
                    moved.points()));
        }
        boolean converged = moved.iterations() < iterations;
        if (!converged) {
            notes.add(
                    "The centres still moved after " + iterations + " iterations; allow more, or a higher tolerance.");
        }
        double[] flat =
                Arrays.stream(moved.centres()).flatMapToDouble(Arrays::stream).toArray();
        KMeansModel model = new KMeansModel(sorted(flat, dimensions), moved.points(), moved.inertia(), seed, starts);
        return new LargeClustering(model, moved.iterations(), converged, first.candidates(), notes);
    }

    private Clustering fit(Points points, Chunks chunks, Workers workers, double variance) {
        List<String> notes = new ArrayList<>();
        Seeding seeding = new Seeding(points, chunks, workers);
        Lloyd lloyd = new Lloyd(points, chunks, workers);
        @Nullable Silhouette silhouette = most == 1 ? null : Silhouette.of(points, sample, random(0, 0), workers);
        List<ClusterCount> candidates = new ArrayList<>();
        @Nullable Fitted best = null;
        for (int k = fewest; k <= most; k++) {
            Fitted fitted = best(k, points, chunks, workers, seeding, lloyd, variance * tolerance);
            if (fitted.model().clusters() < k) {
                int different = fitted.model().clusters();
                notes.add("There "
                        + (different == 1 ? "is only 1 different point" : "are only " + different + " different points")
                        + ", so " + k + " clusters" + (most > k ? " or more" : "")
                        + " cannot be made.");
                if (best != null) {
                    break;
                }
            }
            int count = fitted.model().clusters();
            Double width = silhouette == null ? null : silhouette.mean(fitted.assigned(), count);
            candidates.add(new ClusterCount(count, fitted.end().inertia(), width, false, false));
            if (!fitted.end().converged()) {
                notes.add("With " + k + " clusters the centres still moved after " + iterations
                        + " iterations; allow more, or a higher tolerance.");
            }
            if (best == null || higher(width, best.silhouette())) {
                best = fitted.withSilhouette(width);
            }
            if (count < k) {
                break;
            }
        }
        Fitted chosen = java.util.Objects.requireNonNull(best);
        int elbow = elbow(candidates);
        List<ClusterCount> marked = candidates.stream()
                .map(candidate -> candidate.marked(chosen.model().clusters(), elbow))
                .toList();
        return new Clustering(
                chosen.model(),
                chosen.assigned(),
                chosen.squaredDistances(),
                chosen.end().iterations(),
                chosen.end().converged(),
                marked,
                notes);
    }

    private static boolean higher(@Nullable Double silhouette, @Nullable Double other) {
        return silhouette != null && (other == null || silhouette > other);
    }

    /** The best start for a number of clusters. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Fitted(
            KMeansModel model,
            int[] assigned,
            double[] squaredDistances,
            Lloyd.End end,
            @Nullable Double silhouette) {

        Fitted withSilhouette(@Nullable Double width) {
            return new Fitted(model, assigned, squaredDistances, end, width);
        }
    }

    private Fitted best(
            int k, Points points, Chunks chunks, Workers workers, Seeding seeding, Lloyd lloyd, double stillness) {
        Lloyd.@Nullable End best = null;
        for (int start = 0; start < starts; start++) {
            double[] first = seeding.draw(k, random(k, start + 1));
            Lloyd.End end = lloyd.run(first, stillness, iterations);
            if (best == null || end.inertia() < best.inertia()) {
                best = end;
            }
            if (first.length < k * points.dimensions()) {
                break; // Every start takes all the different points.
            }
        }
        Lloyd.End end = java.util.Objects.requireNonNull(best);
        double[][] centres = sorted(end.centres(), points.dimensions());
        int[] assigned = new int[points.size()];
        double[] distances = new double[points.size()];
        double[] flat = Arrays.stream(centres).flatMapToDouble(Arrays::stream).toArray();
        double[] parts = new double[chunks.count()];
        workers.run(chunks.count(), chunk -> {
            double sum = 0;
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                int nearest = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int c = 0; c < centres.length; c++) {
                    double distance = points.squaredDistance(i, flat, c);
                    if (distance < least) {
                        least = distance;
                        nearest = c;
                    }
                }
                assigned[i] = nearest;
                distances[i] = least;
                sum += least;
            }
            parts[chunk] = sum;
        });
        double inertia = 0;
        for (double part : parts) {
            inertia += part;
        }
        KMeansModel model = new KMeansModel(centres, points.size(), inertia, seed, starts);
        return new Fitted(
                model,
                assigned,
                distances,
                new Lloyd.End(end.centres(), inertia, end.iterations(), end.converged()),
                null);
    }

    /** The order of the starts must not show in the numbers of the clusters: they go by their coordinates. */
    private static double[][] sorted(double[] centres, int dimensions) {
        return IntStream.range(0, centres.length / dimensions)
                .mapToObj(c -> Arrays.copyOfRange(centres, c * dimensions, (c + 1) * dimensions))
                .sorted(Comparator.comparing((double[] centre) -> centre, Arrays::compare))
                .toArray(double[][]::new);
    }

    /** java.util.Random is specified to the bit, so that other Java versions draw the same. */
    private Random random(int k, int start) {
        long mixed = seed * 0x9E3779B97F4A7C15L + k * 0xBF58476D1CE4E5B9L + start * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return new Random(mixed * 0xD6E8FEB86659FD93L);
    }

    private static double variance(Points points) {
        int dimensions = points.dimensions();
        double sum = 0;
        for (int dimension = 0; dimension < dimensions; dimension++) {
            double total = 0;
            for (int i = dimension; i < points.values().length; i += dimensions) {
                total += points.values()[i];
            }
            double mean = total / points.size();
            double squares = 0;
            for (int i = dimension; i < points.values().length; i += dimensions) {
                double difference = points.values()[i] - mean;
                squares += difference * difference;
            }
            sum += squares / points.size();
        }
        return sum / dimensions;
    }

    /**
     * Where the inertia stops to fall steeply: the count that lies farthest below the line from the first to the last (V.
     * Satopää and others: Finding a kneedle in a haystack, 2011). 0 when fewer than three counts were tried.
     */
    private static int elbow(List<ClusterCount> candidates) {
        if (candidates.size() < 3) {
            return 0;
        }
        ClusterCount first = candidates.get(0);
        ClusterCount last = candidates.get(candidates.size() - 1);
        int elbow = 0;
        double deepest = 0;
        for (ClusterCount candidate : candidates) {
            double along = (double) (candidate.clusters() - first.clusters()) / (last.clusters() - first.clusters());
            double line = first.inertia() + along * (last.inertia() - first.inertia());
            if (line - candidate.inertia() > deepest) {
                deepest = line - candidate.inertia();
                elbow = candidate.clusters();
            }
        }
        return elbow;
    }
}
