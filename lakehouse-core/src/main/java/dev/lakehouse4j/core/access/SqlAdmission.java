package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Rights;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.QueryException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets in SQL that can read nothing but the relations that it is bound to.
 *
 * <p>The whole syntax tree is walked, and every part of it must be known to be harmless: kinds of statements, queries, tables
 * and expressions, functions, and even the fields that a part consists of. What a new version of the engine adds is refused
 * until somebody has looked at it.
 */
final class SqlAdmission {

    private static final int DEEPEST = 900;
    private static final int LONGEST = 1_000_000;

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_ $-]*");
    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)?");
    private static final List<String> ENGINE_PREFIXES =
            List.of("duckdb_", "pg_", "pragma_", "sqlite_", "sql_auto_complete", "lakehouse4j");

    /** Kinds of queries, tables, joins and sorting; expressions have a class besides. */
    private static final Set<String> KINDS = Set.of(
            "SELECT_NODE",
            "SET_OPERATION_NODE",
            "RECURSIVE_CTE_NODE",
            "BASE_TABLE",
            "SUBQUERY",
            "JOIN",
            "TABLE_FUNCTION",
            "EXPRESSION_LIST",
            "EMPTY",
            "PIVOT",
            "ORDER_MODIFIER",
            "LIMIT_MODIFIER",
            "DISTINCT_MODIFIER",
            "ORDER_DEFAULT",
            "ASCENDING",
            "DESCENDING");

    private static final Set<String> EXPRESSIONS = Set.of(
            "BETWEEN",
            "CASE",
            "CAST",
            "COLLATE",
            "COLUMN_REF",
            "COMPARISON",
            "CONJUNCTION",
            "CONSTANT",
            "FUNCTION",
            "LAMBDA",
            "LAMBDA_REF",
            "OPERATOR",
            "POSITIONAL_REFERENCE",
            "STAR",
            "SUBQUERY",
            "TYPE",
            "WINDOW");

    private static final Set<String> OPERATORS = Set.of(
            "ARRAY_CONSTRUCTOR",
            "ARRAY_EXTRACT",
            "ARRAY_SLICE",
            "STRUCT_EXTRACT",
            "COMPARE_IN",
            "COMPARE_NOT_IN",
            "GROUPING_FUNCTION",
            "OPERATOR_COALESCE",
            "OPERATOR_IS_NOT_NULL",
            "OPERATOR_IS_NULL",
            "OPERATOR_NOT",
            "OPERATOR_NULLIF",
            "OPERATOR_TRY",
            "OPERATOR_UNPACK");

    /** Fields whose values are harmless texts, numbers and switches, or parts that are walked in turn. */
    private static final Set<String> FIELDS = Set.of((
            // of statements and queries
            "node modifiers select_list from_table where_clause group_expressions group_sets aggregate_handling having"
                    + " qualify sample cte_map map key value aliases materialized query_node setop_type left right"
                    + " setop_all children cte_name union_all orders null_order expression limit offset limit_type"
                    + " distinct_on_targets key_targets payload_aggregates"
                    // of tables
                    + " type alias query_location query_location_length schema_name table_name column_name_alias"
                    + " qualified_name path subquery condition join_type ref_type using_columns is_implicit"
                    + " ranking_expression nearest_count nearest_order_type nearest_approx function with_ordinality"
                    + " expected_names expected_types values source aggregates unpivot_names pivots"
                    + " pivot_expressions entries star_expr groups include_nulls"
                    // of samples
                    + " sample_size id type_info is_null is_percentage method seed repeatable sample_rate"
                    // of expressions
                    + " class column_names literal kind text child try_cast type_expr type_name function_name filter"
                    + " order_bys distinct is_operator arguments name lhs expr syntax_type collation case_checks"
                    + " when_expr then_expr else_expr subquery_type comparison_type partitions start end start_expr"
                    + " end_expr offset_expr default_expr ignore_nulls has_ignore_nulls filter_expr exclude_clause"
                    + " arg_orders relation_name exclude_list replace_list columns qualified_exclude_list rename_list"
                    + " index input lower upper lambda_idx column_idx column_name")
            .split(" "));

    /** How parts of the tree are called by who writes SQL. */
    private static final Map<String, String> SPOKEN = Map.of(
            "SHOW_REF",
                    "DESCRIBE, SUMMARIZE or SHOW (information_schema.tables and information_schema.columns tell more)",
            "INSERT_QUERY_NODE", "INSERT",
            "UPDATE_QUERY_NODE", "UPDATE",
            "DELETE_QUERY_NODE", "DELETE",
            "MERGE_QUERY_NODE", "MERGE");

    /** Fields of a star that hold names of columns and nothing that is computed. */
    private static final Set<String> COLUMN_LISTS = Set.of("qualified_exclude_list", "rename_list");

    private static final Set<String> COLUMN_NAME_FIELDS =
            Set.of("key", "value", "catalog", "schema", "table", "column");

    private final SqlEngine engine;
    private final @Nullable Rights rights;
    private final HarmlessFunctions harmless;
    private final Set<String> bound;

    private SqlAdmission(SqlEngine engine, @Nullable Rights rights, HarmlessFunctions harmless, Set<String> bound) {
        this.engine = engine;
        this.rights = rights;
        this.harmless = harmless;
        this.bound = bound;
    }

    /**
     * Stops a statement that could read more than its relations.
     *
     * @return its syntax tree
     */
    static JsonNode require(
            SqlEngine engine, Rights rights, HarmlessFunctions harmless, String sql, Set<String> relations) {
        Set<String> bound = new HashSet<>();
        relations.forEach(name -> bound.add(name.toLowerCase(Locale.ROOT)));
        try {
            return new SqlAdmission(engine, rights, harmless, bound).statement(sql);
        } catch (NotAdmitted e) {
            throw e.denied();
        }
    }

    /** Stops an expression that is more than a computation over the columns of one row, whoever asks for it. */
    static void requireExpression(SqlEngine engine, HarmlessFunctions harmless, JsonNode expression) {
        try {
            new SqlAdmission(engine, null, harmless, Set.of()).expressionAlone(expression);
        } catch (NotAdmitted e) {
            throw e.denied();
        }
    }

    /** What an expression holds that {@link #requireExpression} would stop; empty when nothing. */
    static Optional<String> objection(SqlEngine engine, HarmlessFunctions harmless, JsonNode expression) {
        try {
            new SqlAdmission(engine, null, harmless, Set.of()).expressionAlone(expression);
            return Optional.empty();
        } catch (NotAdmitted e) {
            return Optional.of(e.part);
        }
    }

    private void expressionAlone(JsonNode expression) {
        walk(expression, Set.of(), 0);
        requireNoQuery(expression);
    }

    /** A part that no restricted session may use. */
    private static final class NotAdmitted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String part;

        NotAdmitted(String part, String message) {
            super(message, null, false, false);
            this.part = part;
        }

        AccessDeniedException denied() {
            return new AccessDeniedException(String.valueOf(getMessage()));
        }
    }

    private static void requireNoQuery(JsonNode node) {
        if (node.path("class").asText().equals("SUBQUERY")) {
            throw refused("a query inside the expression");
        }
        node.forEach(SqlAdmission::requireNoQuery);
    }

    private JsonNode statement(String sql) {
        if (sql.length() > LONGEST) {
            throw new QueryException("Cannot run the query: it has " + sql.length() + " characters. Write at most "
                    + LONGEST + ", or read the values from a table.");
        }
        JsonNode tree = Syntax.parse(engine, sql);
        JsonNode statements = tree.path("statements");
        JsonNode statement = statements.path(0);
        if (statements.size() != 1 || !statement.path("node").isObject()) {
            throw refused("a statement that is not one SELECT");
        }
        if (!statement.path("named_param_map").isEmpty()) {
            throw refused("a parameter");
        }
        for (Map.Entry<String, JsonNode> field : statement.properties()) {
            if (!field.getKey().equals("node") && !field.getKey().equals("named_param_map")) {
                requireUnset(field.getKey(), field.getValue());
            }
        }
        walk(statement.path("node"), Set.of(), 0);
        return tree;
    }

    private void walk(JsonNode node, Set<String> visible, int depth) {
        if (depth > DEEPEST) {
            throw new QueryException("Cannot run the query: it is nested more than " + DEEPEST
                    + " parts deep. Split it into WITH queries, or shorten its chains of operators.");
        }
        if (node.isObject()) {
            object(node, visible, depth);
        } else if (node.isArray()) {
            for (JsonNode child : node) {
                walk(child, visible, depth + 1);
            }
        }
    }

    private void object(JsonNode node, Set<String> visible, int depth) {
        Set<String> names = visible;
        if (node.path("class").isTextual()) {
            expression(node);
        } else if (node.path("type").isTextual()) {
            String kind = node.path("type").asText();
            if (!KINDS.contains(kind)) {
                throw refused(SPOKEN.getOrDefault(kind, kind));
            }
            switch (kind) {
                case "BASE_TABLE" -> table(node, visible);
                case "TABLE_FUNCTION" -> {
                    tableFunction(node, visible, depth);
                    return;
                }
                case "RECURSIVE_CTE_NODE" -> names = with(visible, node.path("cte_name"));
                default -> {
                    // Its parts are looked at below.
                }
            }
        }
        // What a query defines is seen by what it defines later, by its body, and by nothing around it.
        for (JsonNode cte : node.path("cte_map").path("map")) {
            walk(cte.path("value"), names, depth + 1);
            names = with(names, cte.path("key"));
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                requireUnset(field.getKey(), field.getValue());
            }
            if (COLUMN_LISTS.contains(field.getKey())) {
                columnNames(field.getValue());
            } else if (!field.getKey().equals("cte_map")) {
                walk(field.getValue(), names, depth + 1);
            }
        }
    }

    /** Lists of names of columns, each perhaps with that of its table. */
    private static void columnNames(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!COLUMN_NAME_FIELDS.contains(field.getKey())) {
                throw refused(field.getKey());
            }
        }
        if (node.isValueNode() && !node.isTextual()) {
            throw refused("something else than a name in a list of columns");
        }
        node.forEach(SqlAdmission::columnNames);
    }

    private static void requireUnset(String field, JsonNode value) {
        boolean unset = value.isNull()
                || (value.isTextual() && value.asText().isEmpty())
                || (value.isContainerNode() && value.isEmpty())
                || (value.isBoolean() && !value.asBoolean());
        if (!unset) {
            throw refused(field);
        }
    }

    private static Set<String> with(Set<String> names, JsonNode name) {
        String plain = Syntax.lower(name);
        if (!PLAIN_NAME.matcher(plain).matches() || ENGINE_PREFIXES.stream().anyMatch(plain::startsWith)) {
            throw new QueryException("Cannot run the query: the name " + name
                    + " of a WITH query reads like a file or like" + " something of the engine. Use another name.");
        }
        Set<String> more = new HashSet<>(names);
        more.add(plain);
        return more;
    }

    private void table(JsonNode table, Set<String> visible) {
        String catalog = Syntax.lower(table.path("catalog_name"));
        String schema = Syntax.lower(table.path("schema_name"));
        String name = Syntax.lower(table.path("table_name"));
        String full = schema.isEmpty() ? name : schema + "." + name;
        requirePath(table, schema.isEmpty() ? List.of(name) : List.of(schema, name));
        if (!catalog.isEmpty()) {
            throw refused("the table " + catalog + "." + full);
        }
        if (!table.path("at_clause").isNull()) {
            throw refused("AT after " + full + " (in Java, table(…).asOf(…) reads an old version)");
        }
        if (schema.isEmpty() && visible.contains(name)) {
            return;
        }
        if (!bound.contains(full)) {
            throw new AccessDeniedException("Cannot run the query for " + who() + ": it names " + full
                    + ", which is no table or view of the lake. Files, and tables of the engine itself, cannot be read by a"
                    + " restricted session.");
        }
    }

    private void expression(JsonNode node) {
        String kind = node.path("class").asText();
        if (!EXPRESSIONS.contains(kind)) {
            throw refused(kind);
        }
        switch (kind) {
            case "OPERATOR" -> {
                if (!OPERATORS.contains(node.path("type").asText())) {
                    throw refused(node.path("type").asText());
                }
            }
            case "FUNCTION" -> {
                String name = functionName(node);
                if (!isAdded(name) && !harmless.isValue(name)) {
                    throw refused("the function " + name);
                }
            }
            case "WINDOW" -> {
                String name = functionName(node);
                if (!harmless.isWindow(name)) {
                    throw refused("the function " + name);
                }
            }
            case "TYPE" -> {
                requirePath(node, List.of(Syntax.lower(node.path("type_name"))));
                if (!node.path("schema").asText().isEmpty()
                        || !node.path("catalog").asText().isEmpty()) {
                    throw refused("the type " + node.path("type_name").asText());
                }
            }
            default -> {
                // Its parts are looked at in turn.
            }
        }
    }

    private String functionName(JsonNode function) {
        String name = Syntax.lower(function.path("function_name"));
        String schema = Syntax.lower(function.path("schema"));
        if (!schema.isEmpty() || !Syntax.lower(function.path("catalog")).isEmpty()) {
            throw new NotAdmitted(
                    "the function " + schema + "." + name,
                    "Cannot run the query for " + who() + ": it calls " + schema + "." + name
                            + ". A restricted session calls functions by their plain names, with the value as first"
                            + " argument: " + name + "(value).");
        }
        requirePath(function, List.of(name));
        return name;
    }

    /** Both ways in which the tree spells a name must say the same: the engine may go by either. */
    private static void requirePath(JsonNode node, List<String> names) {
        JsonNode path = node.path("qualified_name").path("path");
        List<String> parts = Syntax.texts(path).stream()
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
        if (node.has("qualified_name") && !parts.equals(names)) {
            throw refused("the name " + String.join(".", parts));
        }
    }

    /** Whether Java code added the function; then the principal must hold the right to call it. */
    private boolean isAdded(String name) {
        if (!engine.functions().contains(name)) {
            return false;
        }
        if (rights == null) {
            throw refused("the function " + name + ", which an application added");
        }
        rights.require(Privilege.EXECUTE, Securable.function(name));
        return true;
    }

    private void tableFunction(JsonNode node, Set<String> visible, int depth) {
        JsonNode call = node.path("function");
        if (!call.path("class").asText().equals("FUNCTION")) {
            throw refused("a table function of an unknown kind");
        }
        String name = functionName(call);
        boolean added = isAdded(name);
        if (!added && !harmless.isTable(name)) {
            throw refused("the table function " + name);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                requireUnset(field.getKey(), field.getValue());
            }
            if (!field.getKey().equals("function")) {
                walk(field.getValue(), visible, depth + 1);
            }
        }
        for (Map.Entry<String, JsonNode> field : call.properties()) {
            if (!FIELDS.contains(field.getKey())
                    && !field.getKey().equals("schema")
                    && !field.getKey().equals("catalog")) {
                requireUnset(field.getKey(), field.getValue());
            }
            walk(field.getValue(), visible, depth + 1);
        }
        if (added) {
            input(name, call.path("arguments"));
        }
    }

    /** The first argument of an added function is the name of a table or a query of its own. */
    private void input(String function, JsonNode arguments) {
        // By position: so it is certain which argument the function reads its query from.
        String first = text(arguments.path(0).path("expression"));
        if (first == null || !arguments.path(0).path("name").asText().isEmpty()) {
            throw refused("the call of " + function
                    + " without a table or query, as a constant text, as its first argument" + " by position");
        }
        if (TABLE_NAME.matcher(first).matches()) {
            if (!bound.contains(first.toLowerCase(Locale.ROOT))) {
                throw new AccessDeniedException("Cannot run the query for " + who() + ": " + function + " reads "
                        + first + ", which is no table or view of the lake.");
            }
        } else {
            statement(first);
        }
    }

    private static @Nullable String text(JsonNode expression) {
        JsonNode literal = expression.path("literal");
        return literal.path("kind").asText().equals("STRING")
                ? literal.path("text").asText()
                : null;
    }

    private String who() {
        return rights == null ? "anybody" : rights.principal().name();
    }

    private static NotAdmitted refused(String what) {
        return new NotAdmitted(
                what,
                "Cannot run the query: it uses " + what
                        + ", which a restricted session may not. It may use one SELECT over tables and views of the lake,"
                        + " with the functions that docs/access.md lists. Rewrite the query, or have it run by the owner.");
    }
}
