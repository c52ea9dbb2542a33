package dev.lakehouse4j.medallion.site;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A layered drawing of a graph, from left to right: nodes stand in columns by rank, long edges pass the columns between on
 * places of their own, and the order within columns is chosen so that few edges cross (barycentres, as Sugiyama does).
 */
final class GraphLayout {

    private static final int SWEEPS = 24;
    private static final int RELAXATIONS = 12;
    private static final double NODE_HEIGHT = 30;
    private static final double NODE_GAP = 12;
    private static final double PASS_HEIGHT = 4;
    private static final double COLUMN_GAP = 52;
    private static final double CHARACTER = 7.9;
    private static final double PADDING = 22;

    /** Room around the drawing. */
    static final double MARGIN = 12;

    /** Something to draw: its name in edges, what is written on it, and its column. */
    record Node(String id, String label, int rank) {}

    /** Where a node is. */
    record Placed(Node node, double x, double y, double width, double height) {}

    /** Where an edge passes, from the right side of a node to the left side of another. */
    record Path(String from, String to, List<double[]> points) {}

    /** A place in a column: that of a node, or of an edge that passes. */
    private static final class Place {
        private final int node;
        private final double height;
        private final List<Place> left = new ArrayList<>();
        private final List<Place> right = new ArrayList<>();
        private int order;
        private double y;

        Place(int node, double height) {
            this.node = node;
            this.height = height;
        }
    }

    private final List<Placed> nodes = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private double width;
    private double height;

    private GraphLayout() {}

    /**
     * Draws.
     *
     * @param nodes the nodes; their order is the first order within columns
     * @param edges edges between them; those of a node to itself, and to what is not a node, are left out
     */
    static GraphLayout of(List<Node> nodes, List<Lineage.Edge> edges) {
        GraphLayout layout = new GraphLayout();
        if (!nodes.isEmpty()) {
            layout.draw(nodes, edges);
        }
        return layout;
    }

    List<Placed> nodes() {
        return nodes;
    }

    List<Path> paths() {
        return paths;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    private void draw(List<Node> drawn, List<Lineage.Edge> edges) {
        int columns = drawn.stream().mapToInt(Node::rank).max().orElse(0) + 1;
        List<List<Place>> layers = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            layers.add(new ArrayList<>());
        }
        Map<String, Integer> index = new HashMap<>();
        Place[] places = new Place[drawn.size()];
        for (int i = 0; i < places.length; i++) {
            index.put(drawn.get(i).id(), i);
            places[i] = new Place(i, NODE_HEIGHT);
            layers.get(drawn.get(i).rank()).add(places[i]);
        }
        Map<String, Place> passes = new HashMap<>();
        Map<Lineage.Edge, List<Place>> routes = new java.util.LinkedHashMap<>();
        for (Lineage.Edge edge : edges) {
            Integer from = index.get(edge.from());
            Integer to = index.get(edge.to());
            if (from != null && to != null && !from.equals(to) && !routes.containsKey(edge)) {
                routes.put(edge, route(drawn, places, layers, passes, from, to));
            }
        }
        order(layers);
        settle(layers);
        double[] x = columnsOf(drawn, layers);
        place(drawn, places, layers, x);
        routes.forEach((edge, route) -> paths.add(path(edge, route, drawn, layers, x)));
    }

    /**
     * The places of an edge from left to right; those in the columns between are made here, one for all edges that come from
     * the same node, so that they run together until they part.
     */
    private static List<Place> route(
            List<Node> drawn, Place[] places, List<List<Place>> layers, Map<String, Place> passes, int from, int to) {
        int start = drawn.get(from).rank() <= drawn.get(to).rank() ? from : to;
        int end = start == from ? to : from;
        List<Place> route = new ArrayList<>(List.of(places[start]));
        for (int rank = drawn.get(start).rank() + 1; rank < drawn.get(end).rank(); rank++) {
            List<Place> layer = layers.get(rank);
            route.add(passes.computeIfAbsent(start + " " + rank, key -> {
                Place pass = new Place(-1, PASS_HEIGHT);
                layer.add(pass);
                return pass;
            }));
        }
        route.add(places[end]);
        if (drawn.get(start).rank() < drawn.get(end).rank()) {
            for (int i = 1; i < route.size(); i++) {
                Place left = route.get(i - 1);
                Place right = route.get(i);
                if (!left.right.contains(right)) {
                    left.right.add(right);
                    right.left.add(left);
                }
            }
        }
        return route;
    }

