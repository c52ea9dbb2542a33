package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

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

    void create(Principal acting, Principal principal) {
        String what = "create " + principal;
        core.change(task(acting, "CREATE PRINCIPAL", principal.toString(), what), (state, draft) -> {
            if (principal.name().codePoints().anyMatch(Character::isISOControl)) {
                throw new CatalogException("Cannot " + what + ": the name holds a control character. Take it out.");
            }
            if (!principal.name().equals(principal.name().strip())) {
                throw new CatalogException(
                        "Cannot " + what + ": the name begins or ends with a space. Write it without.");
            }
            if (state.knows(principal)) {
                throw new CatalogException("Cannot " + what + ": it is there already.");
            }
            draft.members.put(principal, new HashSet<>());
        });
    }

    void drop(Principal acting, Principal principal) {
        String what = "drop " + principal;
        core.change(task(acting, "DROP PRINCIPAL", principal.toString(), what), (state, draft) -> {
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

    void addMember(Principal acting, Principal.Group group, Principal member) {
        String what = "add " + member + " to " + group;
        core.change(task(acting, "ALTER GROUP", group.toString(), what), (state, draft) -> {
            requireKnown(what, group, state);
            requireKnown(what, member, state);
            if (state.identities(group).contains(member)) {
                throw new CatalogException("Cannot " + what + ": "
                        + (group.equals(member)
                                ? "a group cannot be a member of itself."
                                : group + " belongs to " + member
                                        + " already, so each would belong to itself. Take one membership away first."));
            }
            draft.membersOf(group).add(member);
        });
    }

    void removeMember(Principal acting, Principal.Group group, Principal member) {
        String what = "remove " + member + " from " + group;
        core.change(task(acting, "ALTER GROUP", group.toString(), what), (state, draft) -> {
            requireKnown(what, group, state);
            requireKnown(what, member, state);
            if (!draft.membersOf(group).remove(member)) {
                throw new CatalogException("Cannot " + what + ": it is no direct member."
                        + (state.identities(member).contains(group) ? " It belongs to it through another group." : ""));
            }
        });
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
