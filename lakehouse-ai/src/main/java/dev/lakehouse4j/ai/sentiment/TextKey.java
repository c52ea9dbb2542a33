package dev.lakehouse4j.ai.sentiment;

/** What two texts share that differ in case, accents, blanks and marks only. */
final class TextKey {

    private TextKey() {}

    static String of(String text) {
        Tokens tokens = new Tokens();
        tokens.read(text);
        return tokens.joined();
    }
}
