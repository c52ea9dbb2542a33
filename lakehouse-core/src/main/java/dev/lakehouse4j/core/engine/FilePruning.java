package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.storage.ColumnStatistics;
import dev.lakehouse4j.core.storage.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out data files that cannot hold a row that a query wants, by the statistics of the log.
 *
 * <p>Looked at are the conditions of a WHERE clause that compare a column with a constant. Whatever is not understood
 * keeps the file: pruning never changes a result.
 */
final class FilePruning {

    private final Map<String, Relation> relations;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, List<Predicate<DataFile>>> filters = new LinkedHashMap<>();

    private FilePruning(Map<String, Relation> relations) {
        this.relations = relations;
    }

    /** Whether there is anything to gain from reading the syntax tree. */
    static boolean isWorthwhile(String sql, Map<String, Relation> relations) {
        return sql.toLowerCase(Locale.ROOT).contains("where")
                && relations.values().stream()
                        .anyMatch(relation -> files(relation).size() > 1);
    }

    /** The relations with the files that remain, by the syntax tree of the query. */
    static Map<String, Relation> apply(JsonNode statements, Map<String, Relation> relations) {
        FilePruning pruning = new FilePruning(relations);
        pruning.walk(statements);
        Map<String, Relation> pruned = new LinkedHashMap<>(relations);
        pruning.filters.forEach((name, conditions) -> {
            // A table that is named twice would need the files of both places.
            if (pruning.uses.getOrDefault(name, 0) == 1) {
                pruned.computeIfPresent(name, (key, relation) -> keep(relation, conditions));
            }
        });
        return pruned;
    }

    static List<DataFile> files(Relation relation) {
        if (relation instanceof Relation.Snapshot data) {
            return data.snapshot().files();
        } else if (relation instanceof Relation.Files data) {
            return data.files();
        } else if (relation instanceof Relation.NamedFiles data) {
            return data.files();
        }
        return List.of();
    }

    private static Relation keep(Relation relation, List<Predicate<DataFile>> conditions) {
        List<DataFile> all = files(relation);
        List<DataFile> kept = all.stream()
                .filter(file -> conditions.stream().allMatch(condition -> condition.test(file)))
                .toList();
        if (kept.size() == all.size()) {
            return relation;
        } else if (relation instanceof Relation.Snapshot data) {
            return new Relation.Snapshot(data.snapshot().withFiles(kept));
        } else if (relation instanceof Relation.Files data) {
            return new Relation.Files(data.root(), kept, data.schema(), data.layout());
        } else if (relation instanceof Relation.NamedFiles data) {
            return new Relation.NamedFiles(data.root(), kept, data.schema(), data.layout());
        }
        return relation;
    }

    private void walk(JsonNode node) {
        if (node.isObject()) {
            String type = node.path("type").asText();
            if (type.equals("BASE_TABLE")) {
                uses.merge(SqlSyntax.name(node), 1, Integer::sum);
            } else if (type.equals("SELECT_NODE") && node.path("sample").isNull()) {
                select(node);
            }
        }
        for (JsonNode child : node) {
            walk(child);
        }
    }

    private void select(JsonNode select) {
        List<JsonNode> tables = new ArrayList<>();
        JsonNode from = select.path("from_table");
        boolean alone = from.path("type").asText().equals("BASE_TABLE");
        collect(from, tables);
        for (JsonNode table : tables) {
            String name = SqlSyntax.name(table);
            Relation relation = relations.get(name);
            if (relation == null
                    || !table.path("sample").isNull()
                    || !table.path("column_name_alias").isEmpty()) {
                continue;
            }
            Scope scope = new Scope(table, relation, alone);
            for (JsonNode condition : conjuncts(select.path("where_clause"))) {
                Predicate<DataFile> filter = scope.filter(condition);
                if (filter != null) {
                    filters.computeIfAbsent(name, key -> new ArrayList<>()).add(filter);
                }
            }
        }
    }

    /** Base tables of a join whose rows a condition on their columns may remove beforehand. */
    private static void collect(JsonNode from, List<JsonNode> tables) {
        String type = from.path("type").asText();
        if (type.equals("BASE_TABLE")) {
            tables.add(from);
        } else if (type.equals("JOIN") && from.path("ref_type").asText().equals("REGULAR")) {
            collect(from.path("left"), tables);
            collect(from.path("right"), tables);
        }
    }

