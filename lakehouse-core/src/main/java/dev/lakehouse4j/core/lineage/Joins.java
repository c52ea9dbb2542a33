package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads joins. */
final class Joins {

    private final QueryReader queries;

    Joins(QueryReader queries) {
        this.queries = queries;
    }

    From join(JsonNode node, @Nullable Scope outer, Scope.Ctes ctes) {
        From left = queries.from(node.path("left"), outer, ctes);
        From right = queries.from(node.path("right"), left.scope(outer, ctes), ctes);
        String type = node.path("join_type").asText();
        String kind = node.path("ref_type").asText();
        List<String> using = using(node, kind, left, right);
        Scope both = new Scope(From.both(left.entries(), right.entries()), merged(left, right, Map.of()), outer, ctes);
        Condition condition = new Condition(left, right);
        condition.using(using);
        condition.on(node.path("condition"), both);
        condition.on(node.path("duplicate_eliminated_columns"), both);
        return joined(left, right, type, kind, using, condition);
    }

    private static List<String> using(JsonNode node, String kind, From left, From right) {
        List<String> using = new ArrayList<>();
        if (kind.equals("NATURAL")) {
            for (Field field : left.star()) {
                if (Scope.field(right.star(), field.name()) != null) {
                    using.add(field.name());
                }
            }
        }
        node.path("using_columns").forEach(column -> using.add(column.asText()));
        return using;
    }

    /** What a join compares. */
    private final class Condition {

        private final From left;
        private final From right;
        private final Sources sources = new Sources();
        private final List<Equality> equalities = new ArrayList<>();
        private final Set<Field> comparedLeft = new LinkedHashSet<>();
        private final Set<Field> comparedRight = new LinkedHashSet<>();
        private final List<Set<Field>> first = new ArrayList<>();

        Condition(From left, From right) {
            this.left = left;
            this.right = right;
        }

        void using(List<String> names) {
            for (String name : names) {
                Field one = require(left, name);
                Field other = require(right, name);
                sources.add(one.sources(), Dependency.JOIN, false).add(other.sources(), Dependency.JOIN, false);
                QueryReader.pairs(one.values(), other.values(), equalities);
                comparedLeft.add(one);
                comparedRight.add(other);
            }
        }

        void on(JsonNode condition, Scope scope) {
            if (!condition.has("class")) {
                return;
            }
            sources.add(queries.expressions().sources(condition, scope), Dependency.JOIN, false);
            queries.equalities(condition, scope, equalities);
            for (JsonNode conjunct : QueryReader.conjuncts(condition)) {
                if (conjunct.path("type").asText().equals("COMPARE_EQUAL")) {
                    compared(conjunct.path("left"), scope, conjunct.path("right"));
                    compared(conjunct.path("right"), scope, conjunct.path("left"));
                }
            }
            first.addAll(queries.firstOf(condition, scope));
        }

        /** A side that is nothing but a column is fixed by the other one, if that is of the other relation. */
        private void compared(JsonNode side, Scope scope, JsonNode opposite) {
            Field field = queries.expressions().plainColumn(side, scope);
            if (field == null) {
                return;
            }
            if (isOf(right, field) && !mentions(right, opposite, scope)) {
                comparedRight.add(field);
            } else if (isOf(left, field) && !mentions(left, opposite, scope)) {
                comparedLeft.add(field);
            }
        }

        private boolean mentions(From side, JsonNode expression, Scope scope) {
            if (expression.path("class").asText().equals("SUBQUERY")) {
                return true;
            }
            Field field = queries.expressions().plainColumn(expression, scope);
            return field != null
                    ? isOf(side, field)
                    : Expressions.children(expression).stream().anyMatch(child -> mentions(side, child, scope));
        }

        /** Whether a row of the other side meets at most one row of this one. */
        boolean meetsOne(From side, Set<Field> compared) {
            for (Set<Field> unique : side.unique()) {
                if (compared.containsAll(unique)) {
                    return true;
                }
            }
            return first.stream()
                    .anyMatch(set -> set.stream().allMatch(field -> isOf(side, field)) && compared.containsAll(set));
        }
    }

