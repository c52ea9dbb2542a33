package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.Map;

/** Changes of row filters and masks. */
final class PolicyChanges {

    private final CatalogCore core;
    private final Expressions expressions;

    PolicyChanges(CatalogCore core) {
        this.core = core;
        this.expressions = core.expressions();
    }

    void rowFilter(Principal acting, String table, String sql) {
        String what = "set the row filter of " + table;
        Securable securable = Securable.table(table);
        core.change(Task.managing(acting, "SET ROW FILTER", securable, what), (state, draft) -> {
            core.lake().requireExists(what, securable, state);
            expressions.requireCondition(what, core.lake().schema(what, table), sql);
            draft.note(securable, notes -> notes.withRowFilter(sql));
        });
    }

    void dropRowFilter(Principal acting, String table) {
        String what = "drop the row filter of " + table;
        Securable securable = Securable.table(table);
        core.change(Task.managing(acting, "DROP ROW FILTER", securable, what), (state, draft) -> {
            if (state.notes(securable).rowFilter() == null) {
                core.lake().requireExists(what, securable, state);
                throw new CatalogException("Cannot " + what + ": it has none.");
            }
            draft.note(securable, notes -> notes.withRowFilter(null));
        });
    }

    void mask(Principal acting, String table, String column, String sql) {
        String what = "set the mask of column " + column + " of " + table;
        Securable securable = Securable.table(table);
        core.change(Task.managing(acting, "SET MASK", securable, what), (state, draft) -> {
            core.lake().requireExists(what, securable, state);
            TableSchema schema = core.lake().schema(what, table);
            Column found = LakeObjects.column(what, table, schema.columns(), column);
            expressions.requireMask(what, schema, found, sql);
            draft.noteColumn(securable, found.name(), notes -> notes.withMask(sql));
        });
    }

    void dropMask(Principal acting, String table, String column) {
        String what = "drop the mask of column " + column + " of " + table;
        Securable securable = Securable.table(table);
        core.change(Task.managing(acting, "DROP MASK", securable, what), (state, draft) -> {
            for (Map.Entry<String, ColumnNotes> known :
                    state.notes(securable).columns().entrySet()) {
                if (known.getKey().equalsIgnoreCase(column) && known.getValue().mask() != null) {
                    draft.noteColumn(securable, known.getKey(), notes -> notes.withMask(null));
                    // Without it, masks of two tags may be left.
                    draft.state().mask(table, known.getKey());
                    return;
                }
            }
            core.lake().requireExists(what, securable, state);
            LakeObjects.column(what, table, core.lake().schema(what, table).columns(), column);
            throw new CatalogException("Cannot " + what + ": it has none of its own.");
        });
    }

    void maskTag(Principal acting, TagKey key, String sql) {
        String what = "mask columns with the " + key;
        core.change(Task.managing(acting, "CREATE MASK", Securable.catalog(), what), (state, draft) -> {
            draft.tagMasks.put(key, sql);
            CatalogState next = draft.state();
            boolean checked = false;
            for (Map.Entry<Securable, ObjectNotes> object : next.notes().entrySet()) {
                if (object.getKey().kind() == Securable.Kind.TABLE) {
                    checked |= requireFits(what, next, object.getKey().name(), object.getValue(), key);
                }
            }
            if (!checked) {
                expressions.requireParses(what, sql);
            }
        });
    }

    /** Whether a column of the table has the tag; all that have one must be of the mask's type. */
    private boolean requireFits(String what, CatalogState next, String table, ObjectNotes notes, TagKey key) {
        boolean found = false;
        for (Map.Entry<String, ColumnNotes> column : notes.columns().entrySet()) {
            String value = column.getValue().tags().get(key.tag());
            if (value == null || !core.lake().isTable(table)) {
                continue;
            }
            String mask = next.mask(table, column.getKey());
            TableSchema schema = core.lake().schema(what, table);
            Column now = schema.columns().stream()
                    .filter(candidate -> candidate.name().equalsIgnoreCase(column.getKey()))
                    .findFirst()
                    .orElse(null);
            if (mask != null
                    && now != null
                    && (key.value() == null || key.value().equals(value))) {
                expressions.requireMask(what + " (column " + now.name() + " of " + table + ")", schema, now, mask);
                found = true;
            }
        }
        return found;
    }

    void dropTagMask(Principal acting, TagKey key) {
        String what = "drop the mask of columns with the " + key;
        core.change(Task.managing(acting, "DROP MASK", Securable.catalog(), what), (state, draft) -> {
            if (draft.tagMasks.remove(key) == null) {
                throw new CatalogException("Cannot " + what + ": there is none. "
                        + CatalogErrors.didYouMean(
                                key.toString(),
                                state.tagMasks().keySet().stream()
                                        .map(TagKey::toString)
                                        .toList(),
                                "SHOW MASKS lists those that there are."));
            }
            for (Map.Entry<Securable, ObjectNotes> object : state.notes().entrySet()) {
                // Where a value had a mask of its own, that for every value comes into force.
                if (object.getKey().kind() == Securable.Kind.TABLE) {
                    requireFits(what, draft.state(), object.getKey().name(), object.getValue(), key);
                }
            }
        });
    }
}
