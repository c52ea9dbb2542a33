package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.CatalogColumn;
import dev.lakehouse4j.core.catalog.CatalogObject;
import dev.lakehouse4j.core.catalog.Grant;
import dev.lakehouse4j.core.catalog.Policy;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the catalog says to the session, in words of the site. */
final class CatalogNotes {

    private final Catalog catalog;
    private final Rights rights;
    private final List<CatalogObject> objects;
    private final List<Policy> policies;

    CatalogNotes(Lakehouse lake) {
        this.catalog = lake.catalog().as(lake.principal());
        this.rights = catalog.rights(lake.principal());
        this.objects = catalog.objects();
        this.policies = catalog.policies();
    }

    Rights rights() {
        return rights;
    }

    String name() {
        return catalog.name();
    }

    /** What the session may see, of one kind. */
    List<CatalogObject> objects(Securable.Kind kind) {
        return objects.stream()
                .filter(object -> object.securable().kind() == kind)
                .toList();
    }

    String schemaComment(String schema) {
        return objects.stream()
                .filter(object -> object.securable().equals(Securable.schema(schema)))
                .map(CatalogObject::comment)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    static List<String> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + " = " + tag.getValue())
                .toList();
    }

    static String comment(CatalogObject object) {
        String comment = object.comment();
        return comment == null ? "" : comment;
    }

    /** The condition of rows that are seen, for who may manage it. */
    String rowFilter(String table) {
        return policies.stream()
                .filter(policy -> policy instanceof Policy.RowFilter filter
                        && filter.table().equals(table))
                .map(Policy::sql)
                .findFirst()
                .orElse("");
    }

    /** What others see in place of a column's values, for who may manage it. */
    String mask(String table, CatalogColumn column) {
        Optional<String> own = policies.stream()
                .filter(policy -> policy instanceof Policy.ColumnMask mask
                        && mask.table().equals(table)
                        && mask.column().equalsIgnoreCase(column.name()))
                .map(Policy::sql)
                .findFirst();
        return own.or(() -> tagMask(column, true))
                .or(() -> tagMask(column, false))
                .orElse("");
    }

    private Optional<String> tagMask(CatalogColumn column, boolean byValue) {
        return policies.stream()
                .filter(policy -> policy instanceof Policy.TagMask mask
                        && (byValue
                                ? mask.value() != null
                                        && mask.value().equals(column.tags().get(mask.tag()))
                                : mask.value() == null && column.tags().containsKey(mask.tag())))
                .map(Policy::sql)
                .findFirst();
    }

    /** Functions or models; the part of the name that says so is left out. */
    List<SiteContent.ObjectDoc> documented(Securable.Kind kind) {
        return objects(kind).stream()
                .map(object -> new SiteContent.ObjectDoc(
                        object.securable()
                                .name()
                                .substring(object.securable().name().indexOf('.') + 1),
                        comment(object),
                        object.owner().toString(),
                        object.version() == null ? "" : object.version(),
                        tags(object.tags())))
                .toList();
    }

    List<SiteContent.PrincipalDoc> principals() {
        List<SiteContent.PrincipalDoc> principals = new ArrayList<>();
        for (Principal principal : catalog.principals()) {
            principals.add(new SiteContent.PrincipalDoc(
                    principal.toString(),
                    principal instanceof Principal.Group group
                            ? catalog.members(group).stream()
                                    .map(Principal::toString)
                                    .toList()
                            : List.of()));
        }
        return principals;
    }

    /** All grants that the session may see, each once. */
    List<TableDoc.GrantDoc> grants() {
        List<Grant> grants = new ArrayList<>();
        for (Principal principal : catalog.principals()) {
            catalog.grantsOf(principal).stream()
                    .filter(grant -> !grants.contains(grant))
                    .forEach(grants::add);
        }
        return documented(grants);
    }

    List<TableDoc.GrantDoc> grants(Securable securable) {
        return documented(catalog.grants(securable));
    }

    /** One line per principal and object, with all its privileges. */
    private static List<TableDoc.GrantDoc> documented(List<Grant> grants) {
        Map<String, List<Grant>> together = grants.stream()
                .collect(Collectors.groupingBy(
                        grant -> grant.securable() + "\n" + grant.principal(), TreeMap::new, Collectors.toList()));
        return together.values().stream()
                .map(group -> new TableDoc.GrantDoc(
                        group.get(0).principal().toString(),
                        group.stream()
                                .map(Grant::privilege)
                                .sorted()
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")),
                        group.get(0).securable().toString()))
                .toList();
    }

    List<SiteContent.PolicyDoc> policies() {
        return policies.stream()
                .map(policy -> {
                    if (policy instanceof Policy.RowFilter filter) {
                        return new SiteContent.PolicyDoc("Rows of " + filter.table(), filter.sql());
                    } else if (policy instanceof Policy.ColumnMask mask) {
                        return new SiteContent.PolicyDoc("Column " + mask.table() + "." + mask.column(), mask.sql());
                    } else if (policy instanceof Policy.TagMask mask) {
                        return new SiteContent.PolicyDoc(
                                "Columns tagged " + mask.tag() + (mask.value() == null ? "" : " = " + mask.value()),
                                mask.sql());
                    }
                    return new SiteContent.PolicyDoc("", policy.sql());
                })
                .toList();
    }
}
