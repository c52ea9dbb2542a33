package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;

/**
 * The n-grams of a text, hashed to buckets and counted: runs of one to three tokens, and runs of two to five characters of
 * the tokens joined by blanks. Each kind has half of the buckets. Holds buffers that are used again for the next text; for one thread.
 */
final class Ngrams {

    private static final int LONGEST_WORDS = 3;
    private static final int SHORTEST_CHARACTERS = 2;
    private static final int LONGEST_CHARACTERS = 5;

    private final int half;
    private final short[] counts;
    private byte[] joined = new byte[1024];
    private int[] starts = new int[Tokens.MOST];
    private int[] ends = new int[Tokens.MOST];

    /** One kind of n-grams: its buckets, each once, and how often each occurs. */
    static final class Block {
        private int[] buckets = new int[512];
        private float[] values = new float[512];
        private int size;

        int size() {
            return size;
        }

        int bucket(int i) {
            return buckets[i];
        }

        /** The count, and after {@link #weigh} the weight. */
        float value(int i) {
            return values[i];
        }

        /** Term frequency, damped, times inverse document frequency; scaled to length 1. */
        void weigh(float[] idf) {
            double squares = 0;
            for (int i = 0; i < size; i++) {
                float weight = damped((int) values[i]) * idf[buckets[i]];
                values[i] = weight;
                squares += (double) weight * weight;
            }
            float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
            for (int i = 0; i < size; i++) {
                values[i] *= scale;
            }
        }

        private static float damped(int count) {
            return count == 1 ? 1 : (float) (1 + Math.log(count));
        }

        private void add(int bucket) {
            if (size == buckets.length) {
                buckets = Arrays.copyOf(buckets, 2 * size);
                values = new float[2 * size];
            }
            buckets[size++] = bucket;
        }

        int[] copyBuckets() {
            return Arrays.copyOf(buckets, size);
        }

        float[] copyValues() {
            return Arrays.copyOf(values, size);
        }
    }

    private final Block words = new Block();
    private final Block characters = new Block();

    Ngrams(int buckets) {
        this.half = buckets / 2;
        this.counts = new short[buckets];
    }

    Block words() {
        return words;
    }

    Block characters() {
        return characters;
    }

    /** Counts the n-grams of a part of a text, from a token up to another. */
    void read(Tokens tokens, int from, int to) {
        int length = join(tokens, from, to);
        words.size = 0;
        int start = Hash.add(Hash.SEED_32, (byte) 'w');
        for (int first = 0; first < to - from; first++) {
            int hash = start;
            for (int last = first; last < Math.min(to - from, first + LONGEST_WORDS); last++) {
                // From the end of the word before, so that the blank between them is part of the run.
                hash = Hash.add(hash, joined, last == first ? starts[first] : ends[last - 1], ends[last]);
                count(words, 0, hash);
            }
        }
        collect(words);
        characters.size = 0;
        start = Hash.add(Hash.SEED_32, (byte) 'c');
        for (int first = 0; first < length; first++) {
            int hash = start;
            int end = Math.min(length, first + LONGEST_CHARACTERS);
            for (int last = first; last < end; last++) {
                hash = Hash.add(hash, joined[last]);
                if (last - first + 1 >= SHORTEST_CHARACTERS) {
                    count(characters, half, hash);
                }
            }
        }
        collect(characters);
    }

    private int join(Tokens tokens, int from, int to) {
        int length = 0;
        for (int token = from; token < to; token++) {
            int size = tokens.end(token) - tokens.start(token);
            if (length + size + 1 > joined.length) {
                joined = Arrays.copyOf(joined, 2 * (length + size + 1));
            }
            if (token > from) {
                joined[length++] = ' ';
            }
            starts[token - from] = length;
            System.arraycopy(tokens.characters(), tokens.start(token), joined, length, size);
            length += size;
            ends[token - from] = length;
        }
        return length;
    }

    private void count(Block block, int first, int hash) {
        int bucket = first + Hash.bucket(hash, half);
        if (counts[bucket]++ == 0) {
            block.add(bucket);
        }
    }

    private void collect(Block block) {
        for (int i = 0; i < block.size; i++) {
            int bucket = block.buckets[i];
            block.values[i] = counts[bucket];
            counts[bucket] = 0;
        }
    }
}
