package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.AccessDeniedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rights by one version of the catalog, computed once for each principal that asks. */
final class RightsOfVersion {

    private final CatalogState state;
    private final Map<Principal, Rights> known = new ConcurrentHashMap<>();

    RightsOfVersion(CatalogState state) {
        this.state = state;
    }

    /**
     * The rights of a principal.
     *
     * @throws AccessDeniedException when there is no such principal
     */
    Rights of(Principal principal) {
        Rights rights = known.get(principal);
        if (rights == null) {
            rights = principal instanceof Principal.Owner ? new OwnerRights(state) : granted(principal);
            known.put(principal, rights);
        }
        return rights;
    }

    private Rights granted(Principal principal) {
        if (!state.knows(principal)) {
            throw new AccessDeniedException(
                    "Cannot act as " + principal + ": " + CatalogErrors.unknownPrincipal(principal, state));
        }
        return GrantedRights.of(state, principal);
    }
}
