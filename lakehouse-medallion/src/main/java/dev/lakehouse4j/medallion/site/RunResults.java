package dev.lakehouse4j.medallion.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What expectations found: from the history of a table or, for tables of older versions, from the report on the last run. */
final class RunResults {

    /** Name of the parameter in the history. */
    private static final String EXPECTATIONS = "expectations";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, List<TableDoc.Quality.Expected>> byTable = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();

    private RunResults() {}

    /** Reads the report on the last run; without one, or with a damaged one, there are no results. */
    static RunResults of(Path lake) {
        RunResults results = new RunResults();
        Path report = lake.resolve("report").resolve("run.json");
        if (Files.isRegularFile(report)) {
            try {
                for (JsonNode step : MAPPER.readTree(report.toFile()).path("steps")) {
                    String table = step.path("table").asText();
                    List<TableDoc.Quality.Expected> found = new ArrayList<>();
                    for (JsonNode one : step.path(EXPECTATIONS)) {
                        found.add(new TableDoc.Quality.Expected(
                                one.path("name").asText(),
                                one.path("condition").asText(),
                                one.path("action").asText(),
                                one.path("failedRows").asLong(-1),
                                one.path("totalRows").asLong(-1)));
                    }
                    results.byTable.put(table, found);
                    results.versions.put(table, step.path("tableVersion").asLong(-1));
                }
            } catch (IOException e) {
                results.byTable.clear(); // Somebody else's file, or one that is being written.
            }
        }
        return results;
    }

    /** The results for a table and the version that they are of, with no word on its quarantine. */
    TableDoc.Quality of(String table, List<Commit> history) {
        for (Commit commit : history) {
            String noted = commit.parameters().get(EXPECTATIONS);
            if (noted != null) {
                return new TableDoc.Quality(
                        ExpectationResult.fromJson(noted).stream()
                                .map(result -> new TableDoc.Quality.Expected(
                                        result.name(),
                                        result.condition(),
                                        result.action(),
                                        result.failedRows(),
                                        result.totalRows()))
                                .toList(),
                        commit.version(),
                        List.of(),
                        "");
            }
        }
        return new TableDoc.Quality(
                byTable.getOrDefault(table, List.of()), versions.getOrDefault(table, -1L), List.of(), "");
    }
}
