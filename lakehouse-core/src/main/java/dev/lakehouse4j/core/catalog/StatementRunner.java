package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.catalog.CatalogStatement.Listed;
import dev.lakehouse4j.core.catalog.CatalogStatement.PrincipalKind;
import dev.lakehouse4j.core.catalog.CatalogStatement.What;
import dev.lakehouse4j.core.catalog.CatalogStatement.Who;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs statements for one principal. */
final class StatementRunner {

    private final CatalogCore core;
    private final Principal acting;

    StatementRunner(CatalogCore core, Principal acting) {
        this.core = core;
        this.acting = acting;
    }

    CatalogResult run(String sql) {
        CatalogStatement statement = CatalogSql.parse(sql, core.state().name());
        if (statement instanceof CatalogStatement.ShowGrants show) {
            return grants(show);
        } else if (statement instanceof CatalogStatement.Show show) {
            return list(show);
        } else if (statement instanceof CatalogStatement.Describe describe) {
            return describe(describe.what());
        }
        change(statement);
        return new CatalogResult(List.of("done"), List.of(List.of(statement.sql())));
    }

    private void change(CatalogStatement statement) {
        if (statement instanceof CatalogStatement.GrantTo grant) {
            Securable securable = securable(grant.what());
            Set<Privilege> privileges = privileges(grant.privileges(), Schemas.grantable(securable));
            core.grantChanges().grant(acting, privileges, securable, principal(grant.who()));
        } else if (statement instanceof CatalogStatement.RevokeFrom revoke) {
            revoke(revoke);
        } else if (statement instanceof CatalogStatement.CreatePrincipal create) {
            core.principalChanges().create(acting, create.kind().named(create.name()), create.ifAbsent());
        } else if (statement instanceof CatalogStatement.DropPrincipal drop) {
            core.principalChanges().drop(acting, drop.kind().named(drop.name()), drop.ifPresent());
        } else if (statement instanceof CatalogStatement.AlterGroup alter) {
            List<Principal> members =
                    alter.members().stream().map(this::principal).toList();
            Principal.Group group = new Principal.Group(alter.group());
            if (alter.add()) {
                core.principalChanges().addMembers(acting, group, members);
            } else {
                core.principalChanges().removeMembers(acting, group, members);
            }
        } else if (statement instanceof CatalogStatement.CreateView create) {
            core.viewChanges().create(acting, create.name(), create.query(), create.comment(), create.replace());
        } else if (statement instanceof CatalogStatement.DropView drop) {
            if (!drop.ifPresent() || core.state().views().containsKey(drop.name())) {
                core.viewChanges().drop(acting, drop.name());
            }
        } else if (statement instanceof CatalogStatement.RenameCatalog rename) {
            core.principalChanges().rename(acting, rename.name());
        } else if (statement instanceof CatalogStatement.OwnerTo alter) {
            core.documentationChanges().owner(acting, securable(alter.what()), principal(alter.who()));
        } else if (!document(statement)) {
            hide(statement);
        }
    }

    private boolean document(CatalogStatement statement) {
        DocumentationChanges changes = core.documentationChanges();
        if (statement instanceof CatalogStatement.CommentOn comment) {
            if (comment.column() == null) {
                changes.comment(acting, securable(comment.what()), comment.comment());
            } else {
                changes.comment(acting, comment.what().name(), comment.column(), comment.comment());
            }
        } else if (statement instanceof CatalogStatement.SetTags set) {
            if (set.column() == null) {
                changes.tag(acting, securable(set.what()), set.tags());
            } else {
                changes.tag(acting, set.what().name(), set.column(), set.tags());
            }
        } else if (statement instanceof CatalogStatement.UnsetTags unset) {
            Set<String> tags = Set.copyOf(new TreeSet<>(unset.tags()));
            if (unset.column() == null) {
                changes.untag(acting, securable(unset.what()), tags);
            } else {
                changes.untag(acting, unset.what().name(), unset.column(), tags);
            }
        } else {
            return false;
        }
        return true;
    }

