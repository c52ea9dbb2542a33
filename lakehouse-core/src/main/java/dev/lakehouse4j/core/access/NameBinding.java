package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Binds the names of a statement: tables at one moment, views, and the relations that describe the lake. */
final class NameBinding {

    private final Door door;
    private final Session session;

    NameBinding(Door door, Session session) {
        this.door = door;
        this.session = session;
    }

    Query bind(String sql) {
        Set<String> names = door.engine().references(sql).tables();
        String text = rewrite(door, sql, names, session::rights);
        if (!text.equals(sql)) {
            names = door.engine().references(text).tables();
        }
        Map<String, Relation> relations = new LinkedHashMap<>();
        for (String name : names) {
            relations.put(name, relation(unbound(name)));
        }
        return new Query(text, relations);
    }

    private Relation relation(String name) {
        if (name.startsWith(LakeNames.INFORMATION + ".")) {
            return new InformationSchema(door, session, session.rights()).relation(name);
        }
        if (session.unrestricted()) {
            Optional<TableSnapshot> snapshot = session.find(name);
            return snapshot.isPresent() ? new Relation.Snapshot(snapshot.get()) : view(name, session.rights());
        }
        Rights rights = session.rights();
        if (rights.view(name).isPresent()
                && !door.names().folder(name).map(door.store()::exists).orElse(false)) {
            new Recorder(door.audit(), session.principal())
                    .watch("SELECT", name, () -> rights.require(Privilege.SELECT, Securable.view(name)));
            return view(name, rights);
        }
        return new Relation.Snapshot(session.find(name).orElseThrow(() -> session.notFound(name)));
    }

    private Relation view(String name, Rights rights) {
        if (rights.view(name).isEmpty()) {
            throw session.notFound(name);
        }
        return new ViewBinding(door, rights).bind(name);
    }

    /** The name of the lake for a name that a statement was bound to. */
    static String unbound(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(LakeNames.BOUND_PREFIX) && lower.indexOf('.') > 0
                ? lower.substring(LakeNames.BOUND_PREFIX.length())
                : name;
    }

    /** The statement with names as the engine knows them, and with what is known of who runs it; mostly the statement itself. */
    static String rewrite(Door door, String sql, Set<String> names, Supplier<Rights> rights) {
        boolean identity = Identity.isNamed(sql.toLowerCase(Locale.ROOT));
        if (!identity && names.stream().noneMatch(NameBinding::isRenamed)) {
            return sql;
        }
        String catalog = door.authority().catalogName();
        ObjectNode tree = Syntax.parse(door.engine(), sql);
        String before = tree.toString();
        if (identity) {
            Identity.replace(tree, rights.get());
        }
        Set<String> renamed = new HashSet<>();
        Syntax.transform(tree, part -> table(part, catalog, renamed));
        Syntax.transform(tree, part -> column(part, catalog, renamed));
        return tree.toString().equals(before) ? sql : Syntax.print(door.engine(), tree);
    }

    private static boolean isRenamed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return name.indexOf('.') != name.lastIndexOf('.')
                || lower.startsWith(LakeNames.SYSTEM + ".")
                || lower.startsWith(LakeNames.INFORMATION + ".");
    }

    private static ObjectNode table(ObjectNode part, String catalogName, Set<String> renamed) {
        String catalog = Syntax.lower(part.path("catalog_name"));
        String schema = part.path("schema_name").asText();
        String table = part.path("table_name").asText();
        boolean ours = catalog.isEmpty() || catalog.equals(catalogName);
        if (!Syntax.is(part, "BASE_TABLE") || schema.isEmpty() || !ours) {
            return part;
        }
        String bound = schemaFor(schema);
        if (!catalog.isEmpty() || !bound.equals(schema)) {
            renamed.add((schema + "." + table).toLowerCase(Locale.ROOT));
            part.put("catalog_name", "").put("schema_name", bound);
            part.putObject("qualified_name").putArray("path").add(bound).add(table);
        }
        return part;
    }

    /** Columns may be named by the full name of their table. */
    private static ObjectNode column(ObjectNode part, String catalogName, Set<String> renamed) {
        if (!Syntax.is(part, "COLUMN_REF")) {
            return part;
        }
        List<String> names = Syntax.texts(part.path("column_names"));
        int first = names.size() > 3 && names.get(0).equalsIgnoreCase(catalogName) ? 1 : 0;
        if (names.size() < first + 3
                || !renamed.contains((names.get(first) + "." + names.get(first + 1)).toLowerCase(Locale.ROOT))) {
            return part;
        }
        List<String> bound = new ArrayList<>(names.subList(first, names.size()));
        bound.set(0, schemaFor(bound.get(0)));
        return Syntax.column(bound).put("alias", part.path("alias").asText());
    }

    private static String schemaFor(String schema) {
        String lower = schema.toLowerCase(Locale.ROOT);
        return lower.equals(LakeNames.SYSTEM) || lower.equals(LakeNames.INFORMATION)
                ? LakeNames.BOUND_PREFIX + lower
                : schema;
    }
}
