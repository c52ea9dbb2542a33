package dev.lakehouse4j.ai.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One drawing of a chart, in terms that the script turns into settings of the chart library. */
final class Panel {

    /** Kinds of drawings. */
    enum Kind {
        /** Upright bars. */
        COLUMNS,
        /** Lying bars, the first on top. */
        BARS,
        /** Lines over the labels. */
        LINES,
        /** Points by two numbers, joined. */
        POINTS;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which values are written beside their bars. */
    enum ValueLabels {
        NONE,
        ALL
    }

    /** A line across the drawing. */
    record Reference(double value, String label) {}

    final Kind kind;
    final Format format;
    final List<String> labels;
    final String description;
    final List<Series> series = new ArrayList<>();
    final List<Double> positions = new ArrayList<>();
    String name = "";

    @Nullable
    Reference reference;

    @Nullable
    Double least;

    @Nullable
    Double most;

    String horizontalTitle = "";
    String verticalTitle = "";
    String ideal = "";
    boolean referenceAtEnd;
    boolean stacked;
    boolean valueAxis = true;
    ValueLabels valueLabels = ValueLabels.NONE;
    int digits;
    int height = 240;

    /**
     * A drawing without series.
     *
     * @param description what it shows, for those who do not see it
     */
    Panel(Kind kind, Format format, List<String> labels, String description) {
        this.kind = kind;
        this.format = format;
        this.labels = List.copyOf(labels);
        this.description = description;
    }

    Panel add(Series added) {
        series.add(added);
        return this;
    }

    Panel named(String text) {
        name = text;
        return this;
    }

    /** Where the points of all series lie in the horizontal. */
    Panel at(List<Double> horizontal) {
        positions.addAll(horizontal);
        return this;
    }

    Panel reference(double value, String label) {
        reference = new Reference(value, label);
        return this;
    }

    Panel between(double lowest, double highest) {
        least = lowest;
        most = highest;
        return this;
    }

    Panel from(double lowest) {
        least = lowest;
        return this;
    }

    Panel titled(String horizontal, String vertical) {
        horizontalTitle = horizontal;
        verticalTitle = vertical;
        return this;
    }

    Panel stacked() {
        stacked = true;
        return this;
    }

    /** Values beside the bars in place of an axis. */
    Panel labelled() {
        valueLabels = ValueLabels.ALL;
        valueAxis = false;
        return this;
    }

    /** Values within the bars where they fit, beside an axis. */
    Panel labelsInside() {
        valueLabels = ValueLabels.ALL;
        return this;
    }

    /** The label of the reference at the right end. */
    Panel referenceAtEnd() {
        referenceAtEnd = true;
        return this;
    }

    /** The line on which the horizontal and the vertical number are equal. */
    Panel ideal(String label) {
        ideal = label;
        return this;
    }

    Panel digits(int count) {
        digits = count;
        return this;
    }

    Panel height(int pixels) {
        height = pixels;
        return this;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s of %s", kind, description);
    }
}
