package dev.lakehouse4j.ai.report;

import static dev.lakehouse4j.medallion.site.HtmlText.escape;

import dev.lakehouse4j.ai.kpi.Kpi;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Finding;
import dev.lakehouse4j.ai.summary.Sentence;
import dev.lakehouse4j.ai.summary.Topic;
import dev.lakehouse4j.medallion.site.HtmlText;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a page as one HTML file.
 *
 * <p>The content security policy names the hashes of the style and the two scripts, and allows nothing else: no script that
 * found its way into the data would run, and nothing could be loaded or sent.
 */
final class PageWriter {

    /** Weight of a finding from which its first sentence stands out. */
    private static final double HEAVY = 0.9;

    private final Page page;
    private final Texts texts;
    private final StringBuilder html = new StringBuilder(1 << 19);
    private final Map<String, Panel> panels = new LinkedHashMap<>();

    private PageWriter(Page page, Texts texts) {
        this.page = page;
        this.texts = texts;
    }

    static String write(Page page, Texts texts) {
        return new PageWriter(page, texts).write();
    }

    private String write() {
        String style = Resource.text("report.css") + page.style();
        // A script that held this would end early; the library's does not, and a newer one must not either.
        String library = requireInline("/*\n" + Resource.chartLicense() + "*/\n" + Resource.chartLibrary());
        String script = requireInline(Resource.text("report.js"));
        html.append("<!DOCTYPE html>\n<html lang=\"")
                .append(texts.locale().toLanguageTag())
                .append(
                        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append("default-src 'none'; script-src ")
                .append(HtmlText.hash(library))
                .append(' ')
                .append(HtmlText.hash(script))
                .append("; style-src ")
                .append(HtmlText.hash(style))
                .append("; img-src data:; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
                .append("<meta name=\"generator\" content=\"Lakehouse4j\">\n")
                // Without it a browser would ask a server for an icon.
                .append("<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(escape(page.title()))
                .append("</title>\n<style>")
                .append(style)
                .append("</style>\n</head>\n<body>\n");
        body();
        html.append("<script type=\"application/json\" id=\"report-data\">")
                .append(HtmlText.json(PanelJson.write(panels, texts)))
                .append("</script>\n<script>")
                .append(library)
                .append("</script>\n<script>")
                .append(script)
                .append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private static String requireInline(String script) {
        if (script.contains("</script") || script.contains("<!--")) {
            throw new IllegalStateException("A script that ends its own element cannot be part of the page.");
        }
        return script;
    }

    private void body() {
        html.append("<a class=\"skip\" href=\"#charts\">")
                .append(escape(texts.say("skip")))
                .append("</a>\n<div class=\"page\">\n<header>\n");
        element("h1", "", page.title());
        element("p", "dates", page.dates());
        html.append("</header>\n");
        navigation();
        html.append("<main>\n");
        summary();
        html.append("<noscript><p class=\"absent\">")
                .append(escape(texts.say("noscript")))
                .append("</p></noscript>\n<div id=\"charts\">\n");
        page.sections().forEach(this::section);
        html.append("</div>\n</main>\n<footer>\n");
        List.of("footer.sources", "footer.offline", "footer.license").forEach(key -> element("p", "", texts.say(key)));
        html.append("</footer>\n</div>\n");
    }

    private void summary() {
        html.append("<section id=\"summary\" aria-labelledby=\"summary-title\">\n<h2 id=\"summary-title\">")
                .append(escape(texts.say("summary.title")))
                .append("</h2>\n");
        if (!page.tiles().isEmpty()) {
            html.append("<ul class=\"tiles\">\n");
            page.tiles().forEach(this::tile);
            html.append("</ul>\n");
            element("p", "tiles-note", texts.say("tiles.note"));
        }
        ExecutiveSummary summary = page.summary();
        if (summary == null) {
            element("p", "absent", texts.say("summary.failed"));
            html.append("</section>\n");
            return;
        }
        html.append("<div class=\"prose\">\n");
        summary.sections().forEach(this::told);
        html.append("</div>\n");
        if (!summary.sentencesOfModel().isEmpty()) {
            element("p", "note", texts.say("summary.model"));
        }
        for (String note : summary.notes()) {
            element("p", "note", note);
        }
        keyFigures();
        html.append("</section>\n");
    }

    private void tile(Tile tile) {
        html.append("<li class=\"tile\">");
        element("p", "name", tile.name());
        element("p", "value", tile.value());
        if (!tile.change().isEmpty()) {
            String type =
                    switch (tile.direction()) {
                        case BETTER -> "better";
                        case WORSE -> "worse";
                        case NEITHER -> "neither";
                    };
            html.append("<p class=\"change ")
                    .append(type)
                    .append("\">")
                    .append(escape(tile.newest()))
                    .append(" <b>")
                    .append(escape(tile.change()))
                    .append("</b><span class=\"hidden\"> (")
                    .append(escape(texts.say("tile." + type)))
                    .append(")</span></p>\n");
        }
        html.append("</li>\n");
    }

    /** A section of the summary; recommendations are numbered and go across the page. */
    private void told(dev.lakehouse4j.ai.summary.Section section) {
        boolean isNumbered = section.topic() == Topic.RECOMMENDATIONS;
        html.append(isNumbered ? "<div class=\"wide\">\n" : "<div>\n");
        element("h3", "", section.title());
        html.append(isNumbered ? "<ol>\n" : "");
        Set<String> sources = new LinkedHashSet<>();
        for (dev.lakehouse4j.ai.summary.Section.Passage passage : section.passages()) {
            html.append(isNumbered ? "<li>" : "<p>");
            if (isNumbered && !passage.heading().isEmpty()) {
                html.append("<b>").append(escape(passage.heading())).append(".</b> ");
            }
            String gap = "";
            // Who reads only the bold sentences knows the heaviest findings.
            boolean isBold = !isNumbered && weight(passage.finding()) >= HEAVY;
            for (Sentence sentence : passage.sentences()) {
                boolean isByModel = sentence.author() == Sentence.Author.MODEL;
                html.append(gap)
                        .append(isBold ? "<b>" : "")
                        .append(isByModel ? "<span class=\"by-model\">" : "")
                        .append(escape(sentence.text()))
                        .append(isByModel ? "</span>" : "")
                        .append(isBold ? "</b>" : "");
                isBold = false;
                gap = " ";
                sources.addAll(sentence.sources());
            }
            html.append(isNumbered ? "</li>\n" : "</p>\n");
        }
        html.append(isNumbered ? "</ol>\n" : "");
        String links = page.cited().stream()
                .map(Kpi::name)
                .filter(sources::contains)
                .map(name -> "<a href=\"#kpi-" + escape(name) + "\">" + escape(texts.name(name)) + "</a>")
                .collect(Collectors.joining(", "));
        if (!links.isEmpty()) {
            html.append("<p class=\"evidence\">")
                    .append(escape(texts.say("summary.sources")))
                    .append(' ')
                    .append(links)
                    .append("</p>\n");
        }
        html.append("</div>\n");
    }

    private double weight(String finding) {
        ExecutiveSummary summary = page.summary();
        return summary == null
                ? 0
                : summary.findings().stream()
                        .filter(one -> one.id().equals(finding))
                        .mapToDouble(Finding::weight)
                        .findFirst()
                        .orElse(0);
    }

    /** The queries behind tiles and sentences. */
    private void keyFigures() {
        if (page.cited().isEmpty()) {
            return;
        }
        html.append("<details class=\"figures\"><summary>")
                .append(escape(texts.say("summary.figures", page.cited().size())))
                .append("</summary>\n");
        for (Kpi kpi : page.cited()) {
            html.append("<div class=\"figure\" id=\"kpi-")
                    .append(escape(kpi.name()))
                    .append("\">\n");
            element("h3", "", kpi.name());
            String value = kpi.number().isPresent() || kpi.type() == Kpi.Type.TEXT
                    ? texts.say("summary.value", String.valueOf(kpi.value()), kpi.unit()) + ' '
                    : "";
            element("p", "", value + kpi.description());
            element("p", "", texts.say("source", versions(kpi.tableVersions())));
            code(kpi.sql());
            html.append("</div>\n");
        }
        html.append("</details>\n");
    }

    private void navigation() {
        html.append("<nav aria-label=\"").append(escape(texts.say("contents"))).append("\">\n<ul>\n");
        page.sections()
                .forEach(section -> html.append("<li><a href=\"#")
                        .append(section.id())
                        .append("\">")
                        .append(escape(section.title()))
                        .append("</a></li>\n"));
        html.append("</ul>\n</nav>\n");
    }

    private void section(Section section) {
        html.append("<section id=\"")
                .append(section.id())
                .append("\" aria-labelledby=\"")
                .append(section.id())
                .append("-title\">\n<h2 id=\"")
                .append(section.id())
                .append("-title\">")
                .append(escape(section.title()))
                .append("</h2>\n");
        element("p", "intro", section.intro());
        html.append("<div class=\"charts\">\n");
        for (Element element : section.elements()) {
            if (element instanceof Element.Chart chart) {
                chart(chart);
            } else if (element instanceof Element.Absent absent) {
                html.append("<div class=\"absent\" id=\"").append(absent.id()).append("\">\n");
                element("h3", "", absent.title());
                element("p", "", absent.reason());
                html.append("</div>\n");
            }
        }
        html.append("</div>\n</section>\n");
    }

    private void chart(Element.Chart chart) {
        html.append(chart.half() ? "<figure class=\"half\" id=\"" : "<figure id=\"")
                .append(chart.id())
                .append("\" aria-labelledby=\"")
                .append(chart.id())
                .append("-title\">\n<figcaption>\n<h3 id=\"")
                .append(chart.id())
                .append("-title\">")
                .append(escape(chart.title()))
                .append("</h3>\n");
        element("p", "what", chart.what());
        html.append("</figcaption>\n");
        if (!chart.panels().isEmpty()) {
            html.append(chart.map().isEmpty() ? "<div class=\"panels\">\n" : "<div class=\"panels beside\">\n");
            if (!chart.map().isEmpty()) {
                html.append("<div class=\"map\">");
                element("p", "panel-name", chart.mapName());
                html.append(chart.map()).append("</div>\n");
            }
            for (int i = 0; i < chart.panels().size(); i++) {
                panel(chart.id() + "-panel-" + (i + 1), chart.panels().get(i));
            }
            html.append("</div>\n");
        }
        element("p", "note", chart.note());
        table(chart);
        source(chart.source());
        html.append("</figure>\n");
    }

    private void panel(String id, Panel panel) {
        panels.put(id, panel);
        html.append("<div>");
        element("p", "panel-name", panel.name);
        String description = escape(panel.description);
        html.append("<div class=\"canvas\"><canvas id=\"")
                .append(id)
                .append("\" role=\"img\" aria-label=\"")
                .append(description)
                .append("\">")
                .append(description)
                .append("</canvas></div></div>\n");
    }

    private void table(Element.Chart chart) {
        DataTable table = chart.table();
        html.append("<details class=\"data\"><summary>")
                .append(escape(texts.say("table")))
                .append("</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(escape(texts.say("table.label", chart.title())))
                .append("\"><table>\n<thead><tr>");
        for (int column = 0; column < table.columns().size(); column++) {
            html.append(isNumber(table, column) ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">")
                    .append(escape(table.columns().get(column)))
                    .append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : table.rows()) {
            html.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
            for (int column = 1; column < row.size(); column++) {
                html.append(isNumber(table, column) ? "<td class=\"number\">" : "<td>")
                        .append(escape(row.get(column)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div></details>\n");
    }

    private static boolean isNumber(DataTable table, int column) {
        return column > 0
                && table.rows().stream()
                        .map(row -> row.get(column))
                        .allMatch(cell -> cell.equals(Texts.NONE) || cell.matches(".*\\d.*"));
    }

    private void source(Source source) {
        html.append("<details class=\"source\"><summary>")
                .append(escape(texts.say("source", versions(source.versions()))))
                .append("</summary>\n");
        code(source.sql());
        html.append("</details>\n");
    }

    private String versions(Map<String, Long> versions) {
        return versions.entrySet().stream()
                .map(entry -> texts.say("source.version", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A query; it can be reached and scrolled by keyboard. */
    private void code(String sql) {
        html.append("<pre tabindex=\"0\"><code>").append(escape(sql)).append("</code></pre>\n");
    }

    /** An element with a text; nothing for an empty one. */
    private void element(String name, String type, String text) {
        if (text.isEmpty()) {
            return;
        }
        html.append('<').append(name);
        if (!type.isEmpty()) {
            html.append(" class=\"").append(type).append('"');
        }
        html.append('>').append(escape(text)).append("</").append(name).append(">\n");
    }
}
