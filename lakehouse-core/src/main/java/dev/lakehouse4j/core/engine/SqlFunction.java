package dev.lakehouse4j.core.engine;

import java.util.List;

/**
 * A function that Java code adds to SQL: {@link ScalarFunction} for values, {@link TableFunction} for rows.
 *
 * @see SqlEngine#register
 */
public sealed interface SqlFunction permits ScalarFunction, TableFunction {

    /**
     * Its name in SQL.
     *
     * @return a snake_case name
     */
    String name();

    /**
     * What it takes, optional parameters last.
     *
     * @return parameters in order
     */
    List<FunctionParameter> parameters();

    /** Names go into SQL text unquoted. */
    static void requireName(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "Cannot use the name «" + name + "» in SQL. Write it in snake_case, such as ai_translate.");
        }
    }

    /** Calls give required arguments by position, so none may follow an optional one. */
    static void requireOrder(String name, List<FunctionParameter> parameters) {
        boolean optional = false;
        for (FunctionParameter parameter : parameters) {
            if (optional && !parameter.optional()) {
                throw new IllegalArgumentException("Cannot add the function " + name + ": its parameter "
                        + parameter.name() + " is required and follows an optional one. Put it first.");
            }
            optional |= parameter.optional();
        }
    }
}
