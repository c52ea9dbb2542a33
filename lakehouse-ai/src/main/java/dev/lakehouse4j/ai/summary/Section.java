package dev.lakehouse4j.ai.summary;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A section of a summary.
 *
 * @param topic what it is about
 * @param title its title in the language of the summary
 * @param passages what it says, the most important first; in {@link Topic#RECOMMENDATIONS} each is one recommendation
 */
public record Section(Topic topic, String title, List<Passage> passages) {

    /**
     * The sentences about one finding.
     *
     * @param finding id of the finding
     * @param heading short heading; empty where there is none (recommendations have one)
     * @param sentences the sentences
     */
    public record Passage(String finding, String heading, List<Sentence> sentences) {

        /** Copies the list. */
        public Passage {
            sentences = List.copyOf(sentences);
        }

        /**
         * The sentences as one text.
         *
         * @return text
         */
        public String text() {
            return sentences.stream().map(Sentence::text).collect(Collectors.joining(" "));
        }
    }

    /** Copies the list. */
    public Section {
        passages = List.copyOf(passages);
    }
}
