package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one principal may see of one version of the catalog. */
final class Listing {

    private static final Comparator<Principal> BY_KIND_AND_NAME = Comparator.comparing(Principal::toString);
    private static final Comparator<Grant> BY_OBJECT = Comparator.<Grant, Securable.Kind>comparing(
                    grant -> grant.securable().kind())
            .thenComparing(grant -> grant.securable().name())
            .thenComparing(grant -> grant.principal().toString())
            .thenComparing(Grant::privilege);

    private final CatalogCore core;
    private final CatalogState state;
    private final Rights rights;
    private final Views views;

    Listing(CatalogCore core, CatalogState state, Rights rights) {
        this.core = core;
        this.state = state;
        this.rights = rights;
        this.views = core.views(state);
    }

    private boolean managesAll() {
        return rights.has(Privilege.MANAGE, Securable.catalog());
    }

    private Set<Principal> own() {
        return state.identities(rights.principal());
    }

    List<Principal> principals() {
        Set<Principal> visible = managesAll() ? state.members().keySet() : own();
        return visible.stream().sorted(BY_KIND_AND_NAME).toList();
    }

    List<Principal> members(Principal.Group group) {
        if (!managesAll() && !own().contains(group)) {
            return List.of();
        }
        return state.members().getOrDefault(group, Set.of()).stream()
                .sorted(BY_KIND_AND_NAME)
                .toList();
    }

    List<Grant> grants(Securable securable) {
        core.lake().requireExists("list the grants on " + securable, securable, state);
        Set<Securable> chain = new HashSet<>();
        Optional<Securable> at = Optional.of(securable);
        while (at.isPresent()) {
            chain.add(at.get());
            at = at.get().parent();
        }
        boolean all = rights.has(Privilege.MANAGE, securable);
        Set<Principal> own = own();
        return state.grants().stream()
                .filter(grant -> chain.contains(grant.securable()))
                .filter(grant -> all || own.contains(grant.principal()))
                .sorted(BY_OBJECT)
                .toList();
    }

    /** All grants on what the principal manages, and its own. */
    List<Grant> grants() {
        Set<Principal> own = own();
        return state.grants().stream()
                .filter(grant -> own.contains(grant.principal()) || rights.has(Privilege.MANAGE, grant.securable()))
                .sorted(BY_OBJECT)
                .toList();
    }

    List<Grant> grantsOf(Principal principal) {
        if (!state.knows(principal)) {
            throw CatalogErrors.noPrincipal("list the grants of " + principal, principal, state);
        }
        Set<Principal> identities = state.identities(principal);
        boolean all = managesAll() || own().contains(principal);
        return state.grants().stream()
                .filter(grant -> identities.contains(grant.principal()))
                .filter(grant -> all || rights.has(Privilege.MANAGE, grant.securable()))
                .sorted(BY_OBJECT)
                .toList();
    }

    List<View> views() {
        return new TreeSet<>(state.views().keySet())
                .stream()
                        .filter(name -> sees(Securable.view(name)))
                        .map(name -> state.view(name).orElseThrow())
                        .map(this::withoutQuery)
                        .toList();
    }

    /** The query may name what a reader of the view may not know of. */
    private View withoutQuery(View view) {
        return rights.has(Privilege.MANAGE, Securable.view(view.name()))
                ? view
                : new View(view.name(), "", view.comment(), view.definer());
    }

