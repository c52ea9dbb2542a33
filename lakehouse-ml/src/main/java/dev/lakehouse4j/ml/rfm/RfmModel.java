package dev.lakehouse4j.ml.rfm;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.ml.cluster.KMeansModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a segmentation learnt: cuts between scores, rule table, transforms, cluster centres and names. It places further
 * customers without fitting again, and is saved as JSON. Immutable.
 */
public final class RfmModel {

    /** Name of the file that {@link #save(Path)} writes into its folder. */
    public static final String FILE = "model.json";

    private final LocalDate asOf;
    private final long customers;
    private final Map<Measure, ScoreCuts> cuts;
    private final SegmentRules rules;
    private final List<Feature> features;
    private final KMeansModel clusters;
    private final List<String> names;
    private final Map<String, String> settings;
    private final Map<String, Long> tableVersions;
    private final String version;

    RfmModel(
            LocalDate asOf,
            long customers,
            Map<Measure, ScoreCuts> cuts,
            SegmentRules rules,
            List<Feature> features,
            KMeansModel clusters,
            List<String> names,
            Map<String, String> settings,
            Map<String, Long> tableVersions) {
        this.asOf = asOf;
        this.customers = customers;
        this.cuts = Map.copyOf(cuts);
        this.rules = rules;
        this.features = List.copyOf(features);
        this.clusters = clusters;
        this.names = List.copyOf(names);
        this.settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        this.tableVersions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tableVersions));
        this.version = RfmModelJson.version(this);
    }

    /**
     * Where a customer belongs.
     *
     * @param recencyScore 1 to 5, 5 is the most recent
     * @param frequencyScore 1 to 5
     * @param monetaryScore 1 to 5
     * @param segment name of the segment by the rule table
     * @param cluster number of the cluster, from 0
     * @param clusterName its name
     * @param distance distance to its centre, in standard deviations of the transformed measures
     */
    public record Placement(
            int recencyScore,
            int frequencyScore,
            int monetaryScore,
            String segment,
            int cluster,
            String clusterName,
            double distance) {}

    /**
     * Places a customer, also one that the model has not seen.
     *
     * @param recencyDays days from the last purchase to the day of interest, 0 or more. The cuts were made as of {@link
     *     #asOf()}; when the day of interest is much later, fit anew
     * @param frequency number of purchases, 1 or more
     * @param monetary sum of their amounts, in the currency of the fact; negative when refunds exceed purchases
     * @return scores, segment, cluster
     * @throws IllegalArgumentException when a value is outside its range, NaN or infinite
     */
    public Placement assign(int recencyDays, int frequency, double monetary) {
        if (recencyDays < 0) {
            throw new IllegalArgumentException("Cannot place a customer who bought in " + -recencyDays
                    + " days from now: recency counts the days since the last purchase. Give 0 or more.");
        }
        if (frequency < 1) {
            throw new IllegalArgumentException("Cannot place a customer with " + frequency
                    + " purchases: who never bought has no recency. Give 1 or more.");
        }
        if (!Double.isFinite(monetary)) {
            throw new IllegalArgumentException(
                    "Cannot place a customer whose monetary value is " + monetary + ". Give a finite number.");
        }
        double[] point = new double[Math.max(1, features.size())];
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            point[i] = feature.standardised(
                    switch (feature.measure()) {
                        case RECENCY -> recencyDays;
                        case FREQUENCY -> frequency;
                        case MONETARY -> monetary;
                    });
        }
        KMeansModel.Nearest nearest = clusters.predict(point);
        int r = score(Measure.RECENCY, recencyDays);
        int f = score(Measure.FREQUENCY, frequency);
        int m = score(Measure.MONETARY, monetary);
        return new Placement(
                r, f, m, rules.segment(r, f, m), nearest.cluster(), names.get(nearest.cluster()), nearest.distance());
    }

    int score(Measure measure, double value) {
        return cuts(measure).score(measure.goodness(value));
    }

    ScoreCuts cuts(Measure measure) {
        return java.util.Objects.requireNonNull(cuts.get(measure));
    }

    /**
     * The day that the customers were looked at: purchases before it counted.
     *
     * @return the day
     */
    public LocalDate asOf() {
        return asOf;
    }

    /**
     * Number of customers that the model was fitted to.
     *
     * @return customers
     */
    public long customers() {
        return customers;
    }

    /**
     * The rule table.
     *
     * @return the rules
     */
    public SegmentRules rules() {
        return rules;
    }

    /**
     * The names of the clusters.
     *
     * @return names by number of the cluster
     */
    public List<String> clusterNames() {
        return names;
    }

    /**
     * A short hash of all that {@link #assign} depends on and of the settings: the same data and settings give the same
     * version.
     *
     * @return 12 hexadecimal digits
     */
    public String version() {
        return version;
    }

    /**
     * What the model was fitted with: seed, starts, range of clusters, version of the method.
     *
     * @return values by name
     */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * The tables that the model was fitted to.
     *
     * @return versions by full name
     */
    public Map<String, Long> tableVersions() {
        return tableVersions;
    }

    List<Feature> features() {
        return features;
    }

    KMeansModel clusters() {
        return clusters;
    }

    /**
     * The model as JSON.
     *
     * @return text that {@link #fromJson(String)} reads
     */
    public String toJson() {
        return RfmModelJson.write(this);
    }

    /**
     * Reads a model.
     *
     * @param json what {@link #toJson()} gave
     * @return the model
     * @throws SchemaException when it is cut short, changed, something else, or of a newer version
     */
    public static RfmModel fromJson(String json) {
        return RfmModelJson.read(json, "the text");
    }

    /**
     * Writes {@value #FILE} into a folder, whole or not at all.
     *
     * @param folder the folder; created when missing
     * @return the file
     * @throws StorageException when it cannot be written
     */
    public Path save(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, ".", ".tmp");
            Files.writeString(temporary, toJson());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the model " + file, e);
        }
    }

    /**
     * Reads a model.
     *
     * @param folder the folder that {@link #save(Path)} wrote to
     * @return the model
     * @throws SchemaException when the file is cut short, changed, something else, or of a newer version
     * @throws StorageException when it cannot be read
     */
    public static RfmModel load(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return RfmModelJson.read(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the model " + file, e);
        }
    }
}
