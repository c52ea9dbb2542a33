package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.lakehouse4j.core.schema.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an expression depends on, and what it is of one row. */
final class Expressions {

    /** Larger expressions are not kept as values of a row. */
    private static final int MAX_NODES = 400;

    private static final int MAX_VALUES = 8;

    private static final Set<String> OF_ONE_ROW =
            Set.of("FUNCTION", "CASE", "CAST", "OPERATOR", "COMPARISON", "CONJUNCTION", "BETWEEN", "COLLATE", "TYPE");

    private final QueryReader queries;

    Expressions(QueryReader queries) {
        this.queries = queries;
    }

    // ---- sources
    // ------------------------------------------------------------------------------------------------------

    /** What an expression depends on. */
    Sources sources(JsonNode node, Scope scope) {
        if (node.isPojo()) {
            return ((Field) ((POJONode) node).getPojo()).sources();
        }
        String kind = node.path("class").asText();
        return switch (kind) {
            case "COLUMN_REF" -> column(names(node), scope);
            case "CONSTANT", "PARAMETER", "DEFAULT", "TYPE", "LAMBDA_REF" -> Sources.NONE;
            case "FUNCTION" -> function(node, scope);
            case "WINDOW" -> window(node, scope);
            case "CASE" -> choice(node, scope);
            case "SUBQUERY" -> subquery(node, scope);
            case "LAMBDA" -> lambda(node, scope);
            case "POSITIONAL_REFERENCE" -> position(node, scope).sources();
            case "STAR" -> star(node, scope);
            case "CAST", "OPERATOR", "COMPARISON", "CONJUNCTION", "BETWEEN", "COLLATE" -> parts(node, scope);
            default ->
                throw LineageErrors.unresolved(
                        "the expression " + (kind.isEmpty() ? node.path("type").asText("?") : kind) + " is not known");
        };
    }

    private Sources parts(JsonNode node, Scope scope) {
        Sources sources = new Sources();
        for (JsonNode child : children(node)) {
            sources.add(sources(child, scope), Dependency.TRANSFORMATION, false);
        }
        return sources;
    }

    /** The expressions right below one. */
    static List<JsonNode> children(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        for (JsonNode part : node) {
            collect(part, children);
        }
        return children;
    }

    private static void collect(JsonNode part, List<JsonNode> children) {
        if (part.isPojo() || part.has("class")) {
            children.add(part);
        } else if (part.isArray()) {
            part.forEach(element -> collect(element, children));
        } else if (part.has("expression")) {
            collect(part.path("expression"), children);
        } else if (part.has("orders")) {
            collect(part.path("orders"), children);
        } else if (part.has("when_expr")) {
            collect(part.path("when_expr"), children);
            collect(part.path("then_expr"), children);
        }
    }

    private Sources function(JsonNode node, Scope scope) {
        String name = node.path("function_name").asText();
        boolean aggregates = Functions.aggregates(name);
        boolean masks = Functions.masks(name);
        Dependency plain = aggregates ? Dependency.AGGREGATION : Dependency.TRANSFORMATION;
        Sources sources = new Sources();
        int position = 0;
        for (JsonNode argument : node.path("arguments")) {
            Dependency way = plain;
            if (position == 1 && Functions.picksByExtreme(name)) {
                way = Dependency.SORT;
            } else if ((name.equals("if") && position == 0) || (name.equals("nullif") && position == 1)) {
                way = Dependency.CONDITIONAL;
            }
            sources.add(sources(argument.path("expression"), scope), way, masks && way.direct());
            position++;
        }
        filterAndOrder(node, scope, sources);
        return sources;
    }

    private void filterAndOrder(JsonNode node, Scope scope, Sources sources) {
        if (node.path("filter").has("class")) {
            sources.add(sources(node.path("filter"), scope), Dependency.FILTER, false);
        }
        for (JsonNode order : node.path("order_bys").path("orders")) {
            sources.add(sources(order.path("expression"), scope), Dependency.SORT, false);
        }
    }