    private void hide(CatalogStatement statement) {
        PolicyChanges changes = core.policyChanges();
        if (statement instanceof CatalogStatement.RowFilter filter) {
            if (filter.filter() == null) {
                changes.dropRowFilter(acting, filter.table());
            } else {
                changes.rowFilter(acting, filter.table(), filter.filter());
            }
        } else if (statement instanceof CatalogStatement.ColumnMask mask) {
            if (mask.mask() == null) {
                changes.dropMask(acting, mask.table(), mask.column());
            } else {
                changes.mask(acting, mask.table(), mask.column(), mask.mask());
            }
        } else if (statement instanceof CatalogStatement.MaskForTag mask) {
            TagKey key = new TagKey(mask.tag(), mask.value());
            if (mask.mask() == null) {
                changes.dropTagMask(acting, key);
            } else {
                changes.maskTag(acting, key, mask.mask());
            }
        } else {
            throw new IllegalStateException("no such statement: " + statement);
        }
    }

    private void revoke(CatalogStatement.RevokeFrom revoke) {
        Securable securable = securable(revoke.what());
        Principal principal = principal(revoke.who());
        Set<Privilege> held = EnumSet.noneOf(Privilege.class);
        for (Grant grant : core.state().grants()) {
            if (grant.principal().equals(principal) && grant.securable().equals(securable)) {
                held.add(grant.privilege());
            }
        }
        Set<Privilege> privileges = revoke.privileges().contains("ALL") ? held : privileges(revoke.privileges(), held);
        if (!privileges.isEmpty()) {
            core.grantChanges().revoke(acting, privileges, securable, principal);
        }
    }

    /** ALL stands for those of a set that neither hand rights on nor lift masks. */
    private static Set<Privilege> privileges(List<String> names, Set<Privilege> all) {
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        for (String name : names) {
            if (name.equals("ALL")) {
                all.stream()
                        .filter(privilege -> privilege != Privilege.MANAGE && privilege != Privilege.UNMASK)
                        .forEach(privileges::add);
            } else {
                privileges.add(Privilege.valueOf(name));
            }
        }
        return privileges;
    }

    /** Views are tables to who writes a statement. */
    private Securable securable(What what) {
        boolean view =
                what.kind() == Securable.Kind.TABLE && core.state().views().containsKey(what.name());
        return new Securable(view ? Securable.Kind.VIEW : what.kind(), what.name());
    }

    private Principal principal(Who who) {
        if (who.owner()) {
            return new Principal.Owner();
        }
        if (who.kind() != null) {
            return who.kind().named(who.name());
        }
        CatalogState state = core.state();
        for (PrincipalKind kind : PrincipalKind.values()) {
            Principal candidate = kind.named(who.name());
            if (state.knows(candidate)) {
                return candidate;
            }
        }
        return PrincipalKind.USER.named(who.name());
    }

    // ---------------------------------------------------------------- lists

    private CatalogResult grants(CatalogStatement.ShowGrants show) {
        Listing listing = core.listing(acting);
        List<Grant> grants;
        if (show.what() != null) {
            grants = listing.grants(securable(show.what()));
            if (show.who() != null) {
                Set<Grant> ofOne = Set.copyOf(listing.grantsOf(principal(show.who())));
                grants = grants.stream().filter(ofOne::contains).toList();
            }
        } else {
            grants = show.who() == null ? listing.grants() : listing.grantsOf(principal(show.who()));
        }
        return new CatalogResult(
                List.of("principal", "privilege", "kind", "object"),
                grants.stream()
                        .map(grant -> List.of(
                                grant.principal().toString(),
                                grant.privilege().name(),
                                kind(grant.securable()),
                                nameOf(grant.securable())))
                        .toList());
    }

    private String nameOf(Securable securable) {
        return securable.kind() == Securable.Kind.CATALOG ? core.state().name() : securable.name();
    }

