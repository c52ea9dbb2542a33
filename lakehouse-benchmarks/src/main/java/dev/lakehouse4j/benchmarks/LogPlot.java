package dev.lakehouse4j.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** A plot with both axes logarithmic, as an SVG that follows the reader's light or dark mode. */
final class LogPlot {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int LEFT = 84;
    private static final int RIGHT = 190;
    private static final int TOP = 58;
    private static final int BOTTOM = 66;
    private static final int LABEL_GAP = 16;
    private static final int COLOURS = 10;

    private static final String STYLE = """
              <style>
                .page { fill: #ffffff; stroke: #d0d7de; }
                .grid { stroke: #d0d7de; stroke-width: 1; }
                .axis { stroke: #59636e; stroke-width: 1.2; }
                .guide { stroke: #59636e; stroke-width: 1.2; stroke-dasharray: 2 4; fill: none; }
                .head { fill: #1f2328; font-size: 15px; font-weight: 600; }
                .text { fill: #1f2328; font-size: 12.5px; }
                .note { fill: #59636e; font-size: 12px; }
                .series { stroke-width: 2.2; fill: none; }
                .mark { stroke: none; }
                .c0 { stroke: #0969da; } .m0 { fill: #0969da; }
                .c1 { stroke: #bc4c00; } .m1 { fill: #bc4c00; }
                .c2 { stroke: #8250df; } .m2 { fill: #8250df; }
                .c3 { stroke: #1a7f37; } .m3 { fill: #1a7f37; }
                .c4 { stroke: #cf222e; } .m4 { fill: #cf222e; }
                .c5 { stroke: #7d6300; } .m5 { fill: #7d6300; }
                .c6 { stroke: #0a7ea4; } .m6 { fill: #0a7ea4; }
                .c7 { stroke: #bf3989; } .m7 { fill: #bf3989; }
                .c8 { stroke: #6e7781; } .m8 { fill: #6e7781; }
                .c9 { stroke: #953800; } .m9 { fill: #953800; }
                @media (prefers-color-scheme: dark) {
                  .page { fill: #0d1117; stroke: #3d444d; }
                  .grid { stroke: #2a313a; }
                  .axis, .guide { stroke: #9198a1; }
                  .head, .text { fill: #f0f6fc; }
                  .note { fill: #9198a1; }
                  .c0 { stroke: #58a6ff; } .m0 { fill: #58a6ff; }
                  .c1 { stroke: #f0883e; } .m1 { fill: #f0883e; }
                  .c2 { stroke: #bc8cff; } .m2 { fill: #bc8cff; }
                  .c3 { stroke: #3fb950; } .m3 { fill: #3fb950; }
                  .c4 { stroke: #ff7b72; } .m4 { fill: #ff7b72; }
                  .c5 { stroke: #d4a72c; } .m5 { fill: #d4a72c; }
                  .c6 { stroke: #39c5cf; } .m6 { fill: #39c5cf; }
                  .c7 { stroke: #f778ba; } .m7 { fill: #f778ba; }
                  .c8 { stroke: #9198a1; } .m8 { fill: #9198a1; }
                  .c9 { stroke: #ffa657; } .m9 { fill: #ffa657; }
                }
              </style>
            """;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final Map<String, Map<Double, Double>> series = new LinkedHashMap<>();
    private final Map<Double, List<String>> xTicks = new LinkedHashMap<>();
    private final List<Limit> limits = new ArrayList<>();
    private boolean guided;

    private record Limit(double value, String label) {}

    /** A label and the height at which it would stand if it were alone. */
    private record End(String name, int number, double y) {}

