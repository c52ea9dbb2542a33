package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What happens to a text before a compact model judges it or learns from it: taken apart, its misspelled words mended, its
 * turns of phrase evened. Immutable.
 */
final class TextRules {

    /** Other rules in the code have another number; the word lists count by themselves. */
    private static final int CODE = 2;

    private static final List<String> WORD_LISTS = List.of("slang.tsv", "emoji.tsv", "phrases.tsv", "questions.txt");

    /** Names the rules: others have another name, and so has every model that judges by them. */
    static final String VERSION =
            version(CODE, WORD_LISTS.stream().map(Resources::lines).toList());

    private final Speller speller;

    TextRules(Vocabulary vocabulary) {
        this.speller = new Speller(vocabulary);
    }

    /** Takes a text apart and evens it; what was in the tokens is gone. */
    void read(String text, Tokens tokens) {
        tokens.read(text);
        speller.mend(tokens);
        Phrases.TABLE.even(tokens);
    }

    static String version(int code, List<List<String>> wordLists) {
        StringBuilder all = new StringBuilder().append(code);
        wordLists.forEach(lines -> all.append("\n\n").append(String.join("\n", lines)));
        return ModelFiles.hash(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 6);
    }
}
