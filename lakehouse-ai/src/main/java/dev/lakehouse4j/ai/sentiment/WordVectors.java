package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;

/**
 * The vectors of words: rows of the table of words. Those of frequent words are kept, with what the recurrent
 * layers make of them before they look at the words around. Safe for use by several threads.
 */
final class WordVectors {

    /** Places for words that were seen; a new word takes the place of the one that was there. A power of two. */
    private static final int PLACES = 1 << 13;

    private final Network network;
    private final NetworkShape shape;
    private final Vocabulary vocabulary;
    private final Entry[] kept = new Entry[PLACES];

    /**
     * What is known of a word; immutable, so that threads may share it without a lock.
     *
     * @param hash hash of the word
     * @param vector its vector
     * @param gates input of the gates per direction, with the bias
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Entry(long hash, float[] vector, float[][] gates) {}

    WordVectors(Network network, Vocabulary vocabulary) {
        this.network = network;
        this.shape = network.shape();
        this.vocabulary = vocabulary;
    }

    Entry get(Tokens tokens, int token) {
        long hash = Hash.of64(tokens.characters(), tokens.start(token), tokens.end(token));
        int place = (int) (hash ^ hash >>> 32) & (PLACES - 1);
        Entry there = kept[place];
        if (there == null || there.hash() != hash) {
            float[] vector = vector(tokens, token);
            float[][] gates = new float[][] {gates(vector, "forward"), gates(vector, "backward")};
            there = new Entry(hash, vector, gates);
            kept[place] = there;
        }
        return there;
    }

    private float[] vector(Tokens tokens, int token) {
        int size = shape.size();
        int row = vocabulary.row(tokens.token(token));
        return Arrays.copyOfRange(network.get(Network.WORDS), row * size, (row + 1) * size);
    }

    private float[] gates(float[] vector, String direction) {
        float[] weights = network.get(Network.input(direction));
        float[] gates = network.get(Network.inputBias(direction)).clone();
        for (int g = 0; g < gates.length; g++) {
            float sum = 0;
            for (int d = 0; d < vector.length; d++) {
                sum += weights[g * vector.length + d] * vector[d];
            }
            gates[g] += sum;
        }
        return gates;
    }
}
