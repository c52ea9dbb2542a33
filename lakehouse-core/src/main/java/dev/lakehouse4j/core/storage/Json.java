package dev.lakehouse4j.core.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.StorageException;
import java.util.ArrayList;
import java.util.List;

/** JSON as the log and table properties hold it. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON of " + value, e);
        }
    }

    static List<String> readStrings(String json) {
        List<String> values = new ArrayList<>();
        for (JsonNode node : read(json)) {
            values.add(node.asText());
        }
        return values;
    }

    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new StorageException(
                    "Cannot read a log entry: it is not JSON (" + e.getOriginalMessage()
                            + "). The log is damaged; restore the file from a copy of the lake.",
                    e);
        }
    }
}
