package dev.lakehouse4j.medallion.site;

import java.util.List;

/** The lineage of all tables, drawn and as a list. */
final class LineagePage {

    private final SiteContent content;

    LineagePage(SiteContent content) {
        this.content = content;
    }

    Html html() {
        Html html = new Html();
        html.element("h1", "Lineage");
        html.element(
                "p",
                "What is made from what, from left to right. Point at a table, or reach it by keyboard, to see all that it"
                        + " hangs together with; follow it to its page.",
                "class",
                "lead");
        html.add(new LineageDrawings(content, "").whole());
        Parts.openSection(html, "list", "As a list");
        Parts.openTable(html, "Lineage as a list", List.of("Table", "Made from", "Read by"));
        for (TableDoc table : content.tables()) {
            if (table.isQuarantine()) {
                continue;
            }
            html.open("tr").open("th", "scope", "row");
            html.element("a", table.name(), "href", SitePaths.table(table.name()))
                    .close();
            html.element("td", String.join(", ", content.lineage().upstream(table.name())));
            html.element("td", String.join(", ", content.lineage().downstream(table.name())))
                    .end();
        }
        Parts.closeTable(html);
        return html.end();
    }
}
