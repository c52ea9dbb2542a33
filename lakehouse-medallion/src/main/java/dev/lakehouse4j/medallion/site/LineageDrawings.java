package dev.lakehouse4j.medallion.site;

import dev.lakehouse4j.medallion.site.GraphDrawing.Band;
import dev.lakehouse4j.medallion.site.GraphDrawing.Look;
import dev.lakehouse4j.medallion.site.GraphLayout.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The lineage of the lake, of a table's neighbourhood, and of a table's columns, as drawings. */
final class LineageDrawings {

    private static final String FILES = "files";
    private static final List<String> BEFORE = List.of(FILES);
    private static final List<String> AFTER = List.of("models", "reports");
    private static final int MOST_COLUMN_EDGES = 400;

    private final SiteContent content;
    private final String up;
    private final Set<String> known = new LinkedHashSet<>();

    /** Links are relative to a page that lies that far down. */
    LineageDrawings(SiteContent content, String up) {
        this.content = content;
        this.up = up;
        content.tables().stream().filter(table -> !table.isQuarantine()).forEach(table -> known.add(table.name()));
    }

    /** Everything; rows that failed are left out, they hang on their tables. */
    Html whole() {
        Set<String> ids = new LinkedHashSet<>(known);
        List<Lineage.Edge> edges = new ArrayList<>(content.lineage().tables());
        edges.removeIf(
                edge -> edge.from().endsWith(TableDoc.QUARANTINE) || edge.to().endsWith(TableDoc.QUARANTINE));
        edges.forEach(edge -> {
            ids.add(edge.from());
            ids.add(edge.to());
        });
        // What nothing is made from and what is made from nothing, as the tables that the lake keeps about itself, is
        // noise.
        ids.removeIf(id -> schema(id).equals("system")
                && edges.stream()
                        .noneMatch(edge -> edge.from().equals(id) || edge.to().equals(id)));
        return draw("Lineage of all tables, from files on the left to what reads them on the right", ids, edges);
    }

    /** What a table is made from and what is made from it, one step each. */
    Html around(String name) {
        Set<String> ids = new LinkedHashSet<>(List.of(name));
        List<Lineage.Edge> edges = new ArrayList<>();
        for (Lineage.Edge edge : content.lineage().tables()) {
            if (edge.from().equals(name) || edge.to().equals(name)) {
                ids.add(edge.from());
                ids.add(edge.to());
                edges.add(edge);
            }
        }
        if (edges.isEmpty()) {
            return new Html();
        }
        List<Node> nodes = new ArrayList<>();
        for (String id : ids) {
            boolean isBefore = edges.contains(new Lineage.Edge(id, name));
            nodes.add(new Node(id, label(id, true), id.equals(name) ? 1 : isBefore ? 0 : 2));
        }
        return GraphDrawing.draw(
                "Lineage of " + name + ", one step up and down", compact(nodes), edges, List.of(), this::look, name);
    }

    /** The columns that a table's columns come from and go to. */
    Html columns(TableDoc table) {
        List<Lineage.ColumnEdge> columnEdges = content.lineage().columnsOf(table.name()).stream()
                .filter(edge -> !edge.from().table().equals(edge.to().table()))
                .toList();
        if (columnEdges.isEmpty() || columnEdges.size() > MOST_COLUMN_EDGES) {
            return new Html();
        }
        Map<String, Node> nodes = new LinkedHashMap<>();
        Map<String, Lineage.ColumnName> names = new HashMap<>();
        Set<Lineage.ColumnName> own = new LinkedHashSet<>();
        table.columns().forEach(column -> own.add(new Lineage.ColumnName(table.name(), column.name())));
        List<Lineage.Edge> edges = new ArrayList<>();
        for (Lineage.ColumnName column : own) {
            nodes.put("own " + column, new Node("own " + column, column.column(), 1));
            names.put("own " + column, column);
        }
        List<Lineage.ColumnEdge> sorted = columnEdges.stream()
                .sorted(Comparator.comparing(
                                (Lineage.ColumnEdge edge) -> edge.from().toString())
                        .thenComparing(edge -> edge.to().toString()))
                .toList();
        for (Lineage.ColumnEdge edge : sorted) {
            boolean isInto = edge.to().table().equals(table.name());
            Lineage.ColumnName other = isInto ? edge.from() : edge.to();
            Lineage.ColumnName mine = isInto ? edge.to() : edge.from();
            String id = (isInto ? "from " : "to ") + other;
            if (own.contains(mine)) {
                nodes.putIfAbsent(id, new Node(id, other.toString(), isInto ? 0 : 2));
                names.put(id, other);
                edges.add(isInto ? new Lineage.Edge(id, "own " + mine) : new Lineage.Edge("own " + mine, id));
            }
        }
        Set<String> touched = new LinkedHashSet<>();
        edges.forEach(edge -> {
            touched.add(edge.from());
            touched.add(edge.to());
        });
        return GraphDrawing.draw(
                "Columns that the columns of " + table.name() + " come from and go to",
                compact(nodes.values().stream()
                        .filter(node -> touched.contains(node.id()))
                        .toList()),
                edges,
                List.of(),
                id -> columnLook(names.getOrDefault(id, new Lineage.ColumnName("", "")), id.startsWith("own ")),
                "");
    }

