package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogCore.Task;
import dev.lakehouse4j.core.error.CatalogException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Changes of grants. */
final class GrantChanges {

    private final CatalogCore core;

    GrantChanges(CatalogCore core) {
        this.core = core;
    }

    void grant(Principal acting, Set<Privilege> privileges, Securable securable, Principal principal) {
        String what = "grant " + names(privileges) + " on " + securable + " to " + principal;
        core.change(Task.managing(acting, "GRANT", securable, what), (state, draft) -> {
            requireSensible(what, privileges, securable);
            core.lake().requireExists(what, securable, state);
            PrincipalChanges.requireKnown(what, principal, state);
            if (privileges.contains(Privilege.UNMASK)) {
                requireMayUnmask(acting, securable, state);
            }
            for (Privilege privilege : privileges) {
                draft.grants.add(new Grant(principal, privilege, securable));
            }
        });
    }

    /** Who manages a table does not see through its masks; nor may it help itself to that. */
    private static void requireMayUnmask(Principal acting, Securable securable, CatalogState state) {
        Rights rights = new RightsOfVersion(state).of(acting);
        if (!rights.has(Privilege.MANAGE, Securable.catalog())) {
            rights.require(Privilege.UNMASK, securable);
        }
    }

    private static void requireSensible(String what, Set<Privilege> privileges, Securable securable) {
        requireSome(what, privileges);
        Set<Privilege> grantable = Schemas.grantable(securable);
        for (Privilege privilege : privileges) {
            if (grantable.contains(privilege)) {
                continue;
            }
            String why;
            if (Schemas.isIn(Schemas.SYSTEM, securable)) {
                why = "the schema system is written by the library alone";
            } else if (Schemas.isIn(Schemas.INFORMATION, securable)) {
                why = "everybody may read information_schema, which shows what the reader may see";
            } else {
                why = privilege + " makes no sense on " + securable;
            }
            throw new CatalogException("Cannot " + what + ": " + why
                    + (grantable.isEmpty() ? "." : ". There can be granted " + names(grantable) + "."));
        }
    }

    private static void requireSome(String what, Set<Privilege> privileges) {
        if (privileges.isEmpty()) {
            throw new CatalogException("Cannot " + what + ": there is no privilege. Name one, for example SELECT.");
        }
    }

    void revoke(Principal acting, Set<Privilege> privileges, Securable securable, Principal principal) {
        String what = "revoke " + names(privileges) + " on " + securable + " from " + principal;
        core.change(Task.managing(acting, "REVOKE", securable, what), (state, draft) -> {
            requireSome(what, privileges);
            if (state.grants().stream().noneMatch(grant -> grant.securable().equals(securable))) {
                core.lake()
                        .requireExists(what, securable, state); // Grants on what is gone can be revoked all the same.
            }
            PrincipalChanges.requireKnown(what, principal, state);
            for (Privilege privilege : privileges) {
                boolean granted = draft.grants.remove(new Grant(principal, privilege, securable));
                if (!granted) {
                    requireNotInherited(what, state, new Grant(principal, privilege, securable));
                }
            }
        });
    }

    /** Who revokes what is granted further up would believe that it is gone. */
    private static void requireNotInherited(String what, CatalogState state, Grant grant) {
        Optional<Securable> above = grant.securable().parent();
        while (above.isPresent()) {
            Securable at = above.get();
            for (Privilege privilege : List.of(grant.privilege(), Privilege.MANAGE)) {
                Grant inherited = new Grant(grant.principal(), privilege, at);
                boolean includes = privilege == grant.privilege() || grant.privilege() != Privilege.UNMASK;
                if (includes && state.grants().contains(inherited)) {
                    throw new CatalogException("Cannot " + what + ": it is not granted there, but " + privilege + " on "
                            + at + " is, which includes it. Revoke that.");
                }
            }
            above = at.parent();
        }
    }

    private static String names(Set<Privilege> privileges) {
        return String.join(
                ", ", new TreeSet<>(privileges).stream().map(Privilege::name).toList());
    }
}
