package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function of values, called with whole batches of rows.
 *
 * <pre>{@code
 * ScalarFunction shout = ScalarFunction.named("shout")
 *         .parameter("text", Primitive.STRING)
 *         .returning(Primitive.STRING, (rows, statement) -> { ... });
 * lake.engine().register(shout);
 * }</pre>
 *
 * <p>It is called only while a query runs, never by a dry run, and possibly from several threads at once.
 */
public final class ScalarFunction implements SqlFunction {

    private static final Set<ColumnType> RESULTS =
            Set.of(Primitive.STRING, Primitive.INT, Primitive.LONG, Primitive.DOUBLE, Primitive.BOOLEAN);

    private final String name;
    private final List<FunctionParameter> parameters;
    private final ColumnType result;
    private final Body body;
    private final @Nullable FunctionFactory factory;

    private ScalarFunction(
            String name,
            List<FunctionParameter> parameters,
            ColumnType result,
            Body body,
            @Nullable FunctionFactory factory) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.result = result;
        this.body = body;
        this.factory = factory;
    }

    /** What the function does. */
    @FunctionalInterface
    public interface Body {

        /**
         * Computes a batch.
         *
         * @param rows the arguments
         * @param statement what is shared within the running statement
         * @return one value for each row, of the declared type ({@code String}, {@code Integer}, {@code Long},
         *     {@code Double} or {@code Boolean}) or null
         */
        List<? extends @Nullable Object> apply(FunctionRows rows, StatementScope statement);
    }

    /**
     * Begins a function.
     *
     * @param name snake_case name
     * @return a builder
     */
    public static Builder named(String name) {
        SqlFunction.requireName(name);
        return new Builder(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<FunctionParameter> parameters() {
        return parameters;
    }

    /**
     * The type of its values.
     *
     * @return string, int, bigint, double or boolean
     */
    public ColumnType result() {
        return result;
    }

    /**
     * This function, and how another process makes it.
     *
     * @param maker makes a function of this name and form, among others
     * @return a function that does the same
     */
    public ScalarFunction madeBy(FunctionFactory maker) {
        return new ScalarFunction(name, parameters, result, body, maker);
    }

    /**
     * How another process makes this function.
     *
     * @return the factory; empty when the function lives in this process alone
     */
    public Optional<FunctionFactory> factory() {
        return Optional.ofNullable(factory);
    }

    /**
     * Computes a batch, for engines.
     *
     * @param columns for each parameter its values, one per row: {@code String}, {@code Long}, {@code Double}, {@code Boolean},
     *     {@code List<String>} or null; for lists of texts also a text that stands for one, see {@link FunctionParameter#TEXTS}
     * @param size number of rows
     * @param statement what is shared within the running statement
     * @return one value for each row
     */
    public List<? extends @Nullable Object> call(@Nullable Object[][] columns, int size, StatementScope statement) {
        List<? extends @Nullable Object> values = body.apply(new FunctionRows(size, columns), statement);
        if (values.size() != size) {
            throw new IllegalStateException("it gave " + values.size() + " values for " + size + " rows");
        }
        return values;
    }

    /** Collects parameters. */
    public static final class Builder {

        private final String name;
        private final List<FunctionParameter> parameters = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds a required parameter.
         *
         * @param parameter snake_case name
         * @param type string, bigint, double, boolean, or {@link FunctionParameter#TEXTS}
         * @return this
         */
        public Builder parameter(String parameter, ColumnType type) {
            parameters.add(new FunctionParameter(parameter, type, false));
            return this;
        }

        /**
         * Adds a parameter that calls may leave out.
         *
         * @param parameter snake_case name
         * @param type string, bigint, double, boolean, or {@link FunctionParameter#TEXTS}
         * @return this
         */
        public Builder optional(String parameter, ColumnType type) {
            parameters.add(new FunctionParameter(parameter, type, true));
            return this;
        }

        /**
         * Ends the function.
         *
         * @param type string, int, bigint, double or boolean
         * @param body what it does
         * @return the function
         */
        public ScalarFunction returning(ColumnType type, Body body) {
            if (!RESULTS.contains(type)) {
                throw new IllegalArgumentException("Cannot return " + type + " from the function " + name
                        + ". Return string, int, bigint, double or boolean; anything else as JSON text.");
            }
            SqlFunction.requireOrder(name, parameters);
            return new ScalarFunction(name, parameters, type, body, null);
        }
    }
}
