package dev.lakehouse4j.notebook;

import java.util.List;
import java.util.Locale;

/** Writes an SVG element by element. */
final class Svg {

    static final int WIDTH = 760;
    static final String INK = "#1b1f24";
    static final String SOFT = "#55606c";
    static final String GRID = "#e6e9ec";
    static final String AXIS = "#8a95a1";

    /** Told apart in all common colour blindness, and from the white ground by at least 3 : 1. */
    private static final List<String> COLOURS = List.of("#2f6690", "#c26a00", "#5b8c3e", "#8a4f9e", "#55606c");

    private final StringBuilder text = new StringBuilder();
    private final int height;

    Svg(int height, String description) {
        this.height = height;
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\""
                        + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"12.5\">\n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
                WIDTH,
                height,
                Values.escape(description),
                WIDTH,
                height));
    }

    static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    /** Width of a text, rather too much than too little, as no font is at hand to ask. */
    static double width(String text) {
        return text.codePoints()
                .mapToDouble(c -> "%@MWmw".indexOf(c) >= 0 ? 12 : Character.isUpperCase(c) ? 9.6 : 7.4)
                .sum();
    }

    int height() {
        return height;
    }

    void rect(double x, double y, double width, double height, String colour) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                x,
                y,
                Math.max(0, width),
                height,
                colour));
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    void path(String commands, String colour) {
        text.append("<path d=\"")
                .append(commands)
                .append("\" fill=\"none\" stroke=\"")
                .append(colour)
                .append("\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n");
    }

    void dot(double x, double y, String colour) {
        text.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\"/>\n", x, y, colour));
    }

    /**
     * A text.
     *
     * @param anchor {@code start}, {@code middle} or {@code end}
     */
    void text(double x, double y, String anchor, String colour, String content) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
                x,
                y,
                anchor,
                colour,
                Values.escape(content)));
    }

    void title(String content) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"0\" y=\"18\" font-size=\"15\" font-weight=\"600\" fill=\"%s\">%s</text>\n",
                INK,
                Values.escape(content)));
    }

    /** Names of the series with their colours, from left to right. */
    void legend(double y, List<Chart.Series> series) {
        double x = 0;
        for (int i = 0; i < series.size(); i++) {
            String name = series.get(i).name().replace('_', ' ');
            rect(x, y - 9, 12, 9, colour(i));
            text(x + 17, y, "start", INK, name);
            x += 17 + width(name) + 20;
        }
    }

    String end() {
        return text.append("</svg>\n").toString();
    }
}
