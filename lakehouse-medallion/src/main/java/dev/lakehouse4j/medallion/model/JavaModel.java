package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable String trace;
    private final @Nullable String trains;

    private JavaModel(Builder<R> builder, Computation<R> computation) {
        this.table = builder.table;
        this.inputs = builder.inputs;
        this.definition = builder.definition;
        this.computation = computation;
        this.trace = builder.trace;
        this.trains = builder.trains;
    }

    /**
     * Starts a Gold model, which reads Silver and Gold tables.
     *
     * @param <R> the record type
     * @param table the table to build
     * @return what is still to be said
     */
    public static <R extends Record> Builder<R> gold(TableRef<Gold, R> table) {
        return new Builder<>(table, List.of(), "", null, null);
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
        private final @Nullable String trace;
        private final @Nullable String trains;

        private Builder(
                TableRef<Gold, R> table,
                List<? extends TableRef<?, ?>> inputs,
                String definition,
                @Nullable String trace,
                @Nullable String trains) {
            this.table = table;
            this.inputs = List.copyOf(inputs);
            this.definition = definition;
            this.trace = trace;
            this.trains = trains;
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
            return new Builder<>(table, List.of(tables), definition, trace, trains);
        }

        /**
         * What the rows depend on beside the inputs: settings, seeds, the version of the method.
         *
         * @param text another text means other rows
         * @return what is still to be said
         */
        public Builder<R> definedBy(String text) {
            return new Builder<>(table, inputs, text, trace, trains);
        }

        /**
         * Says by a query which rows of the inputs a row was made from, so that it can be traced back: columns of the query
         * that have the names of columns of the table have their values. The query is not run.
         *
         * @param sql one SELECT statement over the inputs, for example {@code select order_id from gold.fact_orders}
         * @return what is still to be said
         */
        public Builder<R> tracedBy(String sql) {
            return new Builder<>(table, inputs, definition, sql, trains);
        }

        /**
         * Says that the code trains a model and applies it, for the lineage.
         *
         * @param name name of the model, for example that of its folder in the lake
         * @return what is still to be said
         */
        public Builder<R> trains(String name) {
            return new Builder<>(table, inputs, definition, trace, name);
        }

        /**
         * The code that makes the rows.
         *
         * @param computation the code
         * @return the model
         */
        public JavaModel<R> rows(Computation<R> computation) {
            return new JavaModel<>(this, computation);
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

    /**
     * The query that says which rows of the inputs a row was made from.
     *
     * @return the text given to {@link Builder#tracedBy(String)}
     */
    public Optional<String> trace() {
        return Optional.ofNullable(trace);
    }

    /**
     * The model that the code trains and applies.
     *
     * @return the name given to {@link Builder#trains(String)}
     */
    public Optional<String> trainedModel() {
        return Optional.ofNullable(trains);
    }

    Computation<R> computation() {
        return computation;
    }

    @Override
    public String toString() {
        return "model of " + table;
    }
}
