package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.GoldInput;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.ml.cluster.ClusterEngine;
import dev.lakehouse4j.ml.cluster.Clustering;
import dev.lakehouse4j.ml.cluster.KMeans;
import dev.lakehouse4j.ml.cluster.KMeansModel;
import dev.lakehouse4j.ml.cluster.LargeClustering;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Segments customers by recency (days since the last purchase), frequency (number of purchases) and monetary value (sum of
 * their amounts), as of a day.
 *
 * <p>Two views, side by side: scores from 1 to 5 per measure with named segments by a table of rules (A. M. Hughes: Strategic
 * database marketing, 1994), and k-means clusters of the transformed, standardised measures, named by their profile.
 *
 * <pre>{@code
 * RfmResult result = Rfm.commerce().asOf(LocalDate.of(2018, 7, 1)).segment(lake);
 * RfmResult other = Rfm.over(SALES).customer(Sale::buyer).time(Sale::soldAt).amount(Sale::price).segment(lake);
 * }</pre>
 *
 * <p>Purchases before the as-of day count. Without a given day it is the day after the last time in the fact, so that the
 * same data gives the same result. Rows without customer or time are left out, a missing amount counts as 0, a negative
 * one (a refund) is subtracted; the notes of the result say how many of each there were.
 *
 * <p>The same settings and data give the same result to the last digit, whatever the number of threads. Immutable.
 */
public final class Rfm {

    /** Another method gives other results for the same data and settings. */
    private static final String METHOD = "1";

    private static final int FEWEST_CLUSTERS = 5;
    private static final int MOST_CLUSTERS = 8;
    private static final int STARTS = 5;
    private static final long SEED = 42;
    private static final int SAMPLE = 5_000;

    private final PurchaseQuery query;
    private final @Nullable LocalDate asOf;
    private final int fewestClusters;
    private final int mostClusters;
    private final long seed;
    private final SegmentRules rules;
    private final int threads;
    private final @Nullable ClusterEngine clusterEngine;
    private final int sample;

    private Rfm(
            PurchaseQuery query,
            @Nullable LocalDate asOf,
            int fewestClusters,
            int mostClusters,
            long seed,
            SegmentRules rules,
            int threads,
            @Nullable ClusterEngine clusterEngine,
            int sample) {
        this.query = query;
        this.asOf = asOf;
        this.fewestClusters = fewestClusters;
        this.mostClusters = mostClusters;
        this.seed = seed;
        this.rules = rules;
        this.threads = threads;
        this.clusterEngine = clusterEngine;
        this.sample = sample;
    }

    /**
     * Segments the customers of the e-commerce pack: persons ({@code customer_unique_id}) with a delivered order (status
     * delivered, with a delivery date, as recorded in the table now), by their delivered orders and item revenue in BRL.
     *
     * @return settings, to be changed or used as they are
     */
    public static Rfm commerce() {
        String sql = "select case when o.customer_key <> -1 then c.customer_unique_id end as customer,"
                + " o.purchased_at, o.item_revenue as amount, o.order_id as purchase_id,"
                + " o.order_status = 'delivered' and o.delivered_at is not null as counted"
                + " from gold.fact_orders o left join gold.dim_customers c on c.customer_key = o.customer_key";
        return of(new PurchaseQuery(List.of(InGold.FACT_ORDERS, InGold.DIM_CUSTOMERS), sql, false));
    }

    /**
     * Segments the customers of any fact.
     *
     * @param <R> the record type of its rows
     * @param fact a Silver or Gold table
     * @return what is still to be said
     */
    public static <R extends Record> Fact<R> over(TableRef<? extends GoldInput, R> fact) {
        return new Fact<>(fact, "", "", "", "true");
    }

    private static Rfm of(PurchaseQuery query) {
        return new Rfm(
                query,
                null,
                FEWEST_CLUSTERS,
                MOST_CLUSTERS,
                SEED,
                SegmentRules.standard(),
                Runtime.getRuntime().availableProcessors(),
                null,
                LargeCustomers.SAMPLE);
    }

