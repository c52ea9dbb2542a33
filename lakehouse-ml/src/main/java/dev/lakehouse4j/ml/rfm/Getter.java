package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.schema.TableSchema;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An accessor of a record component, given as a method reference such as {@code Sale::buyer}. It is serialisable only so
 * that its name can be read; nothing is serialised.
 *
 * @param <R> the record type
 * @param <V> the type of the component
 */
@FunctionalInterface
public interface Getter<R extends Record, V> extends Serializable {

    /**
     * Reads the component.
     *
     * @param row a record
     * @return its value; null when the component is
     */
    @Nullable
    V get(R row);

    /** The column of the component; the order of components and columns is the same. */
    static String column(Class<? extends Record> type, Getter<?, ?> getter) {
        String method;
        try {
            Method replace = getter.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            method = ((SerializedLambda) replace.invoke(getter)).getImplMethodName();
        } catch (ReflectiveOperationException | InaccessibleObjectException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "Cannot read the name of an accessor of " + type.getSimpleName()
                            + ". Give a method reference such as " + example(type) + ", or the name of the column.",
                    e);
        }
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(method)) {
                return TableSchema.of(type).names().get(i);
            }
        }
        throw new IllegalArgumentException("Cannot tell which column of " + type.getSimpleName()
                + " is meant: the accessor is no method reference to one of its components. Give one such as "
                + example(type) + ", or the name of the column.");
    }

    private static String example(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .findFirst()
                .map(component -> type.getSimpleName() + "::" + component.getName())
                .orElse("Sale::buyer");
    }
}
