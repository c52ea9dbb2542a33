package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Words after which the other side of a matter comes; they part a text. Immutable. */
final class Contrasts {

    private static final List<String> WORDS = List.of(
            "mas",
            "porem",
            "contudo",
            "entretanto",
            "todavia",
            "embora",
            "but",
            "pero",
            "no entanto",
            "so que",
            "apesar de");

    /** Least tokens of a part. */
    private static final int LEAST = 2;

    private final List<byte[][]> phrases = WORDS.stream()
            .map(phrase -> {
                String[] words = phrase.split(" ", -1);
                byte[][] bytes = new byte[words.length][];
                for (int i = 0; i < words.length; i++) {
                    bytes[i] = words[i].getBytes(StandardCharsets.US_ASCII);
                }
                return bytes;
            })
            .toList();

    /** The parts of a text as first token and the one behind the last; none when there are not two. */
    List<int[]> parts(Tokens tokens) {
        List<int[]> parts = new ArrayList<>(0);
        int from = 0;
        boolean isParted = false;
        int i = 0;
        while (i < tokens.count()) {
            int length = contrast(tokens, i);
            if (length > 0) {
                isParted = true;
                add(parts, from, i);
                from = i + length;
            }
            i += Math.max(1, length);
        }
        if (isParted) {
            add(parts, from, tokens.count());
        }
        return parts.size() < 2 ? List.of() : parts;
    }

    private static void add(List<int[]> parts, int from, int to) {
        if (to - from >= LEAST) {
            parts.add(new int[] {from, to});
        }
    }

    /** Tokens of the contrast that begins at a token; 0 when none does. */
    private int contrast(Tokens tokens, int token) {
        for (byte[][] phrase : phrases) {
            if (token + phrase.length <= tokens.count()) {
                int same = 0;
                while (same < phrase.length && tokens.is(token + same, phrase[same])) {
                    same++;
                }
                if (same == phrase.length) {
                    return same;
                }
            }
        }
        return 0;
    }
}
