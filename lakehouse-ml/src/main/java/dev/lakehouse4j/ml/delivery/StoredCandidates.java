package dev.lakehouse4j.ml.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.ml.estimator.Learner;
import dev.lakehouse4j.ml.estimator.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings that tuning stored in a lake: {@code models/delivery_delay/candidates.json}. */
public final class StoredCandidates {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StoredCandidates() {}

    /**
     * The candidates with their stored settings.
     *
     * @param lake the lake
     * @return what tuning stored, or {@link Candidate#all()} when it stored nothing
     * @throws ModelException when the file is damaged
     */
    public static List<Candidate> read(Lakehouse lake) {
        DeliveryModelStore.requireApply(lake);
        Path file = file(lake);
        if (!Files.isRegularFile(file)) {
            return Candidate.all();
        }
        try {
            List<Candidate> candidates = new ArrayList<>();
            for (JsonNode node : MAPPER.readTree(Files.readAllBytes(file))) {
                candidates.add(candidate(node));
            }
            return candidates;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelException(
                    "Cannot read the stored settings " + file + ": " + e.getMessage()
                            + ". Delete the file to go back to the defaults, or tune again.",
                    e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the stored settings " + file, e);
        }
    }

    /**
     * Stores candidates, for runs and evaluations from now on.
     *
     * @param lake the lake
     * @param candidates the candidates with their settings
     */
    public static void write(Lakehouse lake, List<Candidate> candidates) {
        DeliveryModelStore.requireStore(lake);
        ArrayNode array = MAPPER.createArrayNode();
        candidates.forEach(candidate -> array.add(node(candidate)));
        Path file = file(lake);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(array));
        } catch (IOException e) {
            throw LakehouseErrors.storage("store the settings in " + file, e);
        }
    }

    static String toJson(Candidate candidate) {
        return node(candidate).toString();
    }

    static Candidate ofJson(String json) {
        try {
            return candidate(MAPPER.readTree(json));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelException("Cannot read the settings of a candidate: " + e.getMessage() + ".", e);
        }
    }

    private static ObjectNode node(Candidate candidate) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", candidate.name());
        node.put("goal", candidate.goal().name());
        ObjectNode learner = MAPPER.valueToTree(candidate.learner());
        learner.remove("linear"); // What Jackson makes of isLinear().
        node.set("learner", learner);
        node.put("seeds", candidate.seeds());
        return node;
    }

    private static Candidate candidate(JsonNode node) throws JsonProcessingException {
        JsonNode learner = node.path("learner");
        return new Candidate(
                node.path("name").asText(),
                Candidate.Goal.valueOf(node.path("goal").asText()),
                learner.has("depth")
                        ? MAPPER.treeToValue(learner, Learner.Trees.class)
                        : MAPPER.treeToValue(learner, Learner.Linear.class),
                node.path("seeds").asInt());
    }

    private static Path file(Lakehouse lake) {
        return DeliveryModelStore.folder(lake).resolve("candidates.json");
    }
}
