package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is in the lake beside the catalog: tables with their columns, and functions of the engine. */
final class LakeObjects {

    private final Path root;
    private final TableStore store;
    private final SqlEngine engine;

    LakeObjects(Path root, TableStore store, SqlEngine engine) {
        this.root = root;
        this.store = store;
        this.engine = engine;
    }

    /** Folder of a table, or null when the name cannot be that of one. */
    private @Nullable Path folder(String table) {
        int dot = table.indexOf('.');
        if (dot < 0 || !table.substring(dot + 1).matches("[a-z][a-z0-9_]*")) {
            return null;
        }
        Path schema = schemaFolder(table.substring(0, dot));
        return schema == null ? null : schema.resolve(table.substring(dot + 1));
    }

    private @Nullable Path schemaFolder(String schema) {
        if (schema.equals(Schemas.SYSTEM)) {
            return root.resolve("_system");
        }
        return Schemas.LAYERS.contains(schema) ? root.resolve(schema) : null;
    }

    boolean isTable(String name) {
        Path folder = folder(name);
        return folder != null && store.exists(folder);
    }

    /** Full names of all tables, sorted by schema and name. */
    List<String> tables() {
        List<String> names = new ArrayList<>();
        for (String schema : Schemas.ALL) {
            Path folder = schemaFolder(schema);
            if (folder == null || !Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> tables = Files.list(folder)) {
                tables.filter(table -> TableStore.isListed(store, table))
                        .map(table -> schema + "." + table.getFileName())
                        .sorted()
                        .forEach(names::add);
            } catch (IOException e) {
                throw LakehouseErrors.storage("list the tables of " + root, e);
            }
        }
        return names;
    }

    /** Columns of a table that exists. */
    TableSchema schema(String what, String table) {
        Path folder = folder(table);
        return store.latest(folder == null ? root.resolve(table) : folder)
                .orElseThrow(() -> new CatalogException("Cannot " + what + ": there is no table " + table + "."))
                .schema();
    }

    /** The column as the table spells it; names of columns are compared without case, as SQL does. */
    static Column column(String what, String object, List<Column> columns, String name) {
        for (Column column : columns) {
            if (column.name().equalsIgnoreCase(name)) {
                return column;
            }
        }
        List<String> names = columns.stream().map(Column::name).toList();
        throw new CatalogException("Cannot " + what + ": " + object + " has no column " + name + ". "
                + CatalogErrors.didYouMean(name, names, "Its columns are " + String.join(", ", names) + "."));
    }

    /** Stops who names an object that does not exist. */
    void requireExists(String what, Securable securable, CatalogState state) {
        String name = securable.name();
        switch (securable.kind()) {
            case CATALOG -> {}
            case SCHEMA -> {
                if (!Schemas.ALL.contains(name)) {
                    throw missing(
                            what, securable, Schemas.ALL, "The schemas are " + String.join(", ", Schemas.ALL) + ".");
                }
            }
            case TABLE -> {
                if (!isTable(name)) {
                    throw state.views().containsKey(name)
                            ? new CatalogException(
                                    "Cannot " + what + ": " + name + " is a view. Name it as VIEW " + name + ".")
                            : missing(what, securable, tables(), "Write the table first, then say who may read it.");
                }
            }
            case VIEW -> {
                if (!state.views().containsKey(name)) {
                    throw isTable(name)
                            ? new CatalogException(
                                    "Cannot " + what + ": " + name + " is a table. Name it as TABLE " + name + ".")
                            : missing(
                                    what,
                                    securable,
                                    state.views().keySet(),
                                    "Create it with: CREATE VIEW " + name + " AS SELECT …");
                }
            }
            case FUNCTION -> {
                Collection<String> known = functions(state).keySet();
                if (!known.contains(name)) {
                    throw missing(
                            what,
                            securable,
                            known,
                            "Register it with SqlEngine.register, or in the catalog with registerFunction. Functions of"
                                    + " the engine itself need no grant.");
                }
            }
            case MODEL -> {
                Collection<String> known = models(state);
                if (!known.contains(name)) {
                    throw missing(
                            what,
                            securable,
                            known,
                            "Pipelines store models under models/ in the lake; register others with"
                                    + " Catalog.registerModel.");
                }
            }
        }
    }

    /** Models that need a grant: those of the catalog, and those that pipelines have stored in the lake. */
    Collection<String> models(CatalogState state) {
        Collection<String> models = new TreeSet<>();
        state.registered().keySet().stream()
                .filter(known -> known.kind() == Securable.Kind.MODEL)
                .forEach(known -> models.add(known.name()));
        Path folder = root.resolve(Schemas.MODELS);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> stored = Files.list(folder)) {
                stored.filter(Files::isDirectory)
                        .map(path -> String.valueOf(path.getFileName()))
                        .filter(name -> name.matches("[A-Za-z0-9_-]+"))
                        .forEach(name -> models.add(Securable.model(name).name()));
            } catch (IOException e) {
                throw LakehouseErrors.storage("list the models of " + root, e);
            }
        }
        return models;
    }

    /** Functions that need a grant, with their versions: those of the catalog and those that were added to the engine. */
    Map<String, String> functions(CatalogState state) {
        Map<String, String> functions = new TreeMap<>();
        for (String function : new TreeSet<>(engine.functions())) {
            functions.put(Securable.function(function).name(), "");
        }
        state.registered().forEach((securable, version) -> {
            if (securable.kind() == Securable.Kind.FUNCTION) {
                functions.put(securable.name(), version);
            }
        });
        return functions;
    }

    private static CatalogException missing(String what, Securable securable, Collection<String> known, String remedy) {
        return new CatalogException(
                "Cannot " + what + ": there is no " + securable.kind().name().toLowerCase(Locale.ROOT) + " "
                        + securable.name() + ". " + CatalogErrors.didYouMean(securable.name(), known, remedy));
    }
}