    private Sources window(JsonNode node, Scope scope) {
        String name = node.path("function_name").asText();
        Dependency plain =
                Functions.aggregates(name) && node.path("type").asText().equals("WINDOW_AGGREGATE")
                        ? Dependency.AGGREGATION
                        : Dependency.TRANSFORMATION;
        Sources sources = new Sources();
        for (JsonNode argument : node.path("arguments")) {
            sources.add(sources(argument.path("expression"), scope), plain, Functions.masks(name));
        }
        // Trees of older engines: arguments stand in «children».
        for (JsonNode argument : node.path("children")) {
            sources.add(sources(argument, scope), plain, Functions.masks(name));
        }
        for (String direct : List.of("offset_expr", "default_expr")) {
            if (node.path(direct).has("class")) {
                sources.add(sources(node.path(direct), scope), Dependency.TRANSFORMATION, false);
            }
        }
        List<JsonNode> cut = new ArrayList<>();
        node.path("partitions").forEach(cut::add);
        node.path("orders").forEach(order -> cut.add(order.path("expression")));
        node.path("arg_orders").forEach(order -> cut.add(order.path("expression")));
        node.path("order_bys").path("orders").forEach(order -> cut.add(order.path("expression")));
        cut.add(node.path("start_expr"));
        cut.add(node.path("end_expr"));
        for (JsonNode expression : cut) {
            if (expression.has("class")) {
                sources.add(sources(expression, scope), Dependency.WINDOW, false);
            }
        }
        for (String filter : List.of("filter_expr", "filter")) {
            if (node.path(filter).has("class")) {
                sources.add(sources(node.path(filter), scope), Dependency.FILTER, false);
            }
        }
        return sources;
    }

    private Sources choice(JsonNode node, Scope scope) {
        Sources sources = new Sources();
        for (JsonNode check : node.path("case_checks")) {
            sources.add(sources(check.path("when_expr"), scope), Dependency.CONDITIONAL, false);
            sources.add(sources(check.path("then_expr"), scope), Dependency.TRANSFORMATION, false);
        }
        if (node.path("else_expr").has("class")) {
            sources.add(sources(node.path("else_expr"), scope), Dependency.TRANSFORMATION, false);
        }
        return sources;
    }

    private Sources subquery(JsonNode node, Scope scope) {
        Rowset rows = queries.read(node.path("subquery").path("node"), scope, scope.ctes());
        Sources sources = new Sources();
        boolean scalar = node.path("subquery_type").asText().equals("SCALAR");
        for (Field field : rows.fields()) {
            sources.add(field.sources(), scalar ? Dependency.IDENTITY : Dependency.TRANSFORMATION, false);
        }
        sources.add(rows.rows());
        if (node.path("child").has("class")) {
            sources.add(sources(node.path("child"), scope), Dependency.TRANSFORMATION, false);
        }
        for (JsonNode child : node.path("children")) {
            sources.add(sources(child, scope), Dependency.TRANSFORMATION, false);
        }
        return sources;
    }

    private Sources lambda(JsonNode node, Scope scope) {
        Set<String> parameters = new HashSet<>();
        parameterNames(node.path("lhs"), parameters);
        return sources(node.path("expr"), scope.within(parameters));
    }

    private static void parameterNames(JsonNode node, Set<String> names) {
        if (node.path("class").asText().equals("COLUMN_REF")) {
            node.path("column_names").forEach(name -> names.add(Scope.key(name.asText())));
        }
        children(node).forEach(child -> parameterNames(child, names));
    }

    /** All columns at once, as in {@code coalesce(*columns('a.*'))}. */
    private Sources star(JsonNode node, Scope scope) {
        Sources sources = new Sources();
        for (Field field : queries.stars().columns(node, scope)) {
            sources.add(field.sources(), Dependency.TRANSFORMATION, false);
        }
        return sources;
    }

    private static Field position(JsonNode node, Scope scope) {
        int index = node.path("index").asInt();
        List<Field> all = scope.entries().stream()
                .flatMap(entry -> entry.fields().stream())
                .toList();
        if (index < 1 || index > all.size()) {
            throw LineageErrors.unresolved("there is no column #" + index);
        }
        return all.get(index - 1);
    }

    // ---- names
    // --------------------------------------------------------------------------------------------------------

