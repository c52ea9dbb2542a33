package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A dimension of a star schema: what facts are looked at by, one row per natural key, or one per version of it.
 *
 * <pre>{@code
 * Dimension<DimCustomer> customers = Dimension.of(TableRef.gold("dim_customers", DimCustomer.class))
 *         .naturalKey("customer_unique_id")
 *         .surrogateKey("customer_key")
 *         .reads(CUSTOMERS, ORDERS)
 *         .sqlResource(DimCustomer.class, "dim_customers.sql")
 *         .type1();
 * }</pre>
 *
 * <p>The surrogate key is {@code surrogate_key(text)}, 60 bits of the MD5 of the natural key as text, so it is the same in
 * every rebuild and on every engine. Of a natural key of several columns the text is {@code length:text} of each, one after
 * the other. Two natural keys that share a surrogate key fail a check, and so do two rows with one natural key. A row with a
 * null in its natural key has no surrogate key, so the table refuses it.
 *
 * <p>One row more is the unknown member, key −1, which facts refer to when they have no natural key or one that the
 * dimension lacks. Its natural key is {@code unknown} (text) or −1 (numbers); its other columns are null, or where the
 * record forbids that 0, false, {@code unknown}, 1900-01-01, an enum's constant {@code UNKNOWN}, or what {@link
 * Builder#unknown(String, Object)} says.
 *
 * @param <R> the record type of its rows
 */
public final class Dimension<R extends Record> implements StarPart<R> {

    private final TableRef<Gold, R> table;
    private final List<Column> naturalKey;
    private final Column surrogateKey;
    private final @Nullable History history;
    private final DimensionSql sql;
    private final StarTable<R> compiled;

    private Dimension(
            TableRef<Gold, R> table,
            List<Column> naturalKey,
            Column surrogateKey,
            @Nullable History history,
            DimensionSql sql,
            StarTable<R> compiled) {
        this.table = table;
        this.naturalKey = List.copyOf(naturalKey);
        this.surrogateKey = surrogateKey;
        this.history = history;
        this.sql = sql;
        this.compiled = compiled;
    }

    /**
     * Starts the definition of a dimension.
     *
     * @param <R> the record type of its rows
     * @param table the table that holds it; the record has the surrogate key, the natural key and the attributes
     * @return the definition to fill in
     */
    public static <R extends Record> Builder<R> of(TableRef<Gold, R> table) {
        return new Builder<>(table);
    }

    @Override
    public TableRef<Gold, R> table() {
        return table;
    }

    List<Column> naturalKey() {
        return naturalKey;
    }

    Column surrogateKey() {
        return surrogateKey;
    }

    @Nullable
    History history() {
        return history;
    }

    DimensionSql sql() {
        return sql;
    }

    StarTable<R> compiled() {
        return compiled;
    }

    @Override
    public String toString() {
        return "dimension " + table;
    }

    /**
     * The definition of a dimension, to be filled in and ended by {@link #type1()} or {@link #type2(UnaryOperator)}.
     *
     * @param <R> the record type of its rows
     */
    public static final class Builder<R extends Record> {

        private final TableRef<Gold, R> table;
        private final List<TableRef<? extends GoldInput, ?>> inputs = new ArrayList<>();
        private final List<StarCheck> moreChecks = new ArrayList<>();
        private final Map<String, Object> unknown = new LinkedHashMap<>();
        private List<String> naturalKey = List.of();
        private String surrogateKey = "";
        private @Nullable String sql;
        private @Nullable String keyExpression;

        private Builder(TableRef<Gold, R> table) {
            this.table = table;
        }

        /**
         * Names the natural key: the columns by which the source tells members apart.
         *
         * @param columns one or several columns of the record; text, whole numbers, decimals, booleans, days or wall-clock
         *     times
         * @return this
         */
        public Builder<R> naturalKey(String... columns) {
            naturalKey = List.of(columns);
            return this;
        }

        /**
         * Names the surrogate key, which the library computes and the query lacks.
         *
         * @param column a {@code long} of the record
         * @return this
         */
        public Builder<R> surrogateKey(String column) {
            surrogateKey = column;
            return this;
        }

        /**
         * Names the tables that the query reads.
         *
         * @param tables Silver or Gold tables
         * @return this
         */
        @SafeVarargs
        @SuppressWarnings("varargs")
        public final Builder<R> reads(TableRef<? extends GoldInput, ?>... tables) {
            for (TableRef<? extends GoldInput, ?> input : tables) {
                inputs.add(input);
            }
            return this;
        }

