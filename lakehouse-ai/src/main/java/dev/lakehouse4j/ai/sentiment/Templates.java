package dev.lakehouse4j.ai.sentiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Portuguese sentences made from patterns and word lists ({@code template-patterns.tsv}, {@code template-words.txt}), for
 * what reviews seldom say: denied blame, denied praise, contrasts, other languages.
 */
final class Templates {

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
    private static final int MOST_TRIES = 20;

    private Templates() {}

    /** A sentence; {@code label} is {@code pos}, {@code neg} or {@code neu}. */
    record Sentence(String label, String text) {}

    /** Distinct sentences, fewer than asked for when the lists give no more. */
    static List<Sentence> generate(int count, long seed) {
        Map<String, String[]> words = new HashMap<>();
        for (String line : Resources.lines("template-words.txt")) {
            String[] parts = line.split(" = ", 2);
            words.put(parts[0], parts[1].split("\\|", -1));
        }
        List<String[]> patterns = Resources.lines("template-patterns.tsv").stream()
                .map(line -> line.split("\t", 2))
                .toList();
        SplittableRandom random = new SplittableRandom(seed);
        List<Sentence> sentences = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < count * MOST_TRIES && sentences.size() < count; i++) {
            String[] pattern = patterns.get(i % patterns.size());
            Matcher places = PLACE.matcher(pattern[1]);
            String text = places.replaceAll(place -> {
                String[] choices = words.get(place.group(1));
                if (choices == null) {
                    throw new IllegalStateException("template-words.txt has no list " + place.group(1));
                }
                return Matcher.quoteReplacement(choices[random.nextInt(choices.length)]);
            });
            if (seen.add(text)) {
                sentences.add(new Sentence(pattern[0], text));
            }
        }
        return sentences;
    }
}