    List<Policy> policies() {
        List<Policy> policies = new ArrayList<>();
        Map<String, ObjectNotes> tables = new TreeMap<>();
        state.notes().forEach((securable, notes) -> {
            if (securable.kind() == Securable.Kind.TABLE && rights.has(Privilege.MANAGE, securable)) {
                tables.put(securable.name(), notes);
            }
        });
        tables.forEach((table, notes) -> {
            if (notes.rowFilter() != null) {
                policies.add(new Policy.RowFilter(table, notes.rowFilter()));
            }
            new TreeMap<>(notes.columns()).forEach((column, about) -> {
                if (about.mask() != null) {
                    policies.add(new Policy.ColumnMask(table, column, about.mask()));
                }
            });
        });
        if (managesAll()) {
            state.tagMasks().entrySet().stream()
                    .sorted(Comparator.comparing(mask -> mask.getKey().toString()))
                    .forEach(mask -> policies.add(new Policy.TagMask(
                            mask.getKey().tag(), mask.getKey().value(), mask.getValue())));
        }
        return policies;
    }

    /** Whether the principal holds any privilege on the object. */
    private boolean sees(Securable securable) {
        for (Privilege privilege : Privilege.values()) {
            boolean onlyTheWay = privilege == Privilege.USE
                    && securable.kind() != Securable.Kind.CATALOG
                    && securable.kind() != Securable.Kind.SCHEMA;
            if (!onlyTheWay && rights.has(privilege, securable)) {
                return true;
            }
        }
        return false;
    }

    List<CatalogObject> objects() {
        return objects(securable -> true);
    }

    List<CatalogObject> objects(Predicate<Securable> wanted) {
        List<Securable> all = new ArrayList<>();
        all.add(Securable.catalog());
        Set<String> names = new TreeSet<>(core.lake().tables());
        names.addAll(state.views().keySet());
        for (String schema : Schemas.ALL) {
            all.add(Securable.schema(schema));
            String prefix = schema + ".";
            for (String name : names) {
                if (name.startsWith(prefix)) {
                    all.add(state.views().containsKey(name) ? Securable.view(name) : Securable.table(name));
                }
            }
        }
        core.lake().functions(state).keySet().forEach(name -> all.add(new Securable(Securable.Kind.FUNCTION, name)));
        core.lake().models(state).forEach(name -> all.add(new Securable(Securable.Kind.MODEL, name)));
        return all.stream()
                .filter(wanted)
                .filter(this::sees)
                .map(this::describe)
                .toList();
    }

    Optional<CatalogObject> object(Securable securable) {
        try {
            core.lake().requireExists("describe " + securable, securable, state);
        } catch (CatalogException e) {
            return Optional.empty();
        }
        return sees(securable) ? Optional.of(describe(securable)) : Optional.empty();
    }

    private CatalogObject describe(Securable securable) {
        ObjectNotes notes = state.notes(securable);
        String comment = notes.comment();
        List<CatalogColumn> columns = List.of();
        String definition = null;
        switch (securable.kind()) {
            case TABLE -> {
                TableSchema schema = core.lake().schema("describe " + securable, securable.name());
                comment = comment == null ? schema.comment() : comment;
                columns = columns(schema.columns(), notes);
            }
            case VIEW -> {
                columns = columns(columnsOfView(securable.name()), notes);
                definition = rights.has(Privilege.MANAGE, securable)
                        ? state.view(securable.name()).orElseThrow().sql()
                        : null;
            }
            case CATALOG, SCHEMA, FUNCTION, MODEL -> {}
        }
        return new CatalogObject(
                securable, state.owner(securable), comment, notes.tags(), columns, definition, version(securable));
    }

    private @Nullable String version(Securable securable) {
        String version = state.registered().get(securable);
        return version == null || version.isEmpty() ? null : version;
    }

    private List<Column> columnsOfView(String name) {
        try {
            return views.columns("describe view " + name, name);
        } catch (LakehouseException e) {
            return List.of(); // What it reads has changed since; who reads it is told.
        }
    }

    private static List<CatalogColumn> columns(List<Column> columns, ObjectNotes notes) {
        return columns.stream()
                .map(column -> {
                    ColumnNotes about = notes.column(column.name());
                    return new CatalogColumn(
                            column.name(),
                            column.type(),
                            column.nullable(),
                            about.comment() == null ? column.comment() : about.comment(),
                            about.tags());
                })
                .toList();
    }
}
