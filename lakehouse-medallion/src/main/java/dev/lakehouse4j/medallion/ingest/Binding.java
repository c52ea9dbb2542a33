package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a file fills which column of the table.
 *
 * @param schema columns to write: those of the record, the audit columns, those that evolved
 * @param evolved the columns beyond record and audit columns
 * @param recordColumns how many columns the record has; they come first
 * @param fields position in the file for each column of {@code schema}, -1 for none
 * @param unknown positions in the file of the columns that go to {@code _rescued_data}
 * @param notes what a reader of the report should know
 */
record Binding(
        TableSchema schema,
        List<Column> evolved,
        int recordColumns,
        List<Integer> fields,
        List<Integer> unknown,
        List<String> notes) {

    /** What a file is bound to. */
    record Target(
            String table, TableSchema record, @Nullable TableSchema current, SchemaMode mode) {

        /** The schema to write with these columns beyond those of the record and the audit columns. */
        TableSchema schema(List<Column> evolved) {
            TableSchema declared = record.plus(AuditColumns.all()).plus(evolved);
            if (current == null) {
                return declared;
            }
            // A column that became wider in the table is written as wide as it is there.
            TableSchema after = SchemaEvolution.plan(table, current, declared).schema();
            return declared.withColumns(declared.columns().stream()
                    .map(column -> after.column(column.name())
                            .map(stored -> column.withType(stored.type()))
                            .orElse(column))
                    .toList());
        }
    }

    /**
     * Binds a file's columns.
     *
     * @param names names of the file's columns
     * @param types their types, or null when all are text
     * @param complete whether every record has all of these columns; otherwise a column of the record may be missing here
     */
    static Binding of(
            Target target, String where, List<String> names, @Nullable List<ColumnType> types, boolean complete) {
        List<Column> columns = target.record().columns();
        int[] source = new int[columns.size()];
        boolean[] taken = new boolean[names.size()];
        for (int i = 0; i < source.length; i++) {
            source[i] = find(names, taken, columns.get(i).name());
        }
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < source.length; i++) {
            if (source[i] < 0 && complete) {
                missing(columns.get(i), where, names, notes);
            }
        }
        List<Integer> unknown = new ArrayList<>();
        List<Column> evolved = new ArrayList<>();
        List<Integer> evolvedSource = new ArrayList<>();
        Set<String> used = usedNames(columns);
        for (int field = 0; field < names.size(); field++) {
            if (taken[field]) {
                continue;
            }
            switch (target.mode()) {
                case FAIL -> throw unknownColumn(where, label(names, field), target);
                case RESCUE -> unknown.add(field);
                case EVOLVE -> {
                    Column added =
                            evolvedColumn(target, used, label(names, field), types == null ? null : types.get(field));
                    evolved.add(added);
                    evolvedSource.add(field);
                }
            }
        }
        if (!unknown.isEmpty()) {
            notes.add("columns that the record does not know are in _rescued_data: "
                    + unknown.stream().map(field -> label(names, field)).toList());
        }
        TableSchema schema = target.schema(evolved);
        int[] fields = new int[schema.columns().size()];
        Arrays.fill(fields, -1);
        System.arraycopy(source, 0, fields, 0, source.length);
        int firstEvolved = source.length + AuditColumns.all().size();
        for (int i = 0; i < evolvedSource.size(); i++) {
            fields[firstEvolved + i] = evolvedSource.get(i);
        }
        return new Binding(
                schema,
                List.copyOf(evolved),
                source.length,
                Arrays.stream(fields).boxed().toList(),
                List.copyOf(unknown),
                List.copyOf(notes));
    }

    /** The name of a file's column; one that has none is called by its position. */
    static String label(List<String> names, int field) {
        return names.get(field).isBlank() ? "column_" + (field + 1) : names.get(field);
    }

    /** A name as a column of a table: {@code Order ID} and {@code orderId} are {@code order_id}. */
    static String normalise(String name) {
        String snake = RecordShape.snakeCase(name.strip()).toLowerCase(Locale.ROOT);
        String plain = snake.replaceAll("[^\\p{L}\\p{N}]+", "_");
        String stripped = plain.replaceAll("^_+|_+$", "");
        return stripped.isEmpty() ? "column" : stripped;
    }

    private static int find(List<String> names, boolean[] taken, String column) {
        int found = names.indexOf(column);
        for (int i = 0; i < names.size() && found < 0; i++) {
            if (!taken[i] && names.get(i).strip().equalsIgnoreCase(column)) {
                found = i;
            }
        }
        for (int i = 0; i < names.size() && found < 0; i++) {
            if (!taken[i] && normalise(names.get(i)).equals(normalise(column))) {
                found = i;
            }
        }
        if (found >= 0) {
            taken[found] = true;
        }
        return found;
    }

    private static void missing(Column column, String where, List<String> names, List<String> notes) {
        if (!column.nullable()) {
            throw new SchemaException("Cannot load " + where + ": it has no column " + column.name()
                    + ", which is NOT NULL in the record. Its columns are " + names
                    + ". Check that it is the right file and format, or mark the component @Nullable.");
        }
        notes.add("column " + column.name() + " is missing in the file, its values are null");
    }

    private static SchemaException unknownColumn(String where, String name, Target target) {
        return new SchemaException("Cannot load " + where + ": the record of " + target.table()
                + " has no component for its column \"" + name
                + "\". Add one, or ingest with SchemaMode.RESCUE or SchemaMode.EVOLVE.");
    }

    private static Set<String> usedNames(List<Column> columns) {
        Set<String> used = new HashSet<>();
        columns.forEach(column -> used.add(column.name().toLowerCase(Locale.ROOT)));
        AuditColumns.all().forEach(column -> used.add(column.name()));
        return used;
    }

    private static Column evolvedColumn(Target target, Set<String> used, String label, @Nullable ColumnType type) {
        String base = normalise(label);
        String name = base;
        for (int i = 2; !used.add(name); i++) {
            name = base + "_" + i;
        }
        String unique = name;
        Column fresh = Column.nullable(unique, type == null ? ColumnType.Primitive.STRING : type);
        TableSchema current = target.current();
        if (current == null || type != null) {
            return fresh;
        }
        // The table may know it with a type, from a component that the record had once.
        return current.column(unique)
                .filter(known -> known.nullable() && Cell.of(known.type()) != null)
                .orElse(fresh);
    }

    /** Position in the table by name in the file, for files whose records name their columns one by one. */
    Map<String, Integer> byName(List<String> names) {
        Map<String, Integer> positions = new HashMap<>();
        for (int column = 0; column < fields.size(); column++) {
            if (fields.get(column) >= 0) {
                positions.put(names.get(fields.get(column)), column);
            }
        }
        return positions;
    }
}
