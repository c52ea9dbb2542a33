package dev.lakehouse4j.core.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Reads, changes and writes the engine's syntax trees. */
final class Syntax {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Syntax() {}

    static ObjectNode parse(SqlEngine engine, String sql) {
        try {
            return (ObjectNode) MAPPER.readTree(engine.syntaxTree(sql));
        } catch (StreamConstraintsException e) {
            throw new QueryException(
                    "Cannot run the query: it is nested too deep. Split it into WITH queries, or shorten its chains of"
                            + " operators.");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the engine's syntax tree", e);
        }
    }

    static String print(SqlEngine engine, JsonNode tree) {
        return engine.sql(tree.toString());
    }

    static ObjectNode constant(String kind, String text) {
        ObjectNode constant = MAPPER.createObjectNode();
        constant.put("class", "CONSTANT").put("type", "VALUE_CONSTANT").put("alias", "");
        constant.putObject("literal").put("kind", kind).put("text", text);
        return constant;
    }

    static ObjectNode column(List<String> names) {
        ObjectNode column = MAPPER.createObjectNode();
        column.put("class", "COLUMN_REF").put("type", "COLUMN_REF").put("alias", "");
        ArrayNode array = column.putArray("column_names");
        names.forEach(array::add);
        return column;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    static boolean is(JsonNode node, String type) {
        return node.path("type").isTextual() && node.path("type").asText().equals(type);
    }

    /** Replaces objects from the leaves up; the change returns its argument where there is nothing to change. */
    static JsonNode transform(JsonNode node, UnaryOperator<ObjectNode> change) {
        if (node instanceof ObjectNode object) {
            for (String field : fieldNames(object)) {
                object.set(field, transform(object.get(field), change));
            }
            return change.apply(object);
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, transform(array.get(i), change));
            }
        }
        return node;
    }

    private static List<String> fieldNames(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
