package dev.lakehouse4j.ai.report;

/**
 * A headline figure.
 *
 * @param value over all orders
 * @param change how it moved in the newest period; empty when there is nothing to compare
 * @param newest the newest period and the value in it; empty likewise
 */
record Tile(String name, String value, String change, String newest, Direction direction) {

    /** Whether a move is good news. */
    enum Direction {
        BETTER,
        WORSE,
        NEITHER
    }
}
