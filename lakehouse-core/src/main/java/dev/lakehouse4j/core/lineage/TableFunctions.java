package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads table functions: those that make rows of their arguments, and those that the application added. */
final class TableFunctions {

    private static final Set<String> SERIES = Set.of("range", "generate_series", "unnest");

    private final QueryReader queries;
    private final SqlEngine engine;
    private final Trees trees;
    private final Map<String, TableSchema> tables;

    TableFunctions(QueryReader queries, SqlEngine engine, Trees trees, Map<String, TableSchema> tables) {
        this.queries = queries;
        this.engine = engine;
        this.trees = trees;
        this.tables = tables;
    }

    From read(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes, List<String> aliases) {
        JsonNode call = node.path("function");
        String function = call.path("function_name").asText();
        String alias = node.path("alias").asText();
        Scope scope = new Scope(List.of(), Map.of(), outer, ctes);
        Sources arguments = new Sources();
        for (JsonNode argument : call.path("arguments")) {
            arguments.add(
                    queries.expressions().sources(argument.path("expression"), scope),
                    Dependency.TRANSFORMATION,
                    false);
        }
        boolean series = SERIES.contains(Scope.key(function));
        List<String> names = series ? List.of(alias.isEmpty() ? function : alias) : described(node, function);
        if (!series && engine.functions().contains(Scope.key(function))) {
            nested(call, arguments);
        }
        List<Field> fields = new ArrayList<>();
        names.forEach(name -> fields.add(Field.computed(name, arguments)));
        if (series && node.path("with_ordinality").asText().equals("WITH_ORDINALITY")) {
            fields.add(Field.computed("ordinality", arguments));
        }
        Sources rows = new Sources().add(arguments, Dependency.FILTER, false);
        Rowset rowset = queries.named(new Rowset(fields, rows, List.of(), List.of()), aliases);
        return From.of("", alias.isEmpty() ? function : alias, rowset);
    }

    private List<String> described(JsonNode node, String function) {
        Map<String, Relation> empty = new LinkedHashMap<>();
        tables.forEach((name, schema) -> empty.put(name, new Relation.Empty(schema)));
        JsonNode bare = node.deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) bare).putArray("column_name_alias");
        try {
            return engine.describe(trees.selectFrom(bare), empty).stream()
                    .map(Column::name)
                    .toList();
        } catch (LakehouseException e) {
            throw LineageErrors.unresolved(
                    "the columns of the table function " + function + " are not known (" + e.getMessage() + ")");
        }
    }

    /** The texts that an added function takes are names of tables or queries; all of them may go into every column. */
    private void nested(JsonNode call, Sources arguments) {
        for (JsonNode argument : call.path("arguments")) {
            JsonNode literal = argument.path("expression").path("literal");
            if (!literal.path("kind").asText().equals("STRING")) {
                continue;
            }
            String text = literal.path("text").asText();
            boolean isTable = tables.keySet().stream().anyMatch(name -> name.equalsIgnoreCase(text.strip()));
            if (!isTable && !isQuery(text)) {
                continue;
            }
            Rowset rows = queries.read(isTable ? "select * from " + text : text);
            rows.fields().forEach(field -> arguments.add(field.sources(), Dependency.AGGREGATION, false));
            arguments.add(rows.rows(), Dependency.FILTER, false);
        }
    }

    private boolean isQuery(String text) {
        if (!text.strip().contains(" ")) {
            return false;
        }
        try {
            engine.syntaxTree(text);
            return true;
        } catch (LakehouseException e) {
            return false;
        }
    }
}
