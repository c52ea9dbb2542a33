package dev.lakehouse4j.medallion.star;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.ColumnType.DecimalType;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact of a star schema: events or states that are measured, one row per grain, each pointing to its dimensions.
 *
 * <pre>{@code
 * Fact<FactSale> sales = Fact.of(TableRef.gold("fact_sales", FactSale.class))
 *         .grain("order_id", "order_item_id")
 *         .reads(ORDERS, ORDER_ITEMS, CUSTOMERS)
 *         .sqlResource(FactSale.class, "fact_sales.sql")
 *         .lookup("customer_key", customers).by("customer_unique_id")
 *         .lookup("purchase_date_key", dates).by("purchase_date")
 *         .measures("price", "freight")
 *         .build();
 * }</pre>
 *
 * <p>A lookup puts the surrogate key of the member with the natural key that the query gives; −1, the unknown member, where
 * the natural key is null or the dimension lacks it. The latter are orphans: a check counts them, as a warning. That the
 * grain is unique and every key is in its dimension are checks that fail.
 *
 * @param <R> the record type of its rows
 */
public final class Fact<R extends Record> implements StarPart<R> {

    /** How a column of the fact gets its key. */
    record Link(
            Column column,
            Dimension<?> dimension,
            List<String> by,
            @Nullable String asOf) {}

    private final TableRef<Gold, R> table;
    private final List<String> grain;
    private final List<String> measures;
    private final List<Link> links;
    private final StarTable<R> compiled;

    private Fact(
            TableRef<Gold, R> table,
            List<String> grain,
            List<String> measures,
            List<Link> links,
            StarTable<R> compiled) {
        this.table = table;
        this.grain = List.copyOf(grain);
        this.measures = List.copyOf(measures);
        this.links = List.copyOf(links);
        this.compiled = compiled;
    }

    /**
     * Starts the definition of a fact.
     *
     * @param <R> the record type of its rows
     * @param table the table that holds it; the record has the keys of the dimensions and the columns of the query to keep
     * @return the definition to fill in
     */
    public static <R extends Record> Builder<R> of(TableRef<Gold, R> table) {
        return new Builder<>(table);
    }

    @Override
    public TableRef<Gold, R> table() {
        return table;
    }

    /**
     * The columns that may be added up or averaged.
     *
     * @return names of numeric columns
     */
    public List<String> measures() {
        return measures;
    }

    List<String> grain() {
        return grain;
    }

    List<Link> links() {
        return links;
    }

    StarTable<R> compiled() {
        return compiled;
    }

    @Override
    public String toString() {
        return "fact " + table;
    }

    /**
     * The definition of a fact, to be filled in and ended by {@link #build()}.
     *
     * @param <R> the record type of its rows
     */
    public static final class Builder<R extends Record> {

        private record Wanted(
                String column,
                Dimension<?> dimension,
                List<String> by,
                @Nullable String asOf) {}

        private final TableRef<Gold, R> table;
        private final List<TableRef<? extends GoldInput, ?>> inputs = new ArrayList<>();
        private final List<Wanted> lookups = new ArrayList<>();
        private List<String> grain = List.of();
        private List<String> measures = List.of();
        private @Nullable String sql;

        private Builder(TableRef<Gold, R> table) {
            this.table = table;
        }

        /**
         * Names the grain: the columns that tell rows apart.
         *
         * @param columns columns of the record
         * @return this
         */
        public Builder<R> grain(String... columns) {
            grain = List.of(columns);
            return this;
        }

        /**
         * Names the tables that the query reads; the dimensions that are looked up need not be named.
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
         * Gives the query: the columns of the record by their names, without those that lookups fill, and the natural keys
         * for the lookups.
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
         * @param name file name, for example {@code fact_sales.sql}
         * @return this
         */
        public Builder<R> sqlResource(Class<?> beside, String name) {
            return sql(StarSql.resource(beside, name));
        }

        /**
         * Fills a column with the key of a dimension; go on with {@link Lookup#by}. One dimension may be looked up several
         * times, for example a calendar for several days.
         *
         * @param column a column of the record, of the type of the dimension's surrogate key
         * @param dimension the dimension
         * @return the lookup to complete
         */
        public Lookup<R> lookup(String column, Dimension<?> dimension) {
            return new Lookup<>(this, column, dimension, null);
        }

        /**
         * Names the measures.
         *
         * @param columns numeric columns of the record
         * @return this
         */
        public Builder<R> measures(String... columns) {
            measures = List.of(columns);
            return this;
        }

