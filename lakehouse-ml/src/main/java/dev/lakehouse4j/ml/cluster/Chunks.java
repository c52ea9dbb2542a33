package dev.lakehouse4j.ml.cluster;

/**
 * Cuts points into chunks of a fixed size. Sums are made per chunk and added in the order of the chunks, so that their
 * last digits do not depend on the number of threads.
 *
 * @param size number of points
 */
record Chunks(int size) {

    private static final int LENGTH = 8192;

    int count() {
        return (size + LENGTH - 1) / LENGTH;
    }

    int start(int chunk) {
        return chunk * LENGTH;
    }

    int end(int chunk) {
        return Math.min(size, (chunk + 1) * LENGTH);
    }
}
