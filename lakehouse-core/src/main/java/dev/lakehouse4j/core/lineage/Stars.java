package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Expands {@code *} and {@code columns(…)}. */
final class Stars {

    private final QueryReader queries;
    private final SqlEngine engine;
    private final Trees trees;

    Stars(QueryReader queries, SqlEngine engine, Trees trees) {
        this.queries = queries;
        this.engine = engine;
        this.trees = trees;
    }

    /** An expression of a SELECT list with its columns written out, as many as it stands for. */
    List<Scope.SelectItem> expand(JsonNode node, Scope scope, List<Field> star) {
        JsonNode found = find(node);
        if (found == null) {
            List<Scope.SelectItem> parts = structParts(node, scope);
            return parts != null
                    ? parts
                    : List.of(new Scope.SelectItem(node.path("alias").asText(), node));
        }
        boolean alone = node.path("class").asText().equals("STAR");
        if (alone && !found.path("columns").asBoolean()) {
            return plain(found, scope, star);
        }
        if (isNameFilter(node)) {
            // «* like 'a%'» chooses columns by their names.
            return filteredBy(node, found, scope, star);
        }
        List<Scope.SelectItem> items = new ArrayList<>();
        String alias = node.path("alias").asText();
        for (Field field : columns(found, scope, star)) {
            IdentityHashMap<JsonNode, JsonNode> replacement = new IdentityHashMap<>();
            replaceAll(node, found, new POJONode(field), replacement);
            JsonNode expression = alone ? new POJONode(field) : Expressions.replaced(node, replacement);
            items.add(
                    new Scope.SelectItem(alias.isEmpty() ? field.name() : rewritten(alias, found, field), expression));
        }
        return items;
    }

    /** The columns that a star stands for. */
    List<Field> columns(JsonNode node, Scope scope) {
        List<Field> all = scope.entries().stream()
                .flatMap(entry -> entry.fields().stream())
                .toList();
        return columns(node, scope, all);
    }

    private List<Field> columns(JsonNode node, Scope scope, List<Field> star) {
        List<Field> fields = new ArrayList<>();
        for (Scope.SelectItem item : plain(node, scope, star)) {
            if (item.expression() instanceof POJONode pojo) {
                fields.add((Field) pojo.getPojo());
            } else {
                fields.add(Field.computed(item.alias(), queries.expressions().sources(item.expression(), scope)));
            }
        }
        JsonNode chosen = node.path("expr");
        if (!chosen.has("class")) {
            return fields;
        }
        Set<String> names = chosenNames(chosen, fields.stream().map(Field::name).toList());
        return fields.stream().filter(field -> names.contains(field.name())).toList();
    }

    private static void replaceAll(
            JsonNode node, JsonNode star, JsonNode by, IdentityHashMap<JsonNode, JsonNode> replacement) {
        if (node.equals(star)) {
            replacement.put(node, by);
        } else {
            node.forEach(child -> replaceAll(child, star, by, replacement));
        }
    }