        /**
         * Gives the query: natural key and attributes by their names, without surrogate key and unknown member.
         *
         * @param select one SELECT statement over the tables of {@link #reads}, in the portable subset
         * @return this
         */
        public Builder<R> sql(String select) {
            sql = select;
            return this;
        }

        /**
         * Gives the query as a resource.
         *
         * @param beside a class of the package that holds the resource
         * @param name file name, for example {@code dim_customers.sql}
         * @return this
         */
        public Builder<R> sqlResource(Class<?> beside, String name) {
            return sql(StarSql.resource(beside, name));
        }

        /**
         * Says what the unknown member has in a column, in place of null or the default of its type.
         *
         * @param column a column of the record, not the surrogate key
         * @param value a text, a number, a boolean, a {@code LocalDate} or a {@code LocalDateTime}
         * @return this
         */
        public Builder<R> unknown(String column, Object value) {
            unknown.put(column, value);
            return this;
        }

        /** Another key than the hash, for members that number themselves, such as days. */
        Builder<R> keyExpression(String expression) {
            keyExpression = expression;
            return this;
        }

        Builder<R> checks(List<StarCheck> checks) {
            moreChecks.addAll(checks);
            return this;
        }

        /**
         * Ends the definition: the dimension holds each member as it is now (slowly changing dimension of type 1).
         *
         * @return the dimension
         * @throws SchemaException when columns are missing or have unfit types; it names all of them
         */
        public Dimension<R> type1() {
            return build(null);
        }

        /**
         * Ends the definition: the dimension holds all versions of each member (slowly changing dimension of type 2).
         *
         * @param settings names the columns with the validity, see {@link History}
         * @return the dimension
         * @throws SchemaException when columns are missing or have unfit types; it names all of them
         */
        public Dimension<R> type2(UnaryOperator<History> settings) {
            return build(settings.apply(History.DEFAULTS));
        }

        private Dimension<R> build(@Nullable History history) {
            Definition definition = new Definition("dimension", table);
            List<Column> natural = definition.columns("natural key", naturalKey);
            if (naturalKey.isEmpty()) {
                definition.problem("it has no natural key; name its columns with naturalKey(…)");
            }
            for (Column column : natural) {
                if (!StarSql.hasPortableText(column.type())) {
                    definition.problem("the natural key " + column.name() + " is a " + column.type()
                            + ", which engines write as text in different ways; use a string, a whole number, a"
                            + " decimal, a boolean, a date or a wall-clock timestamp");
                }
                if (column.name().equals(surrogateKey)) {
                    definition.problem("the column " + column.name() + " is both natural and surrogate key");
                }
            }
            Column surrogate = surrogate(definition);
            definition.recordKey("surrogate key", List.of(surrogateKey));
            if (keyExpression == null) {
                definition.reads(inputs); // A calendar of fixed days reads nothing.
            }
            String query = definition.sql(sql);
            if (history != null) {
                history.validate(definition, naturalKey, surrogateKey);
            }
            UnknownMember member = UnknownMember.of(definition, table, naturalKey, surrogateKey, history, unknown);
            definition.verify();
            if (surrogate == null) {
                throw new IllegalStateException("unreachable: a missing surrogate key is a problem");
            }
            DimensionSql compiler = new DimensionSql(table, natural, surrogate, query, keyExpression, member);
            List<StarCheck> checks = new ArrayList<>(compiler.checks(history));
            checks.addAll(moreChecks);
            StarTable<R> compiled = new StarTable<>(
                    table,
                    inputs,
                    history == null ? compiler.type1() : compiler.type2(history),
                    checks,
                    history != null);
            return new Dimension<>(table, natural, surrogate, history, compiler, compiled);
        }

        private @Nullable Column surrogate(Definition definition) {
            if (surrogateKey.isEmpty()) {
                definition.problem("it has no surrogate key; name its column with surrogateKey(…)");
                return null;
            }
            Column column = definition.column("surrogate key", surrogateKey);
            if (column == null) {
                return null;
            }
            boolean fits = column.type() == Primitive.LONG || (keyExpression != null && column.type() == Primitive.INT);
            if (!fits || column.nullable()) {
                definition.problem("the surrogate key " + column + " must be a "
                        + (keyExpression == null ? "long" : "long or int") + " that is not @Nullable");
            }
            return column;
        }
    }
}
