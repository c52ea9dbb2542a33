package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.SilverInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table that is the result of a SQL query over other tables.
 *
 * <p>The query is a resource {@code <table>.sql} beside the record, or given as text. It sees the tables that the model
 * declares to read and no others. Its result has exactly the record's columns; types may be narrower than the record's.
 *
 * <p>Where a query needs the time of the run it writes {@code :run_at}, which becomes a timestamp literal (UTC): the query
 * itself stays free of clocks, so that it can be repeated.
 *
 * @param <L> the layer of the table
 * @param <R> the record type of its rows
 */
public final class SqlModel<L extends Layer, R extends Record> {

    private final TableRef<L, R> table;
    private final List<TableRef<?, ?>> inputs;
    private final String sql;
    private final List<Expectation> expectations;
    private final List<ModelCheck> checks;
    private final @Nullable TableRef<?, ?> drivenBy;
    private final boolean readsItself;

    private SqlModel(
            TableRef<L, R> table,
            List<TableRef<?, ?>> inputs,
            String sql,
            List<Expectation> expectations,
            List<ModelCheck> checks,
            @Nullable TableRef<?, ?> drivenBy,
            boolean readsItself) {
        this.table = table;
        this.inputs = List.copyOf(inputs);
        this.sql = sql;
        this.expectations = List.copyOf(expectations);
        this.checks = List.copyOf(checks);
        this.drivenBy = drivenBy;
        this.readsItself = readsItself;
    }

    /**
     * Starts a Silver model, which reads Bronze and Silver tables.
     *
     * @param <R> the record type
     * @param table the table to build
     * @return what is still to be said
     */
    public static <R extends Record> SilverBuilder<R> silver(TableRef<Silver, R> table) {
        return new SilverBuilder<>(table);
    }

    /**
     * Starts a Gold model, which reads Silver and Gold tables.
     *
     * @param <R> the record type
     * @param table the table to build
     * @return what is still to be said
     */
    public static <R extends Record> GoldBuilder<R> gold(TableRef<Gold, R> table) {
        return new GoldBuilder<>(table);
    }

    /**
     * Names the inputs of a Silver model.
     *
     * @param <R> the record type
     */
    public static final class SilverBuilder<R extends Record> {

        private final TableRef<Silver, R> table;

        private SilverBuilder(TableRef<Silver, R> table) {
            this.table = table;
        }

        /**
         * The tables that the query may name.
         *
         * @param inputs Bronze or Silver tables
         * @return what is still to be said
         */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final WithInputs<Silver, R> reads(TableRef<? extends SilverInput, ?>... inputs) {
            return new WithInputs<>(table, List.of(inputs));
        }
    }

    /**
     * Names the inputs of a Gold model.
     *
     * @param <R> the record type
     */
    public static final class GoldBuilder<R extends Record> {

        private final TableRef<Gold, R> table;

        private GoldBuilder(TableRef<Gold, R> table) {
            this.table = table;
        }

        /**
         * The tables that the query may name.
         *
         * @param inputs Silver or Gold tables
         * @return what is still to be said
         */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final WithInputs<Gold, R> reads(TableRef<? extends GoldInput, ?>... inputs) {
            return new WithInputs<>(table, List.of(inputs));
        }

        /**
         * The tables that the query may name.
         *
         * @param inputs Silver or Gold tables
         * @return what is still to be said
         */
        public WithInputs<Gold, R> reads(List<TableRef<? extends GoldInput, ?>> inputs) {
            return new WithInputs<>(table, List.copyOf(inputs));
        }
    }

    /**
     * Gives the query of a model.
     *
     * @param <L> the layer
     * @param <R> the record type
     */
    public static final class WithInputs<L extends Layer, R extends Record> {

        private final TableRef<L, R> table;
        private final List<TableRef<?, ?>> inputs;

        private WithInputs(TableRef<L, R> table, List<? extends TableRef<?, ?>> inputs) {
            this.table = table;
            this.inputs = new ArrayList<>(inputs);
        }

        /**
         * The query is the resource {@code <table>.sql} in the package of the record.
         *
         * @return the model
         * @throws SchemaException when there is no such resource
         */
        public SqlModel<L, R> sqlResource() {
            String name = table.name() + ".sql";
            try (InputStream in = table.type().getResourceAsStream(name)) {
                if (in == null) {
                    throw new SchemaException("Cannot build " + table + ": there is no resource " + name
                            + " in the package " + table.type().getPackageName()
                            + ". Put the query there, or give it with sql(text).");
                }
                return sql(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new StorageException("Cannot read the resource " + name + " of " + table + ".", e);
            }
        }

        /**
         * The query as text.
         *
         * @param text one SELECT statement
         * @return the model
         */
        public SqlModel<L, R> sql(String text) {
            return new SqlModel<>(table, inputs, text.strip(), List.of(), List.of(), null, false);
        }
    }