    /**
     * Names the columns of a fact: customer and time first, the amount last. Immutable.
     *
     * @param <R> the record type of its rows
     */
    public static final class Fact<R extends Record> {

        private final TableRef<? extends GoldInput, R> table;
        private final String customer;
        private final String time;
        private final String purchase;
        private final String where;

        private Fact(
                TableRef<? extends GoldInput, R> table, String customer, String time, String purchase, String where) {
            this.table = table;
            this.customer = customer;
            this.time = time;
            this.purchase = purchase;
            this.where = where;
        }

        /**
         * The customer.
         *
         * @param column name of the column, of any type that casts to text
         * @return what is still to be said
         */
        public Fact<R> customer(String column) {
            return new Fact<>(table, known(column), time, purchase, where);
        }

        /**
         * The customer.
         *
         * @param getter accessor of the component
         * @return what is still to be said
         */
        public Fact<R> customer(Getter<R, ?> getter) {
            return customer(Getter.column(table.type(), getter));
        }

        /**
         * The time of the purchase.
         *
         * @param column name of the column: a date, or a timestamp, of which the day counts (of an {@code Instant}, the day
         *     in UTC)
         * @return what is still to be said
         */
        public Fact<R> time(String column) {
            return new Fact<>(table, customer, known(column), purchase, where);
        }

        /**
         * The time of the purchase.
         *
         * @param getter accessor of the component
         * @return what is still to be said
         */
        public Fact<R> time(Getter<R, ? extends Temporal> getter) {
            return time(Getter.column(table.type(), getter));
        }

        /**
         * What tells purchases apart, when a purchase may have several rows. Without it each row is a purchase.
         *
         * @param column name of the column, such as an order's id
         * @return what is still to be said
         */
        public Fact<R> purchase(String column) {
            return new Fact<>(table, customer, time, known(column), where);
        }

        /**
         * What tells purchases apart, when a purchase may have several rows.
         *
         * @param getter accessor of the component
         * @return what is still to be said
         */
        public Fact<R> purchase(Getter<R, ?> getter) {
            return purchase(Getter.column(table.type(), getter));
        }

        /**
         * Says which rows are purchases. The default as-of day looks at all rows.
         *
         * @param condition SQL condition over the columns; rows where it is null do not count
         * @return what is still to be said
         */
        public Fact<R> where(String condition) {
            return new Fact<>(table, customer, time, purchase, condition);
        }

        /**
         * The amount, which completes the definition.
         *
         * @param column name of the column: a number, rounded to hundredths; negative for a refund
         * @return settings, to be changed or used as they are
         * @throws IllegalArgumentException when customer or time was not named
         */
        public Rfm amount(String column) {
            if (customer.isEmpty() || time.isEmpty()) {
                throw new IllegalArgumentException("Cannot segment over " + table + ": the column of the "
                        + (customer.isEmpty() ? "customer" : "time") + " is not named. Name it before the amount.");
            }
            String sql = "select cast(" + Sql.identifier(customer) + " as string) as customer, "
                    + Sql.identifier(time) + " as purchased_at, "
                    + Sql.identifier(known(column)) + " as amount, "
                    + (purchase.isEmpty() ? "1" : Sql.identifier(purchase)) + " as purchase_id, coalesce(" + where
                    + ", false) as counted from " + table.fullName();
            return of(new PurchaseQuery(List.of(table), sql, !purchase.isEmpty()));
        }

        /**
         * The amount, which completes the definition.
         *
         * @param getter accessor of the component
         * @return settings, to be changed or used as they are
         */
        public Rfm amount(Getter<R, ? extends Number> getter) {
            return amount(Getter.column(table.type(), getter));
        }

