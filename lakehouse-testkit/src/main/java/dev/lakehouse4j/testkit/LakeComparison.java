package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tables of two lakes row by row and type by type, with the engine of the first. Values must be equal; doubles may
 * differ by a billionth of their size. What tells when something ran is left out.
 */
final class LakeComparison {

    private static final double TOLERANCE = 1e-9;

    /** Times of runs. */
    private static final Set<String> OF_THE_RUN = Set.of("_ingested_at", "_quarantined_at");

    private final Lakehouse one;
    private final Lakehouse other;

    LakeComparison(Lakehouse one, Lakehouse other) {
        this.one = one;
        this.other = other;
    }

    /** What differs, by table; empty when nothing does. */
    Map<String, String> differences(Collection<String> tables) {
        Map<String, String> differences = new TreeMap<>();
        for (String name : tables) {
            String difference = difference(name);
            if (!difference.isEmpty()) {
                differences.put(name, difference);
            }
        }
        return differences;
    }

    private String difference(String name) {
        if (!one.tables().contains(name)) {
            return "is not in the lake " + one.root();
        }
        if (!other.tables().contains(name)) {
            return "is not in the lake " + other.root();
        }
        TableSnapshot left = one.snapshot(name);
        TableSnapshot right = other.snapshot(name);
        if (!left.schema().equals(right.schema())) {
            return "has other columns: " + left.schema() + " and " + right.schema();
        }
        long rows = rows(left, right);
        return rows == 0 ? "" : "differs in " + rows + " rows";
    }

    private long rows(TableSnapshot left, TableSnapshot right) {
        List<Column> columns = left.schema().columns().stream()
                .filter(column -> !OF_THE_RUN.contains(column.name()))
                .toList();
        List<List<@Nullable Object>> missing = only(columns, left, right);
        List<List<@Nullable Object>> extra = only(columns, right, left);
        Map<String, ArrayList<List<@Nullable Object>>> unmatched = extra.stream()
                .collect(Collectors.groupingBy(row -> key(row, columns), Collectors.toCollection(ArrayList::new)));
        long matched = missing.stream()
                .filter(row -> removeSame(unmatched.getOrDefault(key(row, columns), new ArrayList<>()), row))
                .count();
        return Math.max(missing.size(), extra.size()) - matched;
    }

    private static boolean removeSame(List<List<@Nullable Object>> candidates, List<@Nullable Object> row) {
        for (int i = 0; i < candidates.size(); i++) {
            if (same(candidates.get(i), row)) {
                candidates.remove(i);
                return true;
            }
        }
        return false;
    }

    private List<List<@Nullable Object>> only(List<Column> columns, TableSnapshot of, TableSnapshot without) {
        String names =
                columns.stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (QueryResult result = one.engine()
                .query(
                        "select " + names + " from a except all select " + names + " from b",
                        Map.of("a", new Relation.Snapshot(of), "b", new Relation.Snapshot(without)))) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        values.add(result.column(i).getObject(row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    /** Rows that differ in doubles alone have the same key. */
    private static String key(List<@Nullable Object> row, List<Column> columns) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            if (columns.get(i).type() != Primitive.DOUBLE) {
                key.append(row.get(i)).append('\u0001');
            }
        }
        return key.toString();
    }

    private static boolean same(List<@Nullable Object> left, List<@Nullable Object> right) {
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) instanceof Double a && right.get(i) instanceof Double b) {
                if (Math.abs(a - b) > TOLERANCE * Math.max(Math.abs(a), Math.abs(b))) {
                    return false;
                }
            } else if (!Objects.equals(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }
}
