package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.RecordField;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.TableSchema;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Puts the components of records onto a {@link RowTarget}; one instance serves many rows of one thread. */
public final class RecordRows implements Consumer<RowTarget> {

    private final Setter[] setters;
    private @Nullable Object current;

    /** Copies one component to its column. */
    @FunctionalInterface
    private interface Setter {
        void copy(Object record, RowTarget target);
    }

    /**
     * Prepares to write records.
     *
     * @param type the record class
     * @param schema columns of the table; has a column for every component
     */
    public RecordRows(Class<? extends Record> type, TableSchema schema) {
        List<RecordField> fields = RecordShape.of(type).fields();
        List<String> names = schema.names();
        this.setters = new Setter[fields.size()];
        for (int i = 0; i < setters.length; i++) {
            int column = names.indexOf(fields.get(i).name());
            setters[i] =
                    setter(fields.get(i), column, schema.columns().get(column).type());
        }
    }

    /**
     * The record to write next.
     *
     * @param record a record of the class given at construction
     * @return this
     */
    public RecordRows with(@Nullable Record record) {
        if (record == null) {
            throw new ConstraintException("Cannot write a null row. Filter nulls out of the stream.");
        }
        current = record;
        return this;
    }

    @Override
    public void accept(RowTarget target) {
        Object record = java.util.Objects.requireNonNull(current);
        for (Setter setter : setters) {
            setter.copy(record, target);
        }
    }

    @SuppressWarnings("unchecked")
    private static Setter setter(RecordField field, int column, ColumnType type) {
        Object primitive = field.primitiveGetter();
        Function<Object, Object> getter = field.getter();
        if (primitive instanceof ToIntFunction<?> typed) {
            ToIntFunction<Object> value = (ToIntFunction<Object>) typed;
            if (type == ColumnType.Primitive.LONG) { // The table's column may be wider than the component.
                return (record, target) -> target.setLong(column, value.applyAsInt(record));
            } else if (type == ColumnType.Primitive.DOUBLE) {
                return (record, target) -> target.setDouble(column, value.applyAsInt(record));
            }
            return (record, target) -> target.setInt(column, value.applyAsInt(record));
        }
        if (primitive instanceof ToLongFunction<?> typed) {
            ToLongFunction<Object> value = (ToLongFunction<Object>) typed;
            return (record, target) -> target.setLong(column, value.applyAsLong(record));
        }
        if (primitive instanceof ToDoubleFunction<?> typed) {
            ToDoubleFunction<Object> value = (ToDoubleFunction<Object>) typed;
            return (record, target) -> target.setDouble(column, value.applyAsDouble(record));
        }
        if (field.type() == String.class) {
            return (record, target) -> {
                Object text = getter.apply(record);
                if (text != null) {
                    target.setString(column, (String) text);
                }
            };
        }
        Setter timeOrEnum = timeOrEnum(field, getter, column, type);
        return timeOrEnum != null
                ? timeOrEnum
                : (record, target) -> target.setObject(column, plain(getter.apply(record)));
    }

    @SuppressWarnings("EnumOrdinal") // An index into an array that is made of the same constants just here.
    private static @Nullable Setter timeOrEnum(
            RecordField field, Function<Object, Object> getter, int column, ColumnType type) {
        if (field.type() == LocalDate.class && type == ColumnType.Primitive.DATE) {
            return (record, target) -> {
                Object day = getter.apply(record);
                if (day != null) {
                    target.setInt(column, Math.toIntExact(((LocalDate) day).toEpochDay()));
                }
            };
        }
        if (field.type() == LocalDateTime.class) {
            return (record, target) -> {
                Object time = getter.apply(record);
                if (time != null) {
                    target.setLong(column, RowTarget.micros((LocalDateTime) time));
                }
            };
        }
        if (field.type() instanceof Class<?> raw && raw.isEnum()) {
            Binary[] names = Arrays.stream(raw.getEnumConstants())
                    .map(constant -> RowTarget.utf8(((Enum<?>) constant).name()))
                    .toArray(Binary[]::new);
            return (record, target) -> {
                Object constant = getter.apply(record);
                if (constant != null) {
                    target.setBinary(column, names[((Enum<?>) constant).ordinal()]);
                }
            };
        }
        return null;
    }

    /** Nested records become arrays of their components, at any depth. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Record nested) {
            List<RecordField> fields = RecordShape.of(nested.getClass()).fields();
            @Nullable Object[] values = new Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = plain(fields.get(i).getter().apply(nested));
            }
            return values;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> values = new ArrayList<>();
            list.forEach(element -> values.add(plain(element)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((key, element) -> values.put(plain(key), plain(element)));
            return values;
        }
        return value;
    }
}
