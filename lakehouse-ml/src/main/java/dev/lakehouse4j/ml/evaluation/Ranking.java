package dev.lakehouse4j.ml.evaluation;

/** Rows in the order of their scores, lowest first; sorted once and shared by all measures and resamples. */
final class Ranking {

    private final int[] rows;
    private final boolean[] labels;
    private final boolean[] endsTie;

    private Ranking(int[] rows, boolean[] labels, boolean[] endsTie) {
        this.rows = rows;
        this.labels = labels;
        this.endsTie = endsTie;
    }

    static Ranking of(double[] scores, boolean[] labels) {
        int[] rows = sorted(scores);
        boolean[] ranked = new boolean[rows.length];
        boolean[] endsTie = new boolean[rows.length];
        for (int rank = 0; rank < rows.length; rank++) {
            ranked[rank] = labels[rows[rank]];
            endsTie[rank] = rank == rows.length - 1 || scores[rows[rank]] != scores[rows[rank + 1]];
        }
        return new Ranking(rows, ranked, endsTie);
    }

    int size() {
        return rows.length;
    }

    /** The row at a rank. */
    int row(int rank) {
        return rows[rank];
    }

    /** The label at a rank. */
    boolean label(int rank) {
        return labels[rank];
    }

    /** Whether the next higher rank has another score. */
    boolean endsTie(int rank) {
        return endsTie[rank];
    }

    /** Whether the next lower rank has another score. */
    boolean startsTie(int rank) {
        return rank == 0 || endsTie[rank - 1];
    }

    /** Bottom-up merge sort of row numbers; stable, and no boxing. */
    private static int[] sorted(double[] keys) {
        int size = keys.length;
        int[] from = new int[size];
        for (int row = 0; row < size; row++) {
            from[row] = row;
        }
        int[] to = new int[size];
        for (long width = 1; width < size; width *= 2) {
            for (long start = 0; start < size; start += 2 * width) {
                int middle = (int) Math.min(start + width, size);
                int end = (int) Math.min(start + 2 * width, size);
                int left = (int) start;
                int right = middle;
                for (int out = (int) start; out < end; out++) {
                    if (left < middle && (right >= end || keys[from[left]] <= keys[from[right]])) {
                        to[out] = from[left++];
                    } else {
                        to[out] = from[right++];
                    }
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }
}
