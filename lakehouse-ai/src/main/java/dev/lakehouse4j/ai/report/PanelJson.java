package dev.lakehouse4j.ai.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drawings as JSON for the script. */
final class PanelJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SIGNIFICANT = 6;

    private PanelJson() {}

    /** All panels by the id of their canvas, in the order of the page. */
    static String write(Map<String, Panel> panels, Texts texts) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("locale", texts.locale().toLanguageTag());
        root.put("currency", texts.say("number.currency"));
        ObjectNode units = root.putObject("units");
        units.put("thousand", texts.say("number.thousand"));
        units.put("million", texts.say("number.million"));
        ArrayNode array = root.putArray("panels");
        panels.forEach((id, panel) -> write(array.addObject().put("id", id), panel));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values cannot fail to be written", e);
        }
    }

    private static void write(ObjectNode node, Panel panel) {
        node.put("kind", panel.kind.code());
        node.put("format", panel.format.code());
        node.put("digits", panel.digits);
        node.put("height", panel.height);
        node.put("stacked", panel.stacked);
        node.put("valueLabels", panel.valueLabels == Panel.ValueLabels.ALL);
        node.put("valueAxis", panel.valueAxis);
        node.put("min", panel.least);
        node.put("max", panel.most);
        node.put("xTitle", panel.horizontalTitle);
        node.put("yTitle", panel.verticalTitle);
        node.put("ideal", panel.ideal);
        Panel.Reference reference = panel.reference;
        if (reference != null) {
            node.putObject("reference")
                    .put("value", reference.value())
                    .put("label", reference.label())
                    .put("atEnd", panel.referenceAtEnd);
        }
        ArrayNode labels = node.putArray("labels");
        panel.labels.forEach(labels::add);
        numbers(node.putArray("xs"), panel.positions);
        ArrayNode all = node.putArray("series");
        for (Series series : panel.series) {
            ObjectNode one = all.addObject();
            one.put("name", series.name());
            one.put("tone", series.tone().css());
            numbers(one.putArray("values"), series.values());
            if (!series.tones().isEmpty()) {
                ArrayNode tones = one.putArray("tones");
                series.tones().forEach(tone -> tones.add(tone.css()));
            }
            if (!series.low().isEmpty()) {
                numbers(one.putArray("low"), series.low());
                numbers(one.putArray("high"), series.high());
            }
        }
    }

    /** Rounded to what can be seen, which keeps the last bits of parallel sums out of the file. */
    private static void numbers(ArrayNode array, List<? extends @Nullable Double> values) {
        for (Double value : values) {
            if (value == null || !Double.isFinite(value)) {
                array.addNull();
            } else {
                array.add(new BigDecimal(value)
                        .round(new MathContext(SIGNIFICANT))
                        .doubleValue());
            }
        }
    }
}
