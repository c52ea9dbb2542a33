package dev.lakehouse4j.core.schema;

import dev.lakehouse4j.core.error.SchemaException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A component of a record, readable without reflection on the hot path.
 *
 * @param name column name
 * @param type Java type with its type arguments
 * @param nullable whether the value may be null
 * @param getter reads the value, boxed; a {@link ToIntFunction}, {@link ToLongFunction} or {@link ToDoubleFunction} for a
 *     component of that primitive type stands in {@code primitiveGetter}
 * @param primitiveGetter the unboxed getter, or the same object as {@code getter} for other types
 */
public record RecordField(
        String name, Type type, boolean nullable, Function<Object, Object> getter, Object primitiveGetter) {

    static RecordField of(String name, RecordComponent component, MethodHandles.Lookup lookup, boolean nullable) {
        try {
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            Function<Object, Object> getter = boxedGetter(lookup, accessor);
            return new RecordField(
                    name, component.getGenericType(), nullable, getter, primitiveGetter(lookup, accessor, getter));
        } catch (IllegalAccessException e) {
            throw new SchemaException("Cannot read component " + component + ".", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, Object> boxedGetter(MethodHandles.Lookup lookup, MethodHandle accessor) {
        if (!lookup.hasFullPrivilegeAccess()) {
            // The record is in another module, as everything from another class loader is: no class can be made there.
            MethodHandle erased = accessor.asType(MethodType.genericMethodType(1));
            return row -> {
                try {
                    return (Object) erased.invokeExact(row);
                } catch (Throwable e) {
                    throw unchecked(e);
                }
            };
        }
        MethodType specialised = accessor.type().wrap();
        return (Function<Object, Object>)
                lambda(lookup, accessor, Function.class, "apply", MethodType.genericMethodType(1), specialised);
    }

    private static Object primitiveGetter(
            MethodHandles.Lookup lookup, MethodHandle accessor, Function<Object, Object> boxed) {
        Class<?> value = accessor.type().returnType();
        if (!lookup.hasFullPrivilegeAccess() && value.isPrimitive()) {
            return foreignPrimitiveGetter(accessor, boxed);
        }
        if (value == int.class) {
            return lambda(
                    lookup,
                    accessor,
                    ToIntFunction.class,
                    "applyAsInt",
                    MethodType.methodType(int.class, Object.class),
                    accessor.type());
        }
        if (value == long.class) {
            return lambda(
                    lookup,
                    accessor,
                    ToLongFunction.class,
                    "applyAsLong",
                    MethodType.methodType(long.class, Object.class),
                    accessor.type());
        }
        if (value == double.class) {
            return lambda(
                    lookup,
                    accessor,
                    ToDoubleFunction.class,
                    "applyAsDouble",
                    MethodType.methodType(double.class, Object.class),
                    accessor.type());
        }
        return boxed;
    }

    private static Object foreignPrimitiveGetter(MethodHandle accessor, Function<Object, Object> boxed) {
        Class<?> value = accessor.type().returnType();
        MethodHandle erased = accessor.asType(MethodType.methodType(value, Object.class));
        if (value == int.class) {
            return (ToIntFunction<Object>) row -> {
                try {
                    return (int) erased.invokeExact(row);
                } catch (Throwable e) {
                    throw unchecked(e);
                }
            };
        }
        if (value == long.class) {
            return (ToLongFunction<Object>) row -> {
                try {
                    return (long) erased.invokeExact(row);
                } catch (Throwable e) {
                    throw unchecked(e);
                }
            };
        }
        if (value == double.class) {
            return (ToDoubleFunction<Object>) row -> {
                try {
                    return (double) erased.invokeExact(row);
                } catch (Throwable e) {
                    throw unchecked(e);
                }
            };
        }
        return boxed;
    }

    /** An accessor declares no checked exceptions. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }

    private static Object lambda(
            MethodHandles.Lookup lookup,
            MethodHandle accessor,
            Class<?> function,
            String method,
            MethodType erased,
            MethodType specialised) {
        try {
            return LambdaMetafactory.metafactory(
                            lookup, method, MethodType.methodType(function), erased, accessor, specialised)
                    .getTarget()
                    .invoke();
        } catch (Throwable e) {
            throw new SchemaException("Cannot bind the accessor " + accessor + ".", e);
        }
    }
}
