package dev.lakehouse4j.core.access;

import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.catalog.View;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The relations that describe the lake, with what the principal may know of. */
final class InformationSchema {

    private static final List<String> RELATIONS = List.of("columns", "schemata", "table_privileges", "tables", "views");

    private final Door door;
    private final Session session;
    private final Rights rights;
    private final String catalog;

    InformationSchema(Door door, Session session, Rights rights) {
        this.door = door;
        this.session = session;
        this.rights = rights;
        this.catalog = door.authority().catalogName();
    }

    Relation relation(String name) {
        return switch (name.substring(name.indexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "tables" -> tables();
            case "columns" -> columns();
            case "schemata" -> schemata();
            case "views" -> views();
            case "table_privileges" -> privileges();
            default ->
                throw LakehouseErrors.tableNotFound(
                        name,
                        LakeNames.INFORMATION,
                        RELATIONS.stream()
                                .map(known -> LakeNames.INFORMATION + "." + known)
                                .toList());
        };
    }

    private Map<String, TableSnapshot> snapshots() {
        Map<String, TableSnapshot> snapshots = new TreeMap<>();
        for (String table : session.tables()) {
            door.names()
                    .folder(table)
                    .flatMap(door.store()::latest)
                    .ifPresent(snapshot -> snapshots.put(table, snapshot));
        }
        return snapshots;
    }

    private Relation tables() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        snapshots()
                .forEach((table, snapshot) -> rows.add(row(
                        catalog,
                        LakeNames.schema(table),
                        plain(table),
                        "BASE TABLE",
                        snapshot.schema().comment())));
        for (View view : visibleViews()) {
            rows.add(row(catalog, LakeNames.schema(view.name()), plain(view.name()), "VIEW", view.comment()));
        }
        return texts(rows, "table_catalog", "table_schema", "table_name", "table_type", "table_comment");
    }

    private Relation columns() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        snapshots().forEach((table, snapshot) -> {
            int position = 1;
            for (Column column : snapshot.schema().columns()) {
                rows.add(row(
                        catalog,
                        LakeNames.schema(table),
                        plain(table),
                        column.name(),
                        position++,
                        column.nullable() ? "YES" : "NO",
                        column.type().toString(),
                        column.comment()));
            }
        });
        List<Column> columns = new ArrayList<>();
        for (String name : List.of("table_catalog", "table_schema", "table_name", "column_name")) {
            columns.add(Column.nullable(name, Primitive.STRING));
        }
        columns.add(Column.nullable("ordinal_position", Primitive.INT));
        for (String name : List.of("is_nullable", "data_type", "column_comment")) {
            columns.add(Column.nullable(name, Primitive.STRING));
        }
        return new Relation.Values(TableSchema.ofColumns(columns), rows);
    }

    private Relation schemata() {
        TreeSet<String> schemas = new TreeSet<>();
        session.tables().forEach(table -> schemas.add(LakeNames.schema(table)));
        for (String schema : List.of("bronze", "silver", "gold")) {
            if (rights.has(Privilege.USE, Securable.schema(schema))) {
                schemas.add(schema);
            }
        }
        schemas.add(LakeNames.INFORMATION);
        return texts(schemas.stream().map(schema -> row(catalog, schema)).toList(), "catalog_name", "schema_name");
    }

    private Relation views() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (View view : visibleViews()) {
            // Its text names what its definer reads, which is for those who manage it.
            rows.add(row(
                    catalog,
                    LakeNames.schema(view.name()),
                    plain(view.name()),
                    rights.has(Privilege.MANAGE, Securable.view(view.name())) ? view.sql() : null));
        }
        return texts(rows, "table_catalog", "table_schema", "table_name", "view_definition");
    }

    private List<View> visibleViews() {
        return door.authority().views(rights.principal()).stream()
                .filter(view -> rights.has(Privilege.SELECT, Securable.view(view.name())))
                .toList();
    }

    private Relation privileges() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String table : session.tables()) {
            for (Privilege privilege :
                    List.of(Privilege.MANAGE, Privilege.MODIFY, Privilege.SELECT, Privilege.UNMASK)) {
                if (rights.has(privilege, Securable.table(table))) {
                    rows.add(row(
                            rights.principal().name(),
                            catalog,
                            LakeNames.schema(table),
                            plain(table),
                            privilege.name()));
                }
            }
        }
        return texts(rows, "grantee", "table_catalog", "table_schema", "table_name", "privilege_type");
    }

    private static String plain(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    private static Relation texts(List<List<@Nullable Object>> rows, String... names) {
        List<Column> columns = Arrays.stream(names)
                .map(name -> Column.nullable(name, Primitive.STRING))
                .toList();
        return new Relation.Values(TableSchema.ofColumns(columns), rows);
    }
}
