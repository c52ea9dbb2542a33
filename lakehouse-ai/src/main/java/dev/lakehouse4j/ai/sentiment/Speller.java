package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mends words that a vocabulary does not know. In this order, one becomes a frequent word that sounds like it ({@link Sounds});
 * a frequent word one slip away, which is a letter too many, too few, another one, or two neighbours swapped (Damerau distance
 * 1); any word that sounds like it; the adjective of a superlative («lindicimo»); a frequent word that sounds one slip away.
 * Immutable.
 */
final class Speller {

    private static final int LEAST_LETTERS = 5;
    private static final int LEAST_HEARD_LETTERS = 4;
    private static final int LEAST_SLIPPED_SOUNDS = 8;
    private static final int LEAST_COUNT = 20;
    private static final byte[] SUPERLATIVE = {'i', 's', 'i', 'm'};
    private static final byte[] GENDERS = {'u', 'a', 'i'};

    private final Vocabulary vocabulary;
    private final Index spelled = new Index();
    private final Index heard = new Index();

    /**
     * A word.
     *
     * @param form its letters, or how it is heard
     * @param next another word with the same hash, less frequent
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Candidate(
            byte[] form, byte[] word, int count, @Nullable Candidate next) {}

    /** Words by the hash of their forms, and of what is left of these without one of their letters. */
    private static final class Index {

        private final Map<Long, Candidate> whole = new HashMap<>();
        private final Map<Long, Candidate> slipped = new HashMap<>();

        /** To be called with the most frequent word last. */
        void add(byte[] form, byte[] word, int count, boolean withSlips) {
            put(whole, Hash.of64(form, 0, form.length), form, word, count);
            for (int i = 0; withSlips && i < form.length; i++) {
                // A doubled letter leaves the same form whichever goes.
                if (i == 0 || form[i] != form[i - 1]) {
                    put(slipped, withoutLetter(form, 0, form.length, i), form, word, count);
                }
            }
        }

        private static void put(Map<Long, Candidate> index, long hash, byte[] form, byte[] word, int count) {
            index.put(hash, new Candidate(form, word, count, index.get(hash)));
        }

        /** The most frequent word of a form. */
        byte @Nullable [] exactly(byte[] form, int from, int to, boolean onlyFrequent) {
            Candidate found = whole.get(Hash.of64(form, from, to));
            Candidate taken = onlyFrequent ? frequent(found) : found;
            return taken == null ? null : taken.word();
        }

        /** The most frequent word comes first: when that is seldom, all are. */
        private static @Nullable Candidate frequent(@Nullable Candidate first) {
            return first == null || first.count() < LEAST_COUNT ? null : first;
        }

        byte @Nullable [] oneSlipFrom(byte[] form, int from, int to) {
            Candidate best = better(null, slipped.get(Hash.of64(form, from, to)), form, from, to);
            for (int i = 0; i < to - from; i++) {
                long hash = withoutLetter(form, from, to, i);
                best = better(best, frequent(whole.get(hash)), form, from, to);
                best = better(best, slipped.get(hash), form, from, to);
            }
            return best == null ? null : best.word();
        }
    }

    Speller(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        List<Vocabulary.Entry> words = vocabulary.entries().stream()
                .filter(entry -> entry.word().matches("[a-z]{" + LEAST_HEARD_LETTERS + ",}"))
                // The last one put is the first of its list: the most frequent, of equals the last of the alphabet.
                .sorted(Comparator.comparingInt(Vocabulary.Entry::count).thenComparing(Vocabulary.Entry::word))
                .toList();
        for (Vocabulary.Entry entry : words) {
            byte[] word = entry.word().getBytes(StandardCharsets.US_ASCII);
            boolean isFrequent = entry.count() >= LEAST_COUNT;
            if (isFrequent && word.length >= LEAST_LETTERS) {
                spelled.add(word, word, entry.count(), true);
            }
            byte[] key = key(word, false);
            heard.add(key, word, entry.count(), isFrequent);
            byte[] hissing = key(word, true);
            if (!Arrays.equals(key, hissing)) {
                heard.add(hissing, word, entry.count(), isFrequent);
            }
        }
    }

    private static byte[] key(byte[] word, boolean hissing) {
        byte[] key = new byte[word.length];
        return Arrays.copyOf(key, Sounds.key(word, 0, word.length, key, hissing));
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
            if (to - from >= LEAST_HEARD_LETTERS && first >= 'a' && first <= 'z') {
                long hash = Hash.of64(tokens.characters(), from, to);
                if (vocabulary.row(hash) == Vocabulary.UNKNOWN && !Phrases.TABLE.hasWord(hash)) {
                    byte[] mended = mended(tokens.characters(), from, to);
                    if (mended != null) {
                        tokens.replace(token, mended);
                    }
                }
            }
        }
    }

    private byte @Nullable [] mended(byte[] characters, int from, int to) {
        byte[] key = new byte[to - from];
        int length = Sounds.key(characters, from, to, key, false);
        byte[] mended = heard.exactly(key, 0, length, true);
        if (mended == null && to - from >= LEAST_LETTERS) {
            mended = spelled.oneSlipFrom(characters, from, to);
        }
        if (mended == null) {
            mended = heard.exactly(key, 0, length, false);
        }
        if (mended == null) {
            mended = adjective(key, length);
        }
        return mended == null && length >= LEAST_SLIPPED_SOUNDS ? heard.oneSlipFrom(key, 0, length) : mended;
    }

    private byte @Nullable [] adjective(byte[] key, int length) {
        int stem = length - SUPERLATIVE.length - 1;
        if (stem < 3 || !Arrays.equals(key, stem, length - 1, SUPERLATIVE, 0, SUPERLATIVE.length)) {
            return null;
        }
        byte[] plain = Arrays.copyOf(key, stem + 1);
        for (byte gender : GENDERS) {
            plain[stem] = gender;
            byte[] found = heard.exactly(plain, 0, plain.length, true);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Candidate better(
            @Nullable Candidate best, @Nullable Candidate first, byte[] form, int from, int to) {
        Candidate found = best;
        for (Candidate next = first; next != null; next = next.next()) {
            boolean isBetter = found == null
                    || next.count() > found.count()
                    || (next.count() == found.count() && Arrays.compare(next.word(), found.word()) > 0);
            if (isBetter && isOneSlip(form, from, to, next.form())) {
                found = next;
            }
        }
        return found;
    }

    private static boolean isOneSlip(byte[] form, int from, int to, byte[] other) {
        int length = to - from;
        if (length != other.length) {
            return Math.abs(length - other.length) == 1; // They share a hash without a letter.
        }
        int first = Arrays.mismatch(form, from, to, other, 0, other.length);
        if (first < 0) {
            return false;
        }
        boolean isOther = Arrays.equals(form, from + first + 1, to, other, first + 1, other.length);
        boolean isSwap = first + 1 < length
                && form[from + first] == other[first + 1]
                && form[from + first + 1] == other[first]
                && Arrays.equals(form, from + first + 2, to, other, first + 2, other.length);
        return isOther || isSwap;
    }
}
