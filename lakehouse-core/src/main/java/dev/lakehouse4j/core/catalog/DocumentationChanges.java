package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes of comments, owners and tags. */
final class DocumentationChanges {

    private final CatalogCore core;

    DocumentationChanges(CatalogCore core) {
        this.core = core;
    }

    void comment(Principal acting, Securable securable, @Nullable String comment) {
        String what = "comment on " + securable;
        core.change(Task.managing(acting, "COMMENT", securable, what), (state, draft) -> {
            core.lake().requireExists(what, securable, state);
            draft.note(securable, notes -> notes.withComment(comment));
        });
    }

    void comment(Principal acting, String object, String column, @Nullable String comment) {
        String what = "comment on column " + column + " of " + object;
        Securable securable = tableOrView(object);
        core.change(Task.managing(acting, "COMMENT", securable, what), (state, draft) -> {
            String name = columnOf(what, securable, column, state).name();
            draft.noteColumn(securable, name, notes -> notes.withComment(comment));
        });
    }

    void owner(Principal acting, Securable securable, Principal owner) {
        String what = "give " + securable + " to " + owner;
        core.change(Task.managing(acting, "ALTER OWNER", securable, what), (state, draft) -> {
            core.lake().requireExists(what, securable, state);
            if (!state.knows(owner)) {
                throw CatalogErrors.noPrincipal(what, owner, state);
            }
            draft.note(securable, notes -> notes.withOwner(owner instanceof Principal.Owner ? null : owner));
        });
    }

    void tag(Principal acting, Securable securable, Map<String, String> tags) {
        String what = "set tags of " + securable;
        core.change(Task.managing(acting, "SET TAGS", securable, what), (state, draft) -> {
            requireNames(what, tags.keySet());
            core.lake().requireExists(what, securable, state);
            draft.note(securable, notes -> notes.withTags(with(notes.tags(), tags)));
        });
    }

    void tag(Principal acting, String object, String column, Map<String, String> tags) {
        String what = "set tags of column " + column + " of " + object;
        Securable securable = tableOrView(object);
        core.change(Task.managing(acting, "SET TAGS", securable, what), (state, draft) -> {
            requireNames(what, tags.keySet());
            Column found = columnOf(what, securable, column, state);
            draft.noteColumn(securable, found.name(), notes -> notes.withTags(with(notes.tags(), tags)));
            if (securable.kind() == Securable.Kind.TABLE) {
                requireMaskFits(what, draft.state(), securable, found);
            }
        });
    }

    /** The mask that the column has now must give values of its type. */
    private void requireMaskFits(String what, CatalogState state, Securable table, Column column) {
        String mask = state.mask(table.name(), column.name());
        if (mask != null) {
            TableSchema schema = core.lake().schema(what, table.name());
            core.expressions().requireMask(what, schema, column, mask);
        }
    }

    void untag(Principal acting, Securable securable, Set<String> tags) {
        String what = "take tags off " + securable;
        core.change(Task.managing(acting, "UNSET TAGS", securable, what), (state, draft) -> {
            Map<String, String> left = without(what, state.notes(securable).tags(), tags);
            draft.note(securable, notes -> notes.withTags(left));
        });
    }

    void untag(Principal acting, String object, String column, Set<String> tags) {
        String what = "take tags off column " + column + " of " + object;
        Securable securable = tableOrView(object);
        core.change(Task.managing(acting, "UNSET TAGS", securable, what), (state, draft) -> {
            ColumnNotes before = state.notes(securable).column(column);
            Map<String, String> left = without(what, before.tags(), tags);
            String name = state.notes(securable).columns().keySet().stream()
                    .filter(known -> known.equalsIgnoreCase(column))
                    .findFirst()
                    .orElse(column);
            draft.noteColumn(securable, name, notes -> notes.withTags(left));
        });
    }

    private static Map<String, String> with(Map<String, String> tags, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(tags);
        all.putAll(more);
        return all;
    }

    private static Map<String, String> without(String what, Map<String, String> tags, Set<String> names) {
        Map<String, String> left = new HashMap<>(tags);
        for (String name : names) {
            if (left.remove(name) == null) {
                throw new CatalogException("Cannot " + what + ": there is no tag " + name + ". "
                        + (tags.isEmpty()
                                ? "It has none."
                                : CatalogErrors.didYouMean(
                                        name,
                                        tags.keySet(),
                                        "It has " + String.join(", ", new TreeSet<>(tags.keySet())) + ".")));
            }
        }
        return left;
    }

    private static void requireNames(String what, Set<String> names) {
        for (String name : names) {
            if (name.isBlank() || name.codePoints().anyMatch(Character::isISOControl)) {
                throw new CatalogException("Cannot " + what + ": «" + name
                        + "» is no name of a tag. Write a text without control characters, for example pii.");
            }
        }
    }

    /** Columns belong to tables, and to views when there is one of the name. */
    private Securable tableOrView(String object) {
        return core.state().views().containsKey(object) ? Securable.view(object) : Securable.table(object);
    }

    private Column columnOf(String what, Securable securable, String column, CatalogState state) {
        core.lake().requireExists(what, securable, state);
        List<Column> columns = securable.kind() == Securable.Kind.VIEW
                ? core.views(state).columns(what, securable.name())
                : core.lake().schema(what, securable.name()).columns();
        return LakeObjects.column(what, securable.name(), columns, column);
    }
}
