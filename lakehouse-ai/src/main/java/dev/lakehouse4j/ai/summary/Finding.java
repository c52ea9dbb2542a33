package dev.lakehouse4j.ai.summary;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that the key figures show.
 *
 * @param id what was found, such as {@code lateness_costs_stars}; unique in a summary
 * @param topic section that it belongs to
 * @param weight importance, 0 to 1; a section tells the heavy findings first
 * @param heading a few words that name it, as a template; both empty where none is needed
 * @param facts values that its sentences may state, by name
 * @param statements its sentences, as templates
 * @param sources names of the key figures that it comes from
 */
public record Finding(
        String id,
        Topic topic,
        double weight,
        Statement heading,
        Map<String, Fact> facts,
        List<Statement> statements,
        List<String> sources) {

    /**
     * A sentence in each language; {@code {name}} stands for a fact.
     *
     * @param english English template
     * @param portuguese Portuguese template
     * @param sources names of the key figures that it cites
     */
    public record Statement(String english, String portuguese, List<String> sources) {

        /** Copies the list. */
        public Statement {
            sources = List.copyOf(sources);
        }

        /**
         * The template of a language.
         *
         * @param language the language
         * @return its template
         */
        public String template(Language language) {
            return language == Language.PORTUGUESE ? portuguese : english;
        }
    }

    /** Copies the collections. */
    public Finding {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        statements = List.copyOf(statements);
        sources = List.copyOf(sources);
    }
}
