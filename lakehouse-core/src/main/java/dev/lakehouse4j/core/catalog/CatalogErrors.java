package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Texts that several rooms of the catalog use. */
final class CatalogErrors {

    private CatalogErrors() {}

    /** Why a principal is not known, and what to do about it. */
    static String unknownPrincipal(Principal principal, CatalogState state) {
        List<String> near = state.members().keySet().stream()
                .filter(known -> near(principal.name(), known.name()))
                .map(Principal::toString)
                .sorted()
                .limit(3)
                .toList();
        return "the catalog has no " + principal + ". "
                + (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ") + "Create it with: CREATE "
                + kind(principal) + " " + quoted(principal.name());
    }

    static CatalogException noPrincipal(String what, Principal principal, CatalogState state) {
        return new CatalogException("Cannot " + what + ": " + unknownPrincipal(principal, state));
    }

    private static boolean near(String name, String other) {
        return !LakehouseErrors.nearest(name, List.of(other)).isEmpty();
    }

    static String didYouMean(String name, Collection<String> known, String remedy) {
        List<String> near = LakehouseErrors.nearest(name, known);
        return near.isEmpty() ? remedy : "Did you mean " + String.join(" or ", near) + "?";
    }

    static String denied(Principal principal, Privilege privilege, Securable securable, Optional<Grant> missing) {
        return "Cannot " + verb(privilege) + " " + securable + " as " + principal + ": "
                + missing.map(grant -> (grant.privilege() == privilege
                                        ? principal + " lacks " + privilege + " on it"
                                        : principal + " has " + privilege + " on it, and lacks " + grant.privilege()
                                                + " on " + grant.securable())
                                + ". Its owner may grant it: " + sql(grant))
                        .orElse(
                                "it is written by the library itself, and nobody but the owner of the lake may change it."
                                        + " Read it instead.");
    }

    static AccessDeniedException notVisible(Principal principal, Securable securable) {
        return new AccessDeniedException("Cannot describe " + securable + " as " + principal + ": " + principal
                + " holds no privilege on it. Its owner may grant one, for example: "
                + sql(new Grant(
                        principal,
                        securable.kind() == Securable.Kind.FUNCTION || securable.kind() == Securable.Kind.MODEL
                                ? Privilege.EXECUTE
                                : Privilege.SELECT,
                        securable)));
    }

    private static String verb(Privilege privilege) {
        return switch (privilege) {
            case USE -> "use";
            case SELECT -> "read";
            case MODIFY -> "change the rows of";
            case CREATE -> "create something in";
            case EXECUTE -> "call";
            case MANAGE -> "manage";
            case UNMASK -> "see the unmasked columns of";
        };
    }

    static String sql(Grant grant) {
        return "GRANT " + grant.privilege() + " ON " + sql(grant.securable()) + " TO " + sql(grant.principal());
    }

    static String sql(Securable securable) {
        return securable.kind() == Securable.Kind.CATALOG ? "CATALOG" : securable.kind() + " " + securable.name();
    }

    static String sql(Principal principal) {
        return principal instanceof Principal.Owner ? "OWNER" : kind(principal) + " " + quoted(principal.name());
    }

    private static String kind(Principal principal) {
        return principal.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
