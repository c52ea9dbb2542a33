package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.model.ModelDryRun;
import dev.lakehouse4j.medallion.model.ModelRefresh;
import dev.lakehouse4j.medallion.model.ModelResult;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.quality.Expectation;
import dev.lakehouse4j.medallion.quality.ExpectationCheck;
import dev.lakehouse4j.medallion.quality.FailingRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests a SQL model by example: rows in, rows out, without a pipeline.
 *
 * <pre>{@code
 * List<Order> orders = ModelTester.of(ORDERS_MODEL)
 *         .given(BRONZE_ORDERS, new RawOrder("a", "2018-01-31"))
 *         .givenSql(BRONZE_ITEMS, "values ('a', '9.90'), ('a', '0.10')")
 *         .result();
 * }</pre>
 *
 * <p>Everything is real: {@link #run()} makes a lake in a temporary folder, writes the rows, checks and refreshes the model
 * as a pipeline would, reads the table, and removes the lake. Inputs that are not given are empty tables. A tester does not
 * change: every {@code given} returns another one, so a test may share a beginning with others, and there is nothing to
 * close.
 *
 * @param <R> the record type of the model's table
 */
public final class ModelTester<R extends Record> {

    private static final Instant DEFAULT_RUN_AT = Instant.parse("2025-01-01T00:00:00Z");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final SqlModel<?, R> model;
    private final List<Consumer<Lakehouse>> givens;
    private final Instant runAt;

    private ModelTester(SqlModel<?, R> model, List<Consumer<Lakehouse>> givens, Instant runAt) {
        this.model = model;
        this.givens = List.copyOf(givens);
        this.runAt = runAt;
    }

    /**
     * Starts a test of a model, with no rows in its inputs.
     *
     * @param <R> the record type of the model's table
     * @param model the model
     * @return the tester
     */
    public static <R extends Record> ModelTester<R> of(SqlModel<?, R> model) {
        return new ModelTester<>(model, List.of(), DEFAULT_RUN_AT);
    }

    /**
     * Adds rows to an input. Columns beside those of the record, such as audit columns, are null.
     *
     * @param <L> the layer of the input
     * @param <Q> the record type of the input
     * @param input a table that the model reads
     * @param rows the rows
     * @return the tester with these rows
     * @throws IllegalArgumentException when the model does not read the table
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <L extends Layer, Q extends Record> ModelTester<R> given(TableRef<L, Q> input, Q... rows) {
        return given(input, List.of(rows));
    }

    /**
     * Adds rows to an input. Columns beside those of the record, such as audit columns, are null.
     *
     * @param <L> the layer of the input
     * @param <Q> the record type of the input
     * @param input a table that the model reads
     * @param rows the rows
     * @return the tester with these rows
     * @throws IllegalArgumentException when the model does not read the table
     */
    public <L extends Layer, Q extends Record> ModelTester<R> given(TableRef<L, Q> input, List<? extends Q> rows) {
        requireInput(input);
        List<Q> copy = List.copyOf(rows);
        return with(lake -> lake.table(relaxed(input)).append(copy));
    }

    /**
     * Adds the rows of a query to an input.
     *
     * @param <L> the layer of the input
     * @param <Q> the record type of the input
     * @param input a table that the model reads
     * @param sql {@code values (…), (…)}, whose columns are those of the table in order, or a SELECT, whose columns are
     *     matched by name; columns that are left out are null; all are cast to the table's types
     * @return the tester with these rows
     * @throws IllegalArgumentException when the model does not read the table
     */
    public <L extends Layer, Q extends Record> ModelTester<R> givenSql(TableRef<L, Q> input, String sql) {
        requireInput(input);
        return with(lake -> lake.table(relaxed(input))
                .append(new Query(complete(lake, input, sql), Map.of()), WriteOptions.defaults()));
    }

    /**
     * Sets the rows that the model's own table has before the run, for a model that {@linkplain SqlModel#readingItself()
     * reads itself}.
     *
     * @param rows the rows of the last version
     * @return the tester with these rows
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final ModelTester<R> givenPrevious(R... rows) {
        List<R> copy = List.of(rows);
        return with(lake -> lake.table(model.table()).append(copy));
    }

    /**
     * Sets the time of the run, which the query sees as {@code :run_at}.
     *
     * @param instant the time; without this it is the start of 2025 (UTC)
     * @return the tester with this time
     */
    public ModelTester<R> runAt(Instant instant) {
        return new ModelTester<>(model, givens, instant);
    }

    /**
     * Runs the model.
     *
     * @return rows, quarantine and counts
     * @throws QueryException when the query is wrong or names what the model does not declare
     * @throws SchemaException when the query's result does not fit the record
     * @throws ConstraintException when rows break a rule that the model may not break
     */
    public ModelOutcome<R> run() {
        return inLake(lake -> {
            ModelResult report = refresh(lake);
            return new ModelOutcome<>(rows(lake), quarantine(lake), report);
        });
    }

    /**
     * Runs the model and returns the rows of its table.
     *
     * @return rows in the order of the key, or of all columns when there is no key
     * @throws QueryException when the query is wrong or names what the model does not declare
     * @throws SchemaException when the query's result does not fit the record
     * @throws ConstraintException when rows break a rule that the model may not break
     */
    public List<R> result() {
        return run().rows();
    }

    /**
     * Runs the model and returns the rows that failed an expectation, also when a {@code fail} expectation stopped it.
     *
     * @return a row per row and expectation, ordered by expectation and then by all columns
     * @throws QueryException when the query is wrong or names what the model does not declare
     * @throws SchemaException when the query's result does not fit the record
     */
    public List<QuarantinedRow> quarantined() {
        return inLake(lake -> {
            try {
                refresh(lake);
            } catch (ConstraintException e) {
                List<QuarantinedRow> rows = quarantine(lake);
                if (rows.stream().noneMatch(row -> row.action().equals("fail"))) {
                    throw e;
                }
                return rows;
            }
            return quarantine(lake);
        });
    }

    /**
     * Runs the model's query up to one common table (CTE) of its WITH clause, and returns the rows of that.
     *
     * @param name name of the common table
     * @return its rows, ordered by all columns
     * @throws IllegalArgumentException when the query has no such common table; it names those that there are
     */
    public List<Row> cte(String name) {
        return inLake(lake -> QueryRows.readAll(queryCte(lake, name)));
    }

    /**
     * Runs the model's query up to one common table (CTE) of its WITH clause, and returns the rows of that as records.
     *
     * @param <T> the record type
     * @param name name of the common table
     * @param type the record class; each component needs a column of its snake_case name and a type that fits
     * @return its rows, ordered by all columns
     * @throws IllegalArgumentException when the query has no such common table; it names those that there are
     */
    public <T extends Record> List<T> cte(String name, Class<T> type) {
        return inLake(lake -> {
            try (QueryResult result = queryCte(lake, name)) {
                SchemaEvolution.requireFits(
                        "read " + name + " as " + type.getSimpleName(), result.columns(), TableSchema.of(type), false);
                try (Stream<T> rows = RecordReader.stream(result, type)) {
                    return rows.toList();
                }
            }
        });
    }

    private ModelTester<R> with(Consumer<Lakehouse> given) {
        List<Consumer<Lakehouse>> all = new ArrayList<>(givens);
        all.add(given);
        return new ModelTester<>(model, all, runAt);
    }

    private void requireInput(TableRef<?, ?> input) {
        List<String> known = model.inputs().stream().map(TableRef::fullName).toList();
        if (!known.contains(input.fullName())) {
            throw new IllegalArgumentException("Cannot give rows of " + input + " to the model of " + model.table()
                    + ": it reads " + known + ". Give rows of one of these, or add the table to reads(…).");
        }
    }

    private <T> T inLake(Function<Lakehouse, T> work) {
        try (TemporaryLake temporary = TemporaryLake.create()) {
            Lakehouse lake = temporary.lake();
            model.inputs().forEach(input -> createEmpty(lake, input));
            givens.forEach(given -> given.accept(lake));
            return work.apply(lake);
        }
    }

    private static <L extends Layer, Q extends Record> void createEmpty(Lakehouse lake, TableRef<L, Q> table) {
        lake.table(relaxed(table)).append(List.of());
    }

    /** A test gives the rows of a record and leaves out what the ingest adds. */
    private static <L extends Layer, Q extends Record> TableRef<L, Q> relaxed(TableRef<L, Q> table) {
        List<Column> extra = table.extraColumns().stream()
                .map(column -> column.withNullable(true))
                .toList();
        return new TableRef<>(table.layer(), table.name(), table.type(), extra);
    }

    private ModelResult refresh(Lakehouse lake) {
        ModelDryRun.check(lake.engine(), model);
        return new ModelRefresh(lake, runAt).refresh(model);
    }

    private List<R> rows(Lakehouse lake) {
        List<String> key = model.table().schema().key();
        String order = key.isEmpty() ? "all" : identifiers(key);
        String columns = identifiers(TableSchema.of(model.table().type()).names());
        String sql = "select " + columns + " from " + model.table().fullName() + " order by " + order;
        try (Stream<R> rows = lake.sql(sql, model.table().type())) {
            return rows.toList();
        }
    }

    private List<QuarantinedRow> quarantine(Lakehouse lake) {
        TableRef<?, FailingRow> table = ExpectationCheck.quarantineOf(model.table());
        if (!lake.tables().contains(table.fullName())) {
            return List.of();
        }
        List<String> order = new ArrayList<>();
        for (Expectation expectation : model.expectations()) {
            order.add(expectation.name());
        }
        String columns = identifiers(model.table().schema().names());
        String sql = "select _expectation, _action, " + columns + " from " + table.fullName() + " order by all";
        return QueryRows.readAll(lake.query(sql)).stream()
                .map(row -> {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
                    String expectation = String.valueOf(values.remove("_expectation"));
                    String action = String.valueOf(values.remove("_action"));
                    return new QuarantinedRow(expectation, action, new Row(values));
                })
                .sorted(java.util.Comparator.comparingInt(row -> order.indexOf(row.expectation())))
                .toList();
    }

    private QueryResult queryCte(Lakehouse lake, String name) {
        CommonTables tables = CommonTables.of(model.sql());
        String sql = tables.selecting(name)
                .orElseThrow(() -> new IllegalArgumentException("Cannot look at the common table " + name
                        + " of the model of " + model.table() + ": its query has "
                        + (tables.names().isEmpty()
                                ? "no WITH clause. Put the part to look at into one."
                                : tables.names() + ". Name one of these.")));
        Map<String, Relation> relations = new LinkedHashMap<>();
        for (TableRef<?, ?> input : model.inputs()) {
            relations.put(input.fullName(), new Relation.Snapshot(lake.snapshot(input.fullName())));
        }
        String own = model.table().fullName();
        relations.put(
                "previous." + model.table().name(),
                lake.tables().contains(own)
                        ? new Relation.Snapshot(lake.snapshot(own))
                        : new Relation.Empty(model.table().schema()));
        // As a refresh spells the time of the run.
        String bound = sql.replace(":run_at", "timestamp '" + TIMESTAMP.format(runAt) + "'");
        return lake.engine().query(bound, relations);
    }

    /** Puts the columns that are left out beside those of the query. */
    private static String complete(Lakehouse lake, TableRef<?, ?> input, String sql) {
        TableSchema schema = input.schema();
        boolean values = sql.strip().toLowerCase(Locale.ROOT).startsWith("values");
        String rows = "(" + sql + "\n) as given_rows";
        List<String> names = lake.engine().describe("select * from " + rows, Map.of()).stream()
                .map(Column::name)
                .toList();
        if (values) {
            if (names.size() > schema.columns().size()) {
                throw new IllegalArgumentException("Cannot give rows of " + input + ": the values have " + names.size()
                        + " columns, and the table has " + schema.names() + ". Leave some out.");
            }
            names = schema.names().subList(0, names.size());
            rows += " (" + identifiers(names) + ")";
        }
        for (String name : names) {
            if (schema.column(name).isEmpty()) {
                throw new IllegalArgumentException("Cannot give rows of " + input + ": the query has a column " + name
                        + ", and the table has " + schema.names() + ". Name one of these.");
            }
        }
        List<String> given = names;
        String columns = schema.columns().stream()
                .map(column -> given.contains(column.name())
                        ? Sql.identifier(column.name())
                        : "cast(null as " + column.type().sql() + ") as " + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return "select " + columns + " from " + rows;
    }

    private static String identifiers(List<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }
}