    private static @Nullable JsonNode find(JsonNode node) {
        String kind = node.path("class").asText();
        if (kind.equals("STAR")) {
            return node;
        }
        if (kind.equals("SUBQUERY") || node.path("type").asText().equals("OPERATOR_UNPACK")) {
            return null;
        }
        for (JsonNode child : Expressions.children(node)) {
            JsonNode found = find(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private List<Scope.SelectItem> plain(JsonNode node, Scope scope, List<Field> star) {
        String relation = node.path("relation_name").asText();
        List<Field> fields = star;
        if (!relation.isEmpty()) {
            Scope.Entry entry = scope.entry("", relation);
            if (entry == null) {
                return struct(relation, scope);
            }
            fields = entry.fields();
        }
        Set<String> excluded = new LinkedHashSet<>();
        for (String list : List.of("exclude_list", "qualified_exclude_list")) {
            for (JsonNode name : node.path(list)) {
                excluded.add(Scope.key(name.isTextual() ? name.asText() : columnName(name)));
            }
        }
        Map<String, JsonNode> replaced = new LinkedHashMap<>();
        node.path("replace_list")
                .forEach(entry -> replaced.put(Scope.key(text(entry.path("key"))), entry.path("value")));
        Map<String, String> renamed = new LinkedHashMap<>();
        node.path("rename_list")
                .forEach(entry -> renamed.put(
                        Scope.key(text(entry.path("key"))), entry.path("value").asText()));
        List<Scope.SelectItem> items = new ArrayList<>();
        for (Field field : fields) {
            String name = Scope.key(field.name());
            if (excluded.contains(name)) {
                continue;
            }
            JsonNode replacement = replaced.get(name);
            items.add(new Scope.SelectItem(
                    renamed.getOrDefault(name, field.name()), replacement == null ? new POJONode(field) : replacement));
        }
        return items;
    }

    private static String text(JsonNode name) {
        return name.isTextual() ? name.asText() : columnName(name);
    }

    private static String columnName(JsonNode name) {
        if (name.isArray() && !name.isEmpty()) {
            return name.get(name.size() - 1).asText();
        }
        return name.path("column").asText();
    }

    /** {@code s.*} of a column that is a struct. */
    private List<Scope.SelectItem> struct(String column, Scope scope) {
        List<Scope.SelectItem> parts = parts(Trees.column(column), scope);
        if (parts == null) {
            throw LineageErrors.unresolved(
                    column + ".* is neither a table in it nor a struct whose parts are known beforehand");
        }
        return parts;
    }

    /** {@code unnest(s)} of a struct gives a column for each of its parts; null when it is something else. */
    private @Nullable List<Scope.SelectItem> structParts(JsonNode node, Scope scope) {
        if (!node.path("function_name").asText().equals("unnest")
                || !node.path("class").asText().equals("FUNCTION")) {
            return null;
        }
        if (node.path("arguments").size() != 1) {
            queries.uncertain();
            return null;
        }
        JsonNode argument = node.path("arguments").path(0).path("expression");
        if (argument.path("class").asText().equals("COLUMN_REF")) {
            return parts(argument, scope);
        }
        queries.uncertain();
        return null;
    }

    private @Nullable List<Scope.SelectItem> parts(JsonNode column, Scope scope) {
        ColumnType type = queries.expressions().type(column, scope);
        if (!(type instanceof ColumnType.StructType struct)) {
            if (type == null) {
                queries.uncertain();
            }
            return null;
        }
        Sources whole = queries.expressions().sources(column, scope);
        Sources part = new Sources().add(whole, Dependency.TRANSFORMATION, false);
        return struct.fields().stream()
                .map(field -> new Scope.SelectItem(
                        field.name(), new POJONode(new Field(field.name(), part, List.of(), field.type(), null))))
                .toList();
    }

    // ---- names
    // --------------------------------------------------------------------------------------------------------

    private static boolean isNameFilter(JsonNode node) {
        return node.path("class").asText().equals("FUNCTION")
                && node.path("arguments").size() == 2
                && node.path("arguments")
                        .path(0)
                        .path("expression")
                        .path("class")
                        .asText()
                        .equals("STAR")
                && !node.path("arguments")
                        .path(0)
                        .path("expression")
                        .path("columns")
                        .asBoolean();
    }

    private List<Scope.SelectItem> filteredBy(JsonNode node, JsonNode star, Scope scope, List<Field> all) {
        List<Scope.SelectItem> items = plain(star, scope, all);
        IdentityHashMap<JsonNode, JsonNode> replacement = new IdentityHashMap<>();
        replacement.put(star, Trees.column("name"));
        Set<String> names = where(
                Expressions.replaced(node, replacement),
                "name",
                items.stream().map(Scope.SelectItem::alias).toList());
        return items.stream().filter(item -> names.contains(item.alias())).toList();
    }

    private Set<String> chosenNames(JsonNode chosen, List<String> names) {
        String kind = chosen.path("class").asText();
        if (kind.equals("CONSTANT")
                && chosen.path("literal").path("kind").asText().equals("STRING")) {
            Pattern pattern = pattern(chosen.path("literal").path("text").asText());
            return names.stream()
                    .filter(name -> pattern.matcher(name).find())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        if (chosen.path("function_name").asText().equals("list_filter")) {
            JsonNode lambda = chosen.path("arguments").path(1).path("expression");
            String parameter = lambda.path("lhs").path("column_names").path(0).asText();
            return where(lambda.path("expr"), parameter, names);
        }
        if (chosen.path("function_name").asText().equals("list_value")) {
            Set<String> listed = new LinkedHashSet<>();
            for (JsonNode argument : chosen.path("arguments")) {
                String wanted =
                        argument.path("expression").path("literal").path("text").asText();
                names.stream().filter(name -> name.equalsIgnoreCase(wanted)).forEach(listed::add);
            }
            return listed;
        }
        throw LineageErrors.unresolved("it chooses columns in a way that is not known");
    }

    /** The names that a condition is true for; the engine decides. */
    private Set<String> where(JsonNode condition, String column, List<String> names) {
        String values =
                names.stream().map(name -> "(" + Sql.literal(name) + ")").collect(Collectors.joining(", "));
        String sql = "select " + Sql.identifier(column) + " from (values " + values + ") as v(" + Sql.identifier(column)
                + ") where " + trees.text(List.of(condition)).get(0);
        Set<String> chosen = new LinkedHashSet<>();
        try (QueryResult result = engine.query(sql, Map.of())) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    chosen.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
        }
        return chosen;
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new QueryException(
                    "Cannot read the lineage of the query: columns('" + regex + "') is no regular expression that is"
                            + " understood here. List the columns.",
                    e);
        }
    }

    /** {@code columns('(a)_(b)') as '\2'} takes the alias from groups of the name. */
    private static String rewritten(String alias, JsonNode star, Field field) {
        if (alias.indexOf('\\') < 0) {
            return alias;
        }
        Matcher matcher =
                pattern(star.path("expr").path("literal").path("text").asText()).matcher(field.name());
        if (!matcher.find()) {
            return alias;
        }
        String name = alias;
        for (int group = matcher.groupCount(); group >= 0; group--) {
            String text = matcher.group(group);
            name = name.replace("\\" + group, text == null ? "" : text);
        }
        return name;
    }
}
