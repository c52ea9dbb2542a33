package dev.lakehouse4j.ai.summary;

import java.util.List;

/**
 * A sentence of a summary.
 *
 * @param text the sentence with its full stop
 * @param author who worded it
 * @param sources names of the key figures that it cites, in {@code kpis.json}
 */
public record Sentence(String text, Author author, List<String> sources) {

    /** Who words a sentence. */
    public enum Author {
        /** This library, from a template. */
        TEMPLATE,
        /** A language model; the sentence has passed {@link Grounding}. */
        MODEL
    }

    /** Copies the list. */
    public Sentence {
        sources = List.copyOf(sources);
    }
}
