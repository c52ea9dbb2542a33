package dev.lakehouse4j.ml.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The centres that {@link KMeans} found. Assigns points without fitting again; is saved as JSON. Immutable.
 */
public final class KMeansModel {

    private static final String FORMAT = "lakehouse4j-kmeans";
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final double[][] centres;
    private final long points;
    private final double inertia;
    private final long seed;
    private final int starts;

    KMeansModel(double[][] centres, long points, double inertia, long seed, int starts) {
        this.centres = centres;
        this.points = points;
        this.inertia = inertia;
        this.seed = seed;
        this.starts = starts;
    }

    /**
     * Where a point belongs.
     *
     * @param cluster number of the cluster, from 0
     * @param distance Euclidean distance to its centre
     */
    public record Nearest(int cluster, double distance) {}

    /**
     * Number of clusters.
     *
     * @return clusters, at least 1
     */
    public int clusters() {
        return centres.length;
    }

    /**
     * Coordinates per point.
     *
     * @return dimensions, at least 1
     */
    public int dimensions() {
        return centres[0].length;
    }

    /**
     * The centre of a cluster.
     *
     * @param cluster number of the cluster, from 0; clusters are in the order of their coordinates
     * @return a copy of its coordinates
     */
    public double[] centre(int cluster) {
        return centres[cluster].clone();
    }

    /**
     * Number of points that the model was fitted to.
     *
     * @return points
     */
    public long points() {
        return points;
    }

    /**
     * Sum of the squared distances of these points to their centre.
     *
     * @return inertia
     */
    public double inertia() {
        return inertia;
    }

    /**
     * Finds the cluster of a point; of equally near ones the first.
     *
     * @param point its coordinates, on the scale of the points that the model was fitted to
     * @return cluster and distance
     * @throws IllegalArgumentException when the number of coordinates is another, or one is NaN or infinite
     */
    public Nearest predict(double... point) {
        if (point.length != dimensions()) {
            throw new IllegalArgumentException("Cannot assign a point of " + point.length
                    + " coordinates: the model was fitted to points of " + dimensions() + ". Give as many.");
        }
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < centres.length; c++) {
            double distance = 0;
            for (int i = 0; i < point.length; i++) {
                double difference = point[i] - centres[c][i];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = c;
            }
        }
        if (!Double.isFinite(least)) {
            throw new IllegalArgumentException("Cannot assign the point " + Arrays.toString(point)
                    + ": its distance to the centres is no finite number. Give finite coordinates.");
        }
        return new Nearest(nearest, Math.sqrt(least));
    }

    /**
     * The model as JSON.
     *
     * @return text that {@link #fromJson(String)} reads
     */
    public String toJson() {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("format", FORMAT).put("version", VERSION);
        node.put("points", points).put("inertia", inertia).put("seed", seed).put("starts", starts);
        ArrayNode array = node.putArray("centres");
        for (double[] centre : centres) {
            ArrayNode coordinates = array.addArray();
            Arrays.stream(centre).forEach(coordinates::add);
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write a model as JSON", e);
        }
    }

    /**
     * Reads a model.
     *
     * @param json what {@link #toJson()} gave
     * @return the model
     * @throws SchemaException when it is cut short, something else, or of a newer version
     */
    public static KMeansModel fromJson(String json) {
        return fromJson(json, "the text");
    }

    private static KMeansModel fromJson(String json, String what) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw broken(what, "it is no complete JSON (" + e.getOriginalMessage() + ")", e);
        }
        if (!node.path("format").asText().equals(FORMAT)) {
            throw broken(what, "it does not say \"format\": \"" + FORMAT + "\"", null);
        }
        int version = node.path("version").asInt(-1);
        if (version > VERSION || version < 1) {
            throw broken(
                    what,
                    "it has version " + node.path("version") + ", and this library reads versions up to " + VERSION,
                    null);
        }
        JsonNode array = node.path("centres");
        double[][] centres = new double[array.size()][];
        for (int c = 0; c < centres.length; c++) {
            JsonNode coordinates = array.get(c);
            centres[c] = new double[coordinates.size()];
            for (int i = 0; i < centres[c].length; i++) {
                if (!coordinates.get(i).isNumber()
                        || !Double.isFinite(coordinates.get(i).doubleValue())) {
                    throw broken(what, "coordinate " + i + " of centre " + c + " is no number", null);
                }
                centres[c][i] = coordinates.get(i).doubleValue();
            }
            if (centres[c].length == 0 || centres[c].length != centres[0].length) {
                throw broken(what, "its centres do not all have the same number of coordinates", null);
            }
        }
        for (String field : new String[] {"points", "inertia", "seed", "starts"}) {
            if (!node.path(field).isNumber()) {
                throw broken(what, "the number " + field + " is missing", null);
            }
        }
        if (centres.length == 0) {
            throw broken(what, "it has no centres", null);
        }
        return new KMeansModel(
                centres,
                node.path("points").longValue(),
                node.path("inertia").doubleValue(),
                node.path("seed").longValue(),
                node.path("starts").intValue());
    }

    private static SchemaException broken(String what, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new SchemaException(
                "Cannot read a k-means model from " + what + ": " + why
                        + ". Give the file that save(…) wrote, whole, or fit the model again.",
                cause);
    }

    /**
     * Writes the model to a file, whole or not at all.
     *
     * @param file the file; replaced when it is there
     * @throws StorageException when it cannot be written
     */
    public void save(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, ".", ".tmp");
            Files.writeString(temporary, toJson());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write the model " + file, e);
        }
    }

    /**
     * Reads a model from a file.
     *
     * @param file what {@link #save(Path)} wrote
     * @return the model
     * @throws SchemaException when the file is cut short, something else, or of a newer version
     * @throws StorageException when it cannot be read
     */
    public static KMeansModel load(Path file) {
        try {
            return fromJson(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the model " + file, e);
        }
    }
}
