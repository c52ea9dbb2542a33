package dev.lakehouse4j.notebook;

import java.util.List;
import java.util.Locale;

/** Columns side by side. */
final class TextLayout {

    private static final int WIDEST = 60;

    private TextLayout() {}

    static String of(String title, List<String> columns, List<List<String>> rows, List<Boolean> numeric, int total) {
        List<List<String>> cells = rows.stream()
                .map(row -> row.stream().map(TextLayout::cell).toList())
                .toList();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(columns.get(i));
            for (List<String> row : cells) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        if (!title.isEmpty()) {
            text.append(title).append("\n\n");
        }
        append(text, columns, widths, numeric);
        for (int i = 0; i < widths.length; i++) {
            text.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        text.append('\n');
        cells.forEach(row -> append(text, row, widths, numeric));
        text.append(
                total > rows.size()
                        ? String.format(Locale.ROOT, "… and %,d more rows\n", total - rows.size())
                        : String.format(Locale.ROOT, "(%,d %s)\n", total, total == 1 ? "row" : "rows"));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths, List<Boolean> numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
            line.append(i == 0 ? "" : "  ");
            line.append(numeric.get(i) ? padding + cells.get(i) : cells.get(i) + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** One line; other control characters could move the cursor of the terminal. */
    private static String cell(String value) {
        String text =
                value.replace("\r", "").replace('\n', '⏎').replace('\t', ' ').replaceAll("\\p{Cntrl}", "·");
        return length(text) <= WIDEST ? text : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
