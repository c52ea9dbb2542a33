package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short forms of hurried writers with the words that they stand for, from {@code slang.tsv}. Immutable. */
final class Slang {

    static final Slang TABLE = new Slang();

    /** Longest short form; a form of up to eight letters fits into a long. */
    private static final int LONGEST = 8;

    private final Map<Long, byte[]> words = new HashMap<>();
    private final int longest;

    private Slang() {
        int most = 0;
        for (String line : Resources.lines("slang.tsv")) {
            int tab = line.indexOf('\t');
            byte[] form = line.substring(0, tab).getBytes(StandardCharsets.US_ASCII);
            most = Math.max(most, form.length);
            words.put(key(form, 0, form.length), line.substring(tab + 1).getBytes(StandardCharsets.US_ASCII));
        }
        if (most > LONGEST) {
            throw new IllegalStateException("A short form of slang.tsv has more than " + LONGEST + " letters");
        }
        longest = most;
    }

    private static long key(byte[] characters, int from, int to) {
        long key = 0;
        for (int i = from; i < to; i++) {
            key = key << 8 | characters[i];
        }
        return key;
    }

    /** What a token stands for, words with blanks between them; null when it stands for itself. */
    byte @Nullable [] of(byte[] characters, int from, int to) {
        return to - from > longest ? null : words.get(key(characters, from, to));
    }
}
