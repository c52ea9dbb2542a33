package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function that gives rows, for the FROM clause: {@code select * from f('silver.orders', days => 3)}.
 *
 * <p>Its first parameter is the name of a table, or a SELECT statement, as a constant text. The tables that the text names
 * are bound like those of the query around it.
 */
public final class TableFunction implements SqlFunction {

    private final String name;
    private final List<FunctionParameter> parameters;
    private final Body body;

    private TableFunction(String name, List<FunctionParameter> parameters, Body body) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.body = body;
    }

    /** What the function does. */
    @FunctionalInterface
    public interface Body {

        /**
         * Says what a call will return; dry runs end here.
         *
         * @param call the arguments
         * @return columns, and how to compute the rows
         */
        Result bind(Call call);
    }

    /**
     * What a call returns.
     *
     * @param columns columns of flat types, in order
     * @param rows computes the rows, each with a value or null for each column, of the classes that
     *     {@link ColumnReader#getObject} names
     */
    public record Result(List<Column> columns, Supplier<List<@Nullable Object[]>> rows) {

        /** Copies the columns. */
        public Result {
            columns = List.copyOf(columns);
        }
    }

    /** The arguments of a call, and the query that its first one stands for. */
    public interface Call {

        /**
         * The first argument as a SELECT statement.
         *
         * @return a statement that {@link #query} understands, alone or as a sub-query in parentheses
         */
        String input();

        /**
         * A text.
         *
         * @param parameter name of a parameter of type string
         * @return the text, null when it was left out
         */
        @Nullable
        String text(String parameter);

        /**
         * A list of texts.
         *
         * @param parameter name of a parameter of type {@link FunctionParameter#TEXTS}
         * @return the texts, null when they were left out
         */
        @Nullable
        List<String> texts(String parameter);

        /**
         * A number.
         *
         * @param parameter name of a parameter of type double
         * @return the number, null when it was left out
         */
        @Nullable
        Double number(String parameter);

        /**
         * The columns of a query over the tables of the statement.
         *
         * @param sql one SELECT statement
         * @return its columns, all nullable
         * @throws QueryException when the statement is wrong
         */
        List<Column> describe(String sql);

        /**
         * Runs a query over the tables of the statement.
         *
         * @param sql one SELECT statement
         * @return its rows; close it
         */
        QueryResult query(String sql);
    }

    /**
     * Begins a function.
     *
     * @param name snake_case name
     * @param input name of the first parameter, a table or a query as text
     * @return a builder
     */
    public static Builder named(String name, String input) {
        SqlFunction.requireName(name);
        return new Builder(name, input);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<FunctionParameter> parameters() {
        return parameters;
    }

    Body body() {
        return body;
    }

    /** Collects parameters. */
    public static final class Builder {

        private final String name;
        private final List<FunctionParameter> parameters = new ArrayList<>();

        private Builder(String name, String input) {
            this.name = name;
            parameters.add(new FunctionParameter(input, ColumnType.Primitive.STRING, false));
        }

        /**
         * Adds a required parameter.
         *
         * @param parameter snake_case name
         * @param type string, double, or {@link FunctionParameter#TEXTS}
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
         * @param type string, double, or {@link FunctionParameter#TEXTS}
         * @return this
         */
        public Builder optional(String parameter, ColumnType type) {
            parameters.add(new FunctionParameter(parameter, type, true));
            return this;
        }

        /**
         * Ends the function.
         *
         * @param body what it does
         * @return the function
         */
        public TableFunction returning(Body body) {
            SqlFunction.requireOrder(name, parameters);
            return new TableFunction(name, parameters, body);
        }
    }
}