    LogPlot(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** Adds a line; its colour and mark come from its place in the order. Nothing where there are no values. */
    LogPlot line(String name, Map<Double, Double> values) {
        if (!values.isEmpty()) {
            series.put(name, values);
        }
        return this;
    }

    /** A tick of the horizontal axis with one or two lines of text. */
    LogPlot tick(double x, String... label) {
        xTicks.put(x, List.of(label));
        return this;
    }

    /** A horizontal line that is not to be crossed. */
    LogPlot limit(double value, String label) {
        limits.add(new Limit(value, label));
        return this;
    }

    /** Adds to each line how it would run if it were in proportion to the data, through its last point. */
    LogPlot guided() {
        guided = true;
        return this;
    }

    /** Whether a line has two points at least. */
    boolean hasLines() {
        return series.values().stream().anyMatch(line -> line.size() > 1);
    }

    String svg() {
        List<Double> values = new ArrayList<>();
        series.values().forEach(line -> values.addAll(line.values()));
        limits.forEach(limit -> values.add(limit.value()));
        double low =
                floor(values.stream().mapToDouble(Double::doubleValue).min().orElse(1));
        double high =
                ceiling(values.stream().mapToDouble(Double::doubleValue).max().orElse(10));
        double first =
                xTicks.keySet().stream().mapToDouble(Double::doubleValue).min().orElse(1);
        double last = Math.max(
                first * 2,
                xTicks.keySet().stream().mapToDouble(Double::doubleValue).max().orElse(10));
        DoubleFunction<Double> x =
                value -> LEFT + 12 + (WIDTH - LEFT - RIGHT - 24) * Math.log(value / first) / Math.log(last / first);
        DoubleFunction<Double> y =
                value -> HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.log(value / low) / Math.log(high / low);
        StringBuilder svg = new StringBuilder(8192);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT);
        svg.append("\" width=\"").append(WIDTH).append("\" height=\"").append(HEIGHT);
        svg.append("\" role=\"img\" aria-labelledby=\"title description\" font-family=\"system-ui, -apple-system,"
                + " 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif\">\n");
        svg.append("  <title id=\"title\">").append(escaped(title)).append("</title>\n");
        svg.append("  <desc id=\"description\">").append(escaped(description())).append("</desc>\n");
        svg.append(STYLE.indent(0));
        svg.append(format(
                "  <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"10\"/>%n",
                WIDTH - 1, HEIGHT - 1));
        text(svg, "head", LEFT, 30, "start", title);
        axes(svg, low, high, x, y);
        int number = 0;
        List<End> ends = new ArrayList<>();
        for (Map.Entry<String, Map<Double, Double>> line : series.entrySet()) {
            draw(svg, line.getValue(), number, x, y);
            double end = line.getValue().entrySet().stream()
                    .max(Map.Entry.comparingByKey())
                    .orElseThrow()
                    .getValue();
            ends.add(new End(line.getKey(), number, y.apply(end)));
            number++;
        }
        labels(svg, ends);
        if (guided) {
            guideNote(svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private String description() {
        StringBuilder text = new StringBuilder(yLabel + " by " + xLabel + ", both logarithmic.");
        series.forEach((name, line) -> {
            text.append(' ').append(name).append(':');
            line.forEach((at, value) -> text.append(' ')
                    .append(tickText(value))
                    .append(" at ")
                    .append(String.join(" ", xTicks.getOrDefault(at, List.of(tickText(at)))))
                    .append(','));
            text.setCharAt(text.length() - 1, '.');
        });
        return text.toString();
    }

    private void axes(StringBuilder svg, double low, double high, DoubleFunction<Double> x, DoubleFunction<Double> y) {
        boolean many = high / low > 3_000;
        for (double decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10) {
            for (int step : many ? new int[] {1} : new int[] {1, 2, 5}) {
                double value = decade * step;
                if (value >= low * 0.999 && value <= high * 1.001) {
                    svg.append(format(
                            "  <line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                            LEFT, WIDTH - RIGHT, y.apply(value), y.apply(value)));
                    text(svg, "note", LEFT - 8, y.apply(value) + 4, "end", tickText(value));
                }
            }
        }
        xTicks.forEach((at, lines) -> {
            svg.append(format(
                    "  <line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                    x.apply(at), x.apply(at), TOP, HEIGHT - BOTTOM));
            for (int line = 0; line < lines.size(); line++) {
                text(svg, "note", x.apply(at), HEIGHT - BOTTOM + 17 + 14.0 * line, "middle", lines.get(line));
            }
        });
        svg.append(format(
                "  <path class=\"axis\" fill=\"none\" d=\"M%d %d V%d H%d\"/>%n",
                LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT));
        text(svg, "text", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", xLabel);
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        svg.append(format(
                "  <text class=\"text\" text-anchor=\"middle\" transform=\"translate(22 %.1f) rotate(-90)\">%s</text>%n",
                middle, escaped(yLabel)));
        for (Limit limit : limits) {
            svg.append(format(
                    "  <line class=\"guide\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    LEFT, WIDTH - RIGHT, y.apply(limit.value()), y.apply(limit.value())));
            text(svg, "note", LEFT + 6, y.apply(limit.value()) - 6, "start", limit.label());
        }
    }

    private void guideNote(StringBuilder svg) {
        int y = HEIGHT - BOTTOM - 6;
        svg.append(format("  <path class=\"guide\" d=\"M%d %d h26\"/>%n", WIDTH - RIGHT + 6, y));
        text(svg, "note", WIDTH - RIGHT + 38, y + 4.0, "start", "in proportion to the data");
    }

    private void draw(
            StringBuilder svg,
            Map<Double, Double> line,
            int number,
            DoubleFunction<Double> x,
            DoubleFunction<Double> y) {
        List<Double> at = line.keySet().stream().sorted().toList();
        StringBuilder path = new StringBuilder();
        for (double one : at) {
            path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : " L", x.apply(one), y.apply(value(line, one))));
        }
        svg.append(format("  <path class=\"series c%d\" d=\"%s\"/>%n", number % COLOURS, path));
        for (double one : at) {
            mark(svg, number, x.apply(one), y.apply(value(line, one)));
        }
        if (guided && at.size() > 1) {
            double from = at.get(0);
            double to = at.get(at.size() - 1);
            svg.append(format(
                    "  <path class=\"guide\" d=\"M%.1f %.1f L%.1f %.1f\"/>%n",
                    x.apply(from), y.apply(value(line, to) * from / to), x.apply(to), y.apply(value(line, to))));
        }
    }

    private static double value(Map<Double, Double> line, double at) {
        return line.getOrDefault(at, 1.0);
    }

    /** Circle, square, triangle or diamond, so that colour is not all that tells the lines apart. */
    private static void mark(StringBuilder svg, int number, double x, double y) {
        String colour = "mark m" + number % COLOURS;
        switch (number % 4) {
            case 0 -> svg.append(format("  <circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>%n", colour, x, y));
            case 1 ->
                svg.append(format(
                        "  <rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"8\"/>%n",
                        colour, x - 4, y - 4));
            case 2 -> svg.append(format("  <path class=\"%s\" d=\"M%.1f %.1f l5 9 h-10 z\"/>%n", colour, x, y - 5.5));
            default ->
                svg.append(format(
                        "  <path class=\"%s\" d=\"M%.1f %.1f l5.5 5.5 l-5.5 5.5 l-5.5 -5.5 z\"/>%n",
                        colour, x, y - 5.5));
        }
    }

    /** Names at the right, moved apart where they would overlap. */
    private static void labels(StringBuilder svg, List<End> ends) {
        List<End> sorted =
                ends.stream().sorted(Comparator.comparingDouble(End::y)).toList();
        double[] places = sorted.stream().mapToDouble(End::y).toArray();
        for (int round = 0; round < 200; round++) {
            for (int i = 1; i < places.length; i++) {
                double missing = LABEL_GAP - (places[i] - places[i - 1]);
                if (missing > 0.01) {
                    places[i - 1] -= missing / 2;
                    places[i] += missing / 2;
                }
            }
        }
        for (int i = 0; i < places.length; i++) {
            mark(svg, sorted.get(i).number(), WIDTH - RIGHT + 14, places[i]);
            text(
                    svg,
                    "text",
                    WIDTH - RIGHT + 26,
                    places[i] + 4,
                    "start",
                    sorted.get(i).name());
        }
    }

    private static void text(StringBuilder svg, String style, double x, double y, String anchor, String text) {
        svg.append(format(
                "  <text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style, x, y, anchor, escaped(text)));
    }

    private static double floor(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return value >= 5 * decade ? 5 * decade : value >= 2 * decade ? 2 * decade : decade;
    }

    private static double ceiling(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return value <= decade
                ? decade
                : value <= 2 * decade ? 2 * decade : value <= 5 * decade ? 5 * decade : 10 * decade;
    }

    private static String tickText(double value) {
        if (value >= 1_000) {
            return format("%,d", Math.round(value));
        }
        String text = format("%.2f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
