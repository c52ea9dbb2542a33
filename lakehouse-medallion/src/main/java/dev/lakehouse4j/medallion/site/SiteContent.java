package dev.lakehouse4j.medallion.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that the site shows.
 *
 * @param title name of the catalog
 * @param reader for whom it was written, as its grants have it
 * @param isOwner whether that is the owner, who sees everything
 * @param schemas in the order in which they are shown, with what is said of them
 * @param tables tables and views, by schema and name
 * @param functions functions of SQL that were added
 * @param models trained models
 * @param principals who there is; empty as well when the session may not know
 * @param grants who may do what; empty as well when the session may not know
 * @param policies row filters and masks that the session may manage
 */
record SiteContent(
        String title,
        String reader,
        boolean isOwner,
        List<SchemaDoc> schemas,
        List<TableDoc> tables,
        Lineage lineage,
        List<ObjectDoc> functions,
        List<ObjectDoc> models,
        List<PrincipalDoc> principals,
        List<TableDoc.GrantDoc> grants,
        List<PolicyDoc> policies) {

    /** A row filter or mask: what it is for, and its SQL. */
    record PolicyDoc(String target, String sql) {}

    /** A schema and what it is for. */
    record SchemaDoc(String name, String comment) {}

    /** A function or model. */
    record ObjectDoc(String name, String comment, String owner, String detail, List<String> tags) {}

    /** A principal and, of a group, who belongs to it. */
    record PrincipalDoc(String name, List<String> members) {}

    SiteContent {
        schemas = List.copyOf(schemas);
        tables = List.copyOf(tables);
        functions = List.copyOf(functions);
        models = List.copyOf(models);
        principals = List.copyOf(principals);
        grants = List.copyOf(grants);
        policies = List.copyOf(policies);
    }

    Optional<TableDoc> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    List<TableDoc> tablesOf(String schema) {
        return tables.stream().filter(table -> table.schema().equals(schema)).toList();
    }

    /** Every tag, with the objects and columns that carry it. */
    Map<String, List<String>> tagged() {
        Map<String, List<String>> tagged = new TreeMap<>();
        for (TableDoc table : tables) {
            table.tags()
                    .forEach(tag -> tagged.computeIfAbsent(tag, key -> new ArrayList<>())
                            .add(table.name()));
            for (TableDoc.ColumnDoc column : table.columns()) {
                column.tags()
                        .forEach(tag -> tagged.computeIfAbsent(tag, key -> new ArrayList<>())
                                .add(table.name() + "." + column.name()));
            }
        }
        return tagged;
    }
}
