package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the queries of a syntax tree, from the tables up. */
final class QueryReader {

    private final Map<String, TableSchema> tables = new LinkedHashMap<>();
    private final Trees trees;
    private final Expressions expressions = new Expressions(this);
    private final Stars stars;
    private final Joins joins = new Joins(this);
    private final TableFunctions tableFunctions;
    private @Nullable JsonNode outermost;
    private int instances;
    private boolean uncertain;

    QueryReader(SqlEngine engine, Map<String, TableSchema> tables) {
        tables.forEach((name, schema) -> this.tables.put(Scope.key(name), schema));
        this.trees = new Trees(engine);
        this.stars = new Stars(this, engine, trees);
        this.tableFunctions = new TableFunctions(this, engine, trees, tables);
    }

    Expressions expressions() {
        return expressions;
    }

    Stars stars() {
        return stars;
    }

    Trees trees() {
        return trees;
    }

    /** Says that how many columns there are depends on what only the engine knows, so that it has to be asked. */
    void uncertain() {
        uncertain = true;
    }

    boolean isUncertain() {
        return uncertain;
    }

    Rowset read(String sql) {
        JsonNode query = trees.query(sql);
        if (outermost == null) {
            outermost = query;
        }
        return read(query, null, Scope.Ctes.NONE);
    }

    /** Whether a query node is the whole query, so that the order of its rows is the order of the result. */
    @SuppressWarnings("ReferenceEquality") // This very node, not one that reads the same.
    boolean isOutermost(JsonNode node) {
        return node == outermost;
    }

    /** The result of a query node. */
    Rowset read(JsonNode node, @Nullable Scope outer, Scope.Ctes visible) {
        Scope.Ctes ctes = ctes(node, outer, visible);
        String type = node.path("type").asText();
        return switch (type) {
            case "SELECT_NODE" -> select(node, outer, ctes);
            case "SET_OPERATION_NODE" -> setOperation(node, outer, ctes);
            case "RECURSIVE_CTE_NODE" -> recursion(node, outer, ctes);
            default -> throw LineageErrors.unresolved("the query node " + type + " is not known");
        };
    }

    private static Scope.Ctes ctes(JsonNode node, @Nullable Scope outer, Scope.Ctes visible) {
        Scope.Ctes ctes = visible;
        for (JsonNode entry : node.path("cte_map").path("map")) {
            Scope.Ctes more = new Scope.Ctes(ctes);
            List<String> aliases = new ArrayList<>();
            entry.path("value").path("aliases").forEach(alias -> aliases.add(alias.asText()));
            JsonNode query = entry.path("value").path("query_node");
            if (!query.has("type")) {
                query = entry.path("value").path("query").path("node");
            }
            more.define(entry.path("key").asText(), new Scope.Ctes.Definition(query, aliases, ctes, outer));
            ctes = more;
        }
        return ctes;
    }

    // ---- tables
    // -------------------------------------------------------------------------------------------------------

    /** A part of a FROM clause; what stands left of it is visible in it. */
    From from(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        String type = node.path("type").asText();
        return switch (type) {
            case "EMPTY" -> From.NOTHING;
            case "BASE_TABLE" -> table(node, ctes);
            case "SUBQUERY" -> {
                Rowset rows = named(read(node.path("subquery").path("node"), outer, ctes), aliases(node));
                yield From.of("", node.path("alias").asText(), rows);
            }
            case "JOIN" -> joins.join(node, outer, ctes);
            case "EXPRESSION_LIST" -> values(node, outer, ctes);
            case "TABLE_FUNCTION" -> tableFunctions.read(node, outer, ctes, aliases(node));
            case "PIVOT" -> Unpivot.read(this, node, outer, ctes);
            default -> throw LineageErrors.unresolved("the source " + type + " is not known");
        };
    }

    static List<String> aliases(JsonNode node) {
        List<String> aliases = new ArrayList<>();
        node.path("column_name_alias").forEach(alias -> aliases.add(alias.asText()));
        return aliases;
    }

