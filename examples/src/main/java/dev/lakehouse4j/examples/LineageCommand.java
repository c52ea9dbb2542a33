package dev.lakehouse4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.lineage.ColumnRef;
import dev.lakehouse4j.core.lineage.LineageGraph;
import dev.lakehouse4j.core.lineage.LineageTree;
import dev.lakehouse4j.core.lineage.TableLineage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a table or column is made from, or what depends on it. */
@Command(
        name = "lineage",
        description = {
            "Shows what a table or column is made from (--up), or what depends on it (--down), as recorded by runs.",
            "Without a direction both are shown."
        },
        mixinStandardHelpOptions = true)
final class LineageCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @ArgGroup
    private Direction direction = new Direction();

    @Option(names = "--direct", description = "Only where values go, not what filters, joins and orders them.")
    private boolean direct;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(
            paramLabel = "NAME",
            description = "A table or column, such as gold.fact_orders or silver.orders.order_id.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    /** Which way to look; both without it. */
    static final class Direction {
        @Option(names = "--up", description = "What it is made from.")
        private boolean up;

        @Option(names = "--down", description = "What depends on it.")
        private boolean down;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Lakehouse opened = lake.openExisting()) {
            LineageGraph graph = opened.lineage();
            ColumnRef column = column(opened, graph);
            boolean both = !direction.up && !direction.down;
            ObjectNode root = new ObjectMapper().createObjectNode();
            root.put("table", column.table());
            if (!column.isRows()) {
                root.put("column", column.column());
            }
            if (direction.up || both) {
                show(out, root, "madeFrom", column + " is made from", graph.upstream(column));
            }
            if (direction.down || both) {
                show(out, root, "dependents", "What depends on " + column, graph.downstream(column));
            }
            if (json) {
                out.println(root.toPrettyString());
            }
        }
        out.flush();
        return 0;
    }

    private ColumnRef column(Lakehouse opened, LineageGraph graph) {
        Set<String> names = graph.names();
        if (names.isEmpty()) {
            throw new LakehouseException(
                    "Cannot show lineage: none is recorded in " + opened.root() + " yet. Run the pipeline once.");
        }
        if (names.contains(name)) {
            return ColumnRef.rows(name);
        }
        int dot = name.lastIndexOf('.');
        String table = dot < 0 ? name : name.substring(0, dot);
        if (!names.contains(table)) {
            List<String> near = LakehouseErrors.nearest(name, names);
            throw new QueryException("Cannot show the lineage of " + name + ": there is nothing of that name."
                    + (near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?"));
        }
        String column = name.substring(dot + 1);
        List<String> columns = columns(opened, graph, table);
        if (!columns.isEmpty() && !columns.contains(column)) {
            throw new QueryException("Cannot show the lineage of " + name + ": " + table + " has no column " + column
                    + ". Its columns are " + String.join(", ", columns) + ".");
        }
        return new ColumnRef(table, column);
    }

    private static List<String> columns(Lakehouse opened, LineageGraph graph, String table) {
        if (opened.tables().contains(table)) {
            return opened.snapshot(table).schema().names();
        }
        return graph.table(table).map(TableLineage::columns).orElse(List.of()).stream()
                .map(lineage -> lineage.column())
                .toList();
    }

    private void show(PrintWriter out, ObjectNode root, String field, String title, LineageTree tree) {
        if (json) {
            tree(root.putArray(field), tree);
            return;
        }
        out.println(title + ":");
        if (tree.next().stream().noneMatch(this::isShown)) {
            out.println("  nothing");
        }
        print(out, tree, "  ");
    }

    private boolean isShown(LineageTree node) {
        return !direct
                || node.dependencies().isEmpty()
                || node.dependencies().stream().anyMatch(dependency -> dependency.direct());
    }

    private void print(PrintWriter out, LineageTree tree, String indent) {
        for (LineageTree child : tree.next()) {
            if (!isShown(child)) {
                continue;
            }
            String ways = child.dependencies().stream()
                    .map(way -> way.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .sorted()
                    .collect(Collectors.joining(", "));
            out.println(indent
                    + (child.column().isRows() && !ways.isEmpty() ? "rows of " : "")
                    + child.column()
                    + (ways.isEmpty() ? "" : "  (" + ways + (child.masking() ? ", masked)" : ")"))
                    + (child.repeated() ? "  …" : ""));
            print(out, child, indent + "  ");
        }
    }

    private void tree(ArrayNode array, LineageTree tree) {
        for (LineageTree child : tree.next()) {
            if (!isShown(child)) {
                continue;
            }
            ObjectNode node = array.addObject();
            node.put("table", child.column().table());
            if (!child.column().isRows()) {
                node.put("column", child.column().column());
            }
            ArrayNode ways = node.putArray("dependencies");
            child.dependencies().stream().map(Enum::name).sorted().forEach(ways::add);
            node.put("masking", child.masking());
            if (child.repeated()) {
                node.put("repeated", true);
            }
            tree(node.putArray("next"), child);
        }
    }
}
