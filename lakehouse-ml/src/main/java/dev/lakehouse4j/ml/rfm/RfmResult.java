package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.ml.cluster.ClusterCount;
import dev.lakehouse4j.ml.cluster.Clustering;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The customers with their segments and clusters, and how they came about. Immutable. */
public final class RfmResult {

    private static final int CENTS = 2;

    private final Customers customers;
    private final RfmModel model;
    private final Clustering clustering;
    private final List<String> notes;

    RfmResult(Customers customers, RfmModel model, Clustering clustering, List<String> notes) {
        this.customers = customers;
        this.model = model;
        this.clustering = clustering;
        this.notes = List.copyOf(notes);
    }

    /**
     * The day that the customers were looked at: purchases before it counted.
     *
     * @return the day
     */
    public LocalDate asOf() {
        return customers.asOf();
    }

    /**
     * Number of customers.
     *
     * @return customers, at least 1
     */
    public int size() {
        return customers.size();
    }

    /**
     * The customers, made row by row while they are read.
     *
     * @return rows in the order of the ids; may be asked for again
     */
    public Stream<CustomerSegment> rows() {
        return IntStream.range(0, size()).mapToObj(this::row);
    }

    private CustomerSegment row(int customer) {
        int r = score(Measure.RECENCY, customer);
        int f = score(Measure.FREQUENCY, customer);
        int m = score(Measure.MONETARY, customer);
        int cluster = clustering.cluster(customer);
        return new CustomerSegment(
                customers.id(customer),
                (int) customers.value(Measure.RECENCY, customer),
                (int) customers.value(Measure.FREQUENCY, customer),
                money(customers.value(Measure.MONETARY, customer)),
                r,
                f,
                m,
                model.rules().segment(r, f, m),
                cluster,
                model.clusterNames().get(cluster),
                clustering.distance(customer),
                asOf(),
                model.version());
    }

    private int score(Measure measure, int customer) {
        return model.score(measure, customers.value(measure, customer));
    }

    /** Exact: sums of hundredths below 10^15 differ as doubles. */
    private static BigDecimal money(double value) {
        return BigDecimal.valueOf(Math.round(value * 100), CENTS);
    }

    /**
     * What a reader of the result should know: ties, measures without variance, rows that were left out.
     *
     * @return sentences
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The segments by rules.
     *
     * @return profiles of the segments that have customers, the largest share of revenue first
     */
    public List<SegmentProfile> segments() {
        return profile(
                "rfm",
                customer -> model.rules()
                        .segment(
                                score(Measure.RECENCY, customer),
                                score(Measure.FREQUENCY, customer),
                                score(Measure.MONETARY, customer)));
    }

    /**
     * The clusters.
     *
     * @return profiles of the clusters, the largest share of revenue first
     */
    public List<SegmentProfile> clusters() {
        return profile("cluster", customer -> model.clusterNames().get(clustering.cluster(customer)));
    }

    /** Sums of whole numbers, hundredths among them, so that the order does not matter. */
    private static final class Sums {
        private long customers;
        private long days;
        private long purchases;
        private long hundredths;
    }

    private List<SegmentProfile> profile(String view, IntFunction<String> name) {
        Map<String, Sums> groups = new TreeMap<>();
        long total = 0;
        for (int i = 0; i < size(); i++) {
            Sums sums = groups.computeIfAbsent(name.apply(i), unused -> new Sums());
            long hundredths = Math.round(customers.value(Measure.MONETARY, i) * 100);
            sums.customers++;
            sums.days += (long) customers.value(Measure.RECENCY, i);
            sums.purchases += (long) customers.value(Measure.FREQUENCY, i);
            sums.hundredths += hundredths;
            total += hundredths;
        }
        List<SegmentProfile> profiles = new ArrayList<>();
        for (Map.Entry<String, Sums> group : groups.entrySet()) {
            Sums sums = group.getValue();
            BigDecimal revenue = BigDecimal.valueOf(sums.hundredths, CENTS);
            profiles.add(new SegmentProfile(
                    view,
                    group.getKey(),
                    sums.customers,
                    (double) sums.customers / size(),
                    revenue,
                    total > 0
                            ? revenue.doubleValue()
                                    / BigDecimal.valueOf(total, CENTS).doubleValue()
                            : null,
                    (double) sums.days / sums.customers,
                    (double) sums.purchases / sums.customers,
                    revenue.doubleValue() / sums.customers));
        }
        profiles.sort(Comparator.comparing(SegmentProfile::revenue).reversed().thenComparing(SegmentProfile::name));
        return List.copyOf(profiles);
    }

    /**
     * The numbers of clusters that were tried.
     *
     * @return ascending, with inertia and silhouette
     */
    public List<ClusterCount> clusterCounts() {
        return clustering.candidates();
    }

    /**
     * What places further customers without fitting again.
     *
     * @return the model
     */
    public RfmModel model() {
        return model;
    }

    /**
     * Keeps the model in a lake, under {@code models/customer_segments/<version>/}; once it is there, it stays as it is.
     *
     * @param lake the lake
     * @return the folder, for {@link RfmModel#load(Path)}
     * @throws StorageException when it cannot be written
     * @throws AccessDeniedException when the lake's principal may neither create models nor change this one
     */
    public Path saveModel(Lakehouse lake) {
        if (!lake.may(Privilege.MANAGE, Securable.model("customer_segments"))) {
            lake.require(Privilege.CREATE, Securable.schema("models"));
        }
        Path folder = lake.root().resolve("models").resolve("customer_segments").resolve(model.version());
        if (!Files.exists(folder.resolve(RfmModel.FILE))) {
            model.save(folder);
        }
        return folder;
    }
}
