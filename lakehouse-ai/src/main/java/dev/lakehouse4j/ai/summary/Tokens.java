package dev.lakehouse4j.ai.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into words, numbers and signs. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile(
            "R\\$|p\\.p\\.|\\d+(?:[.,]\\d+)*|\\p{L}+(?:'\\p{L}+)*|[%\u2212+\\-.,;:()\u2014\u2013\u2026!?\u00ba\u00aa\u00b0/&*=<>~\u2248\u2192\u00a4]|\\S");

    private Tokens() {}

    /**
     * A piece of text.
     *
     * @param text as written
     * @param lower in lower case
     * @param isFirst whether a sentence starts with it
     * @param isGlued whether it follows the one before without a space
     */
    record Token(String text, String lower, boolean isFirst, boolean isGlued) {

        boolean isNumber() {
            return Character.isDigit(text.charAt(0));
        }

        boolean isWord() {
            return Character.isLetter(text.charAt(0)) && !text.equals("R$");
        }
    }

    static List<Token> of(String text) {
        String plain = text.replace('\u00a0', ' ')
                .replace('\u202f', ' ')
                .replace('\u2019', '\'')
                .replace('\u2011', '-')
                .replace('\u201c', '"')
                .replace('\u201d', '"');
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(plain);
        boolean first = true;
        int end = 0;
        while (matcher.find()) {
            String token = matcher.group();
            tokens.add(new Token(token, token.toLowerCase(Locale.ROOT), first, matcher.start() == end));
            end = matcher.end();
            first = token.matches("[.!?:\u2022]") || (first && token.matches("[\"(\\[*-]"));
        }
        return tokens;
    }
}
