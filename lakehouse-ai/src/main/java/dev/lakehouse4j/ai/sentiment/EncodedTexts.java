package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.List;

/** Texts as a network learns from them: per text the rows of its words in the table of words. */
final class EncodedTexts {

    /** Words of a text that training looks at; reviews seldom have more. */
    private static final int MOST_WORDS = 64;

    private final List<int[]> texts;

    private EncodedTexts(List<int[]> texts) {
        this.texts = texts;
    }

    static EncodedTexts of(List<String[]> tokenised, Vocabulary vocabulary) {
        return new EncodedTexts(tokenised.stream()
                .map(words -> Arrays.stream(words)
                        .limit(MOST_WORDS)
                        .mapToInt(vocabulary::row)
                        .toArray())
                .toList());
    }

    int size() {
        return texts.size();
    }

    /** Rows of the words of a text, in order. */
    int[] text(int text) {
        return texts.get(text);
    }

    List<int[]> all() {
        return texts;
    }
}
