package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a table can have certain columns, by what the catalog says of it. */
final class TableFit {

    private final CatalogCore core;

    TableFit(CatalogCore core) {
        this.core = core;
    }

    void require(String table, @Nullable TableSchema before, TableSchema after) {
        if (before != null && keeps(before, after)) {
            return;
        }
        // With a damaged catalog the owner works on, and nobody else does.
        CatalogState state = core.stateIfGood().orElse(CatalogState.EMPTY);
        if (before == null && state.views().containsKey(table)) {
            throw new CatalogException("Cannot create table " + table
                    + ": there is a view of that name. Choose another name, or drop the view first: DROP VIEW "
                    + table);
        }
        ObjectNotes notes = state.notes(Securable.table(table));
        String filter = notes.rowFilter();
        if (filter != null) {
            String what = change(table, before) + ", since the row filter «" + filter + "» would not fit them";
            try {
                core.expressions().requireCondition(what, after, filter);
            } catch (CatalogException e) {
                throw closed(e, "ALTER TABLE " + table + " SET ROW FILTER …, or DROP ROW FILTER");
            }
        }
        for (String column : new TreeSet<>(notes.columns().keySet())) {
            if (before == null || find(before, column).isPresent()) {
                mask(state, table, column, before, after);
            }
        }
    }

    private void mask(
            CatalogState state, String table, String column, @Nullable TableSchema before, TableSchema after) {
        String mask = state.mask(table, column);
        if (mask == null) {
            return;
        }
        String remedy = "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET MASK …, or DROP MASK, or UNSET TAGS";
        Optional<Column> now = find(after, column);
        if (now.isEmpty()) {
            throw closed(
                    new CatalogException(
                            "Cannot " + change(table, before) + ": column " + column + ", which has the mask «" + mask
                                    + "», would be gone, and its values could stand under another name."),
                    remedy);
        }
        try {
            core.expressions()
                    .requireMask(
                            change(table, before) + ", since the mask «" + mask + "» would not fit column " + column,
                            after,
                            now.get(),
                            mask);
        } catch (CatalogException e) {
            throw closed(e, remedy);
        }
    }

    private static String change(String table, @Nullable TableSchema before) {
        return before == null ? "create table " + table + " with these columns" : "change the columns of " + table;
    }

    private static CatalogException closed(CatalogException why, String remedy) {
        return new CatalogException(why.getMessage() + " Change that first: " + remedy + ".", why);
    }

    /** Whether all columns stay and are of the same type, so that what fitted still does. */
    private static boolean keeps(TableSchema before, TableSchema after) {
        return before.columns().stream()
                .allMatch(column -> after.column(column.name())
                        .filter(now -> now.type().equals(column.type()))
                        .isPresent());
    }

    private static Optional<Column> find(TableSchema schema, String name) {
        return schema.columns().stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
