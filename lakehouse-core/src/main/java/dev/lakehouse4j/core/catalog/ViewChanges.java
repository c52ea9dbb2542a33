package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.engine.SqlReferences;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of views, and of functions and models that the catalog knows by name. */
final class ViewChanges {

    /** Table functions of the engine that read nothing. */
    private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");

    private final CatalogCore core;

    ViewChanges(CatalogCore core) {
        this.core = core;
    }

    View create(Principal acting, String name, String sql, @Nullable String comment, boolean replace) {
        String what = (replace ? "replace view " : "create view ") + name;
        requireName(what, name);
        Securable securable = Securable.view(name);
        Task task = new Task(
                acting,
                replace ? "REPLACE VIEW" : "CREATE VIEW",
                name,
                what,
                Privilege.CREATE,
                securable.parent().orElseThrow());
        String query = sql.strip().replaceFirst("\\s*;\\s*$", "");
        CatalogState changed = core.change(task, (state, draft) -> {
            Rights rights = new RightsOfVersion(state).of(acting);
            boolean there = state.views().containsKey(name);
            if (there && !replace) {
                throw new CatalogException("Cannot " + what
                        + ": there is such a view. Write CREATE OR REPLACE VIEW, or choose another name.");
            }
            if (core.lake().isTable(name)) {
                throw new CatalogException("Cannot " + what + ": there is a table of that name. Choose another name.");
            }
            if (there) {
                rights.require(Privilege.MANAGE, securable);
            } else if (!(acting instanceof Principal.Owner)) {
                draft.note(securable, notes -> notes.withOwner(acting));
            }
            draft.views.put(name, new View(name, query, null, acting));
            if (comment != null) {
                draft.note(securable, notes -> notes.withComment(comment));
            }
            CatalogState next = draft.state();
            Views views = core.views(next);
            requireReadable(what, query, views, rights, next);
            views.columns(what, name);
            requireAdmitted(what, query, views, rights);
        });
        return changed.view(name).orElseThrow();
    }

    /** The door runs the query with the rights of who wrote it, and refuses what that principal could not run itself. */
    private void requireAdmitted(String what, String sql, Views views, Rights rights) {
        try {
            core.gate().requireQuery(rights, views.twoLevels(sql), views.reads(sql));
        } catch (AccessDeniedException e) {
            throw new CatalogException("Cannot " + what + ": nobody could read it. " + e.getMessage(), e);
        }
    }

    private static void requireName(String what, String name) {
        int dot = name.indexOf('.');
        if (dot < 0
                || !Schemas.LAYERS.contains(name.substring(0, dot))
                || !name.substring(dot + 1).matches("[a-z][a-z0-9_]*")) {
            throw new CatalogException("Cannot " + what + ": a view is named schema.view, where the schema is one of "
                    + String.join(", ", Schemas.LAYERS)
                    + " and the view is lower-case letters, digits and underscores, for example gold.late_orders.");
        }
    }

    /** Who writes a view must be able to run its query. */
    private void requireReadable(String what, String sql, Views views, Rights rights, CatalogState state) {
        SqlReferences references;
        try {
            references = core.engine().references(sql);
        } catch (QueryException e) {
            throw new CatalogException("Cannot " + what + ": " + e.getMessage(), e);
        }
        Set<String> added = core.engine().functions();
        for (String function : references.tableFunctions()) {
            if (!TABLE_FUNCTIONS.contains(function) && !added.contains(function)) {
                throw new CatalogException("Cannot " + what + ": it calls " + function
                        + ". A view reads tables and views of the lake, not files or the engine's own tables.");
            }
        }
        List<String> called = new ArrayList<>(references.tableFunctions());
        called.addAll(references.functions());
        for (String function : called) {
            if (added.contains(function)) {
                rights.require(Privilege.EXECUTE, Securable.function(function));
            }
        }
        for (String read : views.reads(sql)) {
            boolean view = state.views().containsKey(read);
            if (read.indexOf('.') > 0 && (view || core.lake().isTable(read))) {
                rights.require(Privilege.SELECT, view ? Securable.view(read) : Securable.table(read));
            }
        }
    }

    void drop(Principal acting, String name) {
        String what = "drop view " + name;
        Securable securable = Securable.view(name);
        core.change(Task.managing(acting, "DROP VIEW", securable, what), (state, draft) -> {
            core.lake().requireExists(what, securable, state);
            Views views = core.views(state);
            List<String> readers = state.views().values().stream()
                    .filter(view -> views.reads(view.sql()).contains(name))
                    .map(View::name)
                    .sorted()
                    .toList();
            if (!readers.isEmpty()) {
                throw new CatalogException("Cannot " + what + ": it is read by " + String.join(", ", readers)
                        + ". Drop or replace them first.");
            }
            draft.views.remove(name);
            draft.forget(securable);
        });
    }

    void register(Principal acting, Securable securable, String version, @Nullable String comment) {
        String what = "register " + securable;
        Task task = new Task(
                acting,
                "REGISTER",
                CatalogCodec.text(securable),
                what,
                Privilege.CREATE,
                securable.parent().orElseThrow());
        core.change(task, (state, draft) -> {
            String name = securable.name().substring(securable.name().indexOf('.') + 1);
            if (name.isBlank() || name.codePoints().anyMatch(Character::isISOControl)) {
                throw new CatalogException("Cannot " + what + ": «" + name + "» is no name. Write some letters.");
            }
            if (state.registered().containsKey(securable)) {
                new RightsOfVersion(state).of(acting).require(Privilege.MANAGE, securable);
            } else if (!(acting instanceof Principal.Owner)) {
                draft.note(securable, notes -> notes.withOwner(acting));
            }
            draft.registered.put(securable, version);
            draft.note(securable, notes -> notes.withComment(comment));
        });
    }

    void unregister(Principal acting, Securable securable) {
        String what = "unregister " + securable;
        core.change(Task.managing(acting, "UNREGISTER", securable, what), (state, draft) -> {
            if (!state.registered().containsKey(securable)) {
                throw new CatalogException("Cannot " + what + ": it is not registered. "
                        + CatalogErrors.didYouMean(
                                securable.name(),
                                state.registered().keySet().stream()
                                        .map(Securable::name)
                                        .toList(),
                                "Nothing of a like name is."));
            }
            draft.forget(securable);
        });
    }
}
