package dev.lakehouse4j.ai.sentiment;

import java.util.Arrays;
import java.util.List;

/**
 * The vectors of words in each network. Those of frequent words are kept, with what the recurrent layers make of them before
 * they look at the words around. Safe for use by several threads.
 */
final class WordVectors {

    /** Places for words that were seen; a new word takes the place of the one that was there. A power of two. */
    private static final int PLACES = 1 << 14;

    private final List<Network> networks;
    private final Vocabulary vocabulary;
    private final Word[] kept = new Word[PLACES];

    /** A word; immutable, so that threads may share it without a lock. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Word(long hash, Vector[] vectors) {}

    /**
     * A word in one network.
     *
     * @param gates input of the gates per direction, with the bias
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Vector(float[][] gates) {}

    WordVectors(List<Network> networks, Vocabulary vocabulary) {
        this.networks = networks;
        this.vocabulary = vocabulary;
    }

    /** The words of a part of a text, from a token up to another. */
    Word[] of(Tokens tokens, int from, int to) {
        Word[] words = new Word[to - from];
        for (int i = 0; i < words.length; i++) {
            words[i] = of(tokens, from + i);
        }
        return words;
    }

    private Word of(Tokens tokens, int token) {
        long hash = Hash.of64(tokens.characters(), tokens.start(token), tokens.end(token));
        int place = (int) (hash ^ hash >>> 32) & (PLACES - 1);
        Word there = kept[place];
        if (there == null || there.hash() != hash) {
            int row = vocabulary.row(hash);
            Vector[] vectors = new Vector[networks.size()];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = vector(networks.get(i), row);
            }
            there = new Word(hash, vectors);
            kept[place] = there;
        }
        return there;
    }

    private static Vector vector(Network network, int row) {
        int size = network.shape().size();
        float[] values = Arrays.copyOfRange(network.get(Network.WORDS), row * size, (row + 1) * size);
        return new Vector(new float[][] {gates(network, values, "forward"), gates(network, values, "backward")});
    }

    private static float[] gates(Network network, float[] vector, String direction) {
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
