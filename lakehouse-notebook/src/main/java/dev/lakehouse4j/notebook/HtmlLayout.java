package dev.lakehouse4j.notebook;

import static dev.lakehouse4j.notebook.Values.escape;

import java.util.List;
import java.util.Locale;

/** A table in HTML, with its style beside it so that it can stand anywhere. */
final class HtmlLayout {

    // Colours of their own, as a notebook's page may be dark; "!important", as notebooks style tables as well.
    private static final String STYLE = """
            <style>
            .lakehouse-table { border-collapse: collapse; margin: 8px 0; background: #ffffff; color: #1b1f24; \
            font: 13px/1.4 system-ui, sans-serif }
            .lakehouse-table caption { caption-side: top; text-align: left; font-weight: 600; font-size: 15px; \
            padding: 6px 8px; color: #1b1f24; background: #ffffff }
            .lakehouse-table th, .lakehouse-table td { padding: 3px 8px; vertical-align: top; \
            text-align: left !important; max-width: 420px; background: #ffffff }
            .lakehouse-table th { border-bottom: 2px solid #2f6690; font-weight: 600 }
            .lakehouse-table td { border-bottom: 1px solid #e6e9ec; overflow-wrap: break-word }
            .lakehouse-table .number { text-align: right !important; font-variant-numeric: tabular-nums }
            .lakehouse-table td.number { white-space: nowrap }
            </style>
            """;

    private HtmlLayout() {}

    static String of(String title, List<String> columns, List<List<String>> rows, List<Boolean> numeric, int total) {
        StringBuilder html = new StringBuilder(STYLE).append("<table class=\"lakehouse-table\">\n");
        if (!title.isEmpty()) {
            html.append("<caption>").append(escape(title)).append("</caption>\n");
        }
        html.append("<thead><tr>");
        for (int i = 0; i < columns.size(); i++) {
            html.append(numeric.get(i) ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">")
                    .append(escape(columns.get(i).replace('_', ' ').strip()))
                    .append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                html.append(numeric.get(i) ? "<td class=\"number\">" : "<td>")
                        .append(escape(row.get(i)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
        if (total > rows.size()) {
            html.append(String.format(Locale.ROOT, "<p>… and %,d more rows</p>\n", total - rows.size()));
        } else if (total == 0) {
            html.append("<p>(no rows)</p>\n");
        }
        return html.toString();
    }

    /** A whole document. */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + escape(title)
                + "</title></head>\n<body style=\"margin:24px auto;max-width:960px;padding:0 16px\">\n" + body
                + "</body></html>\n";
    }
}
