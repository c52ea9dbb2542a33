package dev.lakehouse4j.medallion.quality;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Evaluates the expectations of a model on its rows, all in one pass, and keeps those that fail. */
public final class ExpectationCheck {

    private static final String ROWS = "model_rows";

    private final Lakehouse lake;
    private final List<Expectation> expectations;

    /**
     * Prepares a check.
     *
     * @param lake the lake
     * @param expectations the expectations of one model
     */
    public ExpectationCheck(Lakehouse lake, List<Expectation> expectations) {
        this.lake = lake;
        this.expectations = List.copyOf(expectations);
    }

    /**
     * Counts the failing rows.
     *
     * @param rows the rows of the model
     * @return a result per expectation, in order
     */
    public List<ExpectationResult> evaluate(Relation rows) {
        if (expectations.isEmpty()) {
            return List.of();
        }
        String counts = expectations.stream()
                .map(expectation -> "count(*) filter (where " + failing(expectation) + ")")
                .collect(Collectors.joining(", "));
        List<ExpectationResult> results = new ArrayList<>();
        try (QueryResult result =
                lake.engine().query("select count(*), " + counts + " from " + ROWS, Map.of(ROWS, rows))) {
            result.nextBatch();
            long total = result.column(0).getLong(0);
            for (int i = 0; i < expectations.size(); i++) {
                Expectation expectation = expectations.get(i);
                long failed = result.column(i + 1).getLong(0);
                results.add(new ExpectationResult(
                        expectation.name(), expectation.condition(), expectation.action(), failed, total));
            }
        }
        return results;
    }

    /**
     * The condition that rows fulfil which no {@code drop} expectation keeps out.
     *
     * @return SQL over the model's columns; {@code true} when nothing is dropped
     */
    public String keptRows() {
        return expectations.stream()
                .filter(Expectation.Drop.class::isInstance)
                .map(expectation -> "coalesce((" + expectation.condition() + "), false)")
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(" and "), kept -> kept.isEmpty() ? "true" : kept));
    }

    /**
     * Replaces the contents of the quarantine table by the rows that fail now; its earlier versions keep the earlier rows.
     *
     * @param <L> the layer
     * @param <R> the record type of the model
     * @param model table of the model
     * @param rows the rows of the model, before any is dropped
     * @param results what {@link #evaluate} found
     * @param at time of the run
     * @return number of rows kept out of the model's table
     */
    public <L extends Layer, R extends Record> long keepFailingRows(
            TableRef<L, R> model, Relation rows, List<ExpectationResult> results, Instant at) {
        Table<L, FailingRow> quarantine = lake.table(quarantineOf(model));
        List<Expectation> failed = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).failedRows() > 0) {
                failed.add(expectations.get(i));
            }
        }
        if (failed.isEmpty()) {
            if (quarantine.exists() && quarantine.count() > 0) {
                quarantine.overwrite(List.of());
            }
            return 0;
        }
        String sql = failed.stream()
                .map(expectation -> "select " + Sql.literal(expectation.name()) + " as _expectation, "
                        + Sql.literal(expectation.action()) + " as _action, timestamp '"
                        + at.toString().replace("Z", "").replace('T', ' ')
                        + "' as _quarantined_at, r.* from " + ROWS + " r where " + failing(expectation))
                .collect(Collectors.joining(" union all "));
        quarantine.overwrite(
                new Query(sql, Map.of(ROWS, rows)), WriteOptions.defaults().replacingSchema());
        return dropped(rows, failed);
    }

    private long dropped(Relation rows, List<Expectation> failed) {
        if (failed.stream().noneMatch(Expectation.Drop.class::isInstance)) {
            return 0;
        }
        String sql = "select count(*) from " + ROWS + " where not (" + keptRows() + ")";
        try (QueryResult result = lake.engine().query(sql, Map.of(ROWS, rows))) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    /**
     * The quarantine table of a model: why a row failed, then the model's columns, all nullable.
     *
     * @param <L> the layer
     * @param model table of the model
     * @return its reference
     */
    public static <L extends Layer> TableRef<L, FailingRow> quarantineOf(TableRef<L, ?> model) {
        List<Column> columns = model.schema().columns().stream()
                .map(column -> column.withNullable(true))
                .toList();
        return model.sibling(model.name() + "_quarantine", FailingRow.class).plus(columns);
    }

    private static String failing(Expectation expectation) {
        return "not coalesce((" + expectation.condition() + "), false)";
    }
}
