package dev.lakehouse4j.medallion.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the first page's script searches in. */
final class SearchIndex {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SearchIndex() {}

    /** An array of objects: kind, name, type (for the colour), page, comment, owner, tags, and columns. */
    static String json(SiteContent content) {
        ArrayNode entries = MAPPER.createArrayNode();
        for (TableDoc table : content.tables()) {
            ObjectNode entry = entry(
                    entries,
                    table.isView() ? "view" : "table",
                    table.name(),
                    SitePaths.table(table.name()),
                    table.comment(),
                    table.owner(),
                    table.tags());
            entry.put("type", LineageDrawings.type(table.schema()));
            ArrayNode columns = entry.putArray("columns");
            for (TableDoc.ColumnDoc column : table.columns()) {
                ObjectNode node = columns.addObject().put("name", column.name()).put("comment", column.comment());
                node.put("page", SitePaths.table(table.name()) + "#" + SitePaths.column(column.name()));
                ArrayNode tags = node.putArray("tags");
                column.tags().forEach(tags::add);
            }
        }
        for (SiteContent.ObjectDoc model : content.models()) {
            entry(
                    entries,
                    "model",
                    model.name(),
                    SitePaths.FUNCTIONS + "#models",
                    model.comment(),
                    model.owner(),
                    model.tags());
        }
        for (SiteContent.ObjectDoc function : content.functions()) {
            entry(
                    entries,
                    "function",
                    function.name(),
                    SitePaths.FUNCTIONS + "#functions",
                    function.comment(),
                    function.owner(),
                    function.tags());
        }
        try {
            return MAPPER.writeValueAsString(entries);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the search index as JSON", e);
        }
    }

    private static ObjectNode entry(
            ArrayNode entries, String kind, String name, String page, String comment, String owner, List<String> tags) {
        ObjectNode entry = entries.addObject()
                .put("kind", kind)
                .put("name", name)
                .put("page", page)
                .put("comment", comment)
                .put("owner", owner)
                .put("type", "other");
        ArrayNode array = entry.putArray("tags");
        tags.forEach(array::add);
        return entry;
    }
}
