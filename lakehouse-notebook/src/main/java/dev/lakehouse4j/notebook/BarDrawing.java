package dev.lakehouse4j.notebook;

import java.util.List;
import java.util.Objects;

/** Lying bars, from zero. */
final class BarDrawing {

    private static final int BAR = 18;
    private static final int GAP = 8;
    private static final int LONGEST_LABEL = 34;
    private static final double SPACE_FOR_VALUES = 8;

    private BarDrawing() {}

    static String of(String title, List<String> labels, List<Chart.Series> series) {
        int top = (title.isEmpty() ? 4 : 32) + (series.size() > 1 ? 24 : 0);
        int group = series.size() * BAR + GAP;
        Svg svg = new Svg(top + labels.size() * group + 4, description(title, labels, series));
        if (!title.isEmpty()) {
            svg.title(title);
        }
        if (series.size() > 1) {
            svg.legend(top - 12.0, series);
        }
        Scale scale = Scale.of(series, 5);
        List<String> names = labels.stream().map(BarDrawing::shortened).toList();
        double left = 10 + names.stream().mapToDouble(Svg::width).max().orElse(0);
        double most = extreme(series, true);
        double least = extreme(series, false);
        double beside = SPACE_FOR_VALUES + widestValue(series);
        double room = Svg.WIDTH - left - beside - (least < 0 ? beside : 0);
        double pixels = most > least ? room / (most - least) : 0;
        double zero = left + (least < 0 ? beside : 0) - least * pixels;
        for (int row = 0; row < names.size(); row++) {
            double y = top + row * (double) group;
            svg.text(left - 10, y + series.size() * BAR / 2.0 + 4.5, "end", Svg.INK, names.get(row));
            for (int i = 0; i < series.size(); i++) {
                Double value = series.get(i).values().get(row);
                if (value == null) {
                    continue;
                }
                double length = Math.abs(value) * pixels;
                double x = value < 0 ? zero - length : zero;
                svg.rect(x, y + i * BAR + 1.0, length, BAR - 2.0, Svg.colour(i));
                svg.text(
                        value < 0 ? x - 6 : x + length + 6,
                        y + i * BAR + BAR / 2.0 + 4.5,
                        value < 0 ? "end" : "start",
                        Svg.SOFT,
                        Values.shown(value, pattern(series.get(i), scale)));
            }
        }
        svg.line(zero, top - 2.0, zero, svg.height() - 4.0, Svg.AXIS);
        return svg.end();
    }

    /** The given pattern; else none, whole numbers in groups of three digits, and very large ones with an exponent. */
    static String pattern(Chart.Series series, Scale scale) {
        if (!series.format().isEmpty()) {
            return series.format();
        }
        if (scale.isHuge()) {
            return Scale.HUGE;
        }
        boolean isWhole =
                series.values().stream().filter(Objects::nonNull).allMatch(value -> value == Math.rint(value));
        return isWhole || scale.step() >= 10 ? "#,##0" : "";
    }

    private static double widestValue(List<Chart.Series> series) {
        Scale scale = Scale.of(series, 5);
        return series.stream()
                .flatMap(one -> one.values().stream()
                        .filter(Objects::nonNull)
                        .map(value -> Values.shown(value, pattern(one, scale))))
                .mapToDouble(Svg::width)
                .max()
                .orElse(0);
    }

    private static double extreme(List<Chart.Series> series, boolean greatest) {
        return series.stream()
                .flatMap(one -> one.values().stream().filter(Objects::nonNull))
                .mapToDouble(value -> value)
                .reduce(0, greatest ? Math::max : Math::min);
    }

    private static String shortened(String label) {
        return label.codePointCount(0, label.length()) <= LONGEST_LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LONGEST_LABEL - 1)) + "…";
    }

    /** What those hear who do not see it. */
    static String description(String title, List<String> labels, List<Chart.Series> series) {
        StringBuilder text = new StringBuilder(title.isEmpty() ? "Chart" : title);
        for (Chart.Series one : series) {
            int highest = -1;
            for (int i = 0; i < labels.size(); i++) {
                Double value = one.values().get(i);
                Double best = highest < 0 ? null : one.values().get(highest);
                if (value != null && (best == null || value > best)) {
                    highest = i;
                }
            }
            Double best = highest < 0 ? null : one.values().get(highest);
            if (best != null) {
                text.append("; ")
                        .append(one.name().replace('_', ' '))
                        .append(" is highest at ")
                        .append(labels.get(highest))
                        .append(" with ")
                        .append(Values.shown(best, one.format()));
            }
        }
        return text.toString();
    }
}