    /**
     * The same model with expectations on its rows.
     *
     * @param more expectations, names unique within the model
     * @return the changed model
     */
    public SqlModel<L, R> expect(Expectation... more) {
        List<Expectation> all = new ArrayList<>(expectations);
        for (Expectation expectation : more) {
            if (all.stream().anyMatch(other -> other.name().equals(expectation.name()))) {
                throw new IllegalArgumentException("Cannot add a second expectation named " + expectation.name()
                        + " to " + table + ". Give it another name.");
            }
            all.add(expectation);
        }
        return new SqlModel<>(table, inputs, sql, all, checks, drivenBy, readsItself);
    }

    /**
     * The same model with rules about the table as a whole.
     *
     * @param more the rules
     * @return the changed model
     */
    public SqlModel<L, R> check(List<ModelCheck> more) {
        List<ModelCheck> all = new ArrayList<>(checks);
        all.addAll(more);
        return new SqlModel<>(table, inputs, sql, expectations, all, drivenBy, readsItself);
    }

    /**
     * The same model, refreshed by the new rows of one input alone: the query runs over these rows (and the whole of the
     * other inputs), and its result is upserted by key. For queries in which an output row depends on no other row of that
     * input. When the input's old rows changed, the model is refreshed in full.
     *
     * @param input one of the inputs
     * @return the changed model
     */
    public SqlModel<L, R> incremental(TableRef<?, ?> input) {
        if (!inputs.contains(input)) {
            throw new IllegalArgumentException("Cannot refresh " + table + " by new rows of " + input
                    + ": the model does not read it. Name it in reads(…).");
        }
        if (table.schema().key().isEmpty()) {
            throw new IllegalArgumentException("Cannot refresh " + table
                    + " by new rows: its record has no key to upsert by. Mark the key with @Key.");
        }
        return new SqlModel<>(table, inputs, sql, expectations, checks, input, readsItself);
    }

    /**
     * The same model, whose query also reads the table's own last version, under the name {@code previous.<table>}; it is
     * empty at the first run.
     *
     * @return the changed model
     */
    public SqlModel<L, R> readingItself() {
        return new SqlModel<>(table, inputs, sql, expectations, checks, drivenBy, true);
    }

    /**
     * The table that the model builds.
     *
     * @return its reference
     */
    public TableRef<L, R> table() {
        return table;
    }

    /**
     * The tables that the query may name.
     *
     * @return references in the order given
     */
    public List<TableRef<?, ?>> inputs() {
        return inputs;
    }

    /**
     * The query, with {@code :run_at} still in it.
     *
     * @return one SELECT statement
     */
    public String sql() {
        return sql;
    }

    /**
     * The query as it runs.
     *
     * @param runAt time of the run, which takes the place of {@code :run_at}
     * @return one SELECT statement
     */
    public String sql(Instant runAt) {
        return RunTime.bind(sql, runAt);
    }

    /**
     * What the query sees.
     *
     * @return columns of the inputs by full name, and of the table itself as {@code previous.<table>} when the query reads its
     *     last version
     */
    public Map<String, TableSchema> visibleTables() {
        Map<String, TableSchema> tables = new LinkedHashMap<>();
        inputs.forEach(input -> tables.put(input.fullName(), input.schema()));
        if (readsItself) {
            tables.put(previousName(), table.schema());
        }
        return tables;
    }

    /**
     * The expectations on its rows.
     *
     * @return expectations in order
     */
    public List<Expectation> expectations() {
        return expectations;
    }

    /**
     * The rules about the table as a whole.
     *
     * @return rules in order
     */
    public List<ModelCheck> checks() {
        return checks;
    }

    /**
     * The input by whose new rows alone the model is refreshed.
     *
     * @return what {@link #incremental} said; empty when the model is refreshed in full
     */
    public Optional<TableRef<?, ?>> drivenBy() {
        return Optional.ofNullable(drivenBy);
    }

    /**
     * Whether the query also reads the table's own last version.
     *
     * @return true after {@link #readingItself()}
     */
    public boolean readsItself() {
        return readsItself;
    }

    String previousName() {
        return "previous." + table.name();
    }

    @Override
    public String toString() {
        return "model " + table;
    }
}
