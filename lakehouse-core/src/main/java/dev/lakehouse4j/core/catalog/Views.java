package dev.lakehouse4j.core.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What views read, and which columns they have, by one state of the catalog. */
final class Views {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SqlEngine engine;
    private final LakeObjects lake;
    private final CatalogState state;
    private final PolicyGate gate;
    private final Map<String, List<Column>> known = new HashMap<>();

    Views(SqlEngine engine, LakeObjects lake, CatalogState state, PolicyGate gate) {
        this.gate = gate;
        this.engine = engine;
        this.lake = lake;
        this.state = state;
    }

    /** The tables and views that a query names, without the catalog's own name. */
    Set<String> reads(String sql) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : engine.references(sql).tables()) {
            names.add(withoutCatalog(name));
        }
        return names;
    }

    private String withoutCatalog(String name) {
        String prefix = state.name() + ".";
        boolean threeLevels = name.indexOf('.') != name.lastIndexOf('.');
        return threeLevels && name.regionMatches(true, 0, prefix, 0, prefix.length())
                ? name.substring(prefix.length())
                : name;
    }

    /**
     * The columns of a view.
     *
     * @throws CatalogException when it reads itself, or what does not exist
     */
    List<Column> columns(String what, String name) {
        return columns(what, name, new ArrayList<>());
    }

    private List<Column> columns(String what, String name, List<String> path) {
        List<Column> found = known.get(name);
        if (found != null) {
            return found;
        }
        if (path.contains(name)) {
            List<String> cycle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
            cycle.add(name);
            throw new CatalogException("Cannot " + what + ": the view reads itself (" + String.join(" reads ", cycle)
                    + "). Read the tables under it.");
        }
        path.add(name);
        View view = state.views().get(name);
        if (view == null) {
            throw new IllegalStateException("no view " + name);
        }
        Map<String, Relation> relations = new LinkedHashMap<>();
        for (String read : reads(view.sql())) {
            relations.put(read, new Relation.Empty(TableSchema.ofColumns(columnsOf(what, read, path))));
        }
        try {
            found = engine.describe(gate.withoutReader(twoLevels(view.sql())), relations);
        } catch (QueryException | SchemaException e) {
            throw new CatalogException(
                    "Cannot " + what + ": the query of view " + name + " is wrong. " + e.getMessage(), e);
        }
        path.remove(path.size() - 1);
        known.put(name, found);
        return found;
    }

    private List<Column> columnsOf(String what, String name, List<String> path) {
        if (state.views().containsKey(name)) {
            return columns(what, name, path);
        }
        if (!lake.isTable(name)) {
            List<String> all = new ArrayList<>(lake.tables());
            all.addAll(state.views().keySet());
            throw new CatalogException("Cannot " + what + ": there is no table or view " + name + ". "
                    + CatalogErrors.didYouMean(
                            name, all, "A view reads tables and views of the lake, named schema.table."));
        }
        return lake.schema(what, name).columns();
    }

    /** The query without the catalog's name in front of tables. */
    String twoLevels(String sql) {
        if (!sql.toLowerCase(Locale.ROOT).contains(state.name().toLowerCase(Locale.ROOT))) {
            return sql;
        }
        try {
            JsonNode tree = MAPPER.readTree(engine.syntaxTree(sql));
            strip(tree);
            return engine.sql(MAPPER.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the engine's syntax tree", e);
        }
    }

    private void strip(JsonNode node) {
        if (node instanceof ObjectNode table
                && table.path("type").asText().equals("BASE_TABLE")
                && table.path("catalog_name").asText().equalsIgnoreCase(state.name())) {
            table.put("catalog_name", "");
            // The tree says it twice.
            ((ArrayNode) table.path("qualified_name").path("path")).remove(0);
        }
        for (JsonNode child : node) {
            strip(child);
        }
    }
}
