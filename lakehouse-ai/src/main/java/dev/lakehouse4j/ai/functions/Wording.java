package dev.lakehouse4j.ai.functions;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares texts by their wording: words and the groups of 2 to 4 letters in them, without case and accents.
 *
 * <p>The measure is the cosine of the two counts (1 + log of each count; a word weighs as much as its letter groups
 * together would at most). Spelling variants and inflections are near; synonyms are not.
 */
final class Wording {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final int SHORTEST_GROUP = 2;
    private static final int LONGEST_GROUP = 4;

    private Wording() {}

    /** 0 when the texts share nothing, 1 when they have the same words equally often. */
    static double similarity(String left, String right) {
        if (left.equals(right)) {
            return 1;
        }
        Map<String, Double> a = weights(left);
        Map<String, Double> b = weights(right);
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() && b.isEmpty() ? 1 : 0;
        }
        Map<String, Double> smaller = a.size() <= b.size() ? a : b;
        Map<String, Double> larger = a.size() <= b.size() ? b : a;
        double product = 0;
        for (Map.Entry<String, Double> entry : smaller.entrySet()) {
            product += entry.getValue() * larger.getOrDefault(entry.getKey(), 0.0);
        }
        return Math.min(1, product / (length(a) * length(b)));
    }

    private static double length(Map<String, Double> weights) {
        double sum = 0;
        for (double weight : weights.values()) {
            sum += weight * weight;
        }
        return Math.sqrt(sum);
    }

    private static Map<String, Double> weights(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : words(text)) {
            String framed = " " + word + " ";
            counts.merge(framed, 1, Integer::sum);
            for (int size = SHORTEST_GROUP; size <= LONGEST_GROUP; size++) {
                for (int i = 0; i + size <= framed.length(); i++) {
                    counts.merge(framed.substring(i, i + size), 1, Integer::sum);
                }
            }
        }
        Map<String, Double> weights = new HashMap<>();
        counts.forEach((group, count) -> weights.put(group, 1 + Math.log(count)));
        return weights;
    }

    /** Words and numbers without case and accents. */
    static String[] words(String text) {
        String folded = BETWEEN_WORDS.matcher(fold(text)).replaceAll(" ").strip();
        return folded.isEmpty() ? new String[0] : folded.split(" ");
    }

    static String fold(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }
}
