package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one SELECT … FROM … WHERE … GROUP BY … */
final class SelectReader {

    private final QueryReader queries;
    private final Expressions expressions;
    private final JsonNode node;
    private final From from;
    private final Scope scope;
    private final Sources rows;
    private final List<Scope.SelectItem> items = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    /** The result's column for a column of the FROM clause that it takes as it is. */
    private final IdentityHashMap<Field, Field> taken = new IdentityHashMap<>();

    SelectReader(QueryReader queries, JsonNode node, From from, Scope scope) {
        this.queries = queries;
        this.expressions = queries.expressions();
        this.node = node;
        this.from = from;
        this.scope = scope;
        this.rows = Sources.copy(from.rows());
    }

    Rowset read() {
        for (JsonNode expression : node.path("select_list")) {
            items.addAll(queries.stars().expand(expression, scope, from.star()));
        }
        items.forEach(scope::alias);
        JsonNode where = node.path("where_clause");
        List<Equality> equalities = new ArrayList<>(from.equalities());
        if (where.has("class")) {
            rows.add(expressions.sources(where, scope), Dependency.FILTER, false);
            queries.equalities(where, scope, equalities);
        }
        boolean grouped = isGrouped();
        for (Scope.SelectItem item : items) {
            fields.add(field(item, grouped));
        }
        List<Set<Field>> unique = grouped ? group() : unique(where);
        for (String condition : List.of("having", "qualify")) {
            if (node.path(condition).has("class")) {
                rows.add(expressions.sources(node.path(condition), scope), Dependency.FILTER, false);
            }
        }
        Rowset result = new Rowset(fields, rows, unique, equalities);
        return new Modifiers(queries, node, scope, fields).apply(result);
    }

    private Field field(Scope.SelectItem item, boolean grouped) {
        JsonNode expression = item.expression();
        Field plain = expressions.plainColumn(expression, scope);
        String name = item.alias();
        if (name.isEmpty() && expression.path("class").asText().equals("COLUMN_REF")) {
            List<String> names = Expressions.names(expression);
            name = plain == null ? names.get(names.size() - 1) : plain.name();
        }
        JsonNode unnamed = name.isEmpty() ? expression : null;
        boolean ofOneRow = !grouped || !aggregates(expression);
        Field field = new Field(
                name,
                expressions.sources(expression, scope),
                ofOneRow ? expressions.values(expression, scope) : List.of(),
                plain == null ? null : plain.type(),
                unnamed);
        if (plain != null) {
            taken.putIfAbsent(plain, field);
        }
        return field;
    }

    // ---- grouping
    // -----------------------------------------------------------------------------------------------------

    private boolean isGrouped() {
        return !node.path("group_expressions").isEmpty()
                || !node.path("group_sets").isEmpty()
                || node.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")
                || items.stream().anyMatch(item -> aggregates(item.expression()))
                || node.path("having").has("class");
    }

    /** Whether an expression calls an aggregate function, not counting those in sub-queries. */
    private static boolean aggregates(JsonNode expression) {
        if (expression instanceof POJONode || expression.path("class").asText().equals("SUBQUERY")) {
            return false;
        }
        if (expression.path("class").asText().equals("FUNCTION")
                && Functions.aggregates(expression.path("function_name").asText())) {
            return true;
        }
        return Expressions.children(expression).stream().anyMatch(SelectReader::aggregates);
    }

    /** Notes what rows are grouped by; gives the columns that are unique because of it. */
    private List<Set<Field>> group() {
        List<JsonNode> keys = new ArrayList<>();
        if (node.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")) {
            items.stream()
                    .map(Scope.SelectItem::expression)
                    .filter(expression -> !aggregates(expression))
                    .forEach(keys::add);
        }
        node.path("group_expressions").forEach(keys::add);
        Set<Field> unique = new LinkedHashSet<>();
        boolean known = node.path("group_sets").size() <= 1;
        for (JsonNode key : keys) {
            int position = item(key);
            JsonNode expression = position < 0 ? key : items.get(position).expression();
            rows.add(expressions.sources(expression, scope), Dependency.GROUP_BY, false);
            if (position < 0) {
                known = false;
            } else {
                unique.add(fields.get(position));
            }
        }
        return known ? List.of(unique) : List.of();
    }

    /** The SELECT item that a key of GROUP BY is: by position, by alias, or the same expression; -1 for none. */
    private int item(JsonNode key) {
        String kind = key.path("class").asText();
        if (kind.equals("CONSTANT") && key.path("literal").path("kind").asText().equals("INTEGER")) {
            int position = key.path("literal").path("text").asInt() - 1;
            return position >= 0 && position < items.size() ? position : -1;
        }
        Field plain = expressions.plainColumn(key, scope);
        JsonNode plainText = stripped(key);
        for (int i = 0; i < items.size(); i++) {
            JsonNode expression = items.get(i).expression();
            boolean same = plain != null
                    ? expressions.plainColumn(expression, scope) == plain
                    : !(expression instanceof POJONode) && stripped(expression).equals(plainText);
            if (same) {
                return i;
            }
        }
        if (plain == null && kind.equals("COLUMN_REF")) {
            List<String> names = Expressions.names(key);
            for (int i = 0; i < items.size() && names.size() == 1; i++) {
                if (items.get(i).alias().equalsIgnoreCase(names.get(0))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** An expression without where it stands in the text and without its alias. */
    static JsonNode stripped(JsonNode node) {
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(entry -> {
                if (!entry.getKey().startsWith("query_location")
                        && !entry.getKey().equals("alias")) {
                    copy.set(entry.getKey(), stripped(entry.getValue()));
                }
            });
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(stripped(element)));
            return copy;
        }
        return node;
    }

    // ---- uniqueness
    // ---------------------------------------------------------------------------------------------------

    private List<Set<Field>> unique(JsonNode where) {
        for (int i = 0; i < items.size(); i++) {
            Set<Field> within = queries.numberedWithin(items.get(i).expression(), scope);
            if (within == null) {
                Field plain = expressions.plainColumn(items.get(i).expression(), scope);
                within = plain == null ? null : plain.numberedWithin();
            }
            fields.get(i).numberWithin(within == null ? null : result(within));
        }
        if (!from.merged().isEmpty()) {
            return List.of();
        }
        List<Set<Field>> sets = new ArrayList<>(from.unique());
        sets.addAll(queries.firstOf(where, scope));
        List<Set<Field>> unique = new ArrayList<>();
        for (Set<Field> set : sets) {
            Set<Field> translated = result(set);
            if (translated != null) {
                unique.add(translated);
            }
        }
        return unique;
    }

    /** Columns of the FROM clause as columns of the result; null when one of them is not taken. */
    private @Nullable Set<Field> result(Set<Field> columns) {
        Set<Field> result = new LinkedHashSet<>();
        for (Field column : columns) {
            Field field = taken.get(column);
            if (field == null) {
                return null;
            }
            result.add(field);
        }
        return result;
    }
}