    private Look columnLook(Lineage.ColumnName column, boolean isOwn) {
        String anchor = "#" + SitePaths.column(column.column());
        String type = isOwn ? "own" : type(schema(column.table()));
        if (isOwn) {
            return new Look(type, anchor, "Column " + column.column());
        }
        return known.contains(column.table())
                ? new Look(type, up + SitePaths.table(column.table()) + anchor, "Column " + column)
                : new Look(type, "", "");
    }

    private Html draw(String name, Set<String> ids, List<Lineage.Edge> edges) {
        List<String> order = new ArrayList<>(BEFORE);
        content.schemas().forEach(schema -> order.add(schema.name()));
        ids.forEach(id -> {
            if (!order.contains(schema(id)) && !AFTER.contains(schema(id))) {
                order.add(schema(id));
            }
        });
        order.addAll(AFTER);
        List<Node> nodes = new ArrayList<>();
        List<Band> bands = new ArrayList<>();
        int first = 0;
        for (String schema : order) {
            List<String> members =
                    ids.stream().filter(id -> schema(id).equals(schema)).toList();
            if (members.isEmpty()) {
                continue;
            }
            List<Lineage.Edge> within = edges.stream()
                    .filter(edge -> schema(edge.from()).equals(schema)
                            && schema(edge.to()).equals(schema))
                    .toList();
            Map<String, Integer> ranks = GraphLayout.ranks(members, within);
            int last = first;
            for (String id : members) {
                int rank = first + ranks.getOrDefault(id, 0);
                last = Math.max(last, rank);
                nodes.add(new Node(id, label(id, false), rank));
            }
            bands.add(new Band(schema, type(schema), first, last));
            first = last + 1;
        }
        return GraphDrawing.draw(name, nodes, edges, bands, this::look, "");
    }

    /** Without empty columns. */
    private static List<Node> compact(List<Node> nodes) {
        List<Integer> ranks =
                new ArrayList<>(new TreeSet<>(nodes.stream().map(Node::rank).toList()));
        return nodes.stream()
                .map(node -> new Node(node.id(), node.label(), ranks.indexOf(node.rank())))
                .toList();
    }

    private Look look(String id) {
        String type = type(schema(id));
        if (!known.contains(id)) {
            String name = id.substring(id.indexOf('.') + 1);
            boolean isModel = schema(id).equals("models")
                    && content.models().stream().anyMatch(model -> model.name().equals(name));
            return isModel ? new Look(type, up + SitePaths.FUNCTIONS + "#models", id) : new Look(type, "", "");
        }
        int before = content.lineage().upstream(id).size();
        int after = content.lineage().downstream(id).size();
        return new Look(
                type,
                up + SitePaths.table(id),
                id + ", made from " + Formats.count(before, "other", "others") + ", read by "
                        + Formats.count(after, "other", "others"));
    }

    private static String label(String id, boolean withSchema) {
        return withSchema && !schema(id).equals(FILES) ? id : id.substring(id.indexOf('.') + 1);
    }

    static String schema(String id) {
        int dot = id.indexOf('.');
        return dot < 0 ? "other" : id.substring(0, dot);
    }

    /** The class that gives a schema its colour. */
    static String type(String schema) {
        return switch (schema) {
            case "bronze", "silver", "gold", FILES, "models" -> schema;
            default -> "other";
        };
    }
}