        /**
         * Ends the definition.
         *
         * @return the fact
         * @throws SchemaException when columns are missing or have unfit types; it names all of them
         */
        public Fact<R> build() {
            Definition definition = new Definition("fact", table);
            definition.columns("grain", grain);
            if (grain.isEmpty()) {
                definition.problem("it has no grain; name the columns that tell rows apart with grain(…)");
            }
            definition.recordKey("grain", grain);
            definition.reads(inputs);
            String query = definition.sql(sql);
            definition.distinct(
                    "looked-up column", lookups.stream().map(Wanted::column).toList());
            List<Link> links = new ArrayList<>();
            for (Wanted wanted : lookups) {
                Column column = link(definition, wanted);
                if (column != null) {
                    links.add(new Link(column, wanted.dimension(), wanted.by(), wanted.asOf()));
                }
            }
            for (Column measure : definition.columns("measure", measures)) {
                if (!isNumber(measure.type())) {
                    definition.problem("the measure " + measure + " is not a number");
                }
                if (grain.contains(measure.name())
                        || links.stream().anyMatch(link -> link.column().name().equals(measure.name()))) {
                    definition.problem("the measure " + measure.name() + " is a key");
                }
            }
            definition.verify();
            FactSql compiler = new FactSql(table, grain, query, links);
            List<TableRef<? extends GoldInput, ?>> all = new ArrayList<>(inputs);
            for (Link link : links) {
                TableRef<Gold, ?> looked = link.dimension().table();
                if (all.stream().noneMatch(input -> input.fullName().equals(looked.fullName()))) {
                    all.add(looked);
                }
            }
            return new Fact<>(
                    table,
                    grain,
                    measures,
                    links,
                    new StarTable<>(table, all, compiler.select(), compiler.checks(), false));
        }

        private static @Nullable Column link(Definition definition, Wanted wanted) {
            Dimension<?> dimension = wanted.dimension();
            Column key = dimension.surrogateKey();
            Column column = definition.column("looked-up column", wanted.column());
            if (column != null && (!column.type().equals(key.type()) || column.nullable())) {
                definition.problem("the looked-up column " + column + " must be a " + key.type()
                        + " that is not @Nullable, as " + key.name() + " of " + dimension.table());
            }
            if (wanted.by().size() != dimension.naturalKey().size()) {
                definition.problem("the lookup of " + wanted.column() + " is by "
                        + (wanted.by().isEmpty() ? "no column" : String.join(", ", wanted.by()))
                        + ", but the natural key of " + dimension.table() + " is "
                        + String.join(
                                ", ",
                                dimension.naturalKey().stream()
                                        .map(Column::name)
                                        .toList()));
            }
            if (wanted.asOf() != null && dimension.history() == null) {
                definition.problem("the lookup of " + wanted.column() + " is as of " + wanted.asOf() + ", but "
                        + dimension.table() + " keeps no history; leave asOf out, or define it with type2(…)");
            }
            return column;
        }

        private static boolean isNumber(ColumnType type) {
            return type instanceof DecimalType
                    || (type instanceof Primitive primitive
                            && switch (primitive) {
                                case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE -> true;
                                case STRING, BOOLEAN, DATE, TIMESTAMP, TIMESTAMP_NTZ, BINARY -> false;
                            });
        }
    }

    /**
     * A lookup to complete with {@link #by}.
     *
     * @param <R> the record type of the fact's rows
     */
    public static final class Lookup<R extends Record> {

        private final Builder<R> fact;
        private final String column;
        private final Dimension<?> dimension;
        private final @Nullable String asOf;

        private Lookup(Builder<R> fact, String column, Dimension<?> dimension, @Nullable String asOf) {
            this.fact = fact;
            this.column = column;
            this.dimension = dimension;
            this.asOf = asOf;
        }

        /**
         * Looks up the version of the member that held at a time: the last one that began by then, and the first one where
         * none had. Where the time is null, and without this call, it is the last version.
         *
         * @param timeColumn a time or day among the columns of the fact's query
         * @return the lookup to complete
         */
        public Lookup<R> asOf(String timeColumn) {
            return new Lookup<>(fact, column, dimension, timeColumn);
        }

        /**
         * Names the columns with the natural key.
         *
         * @param columns columns of the fact's query, in the order of the dimension's natural key; cast to its types
         * @return the definition of the fact
         */
        public Builder<R> by(String... columns) {
            fact.lookups.add(new Builder.Wanted(column, dimension, List.of(columns), asOf));
            return fact;
        }
    }
}
