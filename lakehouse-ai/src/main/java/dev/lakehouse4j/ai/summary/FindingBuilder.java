package dev.lakehouse4j.ai.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a finding together. */
final class FindingBuilder {

    private final String id;
    private final Topic topic;
    private final double weight;
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final List<Finding.Statement> statements = new ArrayList<>();
    private final Set<String> sources = new LinkedHashSet<>();
    private Finding.Statement heading = new Finding.Statement("", "", List.of());

    FindingBuilder(String id, Topic topic, double weight) {
        this.id = id;
        this.topic = topic;
        this.weight = Math.max(0, Math.min(1, weight));
    }

    FindingBuilder heading(String english, String portuguese) {
        heading = new Finding.Statement(english, portuguese, List.of());
        return this;
    }

    FindingBuilder fact(String name, Fact fact) {
        facts.put(name, fact);
        return this;
    }

    /** A sentence, with the key figures that its facts come from. */
    FindingBuilder say(String english, String portuguese, String... kpis) {
        statements.add(new Finding.Statement(english, portuguese, Arrays.asList(kpis)));
        sources.addAll(Arrays.asList(kpis));
        return this;
    }

    Finding build() {
        return new Finding(id, topic, weight, heading, facts, statements, new ArrayList<>(sources));
    }
}
