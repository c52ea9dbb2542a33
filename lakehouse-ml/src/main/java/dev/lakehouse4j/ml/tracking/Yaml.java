package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** YAML as MLflow writes and reads it; text is always quoted, so that {@code "1"} stays text in Python. */
final class Yaml {

    private static final YAMLMapper MAPPER = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    private Yaml() {}

    static byte[] write(ObjectNode value) {
        try {
            return MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write YAML of " + value, e);
        }
    }

    /** Reads a mapping; {@code what} says what it is, for the error. */
    static ObjectNode read(String what, byte[] content) {
        try {
            JsonNode node = MAPPER.readTree(content);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw damaged(what, "it holds no mapping", null);
        } catch (JsonProcessingException e) {
            throw damaged(what, e.getOriginalMessage().lines().findFirst().orElse("it is not YAML"), e);
        } catch (IOException e) {
            throw damaged(what, String.valueOf(e.getMessage()), e);
        }
    }

    static StorageException damaged(
            String what, String why, java.lang.@org.jspecify.annotations.Nullable Throwable cause) {
        return new StorageException(
                "Cannot read " + what + ": its YAML file is damaged (" + why
                        + "). Restore the file from a copy, or remove its folder.",
                cause);
    }
}
