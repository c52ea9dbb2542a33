package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.Set;

/**
 * A parameter of a function that Java code adds to SQL.
 *
 * @param name snake_case name, for calls such as {@code f(text => 'a')}
 * @param type string, bigint, double, boolean, or a list of strings; arguments of other types are cast
 * @param optional whether a call may leave it out, which means null
 */
public record FunctionParameter(String name, ColumnType type, boolean optional) {

    /** A list of strings; a call may also give one string, or a JSON array of strings as text. */
    public static final ColumnType TEXTS = new ColumnType.ListType(Primitive.STRING, true);

    private static final Set<ColumnType> TYPES =
            Set.of(Primitive.STRING, Primitive.LONG, Primitive.DOUBLE, Primitive.BOOLEAN, TEXTS);

    /** Checks name and type. */
    public FunctionParameter {
        SqlFunction.requireName(name);
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("Cannot take a parameter " + name + " of type " + type
                    + ". Take string, bigint, double, boolean or a list of strings.");
        }
    }
}
