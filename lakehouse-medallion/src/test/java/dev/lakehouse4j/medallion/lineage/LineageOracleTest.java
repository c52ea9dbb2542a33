package dev.lakehouse4j.medallion.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.lineage.ColumnLineage;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Checks the lineage of the pack's queries against what they do: when the values of input columns change, no output column may
 * change that has no edge from any of them, in no row. Keys stay unique, as the lineage trusts them to be.
 */
@ExtendWith(SampleLake.class)
class LineageOracleTest {

    @SuppressWarnings("NullAway.Init")
    private static Lakehouse lake;

    private final Random random = new Random(20261122);

    @BeforeAll
    static void find(SampleLake.Made made) {
        lake = made.lake();
    }

    /**
     * What a query returns, as numbers that change with any value.
     *
     * @param columns the values of each column
     * @param cells the values of each column with the keys of their rows
     * @param keys the keys
     * @param rows how many rows there are
     */
    private record Outcome(Map<String, String> columns, Map<String, String> cells, String keys, String rows) {

        boolean differs(Outcome other, String column) {
            // Where the keys are others, the rows cannot be told from each other.
            return keys.equals(other.keys)
                    ? !Objects.equals(cells.get(column), other.cells.get(column))
                    : !Objects.equals(columns.get(column), other.columns.get(column));
        }
    }

    @Test
    void noColumnChangesWithoutAnEdge() {
        List<String> unexpected = new ArrayList<>();
        Set<String> expected = new LinkedHashSet<>();
        int pairs = 0;
        for (TableLineage table : lake.lineage().tables()) {
            if (table.step() != TableLineage.Step.SQL) {
                continue;
            }
            Map<String, Relation> inputs = new LinkedHashMap<>();
            table.inputs()
                    .forEach(input -> inputs.put(input.name(), new Relation.Snapshot(lake.snapshot(input.name()))));
            for (String input : inputs.keySet()) {
                TableSnapshot snapshot = lake.snapshot(input);
                List<Set<String>> trials = trials(table, input, snapshot.schema());
                List<Outcome> outcomes = outcomes(table, inputs, input, snapshot, trials);
                for (int i = 0; i < trials.size(); i++) {
                    pairs += compare(
                            table, input, trials.get(i), outcomes.get(0), outcomes.get(i + 1), unexpected, expected);
                }
            }
        }

        assertThat(unexpected).isEmpty();
        assertThat(pairs).isGreaterThan(1500);
        // It would not notice anything if nothing ever changed.
        assertThat(expected)
                .hasSizeGreaterThan(200)
                .contains(
                        "silver.order_items > gold.fact_orders.item_revenue",
                        "silver.reviews > gold.fact_orders.review_score",
                        "bronze.orders > silver.orders.order_status");
    }

