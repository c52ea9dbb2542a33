package dev.lakehouse4j.medallion.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How many rows of a run failed an expectation.
 *
 * @param name name of the expectation
 * @param condition its SQL condition
 * @param action {@code warn}, {@code drop} or {@code fail}
 * @param failedRows rows for which the condition was false or null
 * @param totalRows rows that were looked at
 */
public record ExpectationResult(String name, String condition, String action, long failedRows, long totalRows) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Results as they are noted in the history of the model's table, under {@code expectations}.
     *
     * @param results the results of one refresh
     * @return a JSON array of objects
     */
    public static String toJson(List<ExpectationResult> results) {
        ArrayNode array = MAPPER.createArrayNode();
        for (ExpectationResult result : results) {
            array.addObject()
                    .put("name", result.name)
                    .put("condition", result.condition)
                    .put("action", result.action)
                    .put("failedRows", result.failedRows)
                    .put("totalRows", result.totalRows);
        }
        return array.toString();
    }

    /**
     * Results from the history of a table.
     *
     * @param json what {@link #toJson} gave
     * @return the results; empty when the text is something else
     */
    public static List<ExpectationResult> fromJson(String json) {
        List<ExpectationResult> results = new ArrayList<>();
        try {
            for (JsonNode node : MAPPER.readTree(json)) {
                results.add(new ExpectationResult(
                        node.path("name").asText(),
                        node.path("condition").asText(),
                        node.path("action").asText(),
                        node.path("failedRows").asLong(-1),
                        node.path("totalRows").asLong(-1)));
            }
        } catch (JsonProcessingException e) {
            return List.of(); // Another writer's parameter of the same name.
        }
        return results;
    }
}
