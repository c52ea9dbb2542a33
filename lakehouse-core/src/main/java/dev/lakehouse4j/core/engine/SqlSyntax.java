package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.QueryException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the syntax tree that DuckDB's {@code json_serialize_sql} gives of a SELECT statement. */
final class SqlSyntax {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)?");

    private final Set<String> tables = new LinkedHashSet<>();
    private final Set<String> tableFunctions = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<String> nestedTables = new LinkedHashSet<>();
    private final DuckDbFunctions added;
    private final Function<String, JsonNode> parser;

    private SqlSyntax(DuckDbFunctions added, Function<String, JsonNode> parser) {
        this.added = added;
        this.parser = parser;
    }

    /** What a statement names; the parser gives the tree of a query that stands in a table function's text. */
    static SqlReferences references(JsonNode statements, DuckDbFunctions added, Function<String, JsonNode> parser) {
        SqlSyntax syntax = new SqlSyntax(added, parser);
        syntax.walk(statements, Set.of());
        // A text is a query of its own: what the query around it defines is not visible there.
        syntax.tables.addAll(syntax.nestedTables);
        return new SqlReferences(syntax.tables, syntax.tableFunctions, syntax.functions);
    }

    /** Whether a statement calls an added table function, whose text is a query of its own. */
    static boolean nests(JsonNode node, DuckDbFunctions added) {
        if (!added.hasTableFunctions()) {
            return false;
        }
        if (node.path("type").asText().equals("TABLE_FUNCTION")
                && added.tableFunction(
                                node.path("function").path("function_name").asText())
                        != null) {
            return true;
        }
        for (JsonNode child : node) {
            if (nests(child, added)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text of a table function is the name of a table; otherwise it is a query. */
    static boolean isTableName(String text) {
        return TABLE_NAME.matcher(text).matches();
    }

    /** The one statement, in an array, as it stands in the tree. */
    static JsonNode statements(String serialized, String sql) {
        JsonNode root;
        try {
            root = MAPPER.readTree(serialized);
        } catch (StreamConstraintsException e) {
            throw new QueryException(
                    "Cannot run the query: it is nested too deep. Split it into WITH queries, or shorten its chains of"
                            + " operators.",
                    e);
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

    private void walk(JsonNode node, Set<String> visible) {
        Set<String> names = visible;
        if (node.isObject()) {
            String type = node.path("type").asText();
            if (type.equals("BASE_TABLE")) {
                String name = name(node);
                if (!visible.contains(name.toLowerCase(Locale.ROOT))) {
                    tables.add(name);
                }
            } else if (type.equals("TABLE_FUNCTION")) {
                tableFunction(node.path("function"));
                // Its arguments hold functions; it is none of values itself.
                walk(node.path("function").path("arguments"), visible);
                return;
            } else if (type.equals("FUNCTION") && !node.path("is_operator").asBoolean()) {
                functions.add(node.path("function_name").asText().toLowerCase(Locale.ROOT));
            } else if (type.equals("RECURSIVE_CTE_NODE")) {
                names = with(visible, node.path("cte_name"));
            }
            // What a query defines is seen by what it defines later, by its body, and by nothing around it.
            for (JsonNode cte : node.path("cte_map").path("map")) {
                walk(cte.path("value"), names);
                names = with(names, cte.path("key"));
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getKey().equals("cte_map")) {
                walk(field.getValue(), names);
            }
        }
        if (node.isArray()) {
            for (JsonNode child : node) {
                walk(child, names);
            }
        }
    }

    private static Set<String> with(Set<String> names, JsonNode name) {
        Set<String> more = new LinkedHashSet<>(names);
        more.add(name.asText().toLowerCase(Locale.ROOT));
        return more;
    }

    private void tableFunction(JsonNode call) {
        String name = call.path("function_name").asText().toLowerCase(Locale.ROOT);
        tableFunctions.add(name);
        TableFunction function = added.tableFunction(name);
        if (function == null) {
            return;
        }
        String parameter = function.parameters().get(0).name();
        JsonNode text = null;
        for (JsonNode argument : call.path("arguments")) {
            String given = argument.path("name").asText();
            if (given.equalsIgnoreCase(parameter) || (given.isEmpty() && text == null)) {
                text = argument.path("expression");
            }
        }
        JsonNode literal = text == null ? null : text.path("literal");
        if (literal == null || !literal.path("kind").asText().equals("STRING")) {
            throw new QueryException("Cannot run the query: the argument " + parameter + " of " + name
                    + " must be a constant text, the name of a table or a SELECT statement in quotes.");
        }
        nest(literal.path("text").asText());
    }

    private void nest(String text) {
        if (isTableName(text)) {
            nestedTables.add(text);
            return;
        }
        SqlReferences inner = references(parser.apply(text), added, parser);
        nestedTables.addAll(inner.tables());
        tableFunctions.addAll(inner.tableFunctions());
        functions.addAll(inner.functions());
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
