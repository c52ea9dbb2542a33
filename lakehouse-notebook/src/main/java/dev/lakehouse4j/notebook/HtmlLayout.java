package dev.lakehouse4j.notebook;

import static dev.lakehouse4j.notebook.Values.escape;

import java.util.List;
import java.util.Locale;

/** A table in HTML. Styles stand at the elements, as notebooks and mail drop style sheets. */
final class HtmlLayout {

    private static final String TABLE = "border-collapse:collapse;font:13px/1.4 system-ui,sans-serif;margin:8px 0;"
            + "color:#1b1f24;background:#ffffff";
    private static final String CAPTION =
            "caption-side:top;text-align:left;font-weight:600;font-size:14px;padding:0 0 6px;color:#1b1f24";
    private static final String HEAD = "padding:4px 12px 4px 0;border-bottom:2px solid #2f6690;font-weight:600;"
            + "white-space:nowrap;background:#ffffff;text-align:";
    private static final String CELL =
            "padding:3px 12px 3px 0;border-bottom:1px solid #e6e9ec;vertical-align:top;max-width:420px;"
                    + "background:#ffffff;text-align:";
    private static final String NUMBER = "right;white-space:nowrap;font-variant-numeric:tabular-nums";

    private HtmlLayout() {}

    static String of(String title, List<String> columns, List<List<String>> rows, List<Boolean> numeric, int total) {
        StringBuilder html = new StringBuilder("<table style=\"").append(TABLE).append("\">\n");
        if (!title.isEmpty()) {
            html.append("<caption style=\"").append(CAPTION).append("\">").append(escape(title)).append("</caption>\n");
        }
        html.append("<thead><tr>");
        for (int i = 0; i < columns.size(); i++) {
            html.append("<th scope=\"col\" style=\"")
                    .append(HEAD)
                    .append(numeric.get(i) ? NUMBER : "left")
                    .append("\">")
                    .append(escape(columns.get(i).replace('_', ' ')))
                    .append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < columns.size(); i++) {
                html.append("<td style=\"")
                        .append(CELL)
                        .append(numeric.get(i) ? NUMBER : "left")
                        .append("\">")
                        .append(escape(row.get(i)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
        if (total > rows.size()) {
            html.append(String.format(Locale.ROOT, "<p>… and %,d more rows</p>%n", total - rows.size()));
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
