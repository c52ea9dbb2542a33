package dev.lakehouse4j.ai.sentiment;

/**
 * The sizes of a network.
 *
 * @param words rows of the table of whole words; row 0 is of no word, row 1 of all words that it does not know
 * @param size length of the vector of a word
 * @param units units of each of the two recurrent layers
 */
record NetworkShape(int words, int size, int units) {

    /** Logits: more than 1, 2, 3 and 4 stars, and positive against negative. */
    static final int OUTPUTS = 5;

    /** Gates of a recurrent unit: reset, update, new. */
    static final int GATES = 3;

    /** Columns of the last layer: largest and mean value of each unit of both directions. */
    int hidden() {
        return 4 * units;
    }
}
