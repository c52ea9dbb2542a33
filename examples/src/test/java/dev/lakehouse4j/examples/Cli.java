package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command left behind.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int code, String out, String err) {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Cli call(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(String.valueOf(argument));
        }
        int code = LakehouseCommand.execute(
                new PrintWriter(out), new PrintWriter(err, true), texts.toArray(String[]::new));
        return new Cli(code, out.toString(), err.toString());
    }

    /** Runs the main job. */
    static Cli runJob(Path source, Path lake) {
        return call("run", "--source", source, "--lake", lake);
    }

    /** Asks {@code sql --json} and reads its standard output. */
    static JsonNode sql(Path lake, String query) {
        Cli asked = call("sql", "--json", "--lake", lake, query);
        assertThat(asked.err()).isEmpty();
        assertThat(asked.code()).isZero();
        return parse(asked.out());
    }

    static JsonNode parse(String json) {
        assertThat(json).as("what was printed").isNotBlank();
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not well-formed: " + json, e);
        }
    }

    static JsonNode report(Path lake, String file) throws IOException {
        return parse(Files.readString(lake.resolve("report").resolve(file)));
    }

    /** The step of {@code run.json} that makes a table. */
    static JsonNode step(Path lake, String table) throws IOException {
        for (JsonNode step : report(lake, "run.json").path("steps")) {
            if (step.path("table").asText().equals(table)) {
                return step;
            }
        }
        throw new AssertionError("run.json has no step for " + table);
    }

    Cli succeeds() {
        assertThat(code).as("%s%n%s", out, err).isZero();
        return this;
    }
}
