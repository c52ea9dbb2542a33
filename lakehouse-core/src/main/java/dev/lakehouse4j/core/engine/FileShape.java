package dev.lakehouse4j.core.engine;

import dev.lakehouse4j.core.schema.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a Parquet file as its footer lists them.
 *
 * @param columns the columns in order
 */
record FileShape(List<Field> columns) {

    /** What a field holds. */
    enum Kind {
        VALUE,
        STRUCT,
        LIST,
        MAP
    }

    /**
     * A column, a field of a struct, the element of a list, or key or value of a map.
     *
     * @param name its name
     * @param id its field id, or -1
     * @param kind what it holds
     * @param type type of a single value as the engine reads it, null for types that tables do not have and for what is nested
     * @param children fields of a struct, element of a list, key and value of a map
     */
    record Field(String name, int id, Kind kind, @Nullable ColumnType type, List<Field> children) {}

    boolean hasIds() {
        return hasIds(columns);
    }

    private static boolean hasIds(List<Field> fields) {
        return fields.stream().anyMatch(field -> field.id() >= 0 || hasIds(field.children()));
    }
}
