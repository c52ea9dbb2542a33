package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/**
 * A Gold table whose rows Java code computes from other tables: clusters, predictions, scores. What SQL can say belongs
 * into a {@link SqlModel}.
 *
 * <p>The table is computed anew when a version of an input or the definition changed, and left alone otherwise. The
 * code must give the same rows for the same inputs and definition.
 *
 * @param <R> the record type of its rows
 */
public final class JavaModel<R extends Record> {

    private final TableRef<Gold, R> table;
    private final List<TableRef<?, ?>> inputs;
    private final String definition;
    private final Computation<R> computation;

    private JavaModel(
            TableRef<Gold, R> table, List<TableRef<?, ?>> inputs, String definition, Computation<R> computation) {
        this.table = table;
        this.inputs = List.copyOf(inputs);
        this.definition = definition;
        this.computation = computation;
    }

    /**
     * Starts a Gold model, which reads Silver and Gold tables.
     *
     * @param <R> the record type
     * @param table the table to build
     * @return what is still to be said
     */
    public static <R extends Record> Builder<R> gold(TableRef<Gold, R> table) {
        return new Builder<>(table, List.of(), "");
    }

    /**
     * Makes the rows.
     *
     * @param <R> the record type
     */
    @FunctionalInterface
    public interface Computation<R extends Record> {

        /**
         * Makes the rows of the table.
         *
         * @param lake the lake, to read the inputs from
         * @param progress takes the done share, 0 to 1
         * @return the rows and what is worth saying of them
         */
        Computed<R> compute(Lakehouse lake, DoubleConsumer progress);
    }

    /**
     * Rows that were computed.
     *
     * @param <R> the record type
     * @param rows the rows; closed after they are written
     * @param notes what a reader of the run's report should know
     */
    public record Computed<R extends Record>(Stream<R> rows, List<String> notes) {

        /** Copies the notes. */
        public Computed {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Says what a model is made of.
     *
     * @param <R> the record type
     */
    public static final class Builder<R extends Record> {

        private final TableRef<Gold, R> table;
        private final List<TableRef<?, ?>> inputs;
        private final String definition;

        private Builder(TableRef<Gold, R> table, List<? extends TableRef<?, ?>> inputs, String definition) {
            this.table = table;
            this.inputs = List.copyOf(inputs);
            this.definition = definition;
        }

        /**
         * The tables that the code reads.
         *
         * @param tables Silver or Gold tables
         * @return what is still to be said
         */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final Builder<R> reads(TableRef<? extends GoldInput, ?>... tables) {
            return new Builder<>(table, List.of(tables), definition);
        }

        /**
         * What the rows depend on beside the inputs: settings, seeds, the version of the method.
         *
         * @param text another text means other rows
         * @return what is still to be said
         */
        public Builder<R> definedBy(String text) {
            return new Builder<>(table, inputs, text);
        }

        /**
         * The code that makes the rows.
         *
         * @param computation the code
         * @return the model
         */
        public JavaModel<R> rows(Computation<R> computation) {
            return new JavaModel<>(table, inputs, definition, computation);
        }
    }

    /**
     * The table that is built.
     *
     * @return the reference
     */
    public TableRef<Gold, R> table() {
        return table;
    }

    /**
     * The tables that are read.
     *
     * @return references
     */
    public List<TableRef<?, ?>> inputs() {
        return inputs;
    }

    /**
     * What the rows depend on beside the inputs.
     *
     * @return the text given to {@link Builder#definedBy(String)}
     */
    public String definition() {
        return definition;
    }

    Computation<R> computation() {
        return computation;
    }

    @Override
    public String toString() {
        return "model of " + table;
    }
}
