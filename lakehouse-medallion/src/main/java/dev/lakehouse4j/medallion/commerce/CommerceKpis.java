package dev.lakehouse4j.medallion.commerce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key figures of the e-commerce pack, each computed by a query over the lake's tables. */
public final class CommerceKpis {

    private static final String RESOURCE = "kpis.sql";
    private static final Pattern HEADER =
            Pattern.compile("-- name: (.+)\\R-- unit: (.+)\\R-- description: (.+)\\R([^;]+);");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CommerceKpis() {}

    /** A figure before it is computed. */
    private record Definition(String name, String unit, String description, String sql) {}

    /**
     * Computes all figures whose tables are there.
     *
     * @param lake a lake in which the pipeline of {@link Commerce} has run; where it lacked a file, figures are left out
     * @return the figures in the order of their definition
     */
    public static List<Kpi> compute(Lakehouse lake) {
        return definitions().parallelStream()
                .flatMap(definition -> compute(lake, definition).stream())
                .toList();
    }

    private static Optional<Kpi> compute(Lakehouse lake, Definition definition) {
        Query query;
        try {
            query = lake.bind(definition.sql());
        } catch (TableNotFoundException e) {
            return Optional.empty();
        }
        Map<String, Long> versions = new LinkedHashMap<>();
        query.relations().forEach((table, relation) -> {
            if (relation instanceof Relation.Snapshot data) {
                versions.put(table, data.snapshot().version());
            }
        });
        try (QueryResult result = lake.engine().query(query.sql(), query.relations())) {
            return Optional.of(new Kpi(
                    definition.name(),
                    result.columns().size() == 1 ? single(result) : byLabel(result),
                    definition.unit(),
                    definition.description(),
                    definition.sql(),
                    versions));
        }
    }

    private static @Nullable Object single(QueryResult result) {
        return result.nextBatch() ? result.column(0).getObject(0) : null;
    }

    private static Map<String, @Nullable Object> byLabel(QueryResult result) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        while (result.nextBatch()) {
            for (int row = 0; row < result.batchSize(); row++) {
                values.put(
                        String.valueOf(result.column(0).getObject(row)),
                        result.column(1).getObject(row));
            }
        }
        return values;
    }

    private static List<Definition> definitions() {
        try (InputStream in = CommerceKpis.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing from the jar");
            }
            List<Definition> definitions = new ArrayList<>();
            Matcher matcher = HEADER.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                definitions.add(new Definition(
                        matcher.group(1).strip(),
                        matcher.group(2).strip(),
                        matcher.group(3).strip(),
                        matcher.group(4).strip()));
            }
            return definitions;
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + RESOURCE + ".", e);
        }
    }

    /**
     * The figures as JSON.
     *
     * @param kpis the figures
     * @return an array of objects with name, value, unit, description, sql and tableVersions
     */
    public static String toJson(List<Kpi> kpis) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Kpi kpi : kpis) {
            ObjectNode node = array.addObject();
            node.put("name", kpi.name());
            node.set("value", MAPPER.valueToTree(plain(kpi.value())));
            node.put("unit", kpi.unit());
            node.put("description", kpi.description());
            node.put("sql", kpi.sql());
            node.set("tableVersions", MAPPER.valueToTree(kpi.tableVersions()));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the figures as JSON", e);
        }
    }

    /** Numbers stay numbers, maps stay maps, dates and times become ISO text. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((label, number) -> values.put(String.valueOf(label), plain(number)));
            return values;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
