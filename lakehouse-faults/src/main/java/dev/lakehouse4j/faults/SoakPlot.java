package dev.lakehouse4j.faults;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Four small charts under each other: what a process held, over time. */
final class SoakPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 130;
    private static final int LEFT = 150;

    private SoakPlot() {}

    static String svg(List<Soak.Sample> samples) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                WIDTH,
                4 * HEIGHT + 30));
        panel(svg, samples, 0, "heap after GC, MiB", Soak.Sample::heap);
        panel(svg, samples, 1, "resident memory, MiB", Soak.Sample::resident);
        panel(svg, samples, 2, "file handles", Soak.Sample::handles);
        panel(svg, samples, 3, "threads", Soak.Sample::threads);
        double end = samples.isEmpty() ? 0 : samples.get(samples.size() - 1).seconds();
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f s, %d cycles</text>%n</svg>%n",
                WIDTH - 10,
                4 * HEIGHT + 20,
                end,
                samples.size()));
        return svg.toString();
    }

    private static void panel(
            StringBuilder svg, List<Soak.Sample> samples, int row, String name, ToDoubleFunction<Soak.Sample> value) {
        double end = Math.max(
                1, samples.isEmpty() ? 1 : samples.get(samples.size() - 1).seconds());
        double top = Math.max(1, samples.stream().mapToDouble(value).max().orElse(1) * 1.15);
        int base = (row + 1) * HEIGHT - 12;
        int height = HEIGHT - 30;
        StringBuilder points = new StringBuilder();
        for (Soak.Sample sample : samples) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    LEFT + sample.seconds() / end * (WIDTH - LEFT - 10),
                    base - value.applyAsDouble(sample) / top * height));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"10\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#666\">%.0f</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#666\">0</text>"
                        + "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"#999\"/>"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\"/>%n",
                base - height / 2,
                name,
                LEFT - 6,
                base - height + 8,
                top,
                LEFT - 6,
                base,
                LEFT,
                base - height,
                base,
                WIDTH - 10,
                points));
    }
}
