package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.SqlEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes syntax trees of text and text of syntax trees. */
final class Trees {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MARK = "lineage4j_";
    private static final Pattern MARKS =
            Pattern.compile("\\s+AS\\s+\"?" + MARK + "(\\d+)\"?\\s*(?:,\\s*|$)", Pattern.CASE_INSENSITIVE);

    private final SqlEngine engine;

    Trees(SqlEngine engine) {
        this.engine = engine;
    }

    /** The query node of a statement. */
    JsonNode query(String sql) {
        return tree(sql).path("statements").path(0).path("node");
    }

    private JsonNode tree(String sql) {
        try {
            return MAPPER.readTree(engine.syntaxTree(sql));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the engine's syntax tree", e);
        }
    }

    static JsonNode column(String name) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("class", "COLUMN_REF").put("type", "COLUMN_REF").put("alias", "");
        node.putArray("column_names").add(name);
        return node;
    }

    /** The text of expressions, all by one call of the engine. */
    List<String> text(List<JsonNode> expressions) {
        if (expressions.isEmpty()) {
            return List.of();
        }
        ObjectNode root = (ObjectNode) tree("select 1");
        ObjectNode select = (ObjectNode) root.path("statements").path(0).path("node");
        ArrayNode list = select.putArray("select_list");
        for (int i = 0; i < expressions.size(); i++) {
            list.add(((ObjectNode) expressions.get(i).deepCopy()).put("alias", MARK + i));
        }
        String sql = engine.sql(root.toString()).strip().replaceFirst("(?is)^select\\s+", "");
        List<String> texts = new ArrayList<>();
        Matcher marks = MARKS.matcher(sql);
        int from = 0;
        while (marks.find() && Integer.parseInt(marks.group(1)) == texts.size()) {
            texts.add(sql.substring(from, marks.start()).strip());
            from = marks.end();
        }
        if (texts.size() != expressions.size()) {
            throw new IllegalStateException("Cannot read back " + expressions.size() + " expressions from " + sql);
        }
        return texts;
    }

    /** The text of a FROM clause's part as {@code select * from …}. */
    String selectFrom(JsonNode table) {
        ObjectNode root = (ObjectNode) tree("select * from lineage4j");
        ((ObjectNode) root.path("statements").path(0).path("node")).set("from_table", table);
        return engine.sql(root.toString());
    }
}
