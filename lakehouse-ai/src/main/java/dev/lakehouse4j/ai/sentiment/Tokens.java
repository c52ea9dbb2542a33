package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of a text: runs of letters a to z, runs of digits, and marks such as {@code !}, one each. Upper case, accents
 * and other decorations are dropped, emoji become words, a letter or mark that stands three or more times in a row
 * stays once, and common short forms become the words that they stand for.
 *
 * <p>Holds buffers that are used again for the next text; for one thread.
 */
final class Tokens {

    /** Of longer texts, the beginning counts. */
    static final int MOST = 256;

    private static final int MOST_CHARACTERS = 16 * MOST;
    private static final byte BLANK = ' ';
    private static final String MARKS = "!?.,;:()/%$-";
    private static final String SQUEEZED_MARKS = "!?.,";
    private static final int FOLDED = 0x250;

    /** What becomes of an ASCII character: itself in lower case, or a blank. */
    private static final byte[] ASCII = new byte[128];

    /** Letters without their accents, for the blocks of Latin letters. */
    private static final byte[][] LATIN = new byte[FOLDED][];

    static {
        for (char c = 0; c < 128; c++) {
            char lower = Character.toLowerCase(c);
            boolean kept = isWordCharacter(lower) || MARKS.indexOf(c) >= 0;
            ASCII[c] = kept ? (byte) lower : BLANK;
        }
        for (char c = 128; c < FOLDED; c++) {
            LATIN[c] = fold(c);
        }
    }

    private final byte[] characters = new byte[MOST_CHARACTERS];
    private int length;
    private byte last = BLANK;
    private int run;

    /** The tokens themselves, one behind the other. */
    private byte[] words = new byte[1024];

    private int wordsLength;
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private int count;

    private static boolean isWordCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isSqueezed(byte c) {
        return (c >= 'a' && c <= 'z') || SQUEEZED_MARKS.indexOf(c) >= 0;
    }

    /** What is left of a character of another alphabet block: nothing of a combining accent, a blank of what has no letters. */
    private static byte[] fold(int codePoint) {
        String apart = Normalizer.normalize(Character.toString(Character.toLowerCase(codePoint)), Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                kept.append(c < 128 ? (char) ASCII[c] : ' ');
            }
        }
        return kept.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes a text apart; what was here before is gone. */
    void read(String text) {
        length = 0;
        count = 0;
        last = BLANK;
        run = 0;
        int i = 0;
        while (i < text.length() && length < MOST_CHARACTERS) {
            Emoji.Sign sign = Emoji.TABLE.at(text, i);
            if (sign != null) {
                push(BLANK);
                String words = sign.words();
                for (int w = 0; w < words.length(); w++) {
                    push((byte) words.charAt(w));
                }
                push(BLANK);
                i += sign.sign().length();
                continue;
            }
            char c = text.charAt(i);
            if (c < 128) {
                push(ASCII[c]);
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                for (byte kept : codePoint < FOLDED ? LATIN[codePoint] : fold(codePoint)) {
                    push(kept);
                }
                i += Character.charCount(codePoint);
            }
        }
        split();
    }

    private void push(byte c) {
        if (c == last && isSqueezed(c)) {
            run++;
            if (run == 3) {
                length--; // The third of its kind leaves only the first.
            }
            if (run >= 3) {
                return;
            }
        } else {
            last = c;
            run = 1;
        }
        if (length < MOST_CHARACTERS) {
            characters[length++] = c;
        }
    }

    private void split() {
        wordsLength = 0;
        int i = 0;
        while (i < length && count < MOST) {
            byte c = characters[i];
            if (c == BLANK) {
                i++;
                continue;
            }
            int end = i + 1;
            if (isWordCharacter(c)) {
                boolean digits = c <= '9';
                while (end < length && isWordCharacter(characters[end]) && characters[end] <= '9' == digits) {
                    end++;
                }
            }
            byte[] meant = Slang.TABLE.of(characters, i, end);
            if (meant == null) {
                add(characters, i, end);
            } else {
                addWords(meant);
            }
            i = end;
        }
    }

    private void addWords(byte[] meant) {
        int from = 0;
        for (int i = 0; i <= meant.length; i++) {
            if (i == meant.length || meant[i] == BLANK) {
                add(meant, from, i);
                from = i + 1;
            }
        }
    }

    private void add(byte[] from, int start, int end) {
        if (count == MOST) {
            return;
        }
        int size = end - start;
        if (wordsLength + size > words.length) {
            words = Arrays.copyOf(words, 2 * (wordsLength + size));
        }
        System.arraycopy(from, start, words, wordsLength, size);
        starts[count] = wordsLength;
        wordsLength += size;
        ends[count++] = wordsLength;
    }

    /** Puts another word into the place of a token. */
    void replace(int token, byte[] word) {
        replace(token, token + 1, List.of(word));
    }

    /** Puts other words into the place of some tokens, from one up to another; what is more than {@link #MOST} then, goes. */
    void replace(int from, int to, List<byte[]> others) {
        int[] restStarts = Arrays.copyOfRange(starts, to, count);
        int[] restEnds = Arrays.copyOfRange(ends, to, count);
        count = from;
        for (byte[] word : others) {
            add(word, 0, word.length);
        }
        int kept = Math.min(restStarts.length, MOST - count);
        System.arraycopy(restStarts, 0, starts, count, kept);
        System.arraycopy(restEnds, 0, ends, count, kept);
        count += kept;
    }

    /** Whether there is such a token and it is letters or digits. */
    boolean isWord(int token) {
        return token < count && isWordCharacter(words[starts[token]]);
    }

    int count() {
        return count;
    }

    int start(int token) {
        return starts[token];
    }

    int end(int token) {
        return ends[token];
    }

    /** The buffer that {@link #start} and {@link #end} point into. */
    byte[] characters() {
        return words;
    }

    String token(int token) {
        return new String(words, starts[token], ends[token] - starts[token], StandardCharsets.ISO_8859_1);
    }

    boolean is(int token, byte[] word) {
        return Arrays.equals(words, starts[token], ends[token], word, 0, word.length);
    }

    /** The tokens as texts. */
    String[] all() {
        String[] all = new String[count];
        for (int token = 0; token < count; token++) {
            all[token] = token(token);
        }
        return all;
    }

    /** Whether there is a letter or a digit. */
    boolean hasWords() {
        for (int token = 0; token < count; token++) {
            if (isWord(token)) {
                return true;
            }
        }
        return false;
    }

    /** All tokens with blanks between them. */
    String joined() {
        return String.join(" ", all());
    }
}
