package dev.lakehouse4j.ai.sentiment;

import java.util.ArrayList;
import java.util.List;

/** Texts as a network learns from them: per text the rows of its words in the table of words. */
final class EncodedTexts {

    /** Words of a text that training looks at; reviews seldom have more. */
    private static final int MOST_WORDS = 64;

    private final List<int[]> texts = new ArrayList<>();

    static EncodedTexts of(List<String> all, Vocabulary vocabulary, TextRules rules) {
        EncodedTexts encoded = new EncodedTexts();
        Tokens tokens = new Tokens();
        for (String text : all) {
            rules.read(text, tokens);
            int[] rows = new int[Math.min(MOST_WORDS, tokens.count())];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = vocabulary.row(tokens, i);
            }
            encoded.texts.add(rows);
        }
        return encoded;
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
