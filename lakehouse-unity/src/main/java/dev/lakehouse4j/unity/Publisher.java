package dev.lakehouse4j.unity;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.CatalogObject;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.unity.PublishReport.Entry;
import dev.lakehouse4j.unity.PublishReport.Kind;
import dev.lakehouse4j.unity.PublishReport.Outcome;
import io.unitycatalog.client.model.CatalogInfo;
import io.unitycatalog.client.model.CreateCatalog;
import io.unitycatalog.client.model.CreateSchema;
import io.unitycatalog.client.model.SchemaInfo;
import io.unitycatalog.client.model.TableInfo;
import io.unitycatalog.client.model.UpdateSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One publication of a lake, object by object: what fails is noted, and the others go on. */
final class Publisher {

    /** Property of schemas that this library made; others' are not changed. */
    static final String MARK = "lakehouse4j.published";

    /** What a layer is, where the lake's catalog does not say. */
    private static final Map<String, String> SCHEMA_COMMENTS = Map.of(
            "bronze", "Raw rows as they came, with where they came from.",
            "silver", "Cleaned rows of one entity each.",
            "gold", "Star schema, summaries and predictions.");

    private final UnityServer server;
    private final String address;
    private final String catalog;
    private final boolean replaceChanged;
    private final List<Entry> entries = new ArrayList<>();

    Publisher(UnityServer server, String address, String catalog, boolean replaceChanged) {
        this.server = server;
        this.address = address;
        this.catalog = catalog;
        this.replaceChanged = replaceChanged;
    }

    PublishReport publish(Lakehouse lake) {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (String table : lake.tables()) {
            tables.computeIfAbsent(table.substring(0, table.indexOf('.')), schema -> new ArrayList<>())
                    .add(table);
        }
        try {
            if (note(Kind.CATALOG, catalog, "the catalog", what -> publishCatalog(what, lake))) {
                tables.forEach((schema, names) -> publishSchema(lake, schema, names));
            } else {
                tables.forEach((schema, names) -> skip(schema, names, "its catalog"));
            }
        } catch (UnityCatalogException e) {
            long done =
                    entries.stream().filter(entry -> entry.outcome().isDone()).count();
            throw e.after(done + " objects of the lake were published before that; publish it again, and what is there"
                    + " stays.");
        }
        return new PublishReport(address, catalog, entries);
    }

    private void publishSchema(Lakehouse lake, String schema, List<String> tables) {
        String name = catalog + "." + schema;
        if (!note(Kind.SCHEMA, name, "the schema " + name, what -> publishSchema(what, lake, schema))) {
            skipTables(tables, "its schema");
            return;
        }
        for (String table : tables) {
            String fullName = catalog + "." + table;
            note(Kind.TABLE, fullName, fullName, what -> publishTable(what, lake, table));
        }
    }

    private void skip(String schema, List<String> tables, String missing) {
        String name = catalog + "." + schema;
        entries.add(new Entry(
                Kind.SCHEMA,
                name,
                Outcome.FAILED,
                "Cannot publish " + name + ": " + missing + " is not there, see above."));
        skipTables(tables, missing);
    }

    private void skipTables(List<String> tables, String missing) {
        for (String table : tables) {
            String name = catalog + "." + table;
            entries.add(new Entry(
                    Kind.TABLE,
                    name,
                    Outcome.FAILED,
                    "Cannot publish " + name + ": " + missing + " is not there, see above."));
        }
    }

    /** What became of an object, and what there is to say about it. */
    private record Result(Outcome outcome, String detail) {

        static Result of(Outcome outcome) {
            return new Result(outcome, "");
        }
    }

    @FunctionalInterface
    private interface Work {
        Result run(String what);
    }

    /** Publishes one object and notes the outcome; what concerns the server as a whole ends the publication. */
    private boolean note(Kind kind, String name, String title, Work work) {
        Result result;
        try {
            result = work.run("publish " + title);
        } catch (UnityCatalogException e) {
            if (e.concernsServer()) {
                throw e;
            }
            result = failed(e);
        } catch (LakehouseException e) {
            result = failed(e);
        }
        entries.add(new Entry(kind, name, result.outcome(), result.detail()));
        return result.outcome() != Outcome.FAILED;
    }

    private static Result failed(LakehouseException error) {
        return new Result(Outcome.FAILED, String.valueOf(error.getMessage()));
    }

