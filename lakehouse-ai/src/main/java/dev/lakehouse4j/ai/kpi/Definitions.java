package dev.lakehouse4j.ai.kpi;

import dev.lakehouse4j.core.error.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics, figures and tables of the e-commerce pack, read from the SQL files beside this class. */
final class Definitions {

    /** Comment lines of the form {@code -- key: value}, then SQL up to a semicolon at the end of a line. */
    private static final Pattern BLOCK =
            Pattern.compile("((?:^-- [a-z]+: .+\\R)+)((?:(?!;\\s*$)[\\s\\S])+);\\s*$", Pattern.MULTILINE);

    private static final Pattern FIELD = Pattern.compile("^-- ([a-z]+): (.+)$", Pattern.MULTILINE);

    private Definitions() {}

    /** A figure that is a query of its own. */
    record Figure(String name, String unit, String description, String sql) {}

    static List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (Map<String, String> block : blocks("metrics.sql")) {
            metrics.add(new Metric(
                    field(block, "metric"),
                    field(block, "unit"),
                    field(block, "description"),
                    source(field(block, "source")),
                    field(block, "sql"),
                    Metric.Better.valueOf(field(block, "better").toUpperCase(Locale.ROOT)),
                    field(block, "outcome").equals("yes")));
        }
        return metrics;
    }

    /** Figures with one value, or values by label. */
    static List<Figure> figures() {
        return queries("figures.sql");
    }

    /** Figures that are tables. */
    static List<Figure> tables() {
        return queries("tables.sql");
    }

    private static List<Figure> queries(String resource) {
        return blocks(resource).stream()
                .map(block -> new Figure(
                        field(block, "name"),
                        block.getOrDefault("unit", "rows"),
                        field(block, "description"),
                        field(block, "sql")))
                .toList();
    }

    private static Metric.Source source(String name) {
        return switch (name) {
            case "orders" -> Metric.Source.ORDERS;
            case "purchases" -> Metric.Source.PURCHASES;
            case "sentiment" -> Metric.Source.SENTIMENT;
            default -> throw new IllegalStateException("metrics.sql names a source that there is not: " + name);
        };
    }

    private static String field(Map<String, String> block, String name) {
        String value = block.get(name);
        if (value == null) {
            throw new IllegalStateException("A block has no field " + name + ": " + block);
        }
        return value;
    }

    private static List<Map<String, String>> blocks(String resource) {
        List<Map<String, String>> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(resource));
        while (matcher.find()) {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher field = FIELD.matcher(matcher.group(1));
            while (field.find()) {
                fields.put(field.group(1), field.group(2).strip());
            }
            fields.put("sql", matcher.group(2).strip());
            blocks.add(fields);
        }
        return blocks;
    }

    private static String text(String resource) {
        try (InputStream in = Definitions.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + resource + ".", e);
        }
    }
}
