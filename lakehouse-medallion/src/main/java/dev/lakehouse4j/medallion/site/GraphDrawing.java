package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.medallion.site.GraphLayout.Node;
import dev.lakehouse4j.medallion.site.GraphLayout.Placed;
import java.util.List;
import java.util.Locale;

/** A layout as SVG: nodes are links where they have a page, and the page's script highlights what they hang together with. */
final class GraphDrawing {

    private static final double HEADING = 26;

    /** How a node is drawn and where it leads. */
    record Look(String type, String href, String description) {}

    /** A group of columns with a heading. */
    record Band(String label, String type, int firstRank, int lastRank) {}

    /** Tells how a node looks. */
    @FunctionalInterface
    interface Looks {
        Look of(String id);
    }

    private GraphDrawing() {}

    static Html draw(
            String name, List<Node> nodes, List<Lineage.Edge> edges, List<Band> bands, Looks looks, String focus) {
        GraphLayout layout = GraphLayout.of(nodes, edges);
        double top = bands.isEmpty() ? 0 : HEADING;
        Html html = new Html();
        html.open("div", "class", "scroll graph", "tabindex", "0", "role", "region", "aria-label", name);
        html.open(
                "svg",
                "width",
                number(layout.width()),
                "height",
                number(layout.height() + top),
                "viewBox",
                "0 0 " + number(layout.width()) + ' ' + number(layout.height() + top),
                "role",
                "group",
                "aria-label",
                name,
                "data-focus",
                focus);
        for (Band band : bands) {
            band(html, band, layout, top);
        }
        html.open("g", "transform", "translate(0 " + number(top) + ")");
        html.open("g", "class", "edges", "aria-hidden", "true");
        for (GraphLayout.Path path : layout.paths()) {
            html.empty("path", "d", curve(path.points()), "data-from", path.from(), "data-to", path.to());
        }
        html.end();
        for (Placed placed : layout.nodes()) {
            node(html, placed, looks.of(placed.node().id()));
        }
        return html.close().close().end();
    }

    private static void band(Html html, Band band, GraphLayout layout, double top) {
        double left = layout.nodes().stream()
                .filter(placed -> placed.node().rank() >= band.firstRank())
                .mapToDouble(Placed::x)
                .min()
                .orElse(0);
        double right = layout.nodes().stream()
                .filter(placed -> placed.node().rank() <= band.lastRank())
                .mapToDouble(placed -> placed.x() + placed.width())
                .max()
                .orElse(0);
        html.empty(
                "rect",
                "class",
                "band " + band.type(),
                "x",
                number(left - GraphLayout.MARGIN),
                "y",
                "0",
                "width",
                number(right - left + 2 * GraphLayout.MARGIN),
                "height",
                number(layout.height() + top),
                "rx",
                "8");
        html.element("text", band.label(), "class", "band-name", "x", number(left), "y", "19");
    }

    private static void node(Html html, Placed placed, Look look) {
        String position = "translate(" + number(placed.x()) + ' ' + number(placed.y()) + ")";
        String type = "node " + look.type();
        if (look.href().isEmpty()) {
            html.open("g", "class", type, "data-id", placed.node().id(), "transform", position);
        } else {
            html.open(
                    "a",
                    "href",
                    look.href(),
                    "class",
                    type,
                    "data-id",
                    placed.node().id(),
                    "aria-label",
                    look.description(),
                    "transform",
                    position);
        }
        html.empty("rect", "width", number(placed.width()), "height", number(placed.height()), "rx", "6");
        html.element("text", placed.node().label(), "x", "11", "y", number(placed.height() / 2 + 4.5));
        html.end();
    }

    /** Straight through the columns, and a curve between them that leaves and arrives level. */
    private static String curve(List<double[]> points) {
        StringBuilder path = new StringBuilder();
        double[] last = points.get(0);
        path.append('M').append(point(last));
        for (double[] next : points.subList(1, points.size())) {
            if (Math.abs(next[1] - last[1]) < 0.05 && next[0] > last[0]) {
                path.append('L').append(point(next));
            } else {
                double bend = Math.max(24, Math.abs(next[0] - last[0]) / 2);
                double back = Math.abs(next[0] - last[0]) < 1 ? bend : next[0] > last[0] ? -bend : bend;
                double out = next[0] >= last[0] ? bend : -bend;
                path.append('C')
                        .append(point(last[0] + out, last[1]))
                        .append(' ')
                        .append(point(next[0] + back, next[1]))
                        .append(' ')
                        .append(point(next));
            }
            last = next;
        }
        return path.toString();
    }

    private static String point(double... point) {
        return number(point[0]) + ',' + number(point[1]);
    }

    private static String number(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
