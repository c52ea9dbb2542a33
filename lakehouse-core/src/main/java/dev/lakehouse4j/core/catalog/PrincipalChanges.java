package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Changes of the catalog's name, of principals and of groups. */
final class PrincipalChanges {

    private final CatalogCore core;

    PrincipalChanges(CatalogCore core) {
        this.core = core;
    }

    private static Task task(Principal acting, String action, String object, String what) {
        return new Task(acting, action, object, what, Privilege.MANAGE, Securable.catalog());
    }

    void rename(Principal acting, String name) {
        String what = "rename the catalog to " + name;
        core.change(task(acting, "RENAME CATALOG", "catalog", what), (state, draft) -> {
            if (!name.matches("[a-z][a-z0-9_]*") || Schemas.ALL.contains(name)) {
                throw new CatalogException("Cannot " + what + ": a name is lower-case letters, digits and underscores,"
                        + " starts with a letter and is not that of a schema.");
            }
            draft.name = name;
        });
    }

    void create(Principal acting, Principal principal, boolean ifAbsent) {
        String what = "create " + principal;
        core.change(task(acting, "CREATE PRINCIPAL", principal.toString(), what), (state, draft) -> {
            if (principal.name().codePoints().anyMatch(Character::isISOControl)) {
                throw new CatalogException("Cannot " + what + ": the name holds a control character. Take it out.");
            }
            if (!principal.name().equals(principal.name().strip())) {
                throw new CatalogException(
                        "Cannot " + what + ": the name begins or ends with a space. Write it without.");
            }
            if (!state.knows(principal)) {
                requireUnlikeOthers(what, principal, state);
                draft.members.put(principal, new HashSet<>());
            } else if (!ifAbsent) {
                throw new CatalogException("Cannot " + what + ": it is there already.");
            }
        });
    }

    /** Row filters ask for the name alone, by current_user(). */
    private static void requireUnlikeOthers(String what, Principal principal, CatalogState state) {
        if (principal.name().equalsIgnoreCase(new Principal.Owner().name())) {
            throw new CatalogException(
                    "Cannot " + what + ": that is the name of the owner of the lake. Choose another.");
        }
        for (Principal other : state.members().keySet()) {
            if (other.name().equals(principal.name())) {
                throw new CatalogException("Cannot " + what + ": there is a " + other
                        + ", and current_user() would not tell one from the other. Choose another name.");
            }
        }
    }

    void drop(Principal acting, Principal principal, boolean ifPresent) {
        String what = "drop " + principal;
        core.change(task(acting, "DROP PRINCIPAL", principal.toString(), what), (state, draft) -> {
            if (ifPresent && !state.knows(principal)) {
                return;
            }
            requireKnown(what, principal, state);
            Set<String> owned = new TreeSet<>();
            state.notes().forEach((securable, notes) -> {
                if (principal.equals(notes.owner())) {
                    owned.add(securable.toString());
                }
            });
            if (!owned.isEmpty()) {
                throw new CatalogException("Cannot " + what + ": it owns " + String.join(", ", owned)
                        + ". Give them to another owner first.");
            }
            Set<String> written = new TreeSet<>();
            state.views().values().stream()
                    .filter(view -> view.definer().equals(principal))
                    .forEach(view -> written.add(view.name()));
            if (!written.isEmpty()) {
                throw new CatalogException("Cannot " + what + ": it wrote the views " + String.join(", ", written)
                        + ", which read with its rights. Drop or replace them first.");
            }
            draft.members.remove(principal);
            draft.members.values().forEach(members -> members.remove(principal));
            draft.grants.removeIf(grant -> grant.principal().equals(principal));
        });
    }

    /** All of them or none. */
    void addMembers(Principal acting, Principal.Group group, List<? extends Principal> members) {
        String what = "add " + names(members) + " to " + group;
        core.change(task(acting, "ALTER GROUP", group.toString(), what), (state, draft) -> {
            requireKnown(what, group, state);
            for (Principal member : members) {
                requireKnown(what, member, state);
                if (state.identities(group).contains(member)) {
                    throw new CatalogException("Cannot " + what + ": "
                            + (group.equals(member)
                                    ? "a group cannot be a member of itself."
                                    : group + " belongs to " + member + " already, so each would belong to itself. Take"
                                            + " one membership away first."));
                }
                draft.membersOf(group).add(member);
            }
        });
    }

    /** All of them or none. */
    void removeMembers(Principal acting, Principal.Group group, List<? extends Principal> members) {
        String what = "remove " + names(members) + " from " + group;
        core.change(task(acting, "ALTER GROUP", group.toString(), what), (state, draft) -> {
            requireKnown(what, group, state);
            for (Principal member : members) {
                requireKnown(what, member, state);
                if (!draft.membersOf(group).remove(member)) {
                    throw new CatalogException("Cannot " + what + ": " + member + " is no direct member."
                            + (state.identities(member).contains(group)
                                    ? " It belongs to it through another group."
                                    : ""));
                }
            }
        });
    }

    private static String names(List<? extends Principal> principals) {
        return principals.stream().map(Principal::toString).collect(Collectors.joining(", "));
    }

    static void requireKnown(String what, Principal principal, CatalogState state) {
        if (principal instanceof Principal.Owner) {
            throw new CatalogException(
                    "Cannot " + what
                            + ": the owner of the lake may do everything and is nobody's member. Name a user, a group or a service.");
        }
        if (!state.knows(principal)) {
            throw CatalogErrors.noPrincipal(what, principal, state);
        }
    }
}
