package dev.lakehouse4j.core;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * Names a table and says what its rows are; the layer is part of the type, so a Bronze table cannot stand where a Gold one
 * is due.
 *
 * @param <L> the layer
 * @param <R> the record type of its rows
 * @param layer the layer
 * @param name name within the layer: lower-case letters, digits and underscores
 * @param type the record class of its rows
 * @param extraColumns columns beside those of the record, such as audit columns; typed reads leave them out
 */
public record TableRef<L extends Layer, R extends Record>(
        L layer, String name, Class<R> type, List<Column> extraColumns) {

    /** Checks the name. */
    public TableRef {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("Cannot name a table '" + name
                    + "': a name is lower-case letters, digits and underscores and starts with a letter.");
        }
        extraColumns = List.copyOf(extraColumns);
    }

    /**
     * A Bronze table.
     *
     * @param <R> the record type
     * @param name name within the layer
     * @param type the record class of its rows
     * @return the reference
     */
    public static <R extends Record> TableRef<Bronze, R> bronze(String name, Class<R> type) {
        return new TableRef<>(Bronze.LAYER, name, type, List.of());
    }

    /**
     * A Silver table.
     *
     * @param <R> the record type
     * @param name name within the layer
     * @param type the record class of its rows
     * @return the reference
     */
    public static <R extends Record> TableRef<Silver, R> silver(String name, Class<R> type) {
        return new TableRef<>(Silver.LAYER, name, type, List.of());
    }

    /**
     * A Gold table.
     *
     * @param <R> the record type
     * @param name name within the layer
     * @param type the record class of its rows
     * @return the reference
     */
    public static <R extends Record> TableRef<Gold, R> gold(String name, Class<R> type) {
        return new TableRef<>(Gold.LAYER, name, type, List.of());
    }

    /**
     * The same table with more columns than its record has.
     *
     * @param columns columns to add at the end; nullable, or filled by every writer
     * @return the wider reference
     */
    public TableRef<L, R> plus(List<Column> columns) {
        List<Column> all = new ArrayList<>(extraColumns);
        all.addAll(columns);
        return new TableRef<>(layer, name, type, all);
    }

    /**
     * Another table of the same layer.
     *
     * @param <Q> the record type of the other table
     * @param otherName its name within the layer
     * @param otherType the record class of its rows
     * @return the reference
     */
    public <Q extends Record> TableRef<L, Q> sibling(String otherName, Class<Q> otherType) {
        return new TableRef<>(layer, otherName, otherType, List.of());
    }

    /**
     * The name in SQL.
     *
     * @return for example {@code silver.orders}
     */
    public String fullName() {
        return layer.schemaName() + "." + name;
    }

    /**
     * Columns, key and checks that the record declares, and the extra columns.
     *
     * @return the schema
     */
    public TableSchema schema() {
        return RecordShape.of(type).schema().plus(extraColumns);
    }

    @Override
    public String toString() {
        return fullName();
    }
}
