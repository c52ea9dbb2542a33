package dev.lakehouse4j.ml.estimator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Stored models: a JSON file, and for trees XGBoost's own file beside it, whose hash the JSON holds. */
final class ModelFiles {

    static final String MANIFEST = "estimator.json";
    static final String TREES = "model.ubj";
    private static final String FORMAT = "lakehouse4j-estimator";
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ModelFiles() {}

    static void save(FittedModel model, Path folder) {
        try {
            Files.createDirectories(folder);
            if (model instanceof TreeModel trees) {
                Files.write(folder.resolve(TREES), trees.bytes());
            }
            Files.writeString(folder.resolve(MANIFEST), manifest(model));
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the model in " + folder, e);
        }
    }

    static String manifest(FittedModel model) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.put("rounds", model.rounds());
        ArrayNode columns = root.putArray("columns");
        model.columns().forEach(columns::add);
        if (model instanceof TreeModel trees) {
            root.put("kind", "trees");
            root.put("file", TREES);
            root.put("sha256", trees.sha256());
        } else if (model instanceof LinearModel linear) {
            root.put("kind", "linear");
            root.put("bias", linear.bias());
            root.set("weights", MAPPER.valueToTree(linear.weights()));
            root.set("means", MAPPER.valueToTree(linear.standardisation().means()));
            root.set("deviations", MAPPER.valueToTree(linear.standardisation().deviations()));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the model as JSON", e);
        }
    }

    static FittedModel load(Path folder) {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new ModelException("Cannot load a model from " + folder + ": there is no " + MANIFEST
                    + ". Give the folder that a model" + " was saved to.");
        }
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(manifest));
            if (!root.path("format").asText().equals(FORMAT)) {
                throw damaged(manifest, "it is not a stored model of this library");
            }
            if (root.path("version").asInt() != VERSION) {
                throw damaged(
                        manifest,
                        "its version is " + root.path("version").asText() + " and this library reads version "
                                + VERSION);
            }
            List<String> columns = new ArrayList<>();
            root.path("columns").forEach(name -> columns.add(name.asText()));
            int rounds = root.path("rounds").asInt();
            return switch (root.path("kind").asText()) {
                case "trees" -> trees(folder.resolve(TREES), root, columns, rounds);
                case "linear" -> linear(manifest, root, columns, rounds);
                default ->
                    throw damaged(
                            manifest,
                            "its kind is " + root.path("kind").asText() + " and this library knows trees and linear");
            };
        } catch (JsonProcessingException e) {
            throw damaged(manifest, "it is no whole JSON file", e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("load the model in " + folder, e);
        }
    }

    private static TreeModel trees(Path file, JsonNode root, List<String> columns, int rounds) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw damaged(file, "the file is missing");
        }
        byte[] bytes = Files.readAllBytes(file);
        // XGBoost must not see a damaged file: reading one can end the process.
        if (!hash(bytes).equals(root.path("sha256").asText())) {
            throw damaged(file, "its content is not what was stored (" + bytes.length + " bytes)");
        }
        Natives.require();
        try {
            Booster booster = XGBoost.loadModel(bytes);
            if (booster.getNumFeature() != columns.size()) {
                booster.dispose();
                throw damaged(file, "it has other features than " + MANIFEST + " says");
            }
            return new TreeModel(columns, booster, rounds);
        } catch (XGBoostError e) {
            throw damaged(file, "XGBoost refuses it", e);
        }
    }

    private static LinearModel linear(Path manifest, JsonNode root, List<String> columns, int rounds) {
        double[] weights = MAPPER.convertValue(root.path("weights"), double[].class);
        double[] means = MAPPER.convertValue(root.path("means"), double[].class);
        double[] deviations = MAPPER.convertValue(root.path("deviations"), double[].class);
        boolean whole = weights != null
                && means != null
                && deviations != null
                && root.path("bias").isNumber()
                && IntStream.of(weights.length, means.length, deviations.length).allMatch(n -> n == columns.size());
        if (!whole) {
            throw damaged(manifest, "it does not have a weight, mean and deviation per column");
        }
        return new LinearModel(
                columns,
                rounds,
                new Standardisation(means, deviations),
                weights,
                root.path("bias").asDouble());
    }

    private static ModelException damaged(Path file, String why) {
        return new ModelException(damage(file, why));
    }

    private static ModelException damaged(Path file, String why, Exception cause) {
        return new ModelException(damage(file, why), cause);
    }

    private static String damage(Path file, String why) {
        return "Cannot load the model file " + file + ": " + why + ". Restore the file, or train the model again.";
    }

    static void requireColumns(List<String> expected, FeatureMatrix x) {
        if (x.columns().equals(expected)) {
            return;
        }
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(x.columns());
        List<String> unknown = new ArrayList<>(x.columns());
        unknown.removeAll(expected);
        throw new ModelException("Cannot score: the features are not those that the model was trained on"
                + (missing.isEmpty() ? "" : "; missing are " + String.join(", ", missing))
                + (unknown.isEmpty() ? "" : "; unknown are " + String.join(", ", unknown))
                + (missing.isEmpty() && unknown.isEmpty() ? "; their order differs" : "")
                + ". Compute the features with the definition of this model's version, or train the model again.");
    }

    static Map<String, Double> shares(List<String> columns, double[] sizes) {
        double total = 0;
        for (double size : sizes) {
            total += size;
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        double all = total;
        IntStream.range(0, sizes.length)
                .filter(i -> sizes[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -sizes[i]))
                .forEach(i -> shares.put(columns.get(i), sizes[i] / all));
        return shares;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
