package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.schema.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a commit is to do, computed beforehand: files to add and to remove, and perhaps a new schema.
 *
 * @param operation name for the history, for example {@code UPSERT}
 * @param base the version that it was computed from; null creates the table
 * @param schema the schema after the commit; null keeps the current one
 * @param added data files to add, already written under the table's folder
 * @param removed data files to remove, as listed by {@code base}
 * @param transaction identity of the work, or null
 * @param parameters details for the history
 * @param properties table properties to set
 * @param blindAppend whether the rows to add do not depend on what the table holds, so that the commit may follow on any
 *     newer version
 * @param dataChange false when the same rows are only laid out anew, as by compaction
 */
public record Change(
        String operation,
        @Nullable TableSnapshot base,
        @Nullable TableSchema schema,
        List<DataFile> added,
        List<DataFile> removed,
        @Nullable TransactionId transaction,
        Map<String, String> parameters,
        Map<String, String> properties,
        boolean blindAppend,
        boolean dataChange) {

    private static final String APPEND_ONLY = "delta.appendOnly";

    /** Copies the collections. */
    public Change {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        parameters = Map.copyOf(parameters);
        properties = Map.copyOf(properties);
    }

    /**
     * Creates a table.
     *
     * @param operation name for the history
     * @param schema the schema of the table
     * @return a change without files
     */
    public static Change create(String operation, TableSchema schema) {
        return new Change(operation, null, schema, List.of(), List.of(), null, Map.of(), Map.of(), false, true);
    }

    /**
     * Changes a table.
     *
     * @param operation name for the history
     * @param base the version that the change is computed from
     * @return a change without files
     */
    public static Change of(String operation, TableSnapshot base) {
        return new Change(operation, base, null, List.of(), List.of(), null, Map.of(), Map.of(), false, true);
    }

    /**
     * The version that the change is computed from.
     *
     * @return the base, or empty when the table is to be created
     */
    public Optional<TableSnapshot> baseSnapshot() {
        return Optional.ofNullable(base);
    }

    /**
     * Whether a table that only grows must refuse this change: it takes rows away and is no new layout of the same rows. A
     * change that sets {@code delta.appendOnly} itself is judged by what it sets.
     *
     * @param tableProperties properties of the table before the change
     * @return true when the table has {@code delta.appendOnly} and rows would be lost
     */
    public boolean breaksAppendOnly(Map<String, String> tableProperties) {
        String appendOnly = properties.getOrDefault(APPEND_ONLY, tableProperties.getOrDefault(APPEND_ONLY, "false"));
        return Boolean.parseBoolean(appendOnly)
                && !removed.isEmpty()
                && (dataChange || rows(removed) < 0 || rows(removed) != rows(added));
    }

    /** Rows of files, or -1 when one does not say. */
    private static long rows(List<DataFile> files) {
        return files.stream().anyMatch(file -> file.rowCount() < 0)
                ? -1
                : files.stream().mapToLong(DataFile::rowCount).sum();
    }

    /**
     * The same change with files to add.
     *
     * @param files data files under the table's folder
     * @return the changed change
     */
    public Change adding(List<DataFile> files) {
        return new Change(
                operation, base, schema, files, removed, transaction, parameters, properties, blindAppend, dataChange);
    }

    /**
     * The same change with files to remove.
     *
     * @param files data files of the base
     * @return the changed change
     */
    public Change removing(List<DataFile> files) {
        return new Change(
                operation, base, schema, added, files, transaction, parameters, properties, blindAppend, dataChange);
    }

    /**
     * The same change with a schema to set.
     *
     * @param newSchema schema after the commit, or null to keep the current one
     * @return the changed change
     */
    public Change withSchema(@Nullable TableSchema newSchema) {
        return new Change(
                operation,
                base,
                newSchema,
                added,
                removed,
                transaction,
                parameters,
                properties,
                blindAppend,
                dataChange);
    }

    /**
     * The same change as a named piece of work that is committed once.
     *
     * @param id its identity, or null
     * @return the changed change
     */
    public Change withTransaction(@Nullable TransactionId id) {
        return new Change(operation, base, schema, added, removed, id, parameters, properties, blindAppend, dataChange);
    }

    /**
     * The same change with one more detail for the history.
     *
     * @param name name of the parameter
     * @param value its value
     * @return the changed change
     */
    public Change withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Change(
                operation, base, schema, added, removed, transaction, more, properties, blindAppend, dataChange);
    }

    /**
     * The same change with table properties to set.
     *
     * @param values names and values
     * @return the changed change
     */
    public Change withProperties(Map<String, String> values) {
        return new Change(
                operation, base, schema, added, removed, transaction, parameters, values, blindAppend, dataChange);
    }

    /**
     * The same change as a blind append.
     *
     * @return the changed change
     */
    public Change asBlindAppend() {
        return new Change(
                operation, base, schema, added, removed, transaction, parameters, properties, true, dataChange);
    }

    /**
     * The same change as a new layout of the same rows.
     *
     * @return the changed change
     */
    public Change asLayoutOnly() {
        return new Change(
                operation, base, schema, added, removed, transaction, parameters, properties, blindAppend, false);
    }
}
