package dev.lakehouse4j.medallion.commerce.sample;

/**
 * Spreads an exact number of rare cases over a known number of things: one in each of as many equal stretches. Small
 * samples so get every defect at least once, and nothing need be remembered.
 */
final class RareCases {

    private final long seed;
    private final long kind;
    private final long things;
    private final long cases;

    private RareCases(long seed, long kind, long things, long cases) {
        this.seed = seed;
        this.kind = kind;
        this.things = things;
        this.cases = cases;
    }

    /** As many cases as {@code rate} asks for, one at the least; no case at all where {@code present} is false. */
    static RareCases among(long seed, int kind, long things, double rate, boolean present) {
        long cases = present ? Math.min(things, Math.max(1, Math.round(things * rate))) : 0;
        return new RareCases(seed, kind, things, cases);
    }

    boolean hit(long index) {
        if (cases == 0 || index < 0 || index >= things) {
            return false;
        }
        long stretch = (index * cases) / things;
        long start = firstOf(stretch);
        long length = firstOf(stretch + 1) - start;
        double place =
                SampleRandom.of(seed, Stream.RARE, kind * 1_000_003 + stretch).uniform();
        return index == start + (long) (place * length);
    }

    /** The smallest index whose stretch is {@code stretch}. */
    private long firstOf(long stretch) {
        return (stretch * things + cases - 1) / cases;
    }
}
