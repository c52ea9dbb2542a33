package dev.lakehouse4j.ai.kpi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes figures as JSON. */
final class KpiJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private KpiJson() {}

    static String write(List<Kpi> kpis) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Kpi kpi : kpis) {
            ObjectNode node = array.addObject();
            node.put("name", kpi.name());
            node.set("value", MAPPER.valueToTree(plain(kpi.value())));
            node.put("unit", kpi.unit());
            node.put("description", kpi.description());
            node.put("better", kpi.better().name().toLowerCase(Locale.ROOT));
            period(node, "period", kpi.period());
            change(node, "change", kpi.change());
            change(node, "yearChange", kpi.yearChange());
            node.put("sql", kpi.sql());
            node.set("tableVersions", MAPPER.valueToTree(kpi.tableVersions()));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the figures as JSON", e);
        }
    }

    private static void period(ObjectNode node, String name, @Nullable Period period) {
        if (period != null) {
            node.putObject(name)
                    .put("from", period.from().toString())
                    .put("until", period.until().toString());
        }
    }

    private static void change(ObjectNode node, String name, @Nullable Change change) {
        if (change != null) {
            ObjectNode written = node.putObject(name);
            period(written, "period", change.period());
            written.put("value", change.value());
            period(written, "previousPeriod", change.previousPeriod());
            written.put("previousValue", change.previousValue());
            written.put("difference", change.difference());
            change.relative().ifPresent(relative -> written.put("relative", relative));
        }
    }

    /** Numbers stay numbers, maps stay maps, dates and times become ISO text. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof List<?> rows) {
            return rows.stream().map(row -> plain(((KpiRow) row).columns())).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((label, number) -> values.put(String.valueOf(label), plain(number)));
            return values;
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return null;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