    private Result publishCatalog(String what, Lakehouse lake) {
        Optional<CatalogInfo> there = server.find(what, () -> server.catalogs().getCatalog(catalog));
        if (there.isPresent()) {
            return Result.of(Outcome.UNCHANGED);
        }
        server.create(
                what,
                () -> server.catalogs()
                        .createCatalog(new CreateCatalog()
                                .name(catalog)
                                .comment(documented(lake, Securable.catalog())
                                        .map(CatalogObject::comment)
                                        .orElse("Tables of a lake of Lakehouse4j."))
                                .properties(Map.of(MARK, "true"))));
        return Result.of(Outcome.CREATED);
    }

    private Result publishSchema(String what, Lakehouse lake, String schema) {
        String comment = documented(lake, Securable.schema(schema))
                .map(CatalogObject::comment)
                .orElse(SCHEMA_COMMENTS.get(schema));
        Optional<SchemaInfo> there = server.find(what, () -> server.schemas().getSchema(catalog + "." + schema));
        if (there.isEmpty()) {
            server.create(
                    what,
                    () -> server.schemas()
                            .createSchema(new CreateSchema()
                                    .catalogName(catalog)
                                    .name(schema)
                                    .comment(comment)
                                    .properties(Map.of(MARK, "true"))));
            return Result.of(Outcome.CREATED);
        }
        Map<String, String> properties = properties(there.get().getProperties());
        boolean ours = "true".equals(properties.get(MARK));
        if (!ours || comment == null || comment.equals(there.get().getComment())) {
            return Result.of(Outcome.UNCHANGED);
        }
        // The server replaces the properties as a whole, so they go along.
        server.send(
                what,
                () -> server.schemas()
                        .updateSchema(
                                catalog + "." + schema,
                                new UpdateSchema().comment(comment).properties(properties)));
        return new Result(Outcome.UPDATED, "comment");
    }

    private static Optional<CatalogObject> documented(Lakehouse lake, Securable securable) {
        return lake.catalog().object(securable);
    }

    private static Map<String, String> properties(@Nullable Map<String, String> properties) {
        return Objects.requireNonNullElse(properties, Map.of());
    }

    private Result publishTable(String what, Lakehouse lake, String table) {
        int dot = table.indexOf('.');
        TableRegistration wanted = TableRegistration.of(
                catalog,
                table.substring(0, dot),
                table.substring(dot + 1),
                lake.snapshot(table),
                documented(lake, Securable.table(table)));
        String fullName = catalog + "." + table;
        Optional<TableInfo> there = find(what, fullName);
        boolean created = false;
        if (there.isEmpty()) {
            if (server.create(what, () -> server.tables().createTable(wanted.request()))) {
                return new Result(Outcome.CREATED, wanted.note());
            }
            // It came into being between the two requests; whether as it should is to be seen.
            created = true;
            there = find(what, fullName);
        }
        TableInfo registered = there.orElseThrow(() -> new UnityCatalogException("Cannot " + what
                + ": the server says that it exists and that it does not. Try again, or look into the server's log."));
        if (!wanted.isSameTable(registered)) {
            throw new UnityCatalogException("Cannot " + what + ": the server has another table under that name ("
                    + registered.getTableType() + ", " + registered.getDataSourceFormat() + ", "
                    + registered.getStorageLocation() + "). Drop it there, or publish the lake as another catalog.");
        }
        List<String> differences = wanted.differences(registered);
        if (differences.isEmpty()) {
            return new Result(created ? Outcome.CREATED : Outcome.UNCHANGED, wanted.note());
        }
        return replaceChanged
                ? replace(what, fullName, wanted, differences)
                : new Result(
                        Outcome.OUTDATED,
                        "Cannot " + what + " as it is now: the server has no way to change a table. What differs: "
                                + String.join(", ", differences)
                                + ". Publish with replaceChangedTables (--replace) to register it anew; what was"
                                + " granted on it at the server is then lost.");
    }

    private Optional<TableInfo> find(String what, String fullName) {
        return server.find(what, () -> server.tables().getTable(fullName, null, null));
    }

    private Result replace(String what, String fullName, TableRegistration wanted, List<String> differences) {
        server.delete(what, () -> server.tables().deleteTable(fullName));
        try {
            server.create(what, () -> server.tables().createTable(wanted.request()));
        } catch (UnityCatalogException e) {
            throw e.after("It had been deleted to be registered anew, and is not registered now.");
        }
        String note = wanted.note();
        return new Result(Outcome.REPLACED, String.join(", ", differences) + (note.isEmpty() ? "" : "; " + note));
    }
}
