package dev.lakehouse4j.medallion.site;

import java.util.List;
import java.util.Map;

/** The first page: search, and every table by layer. */
final class IndexPage {

    private final SiteContent content;

    IndexPage(SiteContent content) {
        this.content = content;
    }

    Html html() {
        Html html = new Html();
        html.element("h1", content.title());
        html.element("p", overview(), "class", "lead");
        results(html);
        html.open("div", "id", "browse");
        if (content.tables().isEmpty()) {
            html.element("p", "There is no table to show.", "class", "note");
        }
        for (SiteContent.SchemaDoc schema : content.schemas()) {
            schema(html, schema);
        }
        tags(html);
        return html.end();
    }

    private String overview() {
        long tables = content.tables().stream().filter(table -> !table.isView()).count();
        long views = content.tables().size() - tables;
        long columns = content.tables().stream()
                .mapToLong(table -> table.columns().size())
                .sum();
        return Formats.count(tables, "table", "tables")
                + (views == 0 ? "" : ", " + Formats.count(views, "view", "views"))
                + ", " + Formats.count(columns, "column", "columns") + ".";
    }

    private static void results(Html html) {
        html.open("section", "id", "results", "aria-label", "Search results", "hidden", "hidden");
        html.element("p", "", "id", "found", "role", "status");
        html.open("ol", "id", "hits", "class", "hits").close();
        html.end();
    }

    private void schema(Html html, SiteContent.SchemaDoc schema) {
        List<TableDoc> tables = content.tablesOf(schema.name());
        if (tables.isEmpty()) {
            return;
        }
        String id = "schema-" + SitePaths.fileName(schema.name());
        html.open("section", "aria-labelledby", id);
        html.open("h2", "id", id);
        html.element("span", schema.name(), "class", "badge " + LineageDrawings.type(schema.name()));
        html.close();
        if (!schema.comment().isEmpty()) {
            html.element("p", schema.comment(), "class", "note");
        }
        html.open(
                "div",
                "class",
                "scroll",
                "tabindex",
                "0",
                "role",
                "region",
                "aria-label",
                "Tables of " + schema.name());
        html.open("table", "class", "wide").open("thead").open("tr");
        html.element("th", "Table", "scope", "col");
        html.element("th", "What a row is", "scope", "col");
        html.element("th", "Rows", "scope", "col", "class", "number");
        html.element("th", "Columns", "scope", "col", "class", "number");
        html.element("th", "Last change", "scope", "col");
        html.close().close().open("tbody");
        for (TableDoc table : tables) {
            TableDoc.Storage storage = table.storage();
            html.open("tr").open("th", "scope", "row");
            html.element("a", table.shortName(), "href", SitePaths.table(table.name()));
            if (table.isView()) {
                html.text(" ").element("span", "view", "class", "tag");
            }
            table.tags().forEach(tag -> Parts.tag(html.text(" "), tag, ""));
            html.close();
            html.element("td", table.comment(), "class", "text");
            html.element("td", storage == null ? "" : Formats.count(storage.rows()), "class", "number");
            html.element("td", Formats.count(table.columns().size()), "class", "number");
            html.open("td", "class", "nowrap");
            if (storage != null) {
                Parts.time(html, storage.changedAt());
            }
            html.close().end();
        }
        html.close().close().close().end();
    }

    private void tags(Html html) {
        Map<String, List<String>> tagged = content.tagged();
        if (tagged.isEmpty()) {
            return;
        }
        html.open("section", "aria-labelledby", "tags").element("h2", "Tags", "id", "tags");
        html.open("ul", "class", "plain");
        tagged.forEach((tag, names) -> {
            html.open("li");
            Parts.tag(html, tag, "");
            html.text(" " + Formats.count(names.size(), "object or column", "objects and columns"));
            html.end();
        });
        html.close().end();
    }
}
