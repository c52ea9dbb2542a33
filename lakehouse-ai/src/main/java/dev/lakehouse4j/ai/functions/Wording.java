package dev.lakehouse4j.ai.functions;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Compares texts by their wording: words and the groups of 2 to 4 letters in them, without case and accents.
 *
 * <p>The measure is the cosine of the two counts (1 + log of each count). Spelling variants and inflections are near;
 * synonyms are not.
 */
final class Wording {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final int SHORTEST_GROUP = 2;
    private static final int LONGEST_GROUP = 4;
    private static final long HASH_START = 1125899906842597L;
    private static final long PRIME = 1099511628211L;

    private Wording() {}

    /** 0 when the texts share nothing, 1 when they have the same words equally often. */
    static double similarity(String left, String right) {
        if (left.equals(right)) {
            return 1;
        }
        long[] a = groups(left);
        long[] b = groups(right);
        if (a.length == 0 || b.length == 0) {
            return a.length == b.length ? 1 : 0;
        }
        return Math.min(1, product(a, b) / Math.sqrt(product(a, a) * product(b, b)));
    }

    /** The product of the weights of two sorted lists. */
    private static double product(long[] a, long[] b) {
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i] < b[j]) {
                i = end(a, i);
            } else if (a[i] > b[j]) {
                j = end(b, j);
            } else {
                int nextI = end(a, i);
                int nextJ = end(b, j);
                sum += (1 + Math.log(nextI - i)) * (1 + Math.log(nextJ - j));
                i = nextI;
                j = nextJ;
            }
        }
        return sum;
    }

    /** The place after the last of equal ones. */
    private static int end(long[] sorted, int from) {
        int end = from + 1;
        while (end < sorted.length && sorted[end] == sorted[from]) {
            end++;
        }
        return end;
    }

    /** Hashes of the words and groups of a text, sorted, as often as they occur; 64 bits, so that none meet by chance. */
    private static long[] groups(String text) {
        String[] words = words(text);
        long[] hashes = new long
                [Arrays.stream(words)
                        .mapToInt(word -> 3 * (word.length() + 2) + 1)
                        .sum()];
        int count = 0;
        for (String word : words) {
            String framed = " " + word + " ";
            hashes[count++] = hash(framed, 0, framed.length());
            for (int size = SHORTEST_GROUP; size <= LONGEST_GROUP; size++) {
                for (int i = 0; i + size <= framed.length(); i++) {
                    hashes[count++] = hash(framed, i, i + size);
                }
            }
        }
        long[] sorted = Arrays.copyOf(hashes, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static long hash(String text, int from, int to) {
        long hash = HASH_START;
        for (int i = from; i < to; i++) {
            hash = hash * PRIME + text.charAt(i);
        }
        return hash;
    }

    /** Words and numbers without case and accents. */
    static String[] words(String text) {
        String folded = BETWEEN_WORDS.matcher(fold(text)).replaceAll(" ").strip();
        return folded.isEmpty() ? new String[0] : folded.split(" ");
    }

    static String fold(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }
}
