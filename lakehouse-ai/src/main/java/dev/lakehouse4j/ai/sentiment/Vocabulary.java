package dev.lakehouse4j.ai.sentiment;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The words that have a row of their own in the table of words, with how often the training texts have them. Immutable. */
final class Vocabulary {

    /** Rows before the first word: of no word, and of unknown words. */
    static final int FIRST = 2;

    static final int UNKNOWN = 1;

    private final List<Entry> entries;
    /** Words by their hash, in places that the hash chooses; a power of two of them, at most half of them full. */
    private final long[] hashes;

    private final int[] rows;

    /** A word and its count. */
    record Entry(String word, int count) {}

    private Vocabulary(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        int places = Math.max(16, Integer.highestOneBit(2 * entries.size()) * 2);
        hashes = new long[places];
        rows = new int[places];
        for (int i = 0; i < entries.size(); i++) {
            byte[] word = entries.get(i).word().getBytes(StandardCharsets.US_ASCII);
            long hash = Hash.of64(word, 0, word.length);
            int place = place(hash);
            while (rows[place] != 0) {
                place = (place + 1) & (places - 1);
            }
            hashes[place] = hash;
            rows[place] = FIRST + i;
        }
    }

    private int place(long hash) {
        return (int) (hash ^ hash >>> 32) & (rows.length - 1);
    }

    /**
     * The words of made sentences, and the most frequent ones of the texts; of equal counts the first of the alphabet.
     *
     * @param texts tokenised texts that people wrote
     * @param made tokenised texts whose words all belong to it
     * @param leastCount how often a text must have a word
     * @param most number of words
     */
    static Vocabulary of(Collection<String[]> texts, Collection<String[]> made, int leastCount, int most) {
        Map<String, Integer> counts = new TreeMap<>();
        made.forEach(text -> Stream.of(text).forEach(word -> counts.put(word, 0)));
        Map<String, Integer> written = new TreeMap<>();
        texts.forEach(text -> Stream.of(text).forEach(word -> written.merge(word, 1, Integer::sum)));
        Stream<Entry> forced = counts.keySet().stream().map(word -> new Entry(word, written.getOrDefault(word, 0)));
        Stream<Entry> frequent = written.entrySet().stream()
                .filter(entry -> entry.getValue() >= leastCount && !counts.containsKey(entry.getKey()))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> new Entry(entry.getKey(), entry.getValue()));
        return new Vocabulary(Stream.concat(forced, frequent).limit(most).toList());
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException when a line has no count
     */
    static Vocabulary read(byte[] file) {
        return new Vocabulary(new String(file, StandardCharsets.US_ASCII)
                .lines()
                .map(line -> {
                    int tab = line.indexOf('\t');
                    if (tab < 1) {
                        throw new IllegalArgumentException("the line '" + line + "' has no word and count");
                    }
                    return new Entry(line.substring(0, tab), Integer.parseInt(line.substring(tab + 1)));
                })
                .toList());
    }

    /** Word, tab and count per line, in the order of the rows. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry ->
                text.append(entry.word()).append('\t').append(entry.count()).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    List<Entry> entries() {
        return entries;
    }

    /** Rows of the table, those before the first word included. */
    int rows() {
        return FIRST + entries.size();
    }

    int row(Tokens tokens, int token) {
        return row(Hash.of64(tokens.characters(), tokens.start(token), tokens.end(token)));
    }

    /** The row of the word with a hash, or that of unknown words. */
    int row(long hash) {
        int place = place(hash);
        while (rows[place] != 0) {
            if (hashes[place] == hash) {
                return rows[place];
            }
            place = (place + 1) & (rows.length - 1);
        }
        return UNKNOWN;
    }
}
