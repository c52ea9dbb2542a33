package dev.lakehouse4j.ml.cluster;

import java.util.Arrays;
import java.util.Random;

/**
 * First centres by k-means++ (D. Arthur, S. Vassilvitskii: k-means++, the advantages of careful seeding, SODA 2007): each
 * centre is drawn with odds proportional to the squared distance to the centres so far; in the greedy form, a few are drawn
 * and the best of them is taken.
 */
final class Seeding {

    private final Points points;
    private final Chunks chunks;
    private final Workers workers;
    private final double[] nearest;
    private final double[] chunkTotals;

    Seeding(Points points, Chunks chunks, Workers workers) {
        this.points = points;
        this.chunks = chunks;
        this.workers = workers;
        this.nearest = new double[points.size()];
        this.chunkTotals = new double[chunks.count()];
    }

    /** Draws centres, {@code wanted} of them or as many as there are different points. */
    double[] draw(int wanted, Random random) {
        int dimensions = points.dimensions();
        int[] chosen = new int[wanted];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int trials = 2 + (int) Math.floor(StrictMath.log(wanted));
        chosen[0] = random.nextInt(points.size());
        take(chosen[0]);
        int count = 1;
        while (count < wanted) {
            double total = 0;
            for (double part : chunkTotals) {
                total += part;
            }
            if (total == 0) {
                break;
            }
            int[] candidates = new int[trials];
            for (int i = 0; i < trials; i++) {
                candidates[i] = pick(random.nextDouble() * total);
            }
            chosen[count] = best(candidates);
            take(chosen[count]);
            count++;
        }
        double[] centres = new double[count * dimensions];
        for (int i = 0; i < count; i++) {
            System.arraycopy(points.values(), chosen[i] * dimensions, centres, i * dimensions, dimensions);
        }
        return centres;
    }

    private void take(int centre) {
        workers.run(chunks.count(), chunk -> {
            double total = 0;
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                double distance = Math.min(nearest[i], points.squaredDistance(i, centre));
                nearest[i] = distance;
                total += distance;
            }
            chunkTotals[chunk] = total;
        });
    }

    /** The point at which the running total of squared distances passes a value. */
    private int pick(double value) {
        double left = value;
        int last = -1;
        for (int chunk = 0; chunk < chunkTotals.length; chunk++) {
            if (left >= chunkTotals[chunk] && chunk < chunkTotals.length - 1) {
                left -= chunkTotals[chunk];
                continue;
            }
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                if (nearest[i] > 0) {
                    last = i;
                    left -= nearest[i];
                    if (left < 0) {
                        return i;
                    }
                }
            }
        }
        // Rounding may leave a little: the last point that is no centre, wherever it lies.
        for (int i = points.size() - 1; last < 0; i--) {
            if (nearest[i] > 0) {
                last = i;
            }
        }
        return last;
    }

    private int best(int[] candidates) {
        double[][] totals = new double[chunks.count()][];
        workers.run(chunks.count(), chunk -> {
            double[] sums = new double[candidates.length];
            for (int candidate = 0; candidate < candidates.length; candidate++) {
                double sum = 0;
                for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                    sum += Math.min(nearest[i], points.squaredDistance(i, candidates[candidate]));
                }
                sums[candidate] = sum;
            }
            totals[chunk] = sums;
        });
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int candidate = 0; candidate < candidates.length; candidate++) {
            double total = 0;
            for (double[] sums : totals) {
                total += sums[candidate];
            }
            if (total < lowest) {
                lowest = total;
                best = candidate;
            }
        }
        return candidates[best];
    }
}
