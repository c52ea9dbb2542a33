package dev.lakehouse4j.medallion.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.ColumnSource;
import dev.lakehouse4j.core.lineage.TableLineage;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Checks the lineage of the pack's queries against what they do: when the values of one input column change, no output column
 * may change that has no edge from it, in no row. Keys stay unique, as the lineage trusts them to be.
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
        int perturbed = 0;
        for (TableLineage table : lake.lineage().tables()) {
            if (table.step() != TableLineage.Step.SQL) {
                continue;
            }
            Map<String, Relation> inputs = new LinkedHashMap<>();
            table.inputs()
                    .forEach(input -> inputs.put(input.name(), new Relation.Snapshot(lake.snapshot(input.name()))));
            for (String input : inputs.keySet()) {
                TableSnapshot snapshot = lake.snapshot(input);
                List<Outcome> outcomes = outcomes(table, inputs, input, snapshot);
                List<String> columns = snapshot.schema().names();
                perturbed += columns.size();
                for (int i = 0; i < columns.size(); i++) {
                    ColumnRef changed = new ColumnRef(input, columns.get(i));
                    compare(table, changed, outcomes.get(0), outcomes.get(i + 1), unexpected, expected);
                }
            }
        }

        assertThat(unexpected).isEmpty();
        assertThat(perturbed).isGreaterThan(150);
        // It would not notice anything if nothing ever changed.
        assertThat(expected)
                .hasSizeGreaterThan(150)
                .contains(
                        "silver.order_items.price > gold.fact_orders.item_revenue",
                        "silver.reviews.score > gold.fact_orders.review_score",
                        "bronze.orders.order_status > silver.orders.order_status");
    }

    private static void compare(
            TableLineage table,
            ColumnRef changed,
            Outcome before,
            Outcome after,
            List<String> unexpected,
            Set<String> expected) {
        boolean rowsMay =
                table.rows().stream().anyMatch(source -> source.column().equals(changed));
        if (!before.rows().equals(after.rows()) && !rowsMay) {
            unexpected.add(changed + " > rows of " + table.target());
        }
        for (String column : before.columns().keySet()) {
            boolean may = rowsMay
                    || table.column(column).orElseThrow().sources().stream()
                            .map(ColumnSource::column)
                            .anyMatch(changed::equals);
            if (before.differs(after, column)) {
                String edge = changed + " > " + table.target() + "." + column;
                if (may) {
                    expected.add(edge);
                } else {
                    unexpected.add(edge);
                }
            }
        }
    }

    /** The values of the column go to other rows; some become null or new, where that cannot make two keys equal. */
    private Relation perturbed(TableSnapshot snapshot, String name, Column column) {
        TableSchema schema = snapshot.schema();
        String own = Sql.identifier(column.name());
        String value;
        if (schema.key().contains(column.name())) {
            value = injective(column, own);
        } else {
            String order = "hash(" + random.nextInt() + ", "
                    + schema.names().stream().map(Sql::identifier).collect(Collectors.joining(", ")) + ")";
            String other = "coalesce(lead(" + own + ") over (order by " + order + "), " + own + ")";
            value = "case when " + order + " % 7 = 0 then null when " + order + " % 7 = 1 then " + strange(column, own)
                    + " else " + other + " end";
        }
        return new Relation.View(
                name,
                "select * replace (" + value + " as " + own + ") from " + name,
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

    /** What the query returns as it is, and with each column of one input perturbed; all in one query, as that is faster. */
    private List<Outcome> outcomes(
            TableLineage table, Map<String, Relation> inputs, String input, TableSnapshot snapshot) {
        String sql = String.valueOf(table.definition()).replace(":run_at", "timestamp '2018-09-01 00:00:00'");
        Map<String, Relation> relations = new HashMap<>(inputs);
        List<String> parts = new ArrayList<>(List.of(part(table, sql, 0)));
        for (Column column : snapshot.schema().columns()) {
            String name = input + "_with_other_" + column.name();
            relations.put(name, perturbed(snapshot, input, column));
            String changed = Pattern.compile(Pattern.quote(input) + "\\b").matcher(sql).replaceAll(name);
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
