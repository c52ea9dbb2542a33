package dev.lakehouse4j.ai.sentiment;

/** The gradient of a table: sums for the rows that a batch touched, in the order in which it touched them. */
final class TableGradient {

    private final int size;
    private final float[] sums;
    private final boolean[] isTouched;
    private final int[] touched;
    private int count;

    TableGradient(int rows, int size) {
        this.size = size;
        this.sums = new float[rows * size];
        this.isTouched = new boolean[rows];
        this.touched = new int[rows];
    }

    void add(int row, float[] gradient, int from, float factor) {
        if (!isTouched[row]) {
            isTouched[row] = true;
            touched[count++] = row;
        }
        for (int d = 0; d < size; d++) {
            sums[row * size + d] += factor * gradient[from + d];
        }
    }

    double squares() {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < size; d++) {
                float g = sums[touched[i] * size + d];
                squares += (double) g * g;
            }
        }
        return squares;
    }

    /** Updates the touched rows and forgets them. */
    void apply(AdamW optimizer, double rate, int step, float scale) {
        for (int i = 0; i < count; i++) {
            int row = touched[i];
            optimizer.update(row * size, sums, row * size, size, rate, step, scale);
            java.util.Arrays.fill(sums, row * size, (row + 1) * size, 0);
            isTouched[row] = false;
        }
        count = 0;
    }
}
