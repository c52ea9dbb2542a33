package dev.lakehouse4j.ml.cluster;

import java.util.Arrays;

/**
 * Lloyd's iteration (S. P. Lloyd: Least squares quantization in PCM, 1982) with the bounds of G. Hamerly (Making k-means
 * even faster, SDM 2010): a point whose upper bound to its own centre is below its lower bound to all others needs no
 * distance computed. The assignments are those of the plain iteration, up to rounding and ties.
 *
 * <p>The arrays are reused from start to start.
 */
final class Lloyd {

    private final Points points;
    private final Chunks chunks;
    private final Workers workers;
    private final int[] assigned;
    private final double[] upper;
    private final double[] lower;
    private double[] centres = new double[0];
    private int clusters;
    private double[][] chunkSums = new double[0][];
    private int[][] chunkCounts = new int[0][];

    Lloyd(Points points, Chunks chunks, Workers workers) {
        this.points = points;
        this.chunks = chunks;
        this.workers = workers;
        this.assigned = new int[points.size()];
        this.upper = new double[points.size()];
        this.lower = new double[points.size()];
    }

    /** Where an iteration ended. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record End(double[] centres, double inertia, int iterations, boolean converged) {}

    /**
     * Moves the centres until they stand still.
     *
     * @param first the first centres
     * @param stillness the sum of the squared moves at which they count as standing still
     * @param mostIterations bound on the iterations
     */
    End run(double[] first, double stillness, int mostIterations) {
        int dimensions = points.dimensions();
        centres = first.clone();
        clusters = first.length / dimensions;
        chunkSums = new double[chunks.count()][clusters * dimensions];
        chunkCounts = new int[chunks.count()][clusters];
        assignAll();
        boolean converged = false;
        int iteration = 0;
        while (!converged && iteration < mostIterations) {
            iteration++;
            double[] before = centres.clone();
            boolean refilled = moveCentres();
            double[] moves = new double[clusters];
            double total = 0;
            for (int c = 0; c < clusters; c++) {
                double squared = squaredDistance(before, c, centres, c);
                total += squared;
                moves[c] = Math.sqrt(squared);
            }
            if (refilled) {
                assignAll();
            } else {
                boolean changed = assign(moves);
                converged = !changed || total <= stillness;
            }
        }
        // What was added and taken away left rounding errors: sum once more, then measure.
        sumAfresh();
        settleCentres();
        return new End(centres, inertia(), iteration, converged);
    }

    /** Centres from fresh sums; a cluster that lost all its points in the last step keeps its centre. */
    private void settleCentres() {
        double[] sums = new double[centres.length];
        int[] counts = new int[clusters];
        total(sums, counts);
        for (int c = 0; c < clusters; c++) {
            for (int i = c * points.dimensions(); counts[c] > 0 && i < (c + 1) * points.dimensions(); i++) {
                centres[i] = sums[i] / counts[c];
            }
        }
    }

    private double squaredDistance(double[] a, int first, double[] b, int second) {
        double sum = 0;
        for (int i = 0; i < points.dimensions(); i++) {
            double difference = a[first * points.dimensions() + i] - b[second * points.dimensions() + i];
            sum += difference * difference;
        }
        return sum;
    }

