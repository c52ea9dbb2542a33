package dev.lakehouse4j.ai.sentiment;

/**
 * How a word of Brazilian Portuguese is heard, roughly: words that are spelled unlike and sound alike have one key. Knows
 * what people mix up: s, ss, sc, ç, z and x; x and ch; g and j; c, k and qu; w and v; y and i; ph and f; lh and li; nh and
 * ni; m and n before a consonant; l and u behind a vowel; e and i, o and u at the end; silent h; doubled letters.
 */
final class Sounds {

    private static final int NONE = 0;

    private Sounds() {}

    /**
     * Writes the key of a word; it is never longer than the word.
     *
     * @param word letters a to z
     * @param key place for the key, as long as the word
     * @param hissing whether c before a, o and u, but for the first letter, is ç: accents are gone by now
     * @return length of the key
     */
    static int key(byte[] word, int from, int to, byte[] key, boolean hissing) {
        int length = 0;
        int i = from;
        while (i < to) {
            int c = word[i];
            int before = i > from ? word[i - 1] : NONE;
            int next = at(word, i + 1, to);
            int second = at(word, i + 2, to);
            int used = 1;
            int sound = c;
            switch (c) {
                case 'h' -> sound = before == 'l' || before == 'n' ? 'i' : NONE;
                case 'c' -> {
                    if (next == 'h') {
                        sound = 'x';
                        used = 2;
                    } else {
                        sound = isFront(next) || (hissing && i > from && isBack(next)) ? 's' : 'k';
                    }
                }
                case 's', 'x', 'z' -> {
                    if (c == 's' && next == 'h') {
                        sound = 'x';
                        used = 2;
                    } else if (next == 'c' && (isFront(second) || (hissing && isBack(second)))) {
                        sound = 's';
                        used = 2;
                    } else {
                        sound = c == 'x' && !(i == from + 1 && before == 'e') ? 'x' : 's';
                    }
                }
                case 'p' -> {
                    if (next == 'h') {
                        sound = 'f';
                        used = 2;
                    }
                }
                case 'q', 'g' -> {
                    boolean isSilent = next == 'u' && isFront(second);
                    used = isSilent ? 2 : 1;
                    sound = c == 'q' ? 'k' : isFront(next) ? 'j' : 'g';
                }
                case 'w' -> sound = 'v';
                case 'm', 'n' -> sound = next == 'h' || isVowel(next) ? c : 'n';
                case 'l' -> sound = next == 'h' || next == 'l' || isVowel(next) || !isVowel(before) ? 'l' : 'u';
                case 'e' -> sound = isEnd(next, second) ? 'i' : 'e';
                case 'o' -> {
                    sound = isEnd(next, second) ? 'u' : 'o';
                    // "poco" for "pouco"; at the end it is the past of a verb.
                    used = next == 'u' && second != NONE && !isVowel(second) ? 2 : 1;
                }
                case 'i', 'y' -> {
                    boolean isFirst = i == from && (next == 's' || next == 'n' || next == 'm') && !isVowel(second);
                    // "primero" for "primeiro", "pexe" for "peixe".
                    boolean isDropped = before == 'e' && (next == 'r' || next == 'x' || next == 'j' || next == 'c');
                    sound = isFirst ? 'e' : isDropped ? NONE : 'i';
                }
                default -> sound = c;
            }
            boolean isTwice = length > 0 && key[length - 1] == sound;
            if (sound != NONE && !isTwice) {
                key[length++] = (byte) sound;
            }
            i += used;
        }
        return length;
    }

    private static int at(byte[] word, int i, int to) {
        return i < to ? word[i] : NONE;
    }

    /** Whether a vowel is the last sound but for a plural's s. */
    private static boolean isEnd(int next, int second) {
        return next == NONE || (next == 's' && second == NONE);
    }

    private static boolean isFront(int c) {
        return c == 'e' || c == 'i' || c == 'y';
    }

    private static boolean isBack(int c) {
        return c == 'a' || c == 'o' || c == 'u';
    }

    private static boolean isVowel(int c) {
        return isFront(c) || isBack(c);
    }
}