    private static boolean isOf(From side, Field field) {
        return side.star().contains(field)
                || side.entries().stream().anyMatch(entry -> entry.fields().contains(field));
    }

    private static Field require(From side, String name) {
        Field merged = side.merged().get(Scope.key(name));
        Field field = merged != null ? merged : Scope.field(side.star(), name);
        if (field == null) {
            throw LineageErrors.unresolved("one side of a join has no column " + name);
        }
        return field;
    }

    private static From joined(
            From left, From right, String type, String kind, List<String> using, Condition condition) {
        boolean positional = kind.equals("POSITIONAL");
        boolean oneRight = !positional && (condition.meetsOne(right, condition.comparedRight) || kind.equals("ASOF"));
        boolean oneLeft = !positional && condition.meetsOne(left, condition.comparedLeft);
        List<Equality> equalities = From.both(From.both(left.equalities(), right.equalities()), condition.equalities);
        Sources all = Sources.copy(left.rows()).add(right.rows()).add(condition.sources);
        if (type.equals("SEMI") || type.equals("ANTI")) {
            return new From(left.entries(), left.star(), left.merged(), all, left.unique(), equalities);
        }
        From one = left;
        From other = right;
        Sources rows = all;
        if (type.equals("LEFT") && oneRight) {
            // Every row of the left side stays, once: the right side decides about its own columns alone.
            other = right.with(matched(right.rows(), condition.sources));
            rows = Sources.copy(left.rows());
        } else if (type.equals("RIGHT") && oneLeft) {
            one = left.with(matched(left.rows(), condition.sources));
            rows = Sources.copy(right.rows());
        } else if (!type.equals("INNER") && !positional) {
            // Where a row meets none, the columns of the other side are null.
            Sources decided = matched(Sources.NONE, condition.sources);
            if (!type.equals("LEFT")) {
                one = left.with(decided);
            }
            if (!type.equals("RIGHT")) {
                other = right.with(decided);
            }
        }
        List<Set<Field>> unique = new ArrayList<>();
        if (oneRight && !type.equals("RIGHT") && !type.equals("OUTER") && !type.equals("FULL")) {
            unique.addAll(one.unique());
        }
        if (oneLeft && !type.equals("LEFT") && !type.equals("OUTER") && !type.equals("FULL")) {
            unique.addAll(other.unique());
        }
        return combined(one, other, type, using, rows, unique, equalities);
    }

    private static Sources matched(Sources rows, Sources condition) {
        Sources decided = new Sources();
        for (ColumnSource source : rows.list()) {
            Dependency way = source.dependency().direct() ? Dependency.JOIN : source.dependency();
            decided.add(source.column(), way, source.masking());
        }
        return decided.add(condition);
    }

    private static From combined(
            From left,
            From right,
            String type,
            List<String> using,
            Sources rows,
            List<Set<Field>> unique,
            List<Equality> equalities) {
        Map<String, Field> made = new LinkedHashMap<>();
        for (String name : using) {
            Field one = require(left, name);
            Field other = require(right, name);
            made.put(
                    Scope.key(name),
                    switch (type) {
                        case "RIGHT" -> other;
                        case "OUTER", "FULL" ->
                            QueryReader.union(
                                    one.name(),
                                    Field.computed(
                                            name, new Sources().add(one.sources(), Dependency.TRANSFORMATION, false)),
                                    Field.computed(
                                            name, new Sources().add(other.sources(), Dependency.TRANSFORMATION, false)),
                                    null);
                        default -> one;
                    });
        }
        List<Field> star = new ArrayList<>();
        for (Field field : left.star()) {
            star.add(made.getOrDefault(Scope.key(field.name()), field));
        }
        for (Field field : right.star()) {
            if (!made.containsKey(Scope.key(field.name()))) {
                star.add(field);
            }
        }
        return new From(
                From.both(left.entries(), right.entries()), star, merged(left, right, made), rows, unique, equalities);
    }

    private static Map<String, Field> merged(From left, From right, Map<String, Field> made) {
        Map<String, Field> merged = new LinkedHashMap<>(left.merged());
        merged.putAll(right.merged());
        merged.putAll(made);
        return merged;
    }
}
