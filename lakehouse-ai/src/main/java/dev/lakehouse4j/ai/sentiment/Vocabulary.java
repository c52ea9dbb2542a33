package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words that have a row of their own in the table of words. Immutable. */
final class Vocabulary {

    /** Rows before the first word: of no word, and of unknown words. */
    static final int FIRST = 2;

    static final int UNKNOWN = 1;

    private final List<String> words;
    private final Map<String, Integer> rows = new HashMap<>();

    private Vocabulary(List<String> words) {
        this.words = List.copyOf(words);
        for (int i = 0; i < words.size(); i++) {
            rows.put(words.get(i), FIRST + i);
        }
    }

    /** The most frequent words of tokenised texts; of equal counts the first of the alphabet. */
    static Vocabulary of(Collection<String[]> texts, int leastCount, int most) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String[] text : texts) {
            for (String word : text) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        return new Vocabulary(counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= leastCount)
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList());
    }

    static Vocabulary read(byte[] file) {
        return new Vocabulary(new String(file, StandardCharsets.UTF_8)
                .lines()
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** One word per line, in the order of the rows. */
    byte[] toBytes() {
        return (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Rows of the table, those before the first word included. */
    int rows() {
        return FIRST + words.size();
    }

    int row(String word) {
        return rows.getOrDefault(word, UNKNOWN);
    }
}
