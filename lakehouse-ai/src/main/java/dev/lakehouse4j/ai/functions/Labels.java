package dev.lakehouse4j.ai.functions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the label that an answer means. */
final class Labels {

    private Labels() {}

    /** The one label that the answer is, or holds as whole words; empty when it holds none, or several. */
    static Optional<String> find(String answer, List<String> labels) {
        String folded = fold(answer);
        for (String label : labels) {
            if (folded.equals(fold(label))) {
                return Optional.of(label);
            }
        }
        // The longest first, and what it took is gone: «not urgent» does not also mean «urgent».
        List<String> byLength = new ArrayList<>(labels);
        byLength.sort(Comparator.comparingInt((String label) -> -fold(label).length()));
        Optional<String> found = Optional.empty();
        String rest = " " + folded + " ";
        for (String label : byLength) {
            Pattern words = Pattern.compile(" " + Pattern.quote(fold(label)) + "(?= )");
            if (!fold(label).isEmpty() && words.matcher(rest).find()) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(label);
                rest = words.matcher(rest).replaceAll(" ");
            }
        }
        return found;
    }

    private static String fold(String text) {
        String[] words = Wording.words(text);
        // Labels of signs alone, such as «+» and «-», have no words.
        return words.length == 0 ? text.strip() : String.join(" ", words);
    }
}
