package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.ml.evaluation.Evaluation;
import dev.lakehouse4j.ml.evaluation.Reliability;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws predicted against observed frequencies. */
final class CalibrationPlot {

    private static final int SIZE = 360;
    private static final int MARGIN = 50;

    private CalibrationPlot() {}

    /** An SVG picture; without probabilities only the axes. */
    static String svg(@Nullable Evaluation figures) {
        Reliability reliability = figures == null ? null : figures.reliability();
        double most = 0.1;
        if (reliability != null) {
            for (Reliability.Bin bin : reliability.bins()) {
                most = Math.max(most, Math.max(bin.meanPredicted(), bin.observed()));
            }
        }
        StringBuilder svg = new StringBuilder();
        int whole = SIZE + 2 * MARGIN;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                whole,
                whole));
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"black\"/>%n<path d=\"M%d %d L%d %d\" stroke=\"gray\""
                        + " stroke-dasharray=\"4\"/>%n",
                MARGIN,
                MARGIN,
                MARGIN + SIZE,
                MARGIN + SIZE,
                MARGIN,
                MARGIN + SIZE,
                MARGIN + SIZE,
                MARGIN));
        if (reliability != null) {
            StringBuilder line = new StringBuilder();
            for (Reliability.Bin bin : reliability.bins()) {
                double x = MARGIN + SIZE * bin.meanPredicted() / most;
                double y = MARGIN + SIZE * (1 - bin.observed() / most);
                line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5fa8\"><title>predicted %.3f, observed %.3f,"
                                + " %d orders</title></circle>%n",
                        x,
                        y,
                        bin.meanPredicted(),
                        bin.observed(),
                        bin.rows()));
            }
            svg.append(String.format(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f5fa8\"/>%n",
                    line.toString().strip()));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">mean predicted probability, 0 to %.2f</text>%n<text"
                        + " x=\"14\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 14 %d)\">observed share of late"
                        + " orders, 0 to %.2f</text>%n</svg>%n",
                whole / 2,
                whole - 16,
                most,
                whole / 2,
                whole / 2,
                most));
        return svg.toString();
    }
}
