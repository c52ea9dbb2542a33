package dev.lakehouse4j.ai.summary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** Writes a summary as JSON. */
final class SummaryJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SummaryJson() {}

    static String write(ExecutiveSummary summary) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("title", summary.title());
        root.put("language", summary.language().code());
        ArrayNode sections = root.putArray("sections");
        for (Section section : summary.sections()) {
            ObjectNode written = sections.addObject();
            written.put("topic", lower(section.topic()));
            written.put("title", section.title());
            ArrayNode passages = written.putArray("passages");
            for (Section.Passage passage : section.passages()) {
                ObjectNode one = passages.addObject();
                one.put("finding", passage.finding());
                one.put("heading", passage.heading());
                ArrayNode sentences = one.putArray("sentences");
                for (Sentence sentence : passage.sentences()) {
                    ObjectNode node = sentences.addObject();
                    node.put("text", sentence.text());
                    node.put("author", lower(sentence.author()));
                    sentence.sources().forEach(node.putArray("sources")::add);
                }
            }
        }
        ArrayNode findings = root.putArray("findings");
        for (Finding finding : summary.findings()) {
            ObjectNode node = findings.addObject();
            node.put("id", finding.id());
            node.put("topic", lower(finding.topic()));
            node.put("weight", finding.weight());
            ObjectNode facts = node.putObject("facts");
            for (Map.Entry<String, Fact> fact : finding.facts().entrySet()) {
                ObjectNode one = facts.putObject(fact.getKey());
                one.put("kind", lower(fact.getValue().kind()));
                if (fact.getValue().value() instanceof Double number) {
                    one.put("value", number);
                } else {
                    one.put("value", fact.getValue().value().toString());
                }
                one.put("measure", fact.getValue().measure());
                one.put("subject", fact.getValue().subject());
            }
            finding.sources().forEach(node.putArray("sources")::add);
        }
        summary.notes().forEach(root.putArray("notes")::add);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the summary as JSON", e);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
