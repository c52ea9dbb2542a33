package dev.lakehouse4j.notebook;

import java.util.List;
import java.util.Locale;

/** Lines from left to right over an axis that holds zero. */
final class LineDrawing {

    private static final int HEIGHT = 300;
    private static final int BELOW = 26;
    private static final int MOST_DOTS = 60;

    private LineDrawing() {}

    static String of(String title, List<String> labels, List<Chart.Series> series) {
        double top = (title.isEmpty() ? 10 : 38) + (series.size() > 1 ? 24 : 0);
        double bottom = HEIGHT - BELOW;
        Svg svg = new Svg(HEIGHT, BarDrawing.description(title, labels, series));
        if (!title.isEmpty()) {
            svg.title(title);
        }
        if (series.size() > 1) {
            svg.legend(top - 16, series);
        }
        Scale scale = Scale.of(series, 4);
        String pattern = axisPattern(series, scale);
        double left = 10
                + scale.marks().stream()
                        .mapToDouble(mark -> Svg.width(Values.shown(mark, pattern)))
                        .max()
                        .orElse(0);
        double right = Svg.WIDTH - 12.0;
        for (double mark : scale.marks()) {
            double y = bottom - scale.place(mark) * (bottom - top);
            svg.line(left, y, right, y, mark == 0 ? Svg.AXIS : Svg.GRID);
            svg.text(left - 8, y + 4, "end", Svg.SOFT, Values.shown(mark, pattern));
        }
        labels(svg, labels, left, right);
        for (int i = 0; i < series.size(); i++) {
            line(svg, series.get(i), Svg.colour(i), scale, new Area(left, right, top, bottom));
        }
        return svg.end();
    }

    /** Where the lines are, in pixels. */
    private record Area(double left, double right, double top, double bottom) {}

    private static void line(Svg svg, Chart.Series series, String colour, Scale scale, Area area) {
        StringBuilder path = new StringBuilder();
        boolean isPenDown = false;
        int count = series.values().size();
        for (int i = 0; i < count; i++) {
            Double value = series.values().get(i);
            if (value == null) {
                isPenDown = false;
                continue;
            }
            double x = x(i, count, area.left(), area.right());
            double y = area.bottom() - scale.place(value) * (area.bottom() - area.top());
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", isPenDown ? "L" : "M", x, y));
            isPenDown = true;
            if (count <= MOST_DOTS) {
                svg.dot(x, y, colour);
            }
        }
        svg.path(path.toString(), colour);
    }

    /** As many labels as there is room for. */
    private static void labels(Svg svg, List<String> labels, double left, double right) {
        double widest = labels.stream().mapToDouble(Svg::width).max().orElse(0) + 14;
        int every = Math.max(1, (int) Math.ceil(labels.size() * widest / (right - left)));
        for (int i = 0; i < labels.size(); i += every) {
            double x = x(i, labels.size(), left, right);
            double half = Svg.width(labels.get(i)) / 2;
            String anchor = x + half > Svg.WIDTH ? "end" : "middle";
            svg.text(anchor.equals("end") ? Svg.WIDTH - 2.0 : x, HEIGHT - 6.0, anchor, Svg.SOFT, labels.get(i));
        }
    }

    private static double x(int i, int count, double left, double right) {
        double margin = 14;
        return count < 2 ? (left + right) / 2 : left + margin + (right - left - 2 * margin) * i / (count - 1);
    }

    private static String axisPattern(List<Chart.Series> series, Scale scale) {
        String given = series.get(0).format();
        if (!given.isEmpty()) {
            return given;
        }
        return scale.isHuge() ? Scale.HUGE : scale.step() >= 1 ? "#,##0" : "";
    }
}