    /** Assigns every point by all distances, and starts bounds and sums anew. */
    private void assignAll() {
        workers.run(chunks.count(), chunk -> {
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                scan(i);
            }
            sum(chunk);
        });
    }

    private void sumAfresh() {
        workers.run(chunks.count(), this::sum);
    }

    private void sum(int chunk) {
        double[] sums = chunkSums[chunk];
        int[] counts = chunkCounts[chunk];
        Arrays.fill(sums, 0);
        Arrays.fill(counts, 0);
        for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
            add(sums, assigned[i], i, 1);
            counts[assigned[i]]++;
        }
    }

    private void add(double[] sums, int cluster, int point, double sign) {
        int dimensions = points.dimensions();
        int target = cluster * dimensions;
        int source = point * dimensions;
        for (int i = 0; i < dimensions; i++) {
            sums[target + i] += sign * points.values()[source + i];
        }
    }

    /** Finds the nearest and second nearest centre of a point. */
    private void scan(int point) {
        double nearest = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int c = 0; c < clusters; c++) {
            double distance = points.squaredDistance(point, centres, c);
            if (distance < nearest) {
                second = nearest;
                nearest = distance;
                best = c;
            } else if (distance < second) {
                second = distance;
            }
        }
        assigned[point] = best;
        upper[point] = Math.sqrt(nearest);
        lower[point] = Math.sqrt(second);
    }

    /** Assigns after the centres moved; only points whose bounds overlap are looked at. */
    private boolean assign(double[] moves) {
        double[] halfGap = new double[clusters];
        Arrays.fill(halfGap, Double.POSITIVE_INFINITY);
        for (int a = 0; a < clusters; a++) {
            for (int b = 0; b < clusters; b++) {
                if (a != b) {
                    halfGap[a] = Math.min(halfGap[a], Math.sqrt(squaredDistance(centres, a, centres, b)) / 2);
                }
            }
        }
        int farthest = 0;
        for (int c = 1; c < clusters; c++) {
            farthest = moves[c] > moves[farthest] ? c : farthest;
        }
        double most = moves[farthest];
        double secondMost = 0;
        for (int c = 0; c < clusters; c++) {
            secondMost = c == farthest ? secondMost : Math.max(secondMost, moves[c]);
        }
        int mover = farthest;
        double forTheMover = secondMost;
        boolean[] changed = new boolean[chunks.count()];
        workers.run(chunks.count(), chunk -> {
            double[] sums = chunkSums[chunk];
            int[] counts = chunkCounts[chunk];
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                int own = assigned[i];
                double high = upper[i] + moves[own];
                double low = lower[i] - (own == mover ? forTheMover : most);
                double bound = Math.max(halfGap[own], low);
                if (high > bound) {
                    high = Math.sqrt(points.squaredDistance(i, centres, own));
                    if (high > bound) {
                        scan(i);
                        if (assigned[i] != own) {
                            changed[chunk] = true;
                            add(sums, own, i, -1);
                            add(sums, assigned[i], i, 1);
                            counts[own]--;
                            counts[assigned[i]]++;
                        }
                        continue;
                    }
                }
                upper[i] = high;
                lower[i] = low;
            }
        });
        for (boolean any : changed) {
            if (any) {
                return true;
            }
        }
        return false;
    }

    private void total(double[] sums, int[] counts) {
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += chunkSums[chunk][i];
            }
            for (int c = 0; c < clusters; c++) {
                counts[c] += chunkCounts[chunk][c];
            }
        }
    }

    /** Puts each centre into the middle of its points; an empty cluster gets the point farthest from its centre. */
    private boolean moveCentres() {
        double[] sums = new double[centres.length];
        int[] counts = new int[clusters];
        total(sums, counts);
        boolean refilled = false;
        boolean[] taken = new boolean[0];
        for (int c = 0; c < clusters; c++) {
            if (counts[c] > 0) {
                continue;
            }
            refilled = true;
            taken = taken.length == 0 ? new boolean[points.size()] : taken;
            int farthest = farthest(taken, counts);
            taken[farthest] = true;
            int from = assigned[farthest];
            add(sums, from, farthest, -1);
            counts[from]--;
            add(sums, c, farthest, 1);
            counts[c] = 1;
        }
        for (int c = 0; c < clusters; c++) {
            for (int i = c * points.dimensions(); i < (c + 1) * points.dimensions(); i++) {
                centres[i] = sums[i] / counts[c];
            }
        }
        return refilled;
    }

    /** The point farthest from its centre, the first of equals, from a cluster that keeps others. */
    private int farthest(boolean[] taken, int[] counts) {
        int farthest = -1;
        double most = -1;
        for (int i = 0; i < points.size(); i++) {
            if (!taken[i] && counts[assigned[i]] > 1) {
                double distance = points.squaredDistance(i, centres, assigned[i]);
                if (distance > most) {
                    most = distance;
                    farthest = i;
                }
            }
        }
        return farthest;
    }

    /** Sum of the squared distances of all points to their centre. */
    private double inertia() {
        double[] parts = new double[chunks.count()];
        workers.run(chunks.count(), chunk -> {
            double sum = 0;
            for (int i = chunks.start(chunk); i < chunks.end(chunk); i++) {
                sum += points.squaredDistance(i, centres, assigned[i]);
            }
            parts[chunk] = sum;
        });
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }
}