    private From table(JsonNode node, Scope.Ctes ctes) {
        String schema = node.path("schema_name").asText();
        String table = node.path("table_name").asText();
        String alias = node.path("alias").asText();
        Rowset rows = null;
        if (schema.isEmpty() || schema.equalsIgnoreCase("recurring")) {
            rows = common(table, ctes);
        }
        if (rows == null) {
            rows = base(node, schema, table);
        }
        rows = named(rows, aliases(node));
        return alias.isEmpty() ? From.of(schema, table, rows) : From.of("", alias, rows);
    }

    private @Nullable Rowset common(String name, Scope.Ctes ctes) {
        Scope.Ctes holder = ctes.holder(name);
        if (holder == null) {
            return null;
        }
        Rowset rows = holder.rows(name);
        if (rows == null) {
            Scope.Ctes.Definition definition = Objects.requireNonNull(holder.definition(name));
            rows = named(read(definition.query(), definition.outer(), definition.visible()), definition.aliases());
            holder.keep(name, rows);
        }
        Map<Integer, Integer> renumbered = new LinkedHashMap<>();
        return rows.again(instance -> renumbered.computeIfAbsent(instance, old -> ++instances));
    }

    private Rowset base(JsonNode node, String schema, String table) {
        String catalog = node.path("catalog_name").asText();
        String name = schema.isEmpty() ? table : schema + "." + table;
        TableSchema known = tables.get(Scope.key(catalog.isEmpty() ? name : catalog + "." + name));
        if (known == null) {
            known = tables.get(Scope.key(name));
        }
        if (known == null) {
            throw LineageErrors.unresolved("the columns of " + name + " are not known");
        }
        String shown = tables.keySet().stream()
                .filter(each -> each.equals(Scope.key(name)))
                .findFirst()
                .orElse(Scope.key(name));
        int instance = ++instances;
        List<Field> fields = new ArrayList<>();
        for (Column column : known.columns()) {
            fields.add(new Field(
                    column.name(),
                    Sources.of(new ColumnRef(shown, column.name())),
                    List.of(new Value(instance, shown, Trees.column(column.name()))),
                    column.type(),
                    null));
        }
        List<Set<Field>> unique = new ArrayList<>();
        if (!known.key().isEmpty()) {
            Set<Field> key = new LinkedHashSet<>();
            known.key().forEach(column -> key.add(Objects.requireNonNull(Scope.field(fields, column))));
            unique.add(key);
        }
        Sources rows = new Sources();
        rows.add(ColumnRef.rows(shown), Dependency.IDENTITY, false);
        return new Rowset(fields, rows, unique, List.of());
    }

    /** The same rows under other names of the columns, those that are repeated made different. */
    Rowset named(Rowset rows, List<String> aliases) {
        Set<String> used = new HashSet<>();
        Map<String, Integer> repeated = new LinkedHashMap<>();
        List<String> own = names(rows.fields(), aliases.size());
        int[] position = new int[1];
        return rows.map(field -> {
            int at = position[0]++;
            String name = at < aliases.size() ? aliases.get(at) : own.get(at);
            String unique = name;
            while (!used.add(Scope.key(unique))) {
                unique = name + "_" + repeated.merge(Scope.key(name), 1, Integer::sum);
            }
            return field.named(unique);
        });
    }