    /** Sweeps to and fro and keeps the best order that was seen. */
    private static void order(List<List<Place>> layers) {
        layers.forEach(GraphLayout::number);
        long best = crossings(layers);
        List<List<Place>> kept = copy(layers);
        for (int sweep = 0; sweep < SWEEPS && best > 0; sweep++) {
            boolean rightwards = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                List<Place> layer = layers.get(rightwards ? i : layers.size() - 1 - i);
                Map<Place, Double> centres = new HashMap<>();
                layer.forEach(place -> centres.put(place, barycentre(place, rightwards)));
                layer.sort(Comparator.comparingDouble((Place place) -> centres.getOrDefault(place, 0.0))
                        .thenComparingInt(place -> place.order));
                number(layer);
            }
            long crossings = crossings(layers);
            if (crossings < best) {
                best = crossings;
                kept = copy(layers);
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).clear();
            layers.get(i).addAll(kept.get(i));
            number(layers.get(i));
        }
    }

    private static List<List<Place>> copy(List<List<Place>> layers) {
        List<List<Place>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private static void number(List<Place> layer) {
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).order = i;
        }
    }

    private static double barycentre(Place place, boolean fromLeft) {
        List<Place> neighbours = fromLeft ? place.left : place.right;
        return neighbours.stream()
                .mapToInt(neighbour -> neighbour.order)
                .average()
                .orElse(place.order);
    }

    /** Pairs of edges between neighbouring columns that cross. */
    private static long crossings(List<List<Place>> layers) {
        long crossings = 0;
        for (int i = 0; i + 1 < layers.size(); i++) {
            // Inversions among the right ends, with the edges in the order of their left ends, counted by a Fenwick
            // tree.
            long[] tree = new long[layers.get(i + 1).size() + 1];
            long seen = 0;
            for (Place place : layers.get(i)) {
                int[] ends =
                        place.right.stream().mapToInt(end -> end.order).sorted().toArray();
                for (int end : ends) {
                    long upTo = 0;
                    for (int k = end + 1; k > 0; k -= k & -k) {
                        upTo += tree[k];
                    }
                    crossings += seen - upTo;
                }
                for (int end : ends) {
                    for (int k = end + 1; k < tree.length; k += k & -k) {
                        tree[k]++;
                    }
                }
                seen += ends.length;
            }
        }
        return crossings;
    }

    /** Moves places towards their neighbours, as far as order and distance allow. */
    private static void settle(List<List<Place>> layers) {
        for (List<Place> layer : layers) {
            double next = 0;
            for (Place place : layer) {
                place.y = next + place.height / 2;
                next += place.height + NODE_GAP;
            }
        }
        for (int round = 0; round < RELAXATIONS; round++) {
            for (int i = 0; i < layers.size(); i++) {
                settleLayer(layers.get(round % 2 == 0 ? i : layers.size() - 1 - i));
            }
        }
    }

    private static void settleLayer(List<Place> layer) {
        int size = layer.size();
        double[] wanted = new double[size];
        for (int i = 0; i < size; i++) {
            Place place = layer.get(i);
            wanted[i] = java.util.stream.Stream.concat(place.left.stream(), place.right.stream())
                    .mapToDouble(neighbour -> neighbour.y)
                    .average()
                    .orElse(place.y);
        }
        double[] down = wanted.clone();
        double[] up = wanted.clone();
        for (int i = 1; i < size; i++) {
            down[i] = Math.max(down[i], down[i - 1] + distance(layer.get(i - 1), layer.get(i)));
        }
        for (int i = size - 2; i >= 0; i--) {
            up[i] = Math.min(up[i], up[i + 1] - distance(layer.get(i), layer.get(i + 1)));
        }
        for (int i = 0; i < size; i++) {
            layer.get(i).y = (down[i] + up[i]) / 2;
        }
    }

    private static double distance(Place above, Place below) {
        return (above.height + below.height) / 2 + NODE_GAP;
    }

    /** The left side of each column; the last number is where the drawing ends. */
    private double[] columnsOf(List<Node> drawn, List<List<Place>> layers) {
        double[] x = new double[layers.size() + 1];
        x[0] = MARGIN;
        for (int i = 0; i < layers.size(); i++) {
            x[i + 1] = x[i] + widthOf(drawn, layers.get(i)) + COLUMN_GAP;
        }
        width = x[layers.size()] - COLUMN_GAP + MARGIN;
        return x;
    }

    private static double widthOf(List<Node> drawn, List<Place> layer) {
        return layer.stream()
                .filter(place -> place.node >= 0)
                .mapToDouble(place -> drawn.get(place.node).label().length() * CHARACTER + PADDING)
                .max()
                .orElse(PADDING);
    }

    private void place(List<Node> drawn, Place[] places, List<List<Place>> layers, double[] x) {
        double top = layers.stream()
                .flatMap(List::stream)
                .mapToDouble(place -> place.y - place.height / 2)
                .min()
                .orElse(0);
        layers.forEach(layer -> layer.forEach(place -> place.y += MARGIN - top));
        height = layers.stream()
                        .flatMap(List::stream)
                        .mapToDouble(place -> place.y + place.height / 2)
                        .max()
                        .orElse(0)
                + MARGIN;
        for (int i = 0; i < places.length; i++) {
            int rank = drawn.get(i).rank();
            nodes.add(new Placed(
                    drawn.get(i),
                    x[rank],
                    places[i].y - NODE_HEIGHT / 2,
                    widthOf(drawn, layers.get(rank)),
                    NODE_HEIGHT));
        }
        // From left to right and from top to bottom, which is the order for the keyboard as well.
        nodes.sort(Comparator.comparingDouble(Placed::x).thenComparingDouble(Placed::y));
    }

    private static Path path(
            Lineage.Edge edge, List<Place> route, List<Node> drawn, List<List<Place>> layers, double[] x) {
        List<double[]> points = new ArrayList<>();
        int rank = drawn.get(route.get(0).node).rank();
        for (int i = 0; i < route.size(); i++) {
            Place place = route.get(i);
            int column = place.node >= 0 ? drawn.get(place.node).rank() : rank + i;
            double right = x[column] + widthOf(drawn, layers.get(column));
            if (i == 0) {
                points.add(new double[] {right, place.y});
            } else if (i == route.size() - 1) {
                // Within one column, an edge leaves and comes back on the same side.
                points.add(new double[] {column == rank ? right : x[column], place.y});
            } else {
                points.add(new double[] {x[column], place.y});
                points.add(new double[] {right, place.y});
            }
        }
        boolean isBackwards = !drawn.get(route.get(0).node).id().equals(edge.from());
        if (isBackwards) {
            java.util.Collections.reverse(points);
        }
        return new Path(edge.from(), edge.to(), points);
    }

    /** Ranks by the longest way from a node without predecessors; an edge that closes a circle is not followed. */
    static Map<String, Integer> ranks(List<String> ids, List<Lineage.Edge> edges) {
        Map<String, List<String>> before = new HashMap<>();
        edges.forEach(edge ->
                before.computeIfAbsent(edge.to(), to -> new ArrayList<>()).add(edge.from()));
        Map<String, Integer> ranks = new HashMap<>();
        Map<String, Integer> next = new HashMap<>();
        for (String start : ids) {
            // With a stack of our own: chains of tables may be long.
            java.util.ArrayDeque<String> stack = new java.util.ArrayDeque<>(List.of(start));
            while (!stack.isEmpty()) {
                String id = stack.peek();
                List<String> sources = before.getOrDefault(id, List.of());
                int position = next.merge(id, 1, Integer::sum) - 1;
                if (ranks.containsKey(id)) {
                    stack.pop();
                } else if (position < sources.size()) {
                    String source = sources.get(position);
                    if (!next.containsKey(source)) {
                        stack.push(source);
                    }
                } else {
                    int rank = sources.stream()
                            .filter(source -> !source.equals(id))
                            .mapToInt(source -> ranks.getOrDefault(source, -1) + 1)
                            .max()
                            .orElse(0);
                    ranks.put(id, rank);
                    stack.pop();
                }
            }
        }
        return ranks;
    }

    /** The number of crossings between neighbouring columns if they were drawn in the order of the nodes given. */
    static long crossings(int[][] ends, int right) {
        List<Place> targets = new ArrayList<>();
        for (int i = 0; i < right; i++) {
            Place target = new Place(i, NODE_HEIGHT);
            target.order = i;
            targets.add(target);
        }
        List<Place> sources = Arrays.stream(ends)
                .map(one -> {
                    Place source = new Place(0, NODE_HEIGHT);
                    Arrays.stream(one).forEach(end -> source.right.add(targets.get(end)));
                    return source;
                })
                .toList();
        return crossings(List.of(sources, targets));
    }
}
