package dev.lakehouse4j.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a scalar function for a batch of rows. Immutable; safe for use by several threads. */
public final class FunctionRows {

    private final int size;
    private final @Nullable Object[][] columns;

    FunctionRows(int size, @Nullable Object[][] columns) {
        this.size = size;
        this.columns = columns;
    }

    /**
     * Number of rows.
     *
     * @return at least 1, and a few thousand at most
     */
    public int size() {
        return size;
    }

    /**
     * A text.
     *
     * @param parameter position of the parameter, from 0
     * @param row position of the row, from 0
     * @return the text, null for null
     */
    public @Nullable String text(int parameter, int row) {
        return (String) columns[parameter][row];
    }

    /**
     * A list of texts.
     *
     * @param parameter position of the parameter, from 0
     * @param row position of the row, from 0
     * @return the texts without nulls, null for null
     */
    @SuppressWarnings("unchecked") // Columns of this type hold lists of strings only.
    public @Nullable List<String> texts(int parameter, int row) {
        Object value = columns[parameter][row];
        return value instanceof String text ? FunctionTexts.ofText(text) : (List<String>) value;
    }

    /**
     * A whole number.
     *
     * @param parameter position of the parameter, from 0
     * @param row position of the row, from 0
     * @return the number, null for null
     */
    public @Nullable Long whole(int parameter, int row) {
        return (Long) columns[parameter][row];
    }

    /**
     * A number.
     *
     * @param parameter position of the parameter, from 0
     * @param row position of the row, from 0
     * @return the number, null for null
     */
    public @Nullable Double number(int parameter, int row) {
        return (Double) columns[parameter][row];
    }

    /**
     * A logical value.
     *
     * @param parameter position of the parameter, from 0
     * @param row position of the row, from 0
     * @return true or false, null for null
     */
    public @Nullable Boolean logical(int parameter, int row) {
        return (Boolean) columns[parameter][row];
    }
}