    /** The names of columns; one without a name is called as the engine writes its expression. */
    List<String> names(List<Field> fields, int from) {
        List<JsonNode> expressionsOnly = new ArrayList<>();
        for (Field field : fields.subList(Math.min(from, fields.size()), fields.size())) {
            if (field.unnamed() != null) {
                expressionsOnly.add(field.unnamed());
            }
        }
        List<String> texts = trees.text(expressionsOnly);
        List<String> names = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < fields.size(); i++) {
            boolean written = i >= from && fields.get(i).unnamed() != null;
            names.add(written ? texts.get(next++) : fields.get(i).name());
        }
        return names;
    }

    private From values(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        Scope scope = new Scope(List.of(), Map.of(), outer, ctes);
        List<Sources> sources = new ArrayList<>();
        for (JsonNode row : node.path("values")) {
            for (int i = 0; i < row.size(); i++) {
                if (sources.size() == i) {
                    sources.add(new Sources());
                }
                sources.get(i).add(expressions.sources(row.get(i), scope));
            }
        }
        List<String> names = new ArrayList<>();
        node.path("expected_names").forEach(name -> names.add(name.asText()));
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            fields.add(Field.computed(i < names.size() ? names.get(i) : "col" + i, sources.get(i)));
        }
        Rowset rows = new Rowset(fields, Sources.NONE, List.of(), List.of());
        return From.of("", node.path("alias").asText(), named(rows, aliases(node)));
    }

    // ---- SELECT
    // -------------------------------------------------------------------------------------------------------

    private Rowset select(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        From from = from(node.path("from_table"), outer, ctes);
        Scope scope = from.scope(outer, ctes);
        return new SelectReader(this, node, from, scope).read();
    }

    // ---- set operations
    // -----------------------------------------------------------------------------------------------

    private Rowset setOperation(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        List<Rowset> branches = new ArrayList<>();
        for (JsonNode child : node.path("children")) {
            branches.add(read(child, outer, ctes));
        }
        if (branches.isEmpty()) { // Trees of older engines.
            branches.add(read(node.path("left"), outer, ctes));
            branches.add(read(node.path("right"), outer, ctes));
        }
        String type = node.path("setop_type").asText();
        boolean byName = type.equals("UNION_BY_NAME");
        Rowset result = branches.get(0);
        for (Rowset branch : branches.subList(1, branches.size())) {
            result = byName ? byName(result, branch) : byPosition(result, branch, type);
        }
        Sources rows = Sources.copy(result.rows());
        boolean distinct = !node.path("setop_all").asBoolean();
        if (distinct) {
            result.fields().forEach(field -> rows.add(field.sources(), Dependency.GROUP_BY, false));
        }
        List<Set<Field>> unique = distinct ? List.of(new LinkedHashSet<>(result.fields())) : List.of();
        Rowset combined = new Rowset(result.fields(), rows, unique, result.equalities());
        // ORDER BY and LIMIT name the columns of the result.
        Scope scope = From.of("", "", combined).scope(outer, ctes);
        return new Modifiers(this, node, scope, combined.fields()).apply(combined);
    }

    private static Rowset byPosition(Rowset left, Rowset right, String type) {
        if (left.fields().size() != right.fields().size()) {
            throw LineageErrors.unresolved("the parts of a " + type.toLowerCase(java.util.Locale.ROOT) + " have "
                    + left.fields().size() + " and " + right.fields().size() + " columns");
        }
        boolean union = type.equals("UNION");
        Sources rows = Sources.copy(left.rows()).add(right.rows());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < left.fields().size(); i++) {
            Field first = left.fields().get(i);
            Field second = right.fields().get(i);
            if (union) {
                fields.add(union(first.name(), first, second, first.unnamed()));
            } else {
                rows.add(first.sources(), Dependency.FILTER, false);
                rows.add(second.sources(), Dependency.FILTER, false);
                fields.add(first.withValues(first.values()));
            }
        }
        return new Rowset(fields, rows, List.of(), From.both(left.equalities(), right.equalities()));
    }

    private static Rowset byName(Rowset left, Rowset right) {
        List<Field> fields = new ArrayList<>();
        for (Field field : left.fields()) {
            Field other = Scope.field(right.fields(), field.name());
            fields.add(other == null ? field.withValues(field.values()) : union(field.name(), field, other, null));
        }
        for (Field field : right.fields()) {
            if (Scope.field(left.fields(), field.name()) == null) {
                fields.add(field.withValues(field.values()));
            }
        }
        return new Rowset(
                fields,
                Sources.copy(left.rows()).add(right.rows()),
                List.of(),
                From.both(left.equalities(), right.equalities()));
    }

    static Field union(String name, Field first, Field second, @Nullable JsonNode unnamed) {
        return new Field(
                name,
                Sources.copy(first.sources()).add(second.sources()),
                From.both(first.values(), second.values()),
                first.type(),
                unnamed);
    }

    // ---- recursion
    // ----------------------------------------------------------------------------------------------------

    /** The recursive part is read again until it brings no further source. */
    private Rowset recursion(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        String name = node.path("cte_name").asText();
        List<String> aliases = new ArrayList<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        Rowset known = named(read(node.path("left"), outer, ctes), aliases);
        while (true) {
            Scope.Ctes inner = new Scope.Ctes(ctes);
            Rowset before = known;
            inner.define(name, before.map(field -> field.withValues(List.of())));
            Rowset step = read(node.path("right"), outer, inner);
            Rowset both = byPosition(before, step, "UNION");
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < both.fields().size(); i++) {
                fields.add(both.fields()
                        .get(i)
                        .named(before.fields().get(i).name())
                        .withValues(List.of()));
            }
            known = new Rowset(fields, both.rows(), List.of(), List.of());
            if (size(known) == size(before)) {
                break;
            }
        }
        Sources rows = Sources.copy(known.rows());
        if (!node.path("union_all").asBoolean()) {
            known.fields().forEach(field -> rows.add(field.sources(), Dependency.GROUP_BY, false));
        }
        return new Rowset(known.fields(), rows, List.of(), List.of());
    }

    private static int size(Rowset rows) {
        return rows.rows().size()
                + rows.fields().stream()
                        .mapToInt(field -> field.sources().size())
                        .sum();
    }

    // ---- shared
    // -------------------------------------------------------------------------------------------------------

    /** The equalities that a condition holds, where both sides are values of rows. */
    void equalities(JsonNode condition, Scope scope, List<Equality> found) {
        for (JsonNode conjunct : conjuncts(condition)) {
            if (conjunct.path("type").asText().equals("COMPARE_EQUAL")) {
                List<Value> left = expressions.values(conjunct.path("left"), scope);
                List<Value> right = expressions.values(conjunct.path("right"), scope);
                pairs(left, right, found);
            }
        }
    }

    static void pairs(List<Value> left, List<Value> right, List<Equality> found) {
        for (Value one : left) {
            for (Value other : right) {
                if (one.instance() != Value.CONSTANT
                        && other.instance() != Value.CONSTANT
                        && one.instance() != other.instance()) {
                    found.add(new Equality(one, other));
                }
            }
        }
    }

    static List<JsonNode> conjuncts(JsonNode condition) {
        List<JsonNode> conjuncts = new ArrayList<>();
        if (condition.path("type").asText().equals("CONJUNCTION_AND")) {
            condition.path("children").forEach(child -> conjuncts.addAll(conjuncts(child)));
        } else if (condition.has("class")) {
            conjuncts.add(condition);
        }
        return conjuncts;
    }

    /** The columns within which a condition leaves one row: those of a row number that it wants to be 1. */
    List<Set<Field>> firstOf(JsonNode condition, Scope scope) {
        List<Set<Field>> unique = new ArrayList<>();
        for (JsonNode conjunct : conjuncts(condition)) {
            String type = conjunct.path("type").asText();
            boolean one =
                    conjunct.path("right").path("literal").path("text").asText().equals("1")
                            && (type.equals("COMPARE_EQUAL") || type.equals("COMPARE_LESSTHANOREQUALTO"));
            Field field = one ? expressions.plainColumn(conjunct.path("left"), scope) : null;
            if (field != null && field.numberedWithin() != null) {
                unique.add(field.numberedWithin());
            }
        }
        return unique;
    }

    /** The columns that a window's rows are numbered within; null when it numbers no rows or not by columns. */
    @Nullable
    Set<Field> numberedWithin(JsonNode node, Scope scope) {
        if (node instanceof POJONode || !node.path("type").asText().equals("WINDOW_ROW_NUMBER")) {
            return null;
        }
        Set<Field> fields = new LinkedHashSet<>();
        for (JsonNode partition : node.path("partitions")) {
            Field field = expressions.plainColumn(partition, scope);
            if (field == null) {
                return null;
            }
            fields.add(field);
        }
        return fields;
    }
}
