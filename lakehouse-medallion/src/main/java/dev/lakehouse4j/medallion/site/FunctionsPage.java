package dev.lakehouse4j.medallion.site;

import java.util.List;

/** Functions of SQL and trained models. */
final class FunctionsPage {

    private final SiteContent content;

    FunctionsPage(SiteContent content) {
        this.content = content;
    }

    Html html() {
        Html html = new Html();
        html.element("h1", "Functions and models");
        list(html, "models", "Models", content.models());
        list(html, "functions", "Functions", content.functions());
        return html;
    }

    private static void list(Html html, String id, String title, List<SiteContent.ObjectDoc> objects) {
        if (objects.isEmpty()) {
            return;
        }
        Parts.openSection(html, id, title);
        Parts.openTable(html, "List of " + id, List.of("Name", "What it does", "Version", "Owner"));
        for (SiteContent.ObjectDoc object : objects) {
            html.open("tr").open("th", "scope", "row").element("code", object.name());
            object.tags().forEach(tag -> Parts.tag(html.text(" "), tag, ""));
            html.close();
            html.element("td", object.comment());
            html.element("td", object.detail());
            html.element("td", object.owner()).end();
        }
        Parts.closeTable(html);
        html.end();
    }
}
