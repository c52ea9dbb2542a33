package dev.lakehouse4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.lineage.Trace;
import dev.lakehouse4j.medallion.lineage.TracedRows;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a row back to the rows, files and lines that it was made from. */
@Command(
        name = "trace",
        description = {
            "Follows a row back to the rows that it was made from, down to the lines of files.",
            "KEY is the value of the table's key; a key of several columns takes several, and column=value names another column."
        },
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {

    private static final int COLUMNS = 6;
    private static final int WIDTH = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LakeOptions lake;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "TABLE", description = "Name of the table, such as gold.fact_orders.")
    @SuppressWarnings("NullAway.Init")
    private String table;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Value of the key, or column=value.")
    @SuppressWarnings("NullAway.Init")
    private List<String> key;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Lakehouse opened = lake.openExisting()) {
            TracedRows rows = Trace.of(opened).row(table, key);
            if (json) {
                ObjectNode root = new ObjectMapper().createObjectNode();
                tree(root, rows);
                out.println(root.toPrettyString());
            } else {
                print(out, rows, "");
            }
        }
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, TracedRows rows, String indent) {
        out.printf(
                Locale.ROOT,
                "%s%s version %d: %s%s%n",
                indent,
                rows.table(),
                rows.version(),
                rows.count() == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", rows.count()),
                rows.repeated()
                        ? ", see above"
                        : rows.count() > rows.rows().size()
                                ? ", the first " + rows.rows().size()
                                : "");
        String inner = indent + "    ";
        if (rows.repeated()) {
            return;
        }
        if (rows.places().isEmpty()) {
            rows.rows()
                    .forEach(row -> out.println(inner
                            + row.entrySet().stream()
                                    .limit(COLUMNS)
                                    .map(value -> value.getKey() + "=" + shortened(String.valueOf(value.getValue())))
                                    .collect(Collectors.joining("  "))));
        }
        for (TracedRows.Place place : rows.places()) {
            out.println(inner
                    + place.file()
                    + (place.line() == null
                            ? ", record " + place.record()
                            : ", line " + place.line() + " (record " + place.record() + ")"));
            if (place.text() != null) {
                out.println(inner + "  " + shortened(place.text().replaceAll("\\R", "⏎"), 2 * WIDTH));
            }
        }
        rows.notes().forEach(note -> out.println(inner + "! " + note));
        rows.from().forEach(from -> print(out, from, indent + "  "));
    }

    private static String shortened(String text) {
        return shortened(text.replaceAll("\\R", "⏎"), WIDTH);
    }

    private static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    private static void tree(ObjectNode node, TracedRows rows) {
        node.put("table", rows.table())
                .put("version", rows.version())
                .put("match", rows.match())
                .put("count", rows.count());
        if (rows.repeated()) {
            node.put("repeated", true);
        }
        ArrayNode shown = node.putArray("rows");
        rows.rows().forEach(row -> {
            ObjectNode values = shown.addObject();
            row.forEach(values::put);
        });
        ArrayNode places = node.putArray("places");
        for (TracedRows.Place place : rows.places()) {
            places.addObject()
                    .put("file", place.file())
                    .put("record", place.record())
                    .put("location", place.location())
                    .put("line", place.line())
                    .put("text", place.text());
        }
        rows.notes().forEach(node.putArray("notes")::add);
        ArrayNode from = node.putArray("from");
        rows.from().forEach(each -> tree(from.addObject(), each));
    }
}
