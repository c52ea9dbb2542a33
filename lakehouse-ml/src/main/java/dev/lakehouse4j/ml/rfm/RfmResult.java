package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.ml.cluster.ClusterCount;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The customers with their segments and clusters, and how they came about. Immutable. */
public final class RfmResult {

    private static final int CENTS = 2;

    private final Supplier<Stream<CustomerSegment>> rows;
    private final RfmModel model;
    private final List<ClusterCount> clusterCounts;
    private final List<String> notes;

    RfmResult(
            Supplier<Stream<CustomerSegment>> rows,
            RfmModel model,
            List<ClusterCount> clusterCounts,
            List<String> notes) {
        this.rows = rows;
        this.model = model;
        this.clusterCounts = clusterCounts;
        this.notes = List.copyOf(notes);
    }

    /**
     * The day that the customers were looked at: purchases before it counted.
     *
     * @return the day
     */
    public LocalDate asOf() {
        return model.asOf();
    }

    /**
     * Number of customers.
     *
     * @return customers, at least 1
     */
    public int size() {
        return Math.toIntExact(model.customers());
    }

    /**
     * The customers, made row by row while they are read.
     *
     * @return rows in the order of the ids; may be asked for again. Close it unless it is read to its end, where an engine of
     *     one's own clustered
     */
    public Stream<CustomerSegment> rows() {
        return rows.get();
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
        return profile("rfm", CustomerSegment::segment);
    }

    /**
     * The clusters.
     *
     * @return profiles of the clusters, the largest share of revenue first
     */
    public List<SegmentProfile> clusters() {
        return profile("cluster", CustomerSegment::clusterName);
    }

    /** Sums of whole numbers, hundredths among them, so that the order does not matter. */
    private static final class Sums {
        private long customers;
        private long days;
        private long purchases;
        private long hundredths;
    }

    private List<SegmentProfile> profile(String view, Function<CustomerSegment, String> name) {
        Map<String, Sums> groups = new TreeMap<>();
        try (Stream<CustomerSegment> all = rows()) {
            all.forEach(row -> {
                Sums sums = groups.computeIfAbsent(name.apply(row), unused -> new Sums());
                sums.customers++;
                sums.days += row.recencyDays();
                sums.purchases += row.frequency();
                sums.hundredths += row.monetary().unscaledValue().longValueExact();
            });
        }
        long total = groups.values().stream().mapToLong(sums -> sums.hundredths).sum();
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
        return clusterCounts;
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
