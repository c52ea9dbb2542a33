package dev.lakehouse4j.ai.sentiment;

import java.util.HashSet;
import java.util.Set;

/**
 * Plain questions about a thing or a shop («tem garantia?»), which say nothing good or bad: one sentence that begins as a
 * question does, ends with a question mark, and has no word of a claim, an opinion or a purchase. Such words are in {@code
 * questions.txt}. Immutable.
 */
final class Questions {

    static final Questions TABLE = new Questions();

    private static final int MOST_TOKENS = 16;
    private static final byte[] MARK = {'?'};

    private final Set<String> openings = new HashSet<>();
    private final Set<String> greetings = new HashSet<>();
    private final Set<String> claims = new HashSet<>();

    private Questions() {
        for (String line : Resources.lines("questions.txt")) {
            String[] parts = line.split(" = ", 2);
            Set<String> words =
                    switch (parts[0]) {
                        case "openings" -> openings;
                        case "greetings" -> greetings;
                        case "claims" -> claims;
                        default -> throw new IllegalStateException("questions.txt has an unknown list: " + parts[0]);
                    };
            words.addAll(Set.of(parts[1].split("\\|", -1)));
        }
    }

    /** Whether a text is one plain question. */
    boolean isPlain(Tokens tokens) {
        int end = tokens.count();
        while (end > 0 && tokens.is(end - 1, MARK)) {
            end--;
        }
        if (end == tokens.count() || end == 0 || tokens.count() > MOST_TOKENS) {
            return false;
        }
        int first = 0;
        while (first < end && (!tokens.isWord(first) || greetings.contains(tokens.token(first)))) {
            first++;
        }
        if (first == end || !openings.contains(tokens.token(first))) {
            return false;
        }
        for (int token = first; token < end; token++) {
            String word = tokens.token(token);
            if (claims.contains(word) || word.equals(".") || word.equals("!") || word.equals("?")) {
                return false;
            }
        }
        return true;
    }
}
