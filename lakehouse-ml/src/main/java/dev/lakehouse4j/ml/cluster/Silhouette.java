package dev.lakehouse4j.ml.cluster;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The mean silhouette of a sample (P. J. Rousseeuw: Silhouettes, a graphical aid to the interpretation and validation of
 * cluster analysis, 1987): near 1 when points are much nearer to their own cluster than to the next, 0 on the border.
 */
final class Silhouette {

    private final Points sample;
    private final int[] rows;
    private final Workers workers;

    private Silhouette(Points sample, int[] rows, Workers workers) {
        this.sample = sample;
        this.rows = rows;
        this.workers = workers;
    }

    /** Draws the sample, without putting back, in the order of the points. */
    static Silhouette of(Points points, int most, Random random, Workers workers) {
        int size = Math.min(most, points.size());
        int[] rows = new int[size];
        // Selection sampling (Knuth, algorithm S) needs no memory beside the sample.
        int taken = 0;
        for (int i = 0; taken < size; i++) {
            if (random.nextDouble() * (points.size() - i) < size - taken) {
                rows[taken++] = i;
            }
        }
        int dimensions = points.dimensions();
        double[] values = new double[size * dimensions];
        for (int i = 0; i < size; i++) {
            System.arraycopy(points.values(), rows[i] * dimensions, values, i * dimensions, dimensions);
        }
        return new Silhouette(new Points(values, size, dimensions), rows, workers);
    }

    /** The mean over the sample; null when all points are in one cluster, or each has one of its own. */
    @Nullable
    Double mean(int[] assigned, int clusters) {
        int size = sample.size();
        int[] own = new int[size];
        int[] counts = new int[clusters];
        for (int i = 0; i < size; i++) {
            own[i] = assigned[rows[i]];
            counts[own[i]]++;
        }
        long filled = Arrays.stream(counts).filter(count -> count > 0).count();
        if (filled < 2 || filled == size) {
            return null;
        }
        double[] widths = new double[size];
        int step = 64;
        workers.run((size + step - 1) / step, chunk -> {
            double[] sums = new double[clusters];
            for (int i = chunk * step; i < Math.min(size, (chunk + 1) * step); i++) {
                Arrays.fill(sums, 0);
                for (int j = 0; j < size; j++) {
                    sums[own[j]] += Math.sqrt(sample.squaredDistance(i, j));
                }
                widths[i] = width(sums, counts, own[i]);
            }
        });
        double sum = 0;
        for (double width : widths) {
            sum += width;
        }
        return sum / size;
    }

    private static double width(double[] sums, int[] counts, int own) {
        if (counts[own] == 1) {
            return 0;
        }
        double within = sums[own] / (counts[own] - 1);
        double next = Double.POSITIVE_INFINITY;
        for (int c = 0; c < sums.length; c++) {
            if (c != own && counts[c] > 0) {
                next = Math.min(next, sums[c] / counts[c]);
            }
        }
        double larger = Math.max(within, next);
        return larger == 0 ? 0 : (next - within) / larger;
    }
}
