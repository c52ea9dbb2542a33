package dev.lakehouse4j.core.schema;

import dev.lakehouse4j.core.error.SchemaException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bridge between a record class and a table: its columns, how to read a component, how to make a record.
 *
 * <p>Record components become columns in order, camelCase becomes snake_case. Supported types: {@code String}, all
 * primitives and their boxes ({@code char} is a string of one character), {@code BigDecimal}, {@code LocalDate},
 * {@code LocalDateTime}, {@code Instant}, {@code byte[]}, enums (stored by name), nested records, {@code List} and {@code
 * Map} of these. A component is never null unless it carries JSpecify's {@code @Nullable}.
 */
public final class RecordShape {

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type.asSubclass(Record.class), new LinkedHashSet<>());
        }
    };

    private final Class<? extends Record> type;
    private final TableSchema schema;
    private final List<RecordField> fields;
    private final MethodHandle constructor;

    private RecordShape(Class<? extends Record> type, Set<Class<?>> enclosing) {
        if (!enclosing.add(type)) {
            throw new SchemaException("Cannot derive columns from record " + type.getName()
                    + ": it contains itself. Delta Lake has no recursive types; refer to the inner record by a key.");
        }
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        List<String> checks = new ArrayList<>();
        List<RecordField> bound = new ArrayList<>();
        for (Check check : type.getAnnotationsByType(Check.class)) {
            checks.add(check.value());
        }
        MethodHandles.Lookup lookup = lookup(type);
        for (RecordComponent component : components) {
            String name = snakeCase(component.getName());
            ColumnType columnType = columnType(
                    component.getAnnotatedType(), component.getAnnotation(Decimal.class), component, enclosing);
            boolean nullable = isNullable(component.getAnnotatedType());
            if (nullable && component.getType().isPrimitive()) {
                throw unsupported(component, "a primitive cannot be @Nullable. Use the box, for example Integer");
            }
            boolean isKey = component.isAnnotationPresent(Key.class);
            if (isKey && nullable) {
                throw unsupported(component, "a @Key component cannot be @Nullable. Remove one of the two");
            }
            if (isKey) {
                key.add(name);
            }
            Check check = component.getAnnotation(Check.class);
            if (check != null) {
                checks.add(check.value());
            }
            Comment comment = component.getAnnotation(Comment.class);
            columns.add(new Column(name, columnType, nullable, comment == null ? null : comment.value()));
            bound.add(RecordField.of(name, component, lookup, nullable));
        }
        enumChecks(components, checks);
        Comment comment = type.getAnnotation(Comment.class);
        this.schema = new TableSchema(columns, key, checks, comment == null ? null : comment.value());
        this.fields = List.copyOf(bound);
        this.constructor = constructor(lookup, type, components);
        enclosing.remove(type);
    }

    /**
     * The shape of a record class; computed once per class.
     *
     * @param type a record class
     * @return its shape
     * @throws SchemaException when a component's type cannot be a column
     */
    public static RecordShape of(Class<? extends Record> type) {
        if (!type.isRecord()) {
            throw new SchemaException(
                    "Cannot derive columns from " + type.getName() + ": it is not a record. Declare it as one.");
        }
        return SHAPES.get(type);
    }

    /**
     * The record class.
     *
     * @return the class
     */
    public Class<? extends Record> type() {
        return type;
    }

    /**
     * The columns, key and checks.
     *
     * @return the schema
     */
    public TableSchema schema() {
        return schema;
    }

    /**
     * The components as readable fields.
     *
     * @return one field per column, in order
     */
    public List<RecordField> fields() {
        return fields;
    }

    /**
     * The canonical constructor.
     *
     * @return a handle of type {@code (Object[]) -> Object}; values in column order, boxed
     */
    public MethodHandle constructor() {
        return constructor;
    }

    /**
     * A Java name as a column name: {@code deliveredAt} is {@code delivered_at}, {@code rScore} is {@code r_score}.
     *
     * @param name camelCase name
     * @return snake_case name
     */
    public static String snakeCase(String name) {
        StringBuilder out = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                boolean startsWord = i > 0
                        && (!Character.isUpperCase(name.charAt(i - 1))
                                || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
                if (startsWord && name.charAt(i - 1) != '_') {
                    out.append('_');
                }
                out.append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static MethodHandles.Lookup lookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new SchemaException(
                    "Cannot read the components of record " + type.getName()
                            + ": its module does not open the package. Add `opens "
                            + type.getPackageName() + " to dev.lakehouse4j.core;` to module-info.java.",
                    e);
        }
    }

    private static MethodHandle constructor(MethodHandles.Lookup lookup, Class<?> type, RecordComponent[] components) {
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(parameters);
            return lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new SchemaException("Cannot call the canonical constructor of record " + type.getName() + ".", e);
        }
    }

    private static boolean isNullable(AnnotatedType annotated) {
        return annotated.isAnnotationPresent(Nullable.class);
    }

    private static void enumChecks(RecordComponent[] components, List<String> checks) {
        for (RecordComponent component : components) {
            if (component.getType().isEnum()) {
                List<String> names = new ArrayList<>();
                for (Object constant : component.getType().getEnumConstants()) {
                    names.add(((Enum<?>) constant).name());
                }
                checks.add(EnumCheck.of(snakeCase(component.getName()), names));
            }
        }
    }

    private static ColumnType columnType(
            AnnotatedType annotated, @Nullable Decimal decimal, RecordComponent component, Set<Class<?>> enclosing) {
        Type type = annotated.getType();
        if (type instanceof ParameterizedType parameterized
                && annotated instanceof AnnotatedParameterizedType annotatedParameters) {
            AnnotatedType[] arguments = annotatedParameters.getAnnotatedActualTypeArguments();
            Class<?> raw = (Class<?>) parameterized.getRawType();
            if (Collection.class.isAssignableFrom(raw) && raw.isAssignableFrom(List.class)) {
                return new ColumnType.ListType(
                        columnType(arguments[0], decimal, component, enclosing), isNullable(arguments[0]));
            }
            if (raw == Map.class) {
                return new ColumnType.MapType(
                        columnType(arguments[0], decimal, component, enclosing),
                        columnType(arguments[1], decimal, component, enclosing),
                        isNullable(arguments[1]));
            }
        }
        if (type instanceof Class<?> raw) {
            ColumnType flat = flatType(raw, decimal);
            if (flat != null) {
                return flat;
            }
            if (raw.isRecord()) {
                return new ColumnType.StructType(new RecordShape(raw.asSubclass(Record.class), enclosing)
                        .schema()
                        .columns());
            }
        }
        throw unsupported(
                component,
                "type " + type.getTypeName() + " has no column type. Use String, a primitive or its box, BigDecimal,"
                        + " LocalDate, LocalDateTime, Instant, byte[], an enum, a record, List or Map");
    }

    private static @Nullable ColumnType flatType(Class<?> raw, @Nullable Decimal decimal) {
        if (raw == BigDecimal.class) {
            return decimal == null
                    ? new ColumnType.DecimalType(18, 2)
                    : new ColumnType.DecimalType(decimal.precision(), decimal.scale());
        }
        if (raw == String.class || raw == char.class || raw == Character.class || raw.isEnum()) {
            return ColumnType.Primitive.STRING;
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return ColumnType.Primitive.BOOLEAN;
        }
        if (raw == byte.class || raw == Byte.class) {
            return ColumnType.Primitive.BYTE;
        }
        if (raw == short.class || raw == Short.class) {
            return ColumnType.Primitive.SHORT;
        }
        if (raw == int.class || raw == Integer.class) {
            return ColumnType.Primitive.INT;
        }
        if (raw == long.class || raw == Long.class) {
            return ColumnType.Primitive.LONG;
        }
        if (raw == float.class || raw == Float.class) {
            return ColumnType.Primitive.FLOAT;
        }
        if (raw == double.class || raw == Double.class) {
            return ColumnType.Primitive.DOUBLE;
        }
        if (raw == LocalDate.class) {
            return ColumnType.Primitive.DATE;
        }
        if (raw == LocalDateTime.class) {
            return ColumnType.Primitive.TIMESTAMP_NTZ;
        }
        if (raw == Instant.class) {
            return ColumnType.Primitive.TIMESTAMP;
        }
        if (raw == byte[].class) {
            return ColumnType.Primitive.BINARY;
        }
        return null;
    }

    private static SchemaException unsupported(RecordComponent component, String why) {
        return new SchemaException(String.format(
                Locale.ROOT,
                "Cannot make a column of %s.%s: %s.",
                component.getDeclaringRecord().getSimpleName(),
                component.getName(),
                why));
    }
}
