package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * All that a model came from: enough to train it again.
 *
 * @param datasets the table versions that were read
 * @param settings every setting of the training by name, sorted
 * @param seed the seed of all randomness
 * @param codeVersion commit or release of the code that trained it; empty when unknown
 * @param libraries versions by name, sorted: Java, Lakehouse4j, and what the model is made with
 * @param createdAt when it was written down, in milliseconds
 */
public record Provenance(
        List<DatasetVersion> datasets,
        Map<String, String> settings,
        long seed,
        String codeVersion,
        Map<String, String> libraries,
        Instant createdAt) {

    /** Name of the artifact of a run, and of the file beside a model, that keeps the provenance. */
    static final String FILE = "provenance.json";

    /** Copies the collections. */
    public Provenance {
        datasets = List.copyOf(datasets);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Provenance of a training that begins now, with the versions of Java and of this library.
     *
     * @param settings every setting of the training by name
     * @param seed the seed of all randomness
     * @return provenance to be completed by the {@code with} methods
     */
    public static Provenance of(Map<String, String> settings, long seed) {
        String own = Objects.requireNonNullElse(
                Provenance.class.getPackage().getImplementationVersion(), "development build");
        return new Provenance(
                List.of(),
                settings,
                seed,
                "",
                Map.of("java", Runtime.version().toString(), "lakehouse4j", own),
                Instant.now());
    }

    /**
     * The same, with the table versions that are read.
     *
     * @param versions all of them
     * @return the changed provenance
     */
    public Provenance withDatasets(List<DatasetVersion> versions) {
        return new Provenance(versions, settings, seed, codeVersion, libraries, createdAt);
    }

    /**
     * The same, with the version of the code.
     *
     * @param version a commit or a release
     * @return the changed provenance
     */
    public Provenance withCodeVersion(String version) {
        return new Provenance(datasets, settings, seed, version, libraries, createdAt);
    }

    /**
     * The same, with one more library.
     *
     * @param name for example {@code xgboost}
     * @param version its version
     * @return the changed provenance
     */
    public Provenance withLibrary(String name, String version) {
        Map<String, String> more = new TreeMap<>(libraries);
        more.put(name, version);
        return new Provenance(datasets, settings, seed, codeVersion, more, createdAt);
    }

    /**
     * The provenance as JSON.
     *
     * @return an object with {@code datasets}, {@code settings}, {@code seed}, {@code codeVersion}, {@code libraries} and
     *     {@code createdAt}
     */
    public String toJson() {
        ObjectNode node = Json.object();
        ArrayNode tables = node.putArray("datasets");
        datasets.forEach(dataset -> tables.add(dataset.toJson()));
        ObjectNode all = node.putObject("settings");
        settings.forEach(all::put);
        node.put("seed", seed);
        node.put("codeVersion", codeVersion);
        ObjectNode versions = node.putObject("libraries");
        libraries.forEach(versions::put);
        node.put("createdAt", createdAt.toString());
        return Json.writePretty(node);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the text
     * @return the provenance
     * @throws TrackingException when it is cut off or something else
     */
    public static Provenance ofJson(String json) {
        JsonNode node = Json.read("a provenance", json);
        if (!node.path("settings").isObject() || !node.path("seed").isIntegralNumber()) {
            throw new TrackingException(
                    "Cannot read a provenance: it has no settings or no seed. It was cut off or written by another"
                            + " program; train the model again.");
        }
        List<DatasetVersion> datasets = new ArrayList<>();
        node.path("datasets").forEach(dataset -> datasets.add(DatasetVersion.ofJson(dataset)));
        try {
            return new Provenance(
                    datasets,
                    Json.strings(node.path("settings")),
                    node.path("seed").asLong(),
                    node.path("codeVersion").asText(""),
                    Json.strings(node.path("libraries")),
                    Instant.parse(node.path("createdAt").asText()));
        } catch (DateTimeParseException e) {
            throw new TrackingException(
                    "Cannot read a provenance: " + node.path("createdAt") + " is no time. Train the model again.",
                    e,
                    false);
        }
    }
}
