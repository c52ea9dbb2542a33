package dev.lakehouse4j.medallion.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Small parts of pages. */
final class Parts {

    private Parts() {}

    /** A tag, which leads to what else carries it. */
    static void tag(Html html, String tag, String up) {
        String name = tag.contains(" = ") ? tag.substring(0, tag.indexOf(" = ")) : tag;
        String query = URLEncoder.encode("tag:" + name, StandardCharsets.UTF_8).replace("+", "%20");
        html.element(
                "a",
                tag,
                "class",
                "tag " + (name.toLowerCase(Locale.ROOT).equals("pii") ? "pii" : ""),
                "href",
                up + SitePaths.INDEX + "#q=" + query);
    }

    static void time(Html html, Instant instant) {
        html.element(
                "time",
                Formats.minute(instant),
                "datetime",
                instant.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A query; it can be reached and scrolled by keyboard. */
    static void code(Html html, String name, String code) {
        html.open("pre", "tabindex", "0", "role", "region", "aria-label", name)
                .element("code", code)
                .end();
    }

    /** The head of a table that scrolls for itself on narrow screens. */
    static void openTable(Html html, String name, List<String> columns) {
        openTable(html, name, columns, "");
    }

    /** The same; a column whose name ends in the mark holds numbers. */
    static void openTable(Html html, String name, List<String> columns, String mark) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name)
                .open("table")
                .open("thead")
                .open("tr");
        for (String column : columns) {
            boolean isNumber = !mark.isEmpty() && column.endsWith(mark);
            html.element(
                    "th",
                    isNumber ? column.substring(0, column.length() - mark.length()) : column,
                    "scope",
                    "col",
                    "class",
                    isNumber ? "number" : "");
        }
        html.close().close().open("tbody");
    }

    static void closeTable(Html html) {
        html.close().close().end();
    }

    /** Opens a section with a heading that has an anchor. */
    static void openSection(Html html, String id, String title) {
        html.open("section", "aria-labelledby", id).element("h2", title, "id", id);
    }
}