    private static List<JsonNode> conjuncts(JsonNode condition) {
        if (!condition.path("type").asText().equals("CONJUNCTION_AND")) {
            return condition.isObject() ? List.of(condition) : List.of();
        }
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode child : condition.path("children")) {
            all.addAll(conjuncts(child));
        }
        return all;
    }

    /** The columns of one table, as the conditions of its query name them. */
    private static final class Scope {

        private final String table;
        private final String schemaName;
        private final String alias;
        private final Relation relation;
        private final boolean alone;

        Scope(JsonNode table, Relation relation, boolean alone) {
            this.table = table.path("table_name").asText();
            this.schemaName = table.path("schema_name").asText();
            this.alias = table.path("alias").asText();
            this.relation = relation;
            this.alone = alone;
        }

        /** What a file must fulfil for the condition to be true in one of its rows; null when that is unknown. */
        @Nullable
        Predicate<DataFile> filter(JsonNode condition) {
            String type = condition.path("type").asText();
            return switch (type) {
                case "CONJUNCTION_OR" -> any(condition.path("children"));
                case "CONJUNCTION_AND" -> all(condition.path("children"));
                case "COMPARE_EQUAL",
                        "COMPARE_LESSTHAN",
                        "COMPARE_LESSTHANOREQUALTO",
                        "COMPARE_GREATERTHAN",
                        "COMPARE_GREATERTHANOREQUALTO" ->
                    comparison(type, condition.path("left"), condition.path("right"));
                case "COMPARE_BETWEEN" ->
                    both(
                            comparison(
                                    "COMPARE_GREATERTHANOREQUALTO", condition.path("input"), condition.path("lower")),
                            comparison("COMPARE_LESSTHANOREQUALTO", condition.path("input"), condition.path("upper")));
                case "COMPARE_IN" -> in(condition.path("children"));
                case "OPERATOR_IS_NULL" -> isNull(condition.path("children").path(0));
                case "OPERATOR_IS_NOT_NULL" ->
                    isNotNull(condition.path("children").path(0));
                default -> null;
            };
        }

        private @Nullable Predicate<DataFile> any(JsonNode children) {
            List<Predicate<DataFile>> filters = new ArrayList<>();
            for (JsonNode child : children) {
                Predicate<DataFile> filter = filter(child);
                if (filter == null) {
                    return null;
                }
                filters.add(filter);
            }
            return file -> filters.stream().anyMatch(filter -> filter.test(file));
        }

        private @Nullable Predicate<DataFile> all(JsonNode children) {
            Predicate<DataFile> filter = null;
            for (JsonNode child : children) {
                filter = both(filter, filter(child));
            }
            return filter;
        }

        private static @Nullable Predicate<DataFile> both(
                @Nullable Predicate<DataFile> a, @Nullable Predicate<DataFile> b) {
            if (a == null || b == null) {
                return a == null ? b : a;
            }
            return a.and(b);
        }

        private @Nullable Predicate<DataFile> comparison(String type, JsonNode left, JsonNode right) {
            Column column = column(left);
            if (column == null) {
                Column other = column(right);
                SqlConstant constant = SqlConstant.of(left);
                return other == null || constant == null ? null : compare(mirrored(type), other, constant);
            }
            SqlConstant constant = SqlConstant.of(right);
            return constant == null ? null : compare(type, column, constant);
        }

        private static String mirrored(String type) {
            if (type.contains("GREATER")) {
                return type.replace("GREATER", "LESS");
            }
            return type.replace("LESS", "GREATER");
        }

        private @Nullable Predicate<DataFile> in(JsonNode children) {
            Column column = column(children.path(0));
            if (column == null) {
                return null;
            }
            List<Predicate<DataFile>> equal = new ArrayList<>();
            for (int i = 1; i < children.size(); i++) {
                SqlConstant constant = SqlConstant.of(children.get(i));
                if (constant == null) {
                    return null;
                }
                equal.add(compare("COMPARE_EQUAL", column, constant));
            }
            return file -> equal.stream().anyMatch(filter -> filter.test(file));
        }

        private static Predicate<DataFile> compare(String type, Column column, SqlConstant constant) {
            return file -> {
                ColumnStatistics statistics = file.statistics().get(column.name());
                if (statistics == null) {
                    return true;
                }
                if (file.rowCount() >= 0 && statistics.nullCount() == file.rowCount()) {
                    return false; // A comparison with null is never true.
                }
                return switch (type) {
                    case "COMPARE_EQUAL" ->
                        constant.mayBeAbove(column.type(), statistics.min(), true)
                                && constant.mayBeBelow(column.type(), statistics.max(), true);
                    case "COMPARE_GREATERTHAN" ->
                        SqlConstant.isFloating(column.type())
                                || constant.mayBeBelow(column.type(), statistics.max(), false);
                    case "COMPARE_GREATERTHANOREQUALTO" ->
                        // Some writers leave NaN, the largest of all to the engine, out of the upper bound.
                        SqlConstant.isFloating(column.type())
                                || constant.mayBeBelow(column.type(), statistics.max(), true);
                    case "COMPARE_LESSTHAN" -> constant.mayBeAbove(column.type(), statistics.min(), false);
                    case "COMPARE_LESSTHANOREQUALTO" -> constant.mayBeAbove(column.type(), statistics.min(), true);
                    default -> true;
                };
            };
        }

        private @Nullable Predicate<DataFile> isNull(JsonNode operand) {
            Column column = column(operand);
            if (column == null || !alone) {
                return null; // Beside an outer join, a row that is left out would come back as nulls.
            }
            return file -> {
                ColumnStatistics statistics = file.statistics().get(column.name());
                return statistics == null || statistics.nullCount() != 0;
            };
        }

        private @Nullable Predicate<DataFile> isNotNull(JsonNode operand) {
            Column column = column(operand);
            if (column == null) {
                return null;
            }
            return file -> {
                ColumnStatistics statistics = file.statistics().get(column.name());
                return statistics == null || file.rowCount() < 0 || statistics.nullCount() < file.rowCount();
            };
        }

        private @Nullable Column column(JsonNode node) {
            if (!node.path("type").asText().equals("COLUMN_REF")) {
                return null;
            }
            JsonNode names = node.path("column_names");
            boolean ours =
                    switch (names.size()) {
                        case 1 -> alone;
                        case 2 -> isThisTable(names.get(0).asText());
                        case 3 ->
                            alias.isEmpty()
                                    && names.get(0).asText().equalsIgnoreCase(schemaName)
                                    && names.get(1).asText().equalsIgnoreCase(table);
                        default -> false;
                    };
            if (!ours) {
                return null;
            }
            String name = names.get(names.size() - 1).asText();
            return relation.schema().columns().stream()
                    .filter(column -> column.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElse(null);
        }

        private boolean isThisTable(String qualifier) {
            return qualifier.equalsIgnoreCase(alias.isEmpty() ? table : alias);
        }
    }
}
