package dev.lakehouse4j.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.List;

/** Lists of texts as calls give them: see {@link FunctionParameter#TEXTS}. */
final class FunctionTexts {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FunctionTexts() {}

    /** The list that one text stands for: the text itself, or what is in it when it is a JSON array. */
    static List<String> ofText(String text) {
        return text.strip().startsWith("[") ? elements(json(text)) : List.of(text);
    }

    /** The list that comes as a JSON array, or as the JSON string of one text. */
    static List<String> ofJson(String json) {
        JsonNode node = json(json);
        return node.isTextual() ? ofText(node.asText()) : elements(node);
    }

    private static List<String> elements(JsonNode node) {
        if (!node.isArray()) {
            return List.of(node.toString());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            if (!element.isNull()) {
                texts.add(element.isTextual() ? element.asText() : element.toString());
            }
        }
        return List.copyOf(texts);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new QueryException(
                    "Cannot read a list from «" + text + "». Write ['a', 'b'], or a JSON array of strings.", e);
        }
    }
}
