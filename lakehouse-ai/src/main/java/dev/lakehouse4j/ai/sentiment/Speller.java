package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mends words that a vocabulary does not know and that are one slip from a frequent one: a letter too many, too few, another
 * one, or two neighbours swapped (Damerau distance 1). Immutable.
 */
final class Speller {

    private static final int LEAST_LETTERS = 5;
    private static final int LEAST_COUNT = 20;

    private final Vocabulary vocabulary;

    /** Frequent words by the hash of themselves and of what is left without one of their letters. */
    private final Map<Long, Candidate> candidates = new HashMap<>();

    /** Words with one hash, linked; the most frequent first. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Candidate(
            byte[] word, int count, @Nullable Candidate next) {}

    Speller(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        vocabulary.entries().stream()
                .filter(entry -> entry.count() >= LEAST_COUNT && entry.word().matches("[a-z]{" + LEAST_LETTERS + ",}"))
                // The last one put is the first of its list: the most frequent, of equals the last of the alphabet.
                .sorted(java.util.Comparator.comparingInt(Vocabulary.Entry::count)
                        .thenComparing(Vocabulary.Entry::word))
                .forEach(entry -> {
                    byte[] word = entry.word().getBytes(StandardCharsets.US_ASCII);
                    put(Hash.of64(word, 0, word.length), word, entry.count());
                    for (int i = 0; i < word.length; i++) {
                        // A doubled letter leaves the same word whichever goes.
                        if (i == 0 || word[i] != word[i - 1]) {
                            put(withoutLetter(word, 0, word.length, i), word, entry.count());
                        }
                    }
                });
    }

    private void put(long hash, byte[] word, int count) {
        candidates.put(hash, new Candidate(word, count, candidates.get(hash)));
    }

    private static long withoutLetter(byte[] characters, int from, int to, int letter) {
        byte[] rest = new byte[to - from - 1];
        System.arraycopy(characters, from, rest, 0, letter);
        System.arraycopy(characters, from + letter + 1, rest, letter, rest.length - letter);
        return Hash.of64(rest, 0, rest.length);
    }

    /** Mends the words of a text. */
    void mend(Tokens tokens) {
        for (int token = 0; token < tokens.count(); token++) {
            int from = tokens.start(token);
            int to = tokens.end(token);
            byte first = tokens.characters()[from];
            if (to - from >= LEAST_LETTERS
                    && first >= 'a'
                    && first <= 'z'
                    && vocabulary.row(tokens, token) == Vocabulary.UNKNOWN) {
                byte[] mended = mended(tokens.characters(), from, to);
                if (mended != null) {
                    tokens.replace(token, mended);
                }
            }
        }
    }

    private byte @Nullable [] mended(byte[] characters, int from, int to) {
        Candidate best = better(null, Hash.of64(characters, from, to), characters, from, to);
        for (int i = 0; i < to - from; i++) {
            best = better(best, withoutLetter(characters, from, to, i), characters, from, to);
        }
        return best == null ? null : best.word();
    }

    private @Nullable Candidate better(@Nullable Candidate best, long hash, byte[] characters, int from, int to) {
        Candidate found = best;
        for (Candidate next = candidates.get(hash); next != null; next = next.next()) {
            boolean isBetter = found == null
                    || next.count() > found.count()
                    || (next.count() == found.count() && Arrays.compare(next.word(), found.word()) > 0);
            if (isBetter && isOneSlip(characters, from, to, next.word())) {
                found = next;
            }
        }
        return found;
    }

    private static boolean isOneSlip(byte[] characters, int from, int to, byte[] word) {
        int length = to - from;
        if (length != word.length) {
            return Math.abs(length - word.length) == 1; // They share a hash without a letter.
        }
        int first = Arrays.mismatch(characters, from, to, word, 0, word.length);
        if (first < 0) {
            return false;
        }
        boolean isOther = Arrays.equals(characters, from + first + 1, to, word, first + 1, word.length);
        boolean isSwap = first + 1 < length
                && characters[from + first] == word[first + 1]
                && characters[from + first + 1] == word[first]
                && Arrays.equals(characters, from + first + 2, to, word, first + 2, word.length);
        return isOther || isSwap;
    }
}
