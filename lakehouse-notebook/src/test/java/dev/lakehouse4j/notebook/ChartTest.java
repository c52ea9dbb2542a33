package dev.lakehouse4j.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    private static final String FIRST = "#2f6690";
    private static final String SECOND = "#c26a00";

    record Point(
            String name, @Nullable Double one, @Nullable Double two) {}

    private static ResultTable table(Point... points) {
        return ResultTable.of(Point.class, Arrays.asList(points));
    }

    @Test
    void barsAreAsLongAsTheirValues() throws Exception {
        Document svg = parse(table(new Point("a", 100.0, 50.0), new Point("b", 25.0, null), new Point("c", 0.0, 0.0))
                .bars("name", "one", "two")
                .svg());
        List<Double> first = widths(svg, FIRST);
        List<Double> second = widths(svg, SECOND);
        // The first of each colour is the key in the legend.
        assertThat(first).hasSize(4);
        assertThat(second).as("a null has no bar").hasSize(3);
        assertThat(first.get(2) / first.get(1)).isCloseTo(0.25, within(0.01));
        assertThat(second.get(1) / first.get(1)).isCloseTo(0.5, within(0.01));
        assertThat(first.get(3)).isZero();
        assertInside(svg);
    }

    @Test
    void negativeBarsLieOnTheOtherSideOfZero() throws Exception {
        Document svg = parse(table(new Point("gain", 30.0, null), new Point("loss", -60.0, null))
                .bars("name", "one")
                .svg());
        List<Element> bars = elements(svg, "rect", FIRST);
        double zero = Double.parseDouble(bars.get(0).getAttribute("x"));
        double from = Double.parseDouble(bars.get(1).getAttribute("x"));
        double width = Double.parseDouble(bars.get(1).getAttribute("width"));
        assertThat(from + width).isCloseTo(zero, within(0.2));
        assertThat(width).isCloseTo(2 * Double.parseDouble(bars.get(0).getAttribute("width")), within(0.5));
        assertInside(svg);
    }

    @Test
    void linesHaveGapsWhereValuesAreMissing() throws Exception {
        Document svg = parse(table(
                        new Point("a", 1.0, null),
                        new Point("b", null, null),
                        new Point("c", 3.0, null),
                        new Point("d", 4.0, null))
                .lines("name", "one")
                .svg());
        String path = elements(svg, "path", null).get(0).getAttribute("d");
        assertThat(path.chars().filter(c -> c == 'M')).hasSize(2);
        assertThat(path.chars().filter(c -> c == 'L')).hasSize(1);
        assertInside(svg);
    }

    @Test
    void lotsOfLabelsAreThinnedOut() throws Exception {
        List<Point> days = new ArrayList<>();
        IntStream.range(0, 500).forEach(day -> days.add(new Point("2024-day-" + day, (double) day, null)));
        Document svg =
                parse(table(days.toArray(Point[]::new)).lines("name", "one").svg());
        assertThat(svg.getElementsByTagName("text").getLength()).isLessThan(20);
        assertInside(svg);
    }

    @Test
    void formatsOfColumnsHoldInChartsToo() {
        ResultTable table =
                table(new Point("a", 0.25, null), new Point("b", 0.5, null)).format("one", "0 %");
        assertThat(table.bars("name", "one").svg()).contains(">25 %<").contains(">50 %<");
        assertThat(table.lines("name", "one").svg()).contains(">60 %<").contains(">0 %<");
    }

    @Test
    void textOfTheDataIsEscaped() throws Exception {
        Chart chart = table(new Point("<script>&'\"\u0000", 1.0, null))
                .bars("name", "one")
                .titled("</svg><script>alert(1)</script>");
        assertThat(chart.svg()).doesNotContain("<script>");
        Document svg = parse(chart.svg());
        assertThat(svg.getDocumentElement().getAttribute("aria-label")).contains("one is highest at <script>");
    }

    @Test
    void valuesOfAnySizeAreDrawn() throws Exception {
        for (double size : new double[] {1e-12, 1e-3, 7, 1e6, 1e15, 1e300}) {
            assertInside(parse(table(new Point("a", size, -size), new Point("b", size / 3, null))
                    .bars("name", "one", "two")
                    .svg()));
            assertInside(parse(table(new Point("a", size, -size), new Point("b", size / 3, null))
                    .lines("name", "one", "two")
                    .svg()));
        }
        assertInside(parse(table(new Point("a", Double.POSITIVE_INFINITY, Double.NaN))
                .bars("name", "one", "two")
                .svg()));
    }

    @Test
    void axesEndAtRoundNumbers() {
        Scale scale = Scale.of(List.of(new Chart.Series("one", List.of(3.0, 97.0), "")), 4);
        assertThat(scale.marks()).containsExactly(0.0, 25.0, 50.0, 75.0, 100.0);
    }

    @Test
    void theNameOfAFileSaysHowItIsWritten(@TempDir Path folder) throws IOException {
        Chart chart = table(new Point("a", 1.0, null)).bars("name", "one");
        assertThat(Files.readString(chart.write(folder.resolve("a.svg")))).isEqualTo(chart.svg());
        assertThat(Files.readString(chart.write(folder.resolve("a.html")))).contains(chart.svg());
        assertThatIllegalArgumentException().isThrownBy(() -> chart.write(folder.resolve("a.png")));
        assertThatIllegalArgumentException().isThrownBy(() -> table().bars("name"));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String name, @Nullable String fill) {
        NodeList nodes = svg.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && (fill == null || element.getAttribute("fill").equals(fill))) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<Double> widths(Document svg, String fill) {
        return elements(svg, "rect", fill).stream()
                .map(bar -> Double.parseDouble(bar.getAttribute("width")))
                .toList();
    }

    /** Every mark lies within the drawing, whatever the numbers. */
    private static void assertInside(Document svg) {
        String[] box = svg.getDocumentElement().getAttribute("viewBox").split(" ", -1);
        double height = Double.parseDouble(box[3]);
        for (String name : List.of("rect", "circle", "line", "text")) {
            for (Element element : elements(svg, name, null)) {
                for (String x : List.of("x", "cx", "x1", "x2")) {
                    if (element.hasAttribute(x)) {
                        assertThat(Double.parseDouble(element.getAttribute(x)))
                                .as("%s %s", name, x)
                                .isBetween(-0.5, Svg.WIDTH + 0.5);
                    }
                }
                for (String y : List.of("y", "cy", "y1", "y2")) {
                    if (element.hasAttribute(y)) {
                        assertThat(Double.parseDouble(element.getAttribute(y)))
                                .as("%s %s", name, y)
                                .isBetween(-0.5, height + 0.5);
                    }
                }
            }
        }
    }
}
