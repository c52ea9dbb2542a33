package dev.lakehouse4j.ai.sentiment;

/**
 * How one network is trained.
 *
 * @param batch texts per step
 * @param rate highest learning rate, reached after a short warm-up, then falling to 0 in a straight line
 * @param decay weight decay
 * @param inputDropout share of the numbers of word vectors left out
 * @param hiddenDropout share of hidden values left out
 * @param tokenDropout share of words left out of a text
 */
record NetworkSettings(
        int batch, double rate, double decay, double inputDropout, double hiddenDropout, double tokenDropout) {

    static NetworkSettings defaults() {
        return new NetworkSettings(64, 2e-3, 1e-4, 0.3, 0.5, 0.05);
    }
}