        private String known(String column) {
            List<String> names = table.schema().names();
            if (!names.contains(column)) {
                List<String> near = LakehouseErrors.nearest(column, names);
                throw new IllegalArgumentException(
                        "Cannot segment over " + table + ": it has no column " + column + ". "
                                + (near.isEmpty()
                                        ? "Its columns are " + String.join(", ", names) + "."
                                        : "Did you mean " + String.join(" or ", near) + "?"));
            }
            return column;
        }
    }

    /**
     * Gives the as-of day.
     *
     * @param day purchases before it count
     * @return the changed settings
     */
    public Rfm asOf(LocalDate day) {
        return new Rfm(query, day, fewestClusters, mostClusters, seed, rules, threads, clusterEngine, sample);
    }

    /**
     * Gives the number of clusters.
     *
     * @param count clusters, at least 1
     * @return the changed settings
     */
    public Rfm clusters(int count) {
        return clustersBetween(count, count);
    }

    /**
     * Has the number of clusters chosen by the silhouette of a seeded sample of 5,000 customers; 5 to 8 unless said
     * otherwise. Fewer than 5 cannot tell recent from lapsed customers, big from small spenders, and repeat buyers apart.
     *
     * @param atLeast fewest clusters, at least 1
     * @param atMost most clusters
     * @return the changed settings
     */
    public Rfm clustersBetween(int atLeast, int atMost) {
        KMeans checked = KMeans.settings().clustersBetween(atLeast, atMost);
        java.util.Objects.requireNonNull(checked);
        return new Rfm(query, asOf, atLeast, atMost, seed, rules, threads, clusterEngine, sample);
    }

    /**
     * Seeds the starts of the clusters and the sample of the silhouette; 42 unless said otherwise.
     *
     * @param number any number
     * @return the changed settings
     */
    public Rfm seed(long number) {
        return new Rfm(query, asOf, fewestClusters, mostClusters, number, rules, threads, clusterEngine, sample);
    }

    /**
     * Gives another table of rules.
     *
     * @param table from scores to segments
     * @return the changed settings
     */
    public Rfm rules(SegmentRules table) {
        return new Rfm(query, asOf, fewestClusters, mostClusters, seed, table, threads, clusterEngine, sample);
    }

    /**
     * Says how many threads look for clusters; the result is the same for any number.
     *
     * @param count threads, at least 1
     * @return the changed settings
     */
    public Rfm threads(int count) {
        KMeans checked = KMeans.settings().threads(count);
        java.util.Objects.requireNonNull(checked);
        return new Rfm(query, asOf, fewestClusters, mostClusters, seed, rules, count, clusterEngine, sample);
    }

    /**
     * Has the clusters found by an engine of one's own, for customers that are too many for this process: scores, clusters and
     * segments are then computed without holding all customers here. The amounts that differ, with their counts, and a
     * sample of 100,000 customers are held; the customers with their segments pass row by row.
     *
     * <p>The sample tells the number of clusters and the first centres, all customers move these. Up to 100,000 customers
     * the result is that without it, up to the tolerance with which centres count as standing still.
     *
     * @param engine moves the centres; for a lake on Spark, {@code SparkClusters.on(engine)} of the module lakehouse-spark
     * @return the changed settings
     */
    public Rfm clusteredBy(ClusterEngine engine) {
        return new Rfm(query, asOf, fewestClusters, mostClusters, seed, rules, threads, engine, sample);
    }

    /** The same with a smaller or larger sample. */
    Rfm sampling(int customers) {
        return new Rfm(query, asOf, fewestClusters, mostClusters, seed, rules, threads, clusterEngine, customers);
    }

    /**
     * Segments the customers, and writes nothing.
     *
     * @param lake the lake with the fact
     * @return the customers with scores, segments and clusters, and the model
     * @throws TableNotFoundException when a table is missing
     * @throws LakehouseException when there is no customer, none before the as-of day, or an amount is NaN, infinite or beyond
     *     10^15
     */
    public RfmResult segment(Lakehouse lake) {
        RfmResult result = find(lake);
        if (result == null) {
            throw new LakehouseException("Cannot segment: " + query.fact() + " holds no purchase of a known customer."
                    + " Load purchases, or check the condition that says which rows are purchases.");
        }
        return result;
    }

