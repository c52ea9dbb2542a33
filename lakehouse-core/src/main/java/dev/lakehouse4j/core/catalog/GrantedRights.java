package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a principal holds by grants, groups and ownership.
 *
 * <ul>
 *   <li>A privilege on the catalog or on a schema holds for everything in it.
 *   <li>{@link Privilege#MANAGE} and ownership include every privilege but {@link Privilege#UNMASK}.
 *   <li>An object is reached by {@link Privilege#USE} on its schema, held there or on the catalog. Who may use a schema may
 *       use the catalog as far as that schema: a lake has one catalog, and what lies in it is opened schema by schema.
 *   <li>Nobody but the owner of the lake changes the schema {@code system}, by whatever privilege: who may read the audit
 *       must not be able to rewrite it.
 *   <li>Everybody may read {@code information_schema}, which lists what the reader may see.
 * </ul>
 */
final class GrantedRights implements Rights {

    private static final Set<Privilege> ALL_BUT_UNMASK = EnumSet.complementOf(EnumSet.of(Privilege.UNMASK));

    private final CatalogState state;
    private final Principal principal;
    private final Set<Principal> identities;
    private final Map<Securable, Set<Privilege>> held = new HashMap<>();
    private boolean usesSomeSchema;

    private GrantedRights(CatalogState state, Principal principal) {
        this.state = state;
        this.principal = principal;
        this.identities = state.identities(principal);
    }

    static GrantedRights of(CatalogState state, Principal principal) {
        GrantedRights rights = new GrantedRights(state, principal);
        rights.collect();
        return rights;
    }

    private void collect() {
        for (Grant grant : state.grants()) {
            if (identities.contains(grant.principal())) {
                hold(
                        grant.securable(),
                        grant.privilege() == Privilege.MANAGE ? ALL_BUT_UNMASK : Set.of(grant.privilege()));
            }
        }
        state.notes().forEach((securable, notes) -> {
            if (notes.owner() != null && identities.contains(notes.owner())) {
                hold(securable, ALL_BUT_UNMASK);
            }
        });
        usesSomeSchema = held.entrySet().stream()
                .anyMatch(entry -> entry.getKey().kind() == Securable.Kind.SCHEMA
                        && entry.getValue().contains(Privilege.USE));
    }

    private void hold(Securable securable, Set<Privilege> privileges) {
        held.computeIfAbsent(securable, key -> EnumSet.noneOf(Privilege.class)).addAll(privileges);
    }

    @Override
    public Principal principal() {
        return principal;
    }

    @Override
    public boolean unrestricted() {
        return false;
    }

    @Override
    public boolean has(Privilege privilege, Securable securable) {
        return Schemas.allows(privilege, securable)
                && (Schemas.isOpenToAll(privilege, securable)
                        || (inherits(privilege, securable) && reaches(securable)));
    }

    private boolean inherits(Privilege privilege, Securable securable) {
        Securable at = securable;
        while (true) {
            Set<Privilege> here = held.get(at);
            if (here != null && here.contains(privilege)) {
                return true;
            }
            if (at.kind() == Securable.Kind.CATALOG) {
                return privilege == Privilege.USE && securable.kind() == Securable.Kind.CATALOG && usesSomeSchema;
            }
            at = at.parent().orElseThrow();
        }
    }

    private boolean reaches(Securable securable) {
        return switch (securable.kind()) {
            case CATALOG -> true;
            case SCHEMA -> inherits(Privilege.USE, securable);
            case TABLE, VIEW, FUNCTION, MODEL ->
                inherits(Privilege.USE, securable.parent().orElseThrow());
        };
    }

    @Override
    public void require(Privilege privilege, Securable securable) {
        if (!has(privilege, securable)) {
            throw new AccessDeniedException(
                    CatalogErrors.denied(principal, privilege, securable, missing(privilege, securable)));
        }
    }

    /** The grant to ask for: that of the privilege itself, or that of the way to the object. */
    private Optional<Grant> missing(Privilege privilege, Securable securable) {
        if (!Schemas.allows(privilege, securable)) {
            return Optional.empty();
        }
        if (!inherits(privilege, securable)) {
            return Optional.of(new Grant(principal, privilege, securable));
        }
        Securable schema = securable.kind() == Securable.Kind.SCHEMA
                ? securable
                : securable.parent().orElseThrow();
        return Optional.of(new Grant(principal, Privilege.USE, schema));
    }

    @Override
    public boolean isMember(String group) {
        return identities.contains(new Principal.Group(group));
    }

    @Override
    public Optional<String> rowFilter(String table) {
        return Optional.ofNullable(state.notes(Securable.table(table)).rowFilter());
    }

    @Override
    public Map<String, String> masks(String table, TableSchema schema) {
        if (has(Privilege.UNMASK, Securable.table(table))) {
            return Map.of();
        }
        Map<String, String> masks = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            String mask = state.mask(table, column.name());
            if (mask != null) {
                masks.put(column.name(), mask);
            }
        }
        // A column that is gone may stand under another name; who reads must know that its mask finds nothing.
        for (String noted : state.notes(Securable.table(table)).columns().keySet()) {
            String mask = isMissing(noted, schema) ? state.mask(table, noted) : null;
            if (mask != null) {
                masks.put(noted, mask);
            }
        }
        return masks;
    }

    private static boolean isMissing(String column, TableSchema schema) {
        return schema.columns().stream().noneMatch(known -> known.name().equalsIgnoreCase(column));
    }

    @Override
    public Optional<View> view(String name) {
        return state.view(name);
    }

    @Override
    public String toString() {
        return "rights of " + principal;
    }
}
