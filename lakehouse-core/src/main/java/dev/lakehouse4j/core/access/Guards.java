package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a principal on one version of a table.
 *
 * @param filter condition of the rows that it sees, as the catalog has it, or null
 * @param masks by column, what it sees instead, as the catalog has it
 */
record Guards(@Nullable String filter, Map<String, String> masks) {

    static Guards of(Rights rights, String table, TableSchema schema) {
        Optional<String> filter = rights.rowFilter(table);
        Map<String, String> masks = new LinkedHashMap<>(rights.masks(table, schema));
        for (String column : masks.keySet()) {
            if (schema.column(column).isEmpty()) {
                // A mask that finds no column must not be dropped in silence: the values may stand under another name.
                throw new AccessDeniedException(
                        "Cannot read " + table + ": a mask of it cannot be applied to this version."
                                + " Whoever manages the table has to correct it.");
            }
        }
        return new Guards(filter.orElse(null), masks);
    }

    /** Whether something of the table is hidden from the principal, or all of it. */
    static boolean hide(Rights rights, String table, TableSchema schema) {
        return rights.rowFilter(table).isPresent()
                || !rights.masks(table, schema).isEmpty();
    }

    boolean none() {
        return filter == null && masks.isEmpty();
    }

    Relation over(Relation base, Rights rights, String table, GuardExpressions expressions) {
        if (none()) {
            return base;
        }
        Map<String, String> prepared = new LinkedHashMap<>();
        masks.forEach((column, mask) -> prepared.put(column, expressions.mask(rights, table, column, mask)));
        return new Relation.Guarded(base, filter == null ? null : expressions.filter(rights, table, filter), prepared);
    }
}
