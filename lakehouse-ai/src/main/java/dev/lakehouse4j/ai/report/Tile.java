package dev.lakehouse4j.ai.report;

/**
 * A headline figure.
 *
 * @param change how it moved, empty when there is nothing to compare
 * @param against with what it is compared, empty likewise
 */
record Tile(String name, String value, String change, String against, Direction direction) {

    /** Whether a move is good news. */
    enum Direction {
        BETTER,
        WORSE,
        NEITHER
    }
}