    static List<String> names(JsonNode columnRef) {
        List<String> names = new ArrayList<>();
        columnRef.path("column_names").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** What a name stands for: one column, part of one, an alias, or a whole row. */
    private Sources column(List<String> names, Scope scope) {
        for (Scope at = scope; at != null; at = at.outer()) {
            Sources found = columnIn(names, at);
            if (found != null) {
                return found;
            }
        }
        throw LineageErrors.unresolved("no table in it has a column " + String.join(".", names));
    }

    private @Nullable Sources columnIn(List<String> names, Scope scope) {
        String first = names.get(0);
        if (scope.isParameter(first)) {
            return Sources.NONE; // An element of a list, which is an argument of the call as well.
        }
        Field field = field(names, scope);
        if (field != null) {
            return field.sources();
        }
        Field whole = prefix(names, scope);
        if (whole != null) {
            return new Sources().add(whole.sources(), Dependency.TRANSFORMATION, false);
        }
        if (names.size() == 1) {
            Scope.Entry row = scope.entry("", first);
            if (row != null) {
                Sources all = new Sources();
                row.fields().forEach(each -> all.add(each.sources(), Dependency.TRANSFORMATION, false));
                return all;
            }
        }
        Scope.SelectItem alias = scope.aliased(first);
        if (alias == null) {
            return null;
        }
        scope.hide(first); // What the alias stands for cannot mean the alias itself.
        try {
            Sources sources = sources(alias.expression(), scope);
            return names.size() == 1 ? sources : new Sources().add(sources, Dependency.TRANSFORMATION, false);
        } finally {
            scope.alias(alias);
        }
    }

    /** The column that a name stands for, in one scope. */
    private @Nullable Field field(List<String> names, Scope scope) {
        int size = names.size();
        String last = names.get(size - 1);
        if (size == 1) {
            List<Field> found = scope.named(last);
            if (found.size() > 1) {
                throw LineageErrors.unresolved("the column " + last + " is ambiguous");
            }
            return found.isEmpty() ? null : found.get(0);
        }
        Scope.Entry entry =
                size == 2 ? scope.entry("", names.get(0)) : scope.entry(names.get(size - 3), names.get(size - 2));
        if (entry == null) {
            return null;
        }
        return Scope.field(entry, last);
    }

    /** The column whose part a name stands for: {@code table.column.part} or {@code column.part}. */
    private @Nullable Field prefix(List<String> names, Scope scope) {
        for (int size = names.size() - 1; size > 0; size--) {
            Field field = field(names.subList(0, size), scope);
            if (field != null) {
                return field;
            }
        }
        return null;
    }

    /** The column that an expression is, when it is nothing but that. */
    @Nullable
    Field plainColumn(JsonNode node, Scope scope) {
        if (node.isPojo()) {
            return (Field) ((POJONode) node).getPojo();
        }
        if (node.path("class").asText().equals("POSITIONAL_REFERENCE")) {
            return position(node, scope);
        }
        if (!node.path("class").asText().equals("COLUMN_REF")) {
            return null;
        }
        for (Scope at = scope; at != null; at = at.outer()) {
            Field field = field(names(node), at);
            if (field != null) {
                return field;
            }
        }
        return null;
    }

    /** The type of an expression, where it is known without asking the engine. */
    @Nullable
    ColumnType type(JsonNode node, Scope scope) {
        if (node.path("class").asText().equals("COLUMN_REF")) {
            List<String> names = names(node);
            for (Scope at = scope; at != null; at = at.outer()) {
                Field field = field(names, at);
                if (field != null) {
                    return field.type();
                }
                for (int size = names.size() - 1; size > 0; size--) {
                    Field whole = field(names.subList(0, size), at);
                    if (whole != null) {
                        return part(whole.type(), names.subList(size, names.size()));
                    }
                }
            }
            return null;
        }
        Field plain = plainColumn(node, scope);
        return plain == null ? null : plain.type();
    }

    private static @Nullable ColumnType part(@Nullable ColumnType type, List<String> path) {
        ColumnType at = type;
        for (String name : path) {
            if (!(at instanceof ColumnType.StructType struct)) {
                return null;
            }
            at = struct.fields().stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(field -> field.type())
                    .findFirst()
                    .orElse(null);
        }
        return at;
    }

    // ---- values
    // -------------------------------------------------------------------------------------------------------

    /** What an expression is of one row of one table; empty when it is not that. */
    List<Value> values(JsonNode node, Scope scope) {
        Field plain = plainColumn(node, scope);
        if (plain != null) {
            return plain.values();
        }
        IdentityHashMap<JsonNode, List<Value>> leaves = new IdentityHashMap<>();
        if (!leaves(node, scope, leaves, new int[1])) {
            return chosen(node, scope);
        }
        Set<Integer> instances = new LinkedHashSet<>();
        leaves.values().forEach(values -> values.forEach(value -> instances.add(value.instance())));
        if (leaves.isEmpty() || instances.equals(Set.of(Value.CONSTANT))) {
            instances.clear();
            instances.add(Value.CONSTANT);
        } else {
            instances.remove(Value.CONSTANT);
        }
        List<Value> values = new ArrayList<>();
        for (int instance : instances) {
            Value value = composed(node, leaves, instance);
            if (value != null && values.size() < MAX_VALUES) {
                values.add(value);
            }
        }
        return values.isEmpty() ? chosen(node, scope) : values;
    }

    /** The expressions of which a choice takes one; empty for what is no choice. */
    private static List<JsonNode> choices(JsonNode node) {
        List<JsonNode> choices = new ArrayList<>();
        if (node.path("class").asText().equals("CASE")) {
            node.path("case_checks").forEach(check -> choices.add(check.path("then_expr")));
            choices.add(node.path("else_expr"));
        } else if (node.path("type").asText().equals("OPERATOR_COALESCE")) {
            node.path("children").forEach(choices::add);
        }
        return choices;
    }

    /** A choice among several tables' values holds one of them. */
    private List<Value> chosen(JsonNode node, Scope scope) {
        List<Value> values = new ArrayList<>();
        for (JsonNode choice : choices(node)) {
            if (choice.has("class")) {
                values(choice, scope).stream()
                        .filter(value -> value.instance() != Value.CONSTANT && values.size() < MAX_VALUES)
                        .forEach(values::add);
            }
        }
        return values;
    }

    /** Finds the values of the columns in an expression; false when it is more than a function of one row. */
    private boolean leaves(JsonNode node, Scope scope, IdentityHashMap<JsonNode, List<Value>> leaves, int[] nodes) {
        if (++nodes[0] > MAX_NODES) {
            return false;
        }
        Field plain = plainColumn(node, scope);
        if (plain != null) {
            leaves.put(node, plain.values());
            return !plain.values().isEmpty();
        }
        String kind = node.path("class").asText();
        if (kind.equals("CONSTANT")) {
            return true;
        }
        if (kind.equals("COLUMN_REF")) {
            return aliasLeaf(node, scope, leaves);
        }
        if (!OF_ONE_ROW.contains(kind) || (kind.equals("FUNCTION") && !isOfOneRow(node))) {
            return false;
        }
        for (JsonNode child : children(node)) {
            if (!leaves(child, scope, leaves, nodes)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfOneRow(JsonNode function) {
        String name = function.path("function_name").asText();
        return !Functions.aggregates(name) && !Functions.isVolatile(name) && !name.equals("unnest");
    }

    private boolean aliasLeaf(JsonNode node, Scope scope, IdentityHashMap<JsonNode, List<Value>> leaves) {
        List<String> names = names(node);
        Scope.SelectItem item =
                names.size() == 1 && scope.named(names.get(0)).isEmpty() ? scope.aliased(names.get(0)) : null;
        if (item == null) {
            return false;
        }
        List<Value> values = values(item.expression(), scope);
        leaves.put(node, values);
        return !values.isEmpty();
    }

    private static @Nullable Value composed(
            JsonNode node, IdentityHashMap<JsonNode, List<Value>> leaves, int instance) {
        IdentityHashMap<JsonNode, JsonNode> replacements = new IdentityHashMap<>();
        String table = "";
        for (Map.Entry<JsonNode, List<Value>> leaf : leaves.entrySet()) {
            Value chosen = null;
            for (Value value : leaf.getValue()) {
                if (value.instance() == instance || (chosen == null && value.instance() == Value.CONSTANT)) {
                    chosen = value;
                }
            }
            if (chosen == null) {
                return null;
            }
            if (chosen.instance() != Value.CONSTANT) {
                table = chosen.table();
            }
            replacements.put(leaf.getKey(), chosen.tree());
        }
        JsonNode tree = replaced(node, replacements);
        return size(tree) > MAX_NODES ? null : new Value(instance, table, tree);
    }

    /** A copy of an expression with parts of it replaced. */
    static JsonNode replaced(JsonNode node, IdentityHashMap<JsonNode, JsonNode> replacements) {
        JsonNode other = replacements.get(node);
        if (other != null) {
            return other;
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(entry -> copy.set(entry.getKey(), replaced(entry.getValue(), replacements)));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(replaced(element, replacements)));
            return copy;
        }
        return node;
    }

    private static int size(JsonNode node) {
        int size = node.has("class") ? 1 : 0;
        for (JsonNode child : node) {
            size += size(child);
        }
        return size;
    }
}
