package dev.lakehouse4j.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells with aligned columns. */
final class TextTable {

    private final List<String[]> lines = new ArrayList<>();

    TextTable(String... header) {
        lines.add(header);
    }

    void add(String... cells) {
        lines.add(cells);
    }

    /** Prints the lines; columns whose name is in {@code rightAligned} (by position) are aligned to the right. */
    void print(PrintWriter out, int... rightAligned) {
        int[] widths = new int[lines.get(0).length];
        for (String[] cells : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells[i].length());
            }
        }
        for (String[] cells : lines) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                int column = i;
                boolean right = java.util.Arrays.stream(rightAligned).anyMatch(position -> position == column);
                String padding = " ".repeat(widths[i] - cells[i].length());
                line.append(i == 0 ? "" : "  ").append(right ? padding + cells[i] : cells[i] + padding);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
