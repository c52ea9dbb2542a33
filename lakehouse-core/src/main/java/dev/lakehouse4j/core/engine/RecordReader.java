package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.RecordField;
import dev.lakehouse4j.core.schema.RecordShape;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the rows of a query; columns are matched to components by name.
 *
 * @param <R> the record type
 */
public final class RecordReader<R extends Record> {

    private final Class<R> type;
    private final RecordShape shape;
    private final Column[] columns;
    private final ColumnReader[] readers;
    private final int[] indexes;
    private final Conversion[] conversions;
    private final boolean[] nullable;
    private final QueryResult result;

    /** Turns a value of the engine into that of a component. */
    @FunctionalInterface
    private interface Conversion {
        Object apply(Object value);
    }

    private RecordReader(QueryResult result, Class<R> type) {
        this.type = type;
        this.result = result;
        this.shape = RecordShape.of(type);
        List<RecordField> fields = shape.fields();
        this.columns = new Column[fields.size()];
        this.readers = new ColumnReader[fields.size()];
        this.indexes = new int[fields.size()];
        this.conversions = new Conversion[fields.size()];
        this.nullable = new boolean[fields.size()];
        List<String> names = result.columns().stream().map(Column::name).toList();
        for (int i = 0; i < fields.size(); i++) {
            int index = names.indexOf(fields.get(i).name());
            if (index < 0) {
                throw new SchemaException("Cannot read rows as " + type.getSimpleName() + ": the result has no column "
                        + fields.get(i).name() + ". It has " + names + ".");
            }
            columns[i] = result.columns().get(index);
            readers[i] = result.column(index);
            indexes[i] = index;
            conversions[i] = conversion(fields.get(i).type());
            nullable[i] = fields.get(i).nullable();
        }
    }

    /**
     * The rows as a stream, which closes the result at its end or when it is closed.
     *
     * @param <R> the record type
     * @param result the rows
     * @param type the record class; each component needs a column of its name
     * @return a sequential stream; close it unless it was read to its end
     */
    public static <R extends Record> Stream<R> stream(QueryResult result, Class<R> type) {
        try {
            RecordReader<R> reader = new RecordReader<>(result, type);
            Iterator<R> rows = reader.iterator();
            return StreamSupport.stream(
                            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL), false)
                    .onClose(result::close);
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    private Iterator<R> iterator() {
        return new Iterator<>() {
            private final @Nullable Object[] values = new Object[columns.length];
            private int row;
            private int size;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (row < size) {
                    return true;
                }
                if (ended) {
                    return false;
                }
                if (result.nextBatch()) {
                    row = 0;
                    size = result.batchSize();
                    for (int i = 0; i < readers.length; i++) {
                        readers[i] = result.column(indexes[i]);
                    }
                    return true;
                }
                ended = true;
                result.close();
                return false;
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return make(row++, values);
            }
        };
    }

    private R make(int row, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            Object value = readers[i].getObject(row);
            if (value == null) {
                if (!nullable[i]) {
                    throw new SchemaException("Cannot read a row as " + type.getSimpleName() + ": column "
                            + columns[i].name() + " is null, and the component is not @Nullable. Mark it @Nullable, or"
                            + " leave such rows out.");
                }
                values[i] = null;
            } else {
                values[i] = conversions[i].apply(value);
            }
        }
        return type.cast(construct(shape.constructor(), values, type));
    }

    private static Object construct(MethodHandle constructor, @Nullable Object[] values, Class<?> type) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (ClassCastException e) {
            throw new SchemaException(
                    "Cannot read rows as " + type.getSimpleName() + ": a column has another type than its component ("
                            + e.getMessage() + "). Cast it in the query.",
                    e);
        } catch (LakehouseException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SchemaException("Cannot make a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static Conversion conversion(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            if (parameterized.getRawType() == Map.class) {
                Conversion key = conversion(arguments[0]);
                Conversion value = conversion(arguments[1]);
                return map -> {
                    Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
                    ((Map<?, ?>) map).forEach((k, v) -> converted.put(apply(key, k), apply(value, v)));
                    return converted;
                };
            }
            Conversion element = conversion(arguments[0]);
            return list -> {
                List<@Nullable Object> converted = new ArrayList<>();
                ((List<?>) list).forEach(value -> converted.add(apply(element, value)));
                return converted;
            };
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return enumConversion(raw);
        }
        if (raw.isRecord()) {
            RecordShape nested = RecordShape.of(raw.asSubclass(Record.class));
            List<Conversion> fields = nested.fields().stream()
                    .map(field -> conversion(field.type()))
                    .toList();
            return struct -> {
                @Nullable Object[] values = ((Object[]) struct).clone();
                for (int i = 0; i < values.length; i++) {
                    values[i] = apply(fields.get(i), values[i]);
                }
                return construct(nested.constructor(), values, raw);
            };
        }
        if (raw == char.class || raw == Character.class) {
            return text -> {
                if (((String) text).length() != 1) {
                    throw new SchemaException("Cannot read \"" + text
                            + "\" as char: it is not one character. Make the component a String.");
                }
                return ((String) text).charAt(0);
            };
        }
        return numeric(raw);
    }

    /** A narrower result may fill a wider component: an int column a long component. */
    private static Conversion numeric(Class<?> raw) {
        if (raw == long.class || raw == Long.class) {
            return value ->
                    value instanceof Long || !(value instanceof Number number) ? value : (Object) number.longValue();
        }
        if (raw == int.class || raw == Integer.class) {
            return value ->
                    value instanceof Short || value instanceof Byte ? (Object) ((Number) value).intValue() : value;
        }
        if (raw == double.class || raw == Double.class) {
            return value -> value instanceof Float || value instanceof Integer
                    ? (Object) ((Number) value).doubleValue()
                    : value;
        }
        if (raw == short.class || raw == Short.class) {
            return value -> value instanceof Byte number ? (Object) number.shortValue() : value;
        }
        if (raw == LocalDateTime.class) {
            return value -> value instanceof LocalDate day ? day.atStartOfDay() : value;
        }
        return value -> value;
    }

    private static Conversion enumConversion(Class<?> raw) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : raw.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return name -> {
            Object constant = constants.get((String) name);
            if (constant == null) {
                throw new SchemaException("Cannot read " + name + " as " + raw.getSimpleName() + ": it has only "
                        + constants.keySet() + ". Add the constant, or read the column as String.");
            }
            return constant;
        };
    }

    private static @Nullable Object apply(Conversion conversion, @Nullable Object value) {
        return value == null ? null : conversion.apply(value);
    }
}