    /** Null when there is no purchase of a known customer. */
    private @Nullable RfmResult find(Lakehouse lake) {
        if (clusterEngine != null) {
            Purchases purchases = Purchases.find(lake, query, asOf);
            return purchases == null ? null : fit(lake, purchases, clusterEngine);
        }
        Customers customers = Customers.read(lake, query, asOf);
        return customers == null ? null : fit(customers);
    }

    private RfmResult fit(Customers customers) {
        List<String> notes = new ArrayList<>(customers.notes());
        Map<Measure, ScoreCuts> cuts = new EnumMap<>(Measure.class);
        List<Feature> features = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            double[] values = customers.values(measure);
            cuts.put(measure, ScoreNotes.cuts(measure, values, notes));
            addVarying(Feature.of(measure, values), features, notes);
        }
        int dimensions = Math.max(1, features.size());
        double[] points = new double[Math.multiplyExact(customers.size(), dimensions)];
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            double[] values = customers.values(feature.measure());
            for (int customer = 0; customer < values.length; customer++) {
                points[customer * dimensions + i] = feature.standardised(values[customer]);
            }
        }
        Clustering clustering = kMeans().fit(points, dimensions);
        noteClusters(clustering.notes(), features, notes);
        RfmModel model = new RfmModel(
                customers.asOf(),
                customers.size(),
                cuts,
                rules,
                features,
                clustering.model(),
                ClusterNames.of(centres(features, clustering.model())),
                settings(),
                customers.tableVersions());
        return new RfmResult(
                () -> IntStream.range(0, customers.size()).mapToObj(customer -> row(customers, customer, model)),
                model,
                clustering.candidates(),
                notes);
    }

    private static CustomerSegment row(Customers customers, int customer, RfmModel model) {
        int days = (int) customers.value(Measure.RECENCY, customer);
        int purchases = (int) customers.value(Measure.FREQUENCY, customer);
        double amount = customers.value(Measure.MONETARY, customer);
        return CustomerSegment.of(
                customers.id(customer), days, purchases, amount, model.assign(days, purchases, amount), model);
    }

    private @Nullable RfmResult fit(Lakehouse lake, Purchases purchases, ClusterEngine engine) {
        LargeCustomers customers = new LargeCustomers(lake, purchases);
        List<String> notes = new ArrayList<>(purchases.notes());
        Map<Measure, ScoreCuts> cuts = new EnumMap<>(Measure.class);
        List<Feature> features = new ArrayList<>();
        long size = 0;
        for (Measure measure : Measure.values()) {
            ValueCounts values = customers.counts(measure);
            size = values.total();
            if (size == 0) {
                return null;
            }
            if (measure == Measure.MONETARY) {
                Purchases.noteNegative(values.below(0), notes);
            }
            cuts.put(measure, ScoreNotes.cuts(measure, values, notes));
            addVarying(Feature.of(measure, values), features, notes);
        }
        LargeClustering clustering = kMeans().fit(
                        customers.points(features),
                        customers.sample(features, size, sample),
                        Math.max(1, features.size()),
                        engine);
        noteClusters(clustering.notes(), features, notes);
        Map<String, String> settings = settings();
        settings.put("clusteredBy", engine.getClass().getSimpleName());
        RfmModel model = new RfmModel(
                purchases.asOf(),
                size,
                cuts,
                rules,
                features,
                clustering.model(),
                ClusterNames.of(centres(features, clustering.model())),
                settings,
                purchases.tableVersions());
        return new RfmResult(() -> customers.rows(model), model, clustering.candidates(), notes);
    }

    private KMeans kMeans() {
        return KMeans.settings()
                .clustersBetween(fewestClusters, mostClusters)
                .starts(STARTS)
                .seed(seed)
                .silhouetteSample(SAMPLE)
                .threads(threads);
    }

    private static void addVarying(Feature feature, List<Feature> features, List<String> notes) {
        if (feature.varies()) {
            features.add(feature);
        } else {
            notes.add("The clusters leave " + feature.measure().label() + " out: it has no variance.");
        }
    }

    private static void noteClusters(List<String> ofClusters, List<Feature> features, List<String> notes) {
        ofClusters.forEach(note -> notes.add("Clusters: " + note));
        List<String> logarithms = features.stream()
                .filter(Feature::logarithm)
                .map(feature -> feature.measure().label())
                .toList();
        if (!logarithms.isEmpty()) {
            notes.add("The clusters see the logarithm of " + String.join(" and ", logarithms)
                    + ", because of a long tail.");
        }
    }

    private static List<ClusterNames.Centre> centres(List<Feature> features, KMeansModel model) {
        List<ClusterNames.Centre> centres = new ArrayList<>();
        for (int cluster = 0; cluster < model.clusters(); cluster++) {
            Map<Measure, Double> centre = new EnumMap<>(Measure.class);
            for (int i = 0; i < features.size(); i++) {
                centre.put(features.get(i).measure(), model.centre(cluster)[i]);
            }
            centres.add(new ClusterNames.Centre(
                    centre.get(Measure.RECENCY), centre.get(Measure.FREQUENCY), centre.get(Measure.MONETARY)));
        }
        return centres;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("method", METHOD);
        settings.put("purchases", query.sql());
        settings.put("asOf", asOf == null ? "the day after the last time in the fact" : asOf.toString());
        settings.put("clusters", fewestClusters + " to " + mostClusters);
        settings.put("starts", String.valueOf(STARTS));
        settings.put("seed", String.valueOf(seed));
        settings.put("silhouetteSample", String.valueOf(SAMPLE));
        return settings;
    }

    /**
     * The step that makes {@link RfmTables#CUSTOMER_SEGMENTS}, for a pipeline. It keeps the model under {@code
     * LAKE/models/customer_segments/<version>/}. Without a single purchase the table is empty, and a note says so.
     *
     * @return one model
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type, for the varargs.
    public List<JavaModel<?>> javaModels() {
        TableRef<? extends GoldInput, ?>[] inputs = query.inputs().toArray(TableRef[]::new);
        return List.of(JavaModel.gold(RfmTables.CUSTOMER_SEGMENTS)
                .reads(inputs)
                .definedBy(settings() + "\n" + rules)
                .tracedBy("select customer as customer_unique_id from (\n" + query.sql() + "\n) p")
                .trains("customer_segments")
                .rows((lake, progress) -> compute(lake)));
    }

    private JavaModel.Computed<CustomerSegment> compute(Lakehouse lake) {
        RfmResult result = find(lake);
        if (result == null) {
            return new JavaModel.Computed<>(
                    Stream.empty(), List.of("There is no purchase of a known customer, so there are no segments"));
        }
        result.saveModel(lake);
        List<String> notes = new ArrayList<>();
        notes.add(String.format(
                Locale.ROOT,
                "%,d customers as of %s, %d clusters, model %s",
                result.size(),
                result.asOf(),
                result.model().clusterNames().size(),
                result.model().version()));
        result.notes().forEach(note -> notes.add(note.replaceAll("\\.$", "")));
        return new JavaModel.Computed<>(result.rows(), notes);
    }

    /**
     * The step that makes {@link RfmTables#SEGMENT_PROFILE}, for a pipeline.
     *
     * @return one model
     */
    public List<SqlModel<?, ?>> sqlModels() {
        return List.of(SqlModel.gold(RfmTables.SEGMENT_PROFILE)
                .reads(RfmTables.CUSTOMER_SEGMENTS)
                .sqlResource());
    }
}
