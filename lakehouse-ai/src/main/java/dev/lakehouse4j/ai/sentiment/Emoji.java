package dev.lakehouse4j.ai.sentiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Emoji and emoticons with the words that they stand for, from {@code emoji.tsv}. Immutable. */
final class Emoji {

    /** A sign and its words, in lower case and without accents. */
    record Sign(String sign, String words) {}

    static final Emoji TABLE = read();

    private final Map<Character, List<Sign>> byFirst;
    private final boolean[] asciiFirst = new boolean[128];

    private Emoji(Map<Character, List<Sign>> byFirst) {
        this.byFirst = byFirst;
        byFirst.keySet().stream().filter(first -> first < 128).forEach(first -> asciiFirst[first] = true);
    }

    private static Emoji read() {
        Map<Character, List<Sign>> signs = new HashMap<>();
        for (String line : Resources.lines("emoji.tsv")) {
            int tab = line.indexOf('\t');
            signs.computeIfAbsent(line.charAt(0), first -> new ArrayList<>())
                    .add(new Sign(line.substring(0, tab), line.substring(tab + 1)));
        }
        // ":-)" before ":-": the longest sign wins.
        signs.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt((Sign sign) -> -sign.sign().length())));
        return new Emoji(signs);
    }

    /** The sign that begins at a place of a text, or null. */
    @Nullable
    Sign at(String text, int place) {
        char first = text.charAt(place);
        if (first < 128 && !asciiFirst[first]) {
            return null;
        }
        List<Sign> candidates = byFirst.get(first);
        if (candidates != null) {
            for (Sign candidate : candidates) {
                if (text.startsWith(candidate.sign(), place) && !isPartOfAddress(text, place, candidate)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** The colon and slash of {@code https://} are no face. */
    private static boolean isPartOfAddress(String text, int place, Sign sign) {
        int end = place + sign.sign().length();
        return sign.sign().endsWith("/") && end < text.length() && text.charAt(end) == '/';
    }
}
