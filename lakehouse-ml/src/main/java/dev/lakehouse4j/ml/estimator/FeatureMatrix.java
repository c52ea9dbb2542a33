package dev.lakehouse4j.ml.estimator;

import java.util.Arrays;
import java.util.List;

/** Rows of features as numbers, NaN where a value is missing. */
public final class FeatureMatrix {

    private final List<String> columns;
    private final int rows;
    private final float[] values;

    private FeatureMatrix(List<String> columns, float[] values) {
        this.columns = List.copyOf(columns);
        this.rows = columns.isEmpty() ? 0 : values.length / columns.size();
        this.values = values;
    }

    /**
     * A matrix over an array.
     *
     * @param columns names of the columns, at least one
     * @param values the values row by row, NaN where missing, none infinite; not copied
     * @return the matrix
     * @throws IllegalArgumentException when the length is no multiple of the number of columns, or a value is infinite
     */
    public static FeatureMatrix of(List<String> columns, float[] values) {
        if (columns.isEmpty() || values.length % columns.size() != 0) {
            throw new IllegalArgumentException("Cannot lay " + values.length + " values out in rows of "
                    + columns.size() + " columns. Give whole rows and at least one column.");
        }
        for (int i = 0; i < values.length; i++) {
            if (Float.isInfinite(values[i])) {
                throw new IllegalArgumentException("Cannot use an infinite value of the feature "
                        + columns.get(i % columns.size()) + " in row " + i / columns.size()
                        + ". Use NaN for a missing value, and guard divisions.");
            }
        }
        return new FeatureMatrix(columns, values);
    }

    /**
     * Names of the columns.
     *
     * @return the names in order
     */
    public List<String> columns() {
        return columns;
    }

    /**
     * Number of rows.
     *
     * @return rows
     */
    public int rows() {
        return rows;
    }

    /**
     * One value.
     *
     * @param row from 0
     * @param column from 0
     * @return the value, NaN when missing
     */
    public float get(int row, int column) {
        return values[row * columns.size() + column];
    }

    /**
     * One row.
     *
     * @param row from 0
     * @return a copy of its values
     */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * columns.size(), (row + 1) * columns.size());
    }

    /**
     * Some of the rows.
     *
     * @param selected row numbers from 0, in the order of the result
     * @return a matrix of its own
     */
    public FeatureMatrix rows(int[] selected) {
        int width = columns.size();
        float[] picked = new float[selected.length * width];
        for (int i = 0; i < selected.length; i++) {
            System.arraycopy(values, selected[i] * width, picked, i * width, width);
        }
        return new FeatureMatrix(columns, picked);
    }

    /** The values row by row; not to be changed. */
    float[] values() {
        return values;
    }
}