    private static String kind(Securable securable) {
        return securable.kind().name().toLowerCase(Locale.ROOT);
    }

    private CatalogResult list(CatalogStatement.Show show) {
        Listed listed = show.listed();
        return switch (listed) {
            case PRINCIPALS -> principals(principal -> true);
            case USERS -> principals(principal -> principal instanceof Principal.User);
            case GROUPS -> principals(principal -> principal instanceof Principal.Group);
            case SERVICES -> principals(principal -> principal instanceof Principal.Service);
            case MASKS -> policies();
            case CATALOGS -> objects(Securable.Kind.CATALOG, null);
            case SCHEMAS -> objects(Securable.Kind.SCHEMA, null);
            case TABLES -> objects(Securable.Kind.TABLE, show.schema());
            case VIEWS -> objects(Securable.Kind.VIEW, show.schema());
            case FUNCTIONS -> objects(Securable.Kind.FUNCTION, null);
            case MODELS -> objects(Securable.Kind.MODEL, null);
        };
    }

    private CatalogResult principals(Predicate<Principal> wanted) {
        Listing listing = core.listing(acting);
        return new CatalogResult(
                List.of("principal", "members"),
                listing.principals().stream()
                        .filter(wanted)
                        .map(principal -> List.of(
                                principal.toString(),
                                principal instanceof Principal.Group group
                                        ? listing.members(group).stream()
                                                .map(Principal::toString)
                                                .collect(Collectors.joining(", "))
                                        : ""))
                        .toList());
    }

    private CatalogResult policies() {
        List<List<String>> rows = new ArrayList<>();
        for (Policy policy : core.listing(acting).policies()) {
            if (policy instanceof Policy.RowFilter filter) {
                rows.add(List.of("row filter", filter.table(), "", filter.sql()));
            } else if (policy instanceof Policy.ColumnMask mask) {
                rows.add(List.of("mask", mask.table(), mask.column(), mask.sql()));
            } else if (policy instanceof Policy.TagMask mask) {
                rows.add(List.of("mask", new TagKey(mask.tag(), mask.value()).toString(), "", mask.sql()));
            }
        }
        return new CatalogResult(List.of("kind", "object", "column", "sql"), rows);
    }

    private CatalogResult objects(Securable.Kind kind, @Nullable String schema) {
        if (schema != null) {
            core.lake().requireExists("list schema " + schema, Securable.schema(schema), core.state());
        }
        return new CatalogResult(
                List.of("name", "owner", "comment", "tags"),
                core
                        .listing(acting)
                        .objects(securable ->
                                securable.kind() == kind && (schema == null || Schemas.isIn(schema, securable)))
                        .stream()
                        .map(object -> List.of(
                                nameOf(object.securable()),
                                object.owner().toString(),
                                text(object.comment()),
                                tags(object.tags())))
                        .toList());
    }

    private CatalogResult describe(What what) {
        Securable securable = securable(what);
        Listing listing = core.listing(acting);
        core.lake().requireExists("describe " + securable, securable, core.state());
        CatalogObject object = listing.object(securable).orElseThrow(() -> CatalogErrors.notVisible(acting, securable));
        boolean hasColumns = securable.kind() == Securable.Kind.TABLE || securable.kind() == Securable.Kind.VIEW;
        if (!hasColumns) {
            return new CatalogResult(
                    List.of("name", "owner", "comment", "tags", "version"),
                    List.of(List.of(
                            nameOf(securable),
                            object.owner().toString(),
                            text(object.comment()),
                            tags(object.tags()),
                            text(object.version()))));
        }
        return new CatalogResult(
                List.of("column", "type", "nullable", "comment", "tags"),
                object.columns().stream()
                        .map(column -> List.of(
                                column.name(),
                                column.type().toString(),
                                String.valueOf(column.nullable()),
                                text(column.comment()),
                                tags(column.tags())))
                        .toList());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + " = " + tag.getValue())
                .collect(Collectors.joining(", "));
    }
}
