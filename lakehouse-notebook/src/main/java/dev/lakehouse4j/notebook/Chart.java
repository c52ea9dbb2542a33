package dev.lakehouse4j.notebook;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A drawing of a {@link ResultTable} as SVG, which notebooks and browsers show as it is. Text is escaped, nothing is loaded.
 * Immutable.
 */
public final class Chart {

    /** How the values are drawn. */
    enum Kind {
        BARS,
        LINES
    }

    /** The values of a column, in the order of the rows; null where there is none. */
    record Series(String name, List<@Nullable Double> values, String format) {
        Series {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    private final Kind kind;
    private final String title;
    private final List<String> labels;
    private final List<Series> series;

    Chart(Kind kind, String title, List<String> labels, List<Series> series) {
        this.kind = kind;
        this.title = title;
        this.labels = List.copyOf(labels);
        this.series = List.copyOf(series);
    }

    /**
     * Gives it another title; say what the chart shows.
     *
     * @param newTitle plain text; empty for none
     * @return changed copy
     */
    public Chart titled(String newTitle) {
        return new Chart(kind, newTitle, labels, series);
    }

    /**
     * The drawing, 760 pixels wide where there is room.
     *
     * @return one {@code svg} element
     */
    public String svg() {
        return switch (kind) {
            case BARS -> BarDrawing.of(title, labels, series);
            case LINES -> LineDrawing.of(title, labels, series);
        };
    }

    /**
     * The drawing for a notebook's rich output or a page.
     *
     * @return an HTML fragment
     */
    public String html() {
        return "<div style=\"max-width:760px\">" + svg() + "</div>\n";
    }

    /**
     * Writes the drawing to a file.
     *
     * @param file its name ends in {@code .svg} or {@code .html}
     * @return the file
     * @throws IllegalArgumentException when the name ends otherwise
     * @throws LakehouseException when it cannot be written
     */
    public Path write(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".svg") && !name.endsWith(".html")) {
            throw new IllegalArgumentException(
                    "Cannot write " + file + ": its name does not say how. Let it end in .svg or .html.");
        }
        try {
            return Files.writeString(
                    file,
                    name.endsWith(".svg") ? svg() : HtmlLayout.page(title.isEmpty() ? "Chart" : title, html()),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw LakehouseErrors.storage("write " + file, e);
        }
    }

    @Override
    public String toString() {
        return "Chart " + title + " of " + labels.size() + " rows";
    }
}
