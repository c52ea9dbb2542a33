package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A column of a relation within a query. Compared by identity. */
final class Field {

    private final String name;
    private final Sources sources;
    private final List<Value> values;
    private final @Nullable ColumnType type;
    private final @Nullable JsonNode unnamed;
    private @Nullable Set<Field> numberedWithin;

    /** A column; the values are what it can hold, as far as that is an expression over one row. */
    Field(String name, Sources sources, List<Value> values, @Nullable ColumnType type, @Nullable JsonNode unnamed) {
        this.name = name;
        this.sources = sources;
        this.values = List.copyOf(values);
        this.type = type;
        this.unnamed = unnamed;
    }

    static Field computed(String name, Sources sources) {
        return new Field(name, sources, List.of(), null, null);
    }

    Field named(String other) {
        Field field = new Field(other, sources, values, type, null);
        field.numberedWithin = numberedWithin;
        return field;
    }

    Field with(Sources others) {
        Field field = new Field(name, Sources.copy(sources).add(others), values, type, unnamed);
        field.numberedWithin = numberedWithin;
        return field;
    }

    Field withValues(List<Value> others) {
        return new Field(name, sources, others, type, unnamed);
    }

    String name() {
        return name;
    }

    Sources sources() {
        return sources;
    }

    List<Value> values() {
        return values;
    }

    /** The type, where it is known without asking the engine. */
    @Nullable
    ColumnType type() {
        return type;
    }

    /** The expression of a column that has no name of its own. */
    @Nullable
    JsonNode unnamed() {
        return unnamed;
    }

    /** When it numbers rows from 1: the columns within whose values it does. */
    @Nullable
    Set<Field> numberedWithin() {
        return numberedWithin;
    }

    void numberWithin(@Nullable Set<Field> fields) {
        numberedWithin = fields;
    }

    @Override
    public String toString() {
        return name;
    }
}