    /** The columns of an input that a column of the result may depend on; all that decide about rows among them. */
    private static Set<String> edges(TableLineage table, String input, String column) {
        return Stream.concat(table.rows().stream(), table.column(column).orElseThrow().sources().stream())
                .map(ColumnSource::column)
                .filter(source -> source.table().equals(input))
                .map(ColumnRef::column)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Sets of columns of an input that are changed together: for each column of the result all that it has no edge from, keys
     * and others apart, as changed keys leave the rows harder to tell from each other; at the end all columns, to see that
     * there are edges.
     */
    private static List<Set<String>> trials(TableLineage table, String input, TableSchema schema) {
        Set<Set<String>> trials = new LinkedHashSet<>();
        for (ColumnLineage column : table.columns()) {
            Set<String> keys = new LinkedHashSet<>(schema.names());
            keys.removeAll(edges(table, input, column.column()));
            Set<String> others = new LinkedHashSet<>(keys);
            others.removeAll(schema.key());
            keys.retainAll(schema.key());
            trials.add(others);
            trials.add(keys);
        }
        trials.add(new LinkedHashSet<>(schema.names()));
        trials.remove(Set.<String>of());
        return List.copyOf(trials);
    }

    /** The number of pairs of columns without an edge that were looked at. */
    private static int compare(
            TableLineage table,
            String input,
            Set<String> changed,
            Outcome before,
            Outcome after,
            List<String> unexpected,
            Set<String> expected) {
        boolean rowsMay = table.rows().stream()
                .map(ColumnSource::column)
                .anyMatch(source -> source.table().equals(input) && changed.contains(source.column()));
        if (!before.rows().equals(after.rows()) && !rowsMay) {
            unexpected.add(input + "." + changed + " > rows of " + table.target());
        }
        int pairs = 0;
        for (String column : before.columns().keySet()) {
            boolean may = !Collections.disjoint(changed, edges(table, input, column));
            pairs += may ? 0 : changed.size();
            if (before.differs(after, column)) {
                if (may) {
                    expected.add(input + " > " + table.target() + "." + column);
                } else {
                    unexpected.add(input + "." + changed + " > " + table.target() + "." + column);
                }
            }
        }
        return pairs;
    }

    /** The values of the columns go to other rows; some become null or new, where that cannot make two keys equal. */
    private Relation perturbed(TableSnapshot snapshot, String name, Set<String> columns) {
        TableSchema schema = snapshot.schema();
        List<String> values = new ArrayList<>();
        for (String each : columns) {
            Column column = schema.column(each).orElseThrow();
            String own = Sql.identifier(each);
            if (schema.key().contains(each)) {
                values.add(injective(column, own) + " as " + own);
                continue;
            }
            String order = "hash(" + random.nextInt() + ", "
                    + schema.names().stream().map(Sql::identifier).collect(Collectors.joining(", ")) + ")";
            String other = "coalesce(lead(" + own + ") over (order by " + order + "), " + own + ")";
            values.add("case when " + order + " % 7 = 0 then null when " + order + " % 7 = 1 then "
                    + strange(column, own) + " else " + other + " end as " + own);
        }
        return new Relation.View(
                name,
                "select * replace (" + String.join(", ", values) + ") from " + name,
                Map.of(name, new Relation.Snapshot(snapshot)),
                schema);
    }

    private static String injective(Column column, String own) {
        if (column.type() == ColumnType.Primitive.STRING) {
            return "reverse(" + own + ")";
        }
        return "cast(" + own + " + 1 as " + column.type().sql() + ")";
    }

    private static String strange(Column column, String own) {
        if (column.type() == ColumnType.Primitive.STRING) {
            return "'zz' || coalesce(" + own + ", '')";
        } else if (column.type() == ColumnType.Primitive.BOOLEAN) {
            return "not " + own;
        } else if (column.type() == ColumnType.Primitive.DATE
                || column.type() == ColumnType.Primitive.TIMESTAMP
                || column.type() == ColumnType.Primitive.TIMESTAMP_NTZ) {
            return "cast(" + own + " + interval 40 days as " + column.type().sql() + ")";
        }
        return "cast(" + own + " + 3 as " + column.type().sql() + ")";
    }

    /** What the query returns as it is, and in each trial; all in one query, as that is faster. */
    private List<Outcome> outcomes(
            TableLineage table,
            Map<String, Relation> inputs,
            String input,
            TableSnapshot snapshot,
            List<Set<String>> trials) {
        String sql = String.valueOf(table.definition()).replace(":run_at", "timestamp '2018-09-01 00:00:00'");
        Map<String, Relation> relations = new HashMap<>(inputs);
        List<String> parts = new ArrayList<>(List.of(part(table, sql, 0)));
        for (Set<String> trial : trials) {
            String name = input + "_changed_" + parts.size();
            relations.put(name, perturbed(snapshot, input, trial));
            String changed =
                    Pattern.compile(Pattern.quote(input) + "\\b").matcher(sql).replaceAll(name);
            assertThat(changed).isNotEqualTo(sql);
            parts.add(part(table, changed, parts.size()));
        }
        String all = String.join("\nunion all\n", parts);
        List<Column> columns = lake.snapshot(table.target()).schema().columns();
        List<Outcome> outcomes = new ArrayList<>();
        try (QueryResult result = lake.engine().query("select * from (" + all + ") o order by part", relations)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    outcomes.add(outcome(result, row, columns));
                }
            }
        }
        assertThat(outcomes).hasSameSizeAs(parts);
        return outcomes;
    }

    private static Outcome outcome(QueryResult result, int row, List<Column> of) {
        Map<String, String> columns = new LinkedHashMap<>();
        Map<String, String> cells = new LinkedHashMap<>();
        int at = 1;
        for (Column column : of) {
            columns.put(column.name(), text(result, at++, row));
            cells.put(column.name(), text(result, at++, row));
        }
        return new Outcome(columns, cells, text(result, at, row), text(result, at + 1, row));
    }

    private static String part(TableLineage table, String sql, int number) {
        TableSchema schema = lake.snapshot(table.target()).schema();
        String key = schema.key().isEmpty()
                ? "0"
                : schema.key().stream().map(Sql::identifier).collect(Collectors.joining(", "));
        List<String> sums = new ArrayList<>();
        for (Column column : schema.columns()) {
            String value = column.type() == ColumnType.Primitive.DOUBLE
                    ? "round(" + Sql.identifier(column.name()) + ", 6)"
                    : Sql.identifier(column.name());
            sums.add(sum(value));
            sums.add(sum(key + ", " + value));
        }
        sums.add(sum(key));
        sums.add("cast(count(*) as string)");
        return "select " + number + " as part, " + String.join(", ", sums) + " from (" + sql + "\n) q";
    }

    private static String sum(String values) {
        return "cast(sum(cast(hash(" + values + ") as hugeint)) as string)";
    }

    private static String text(QueryResult result, int column, int row) {
        return String.valueOf(result.column(column).getObject(row));
    }
}
