package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.QueryException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Reads the syntax tree that DuckDB's {@code json_serialize_sql} gives of a SELECT statement. */
final class SqlSyntax {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<String> defined = new LinkedHashSet<>();

    private SqlSyntax() {}

    static SqlReferences references(JsonNode statements) {
        SqlSyntax syntax = new SqlSyntax();
        syntax.walk(statements);
        syntax.tables.removeIf(name -> syntax.defined.contains(name.toLowerCase(Locale.ROOT)));
        return new SqlReferences(syntax.tables, syntax.functions);
    }

    /** The one statement, in an array, as it stands in the tree. */
    static JsonNode statements(String serialized, String sql) {
        JsonNode root;
        try {
            root = MAPPER.readTree(serialized);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the engine's syntax tree", e);
        }
        if (root.path("error").asBoolean()) {
            String message = root.path("error_message").asText();
            // The engine speaks of the serializing that only we asked for.
            String why = message.startsWith("Only SELECT statements") ? "it is not a SELECT statement" : message;
            throw new QueryException(
                    "Cannot run the query: " + why + ". Write one SELECT statement. The query:\n" + sql.strip());
        }
        if (root.path("statements").size() != 1) {
            throw new QueryException("Cannot run the query: it holds "
                    + root.path("statements").size() + " statements. Write one SELECT statement. The query:\n"
                    + sql.strip());
        }
        return root.path("statements");
    }

    private void walk(JsonNode node) {
        if (node.isObject()) {
            String type = node.path("type").asText();
            if (type.equals("BASE_TABLE")) {
                tables.add(name(node));
            } else if (type.equals("TABLE_FUNCTION")) {
                functions.add(
                        node.path("function").path("function_name").asText().toLowerCase(Locale.ROOT));
            }
            JsonNode ctes = node.path("cte_map").path("map");
            for (JsonNode cte : ctes) {
                defined.add(cte.path("key").asText().toLowerCase(Locale.ROOT));
            }
        }
        for (JsonNode child : node) {
            walk(child);
        }
    }

    static String name(JsonNode node) {
        StringBuilder name = new StringBuilder();
        for (String part : new String[] {"catalog_name", "schema_name", "table_name"}) {
            String text = node.path(part).asText();
            if (!text.isEmpty()) {
                name.append(name.isEmpty() ? "" : ".").append(text);
            }
        }
        return name.toString();
    }
}
