package dev.lakehouse4j.ml.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.ml.estimator.FittedModel;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.ml.evaluation.Calibrator;
import dev.lakehouse4j.ml.feature.Encoding;
import dev.lakehouse4j.ml.feature.Feature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Stored delay models: {@code delay.json} and a folder per member. */
final class DelayModelFiles {

    static final String MANIFEST = "delay.json";
    private static final String FORMAT = "lakehouse4j-delay";
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DelayModelFiles() {}

    /** Hash over all that decides what the model says. */
    static String version(DelayModel model) {
        try {
            ObjectNode root = content(model);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(MAPPER.writeValueAsBytes(root));
            for (FittedModel member : model.ensemble().members()) {
                digest.update(member.sha256().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash the model", e);
        }
    }

    private static ObjectNode content(DelayModel model) throws JsonProcessingException {
        Ensemble ensemble = model.ensemble();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("candidate", model.candidate());
        root.put("goal", ensemble.goal().name());
        root.put("trainedUntil", model.trainedUntil().toString());
        root.put("trainingRows", ensemble.trainingRows());
        root.put("meanLogPromise", ensemble.meanLogPromise());
        root.put("threshold", model.threshold());
        root.set("calibrator", MAPPER.readTree(model.calibrator().toJson()));
        root.set("numbers", MAPPER.valueToTree(ensemble.encoding().numbers()));
        root.set("categories", MAPPER.valueToTree(ensemble.encoding().categories()));
        ArrayNode features = root.putArray("features");
        for (Feature feature : model.features()) {
            features.addObject()
                    .put("name", feature.name())
                    .put("kind", feature.kind().name())
                    .put("sql", feature.sql())
                    .put("phrase", feature.phrase());
        }
        return root;
    }

    static void save(DelayModel model, Path folder) {
        try {
            Files.createDirectories(folder);
            int number = 0;
            for (FittedModel member : model.ensemble().members()) {
                member.save(folder.resolve("member-" + number++));
            }
            ObjectNode root = MAPPER.createObjectNode();
            root.put("format", FORMAT);
            root.put("formatVersion", VERSION);
            root.put("version", model.version());
            root.put("members", number);
            root.setAll(content(model));
            Files.writeString(
                    folder.resolve(MANIFEST),
                    MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the model in " + folder, e);
        }
    }

    static DelayModel load(Path folder) {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new ModelException("Cannot load a delay model from " + folder + ": there is no " + MANIFEST
                    + ". Give the folder that a model was saved to.");
        }
        List<FittedModel> members = new ArrayList<>();
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(manifest));
            if (!root.path("format").asText().equals(FORMAT)
                    || root.path("formatVersion").asInt() != VERSION) {
                throw damaged(
                        manifest,
                        "its format is '" + root.path("format").asText() + "' "
                                + root.path("formatVersion").asText() + " and this library reads '" + FORMAT + "' "
                                + VERSION);
            }
            for (int i = 0; i < root.path("members").asInt(); i++) {
                members.add(FittedModel.load(folder.resolve("member-" + i)));
            }
            Ensemble ensemble = new Ensemble(
                    Candidate.Goal.valueOf(root.path("goal").asText()),
                    encoding(root),
                    members,
                    root.path("meanLogPromise").asDouble(),
                    root.path("trainingRows").asInt());
            DelayModel model = new DelayModel(
                    root.path("candidate").asText(),
                    ensemble,
                    Calibrator.fromJson(root.path("calibrator").toString()),
                    root.path("threshold").asDouble(),
                    LocalDateTime.parse(root.path("trainedUntil").asText()),
                    features(root));
            if (!model.version().equals(root.path("version").asText())) {
                throw damaged(manifest, "its content is not what was stored");
            }
            return model;
        } catch (JsonProcessingException | RuntimeException e) {
            members.forEach(FittedModel::close);
            if (e instanceof ModelException known) {
                throw known;
            }
            throw new ModelException(damage(manifest, "it is not a whole delay model"), e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("load the model in " + folder, e);
        }
    }

    private static Encoding encoding(JsonNode root) {
        List<String> numbers = new ArrayList<>();
        root.path("numbers").forEach(name -> numbers.add(name.asText()));
        Map<String, List<String>> categories = new LinkedHashMap<>();
        root.path("categories").properties().forEach(entry -> {
            List<String> values = new ArrayList<>();
            entry.getValue().forEach(value -> values.add(value.asText()));
            categories.put(entry.getKey(), values);
        });
        return new Encoding(numbers, categories);
    }

    private static List<Feature> features(JsonNode root) {
        List<Feature> features = new ArrayList<>();
        root.path("features")
                .forEach(node -> features.add(new Feature(
                        node.path("name").asText(),
                        Feature.Kind.valueOf(node.path("kind").asText()),
                        node.path("sql").asText(),
                        node.path("phrase").asText())));
        return features;
    }

    private static ModelException damaged(Path file, String why) {
        return new ModelException(damage(file, why));
    }

    private static String damage(Path file, String why) {
        return "Cannot load the model file " + file + ": " + why + ". Restore the file, or train the model again.";
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw LakehouseErrors.storage("remove the folder " + folder, e);
        }
    }
}
