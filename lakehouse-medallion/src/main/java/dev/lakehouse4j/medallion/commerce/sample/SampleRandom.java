package dev.lakehouse4j.medallion.commerce.sample;

/**
 * A SplitMix64 generator written out here, with {@link StrictMath} for its distributions, so that a seed gives the same
 * data on every machine and Java version. A generator for one thing (an order, a seller) is seeded by what the thing is
 * and its number, so that things can be drawn in any order and again.
 */
final class SampleRandom {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    SampleRandom(long seed) {
        state = seed;
    }

    /** A generator for the thing {@code index} of the kind {@code stream}. */
    static SampleRandom of(long seed, Stream stream, long index) {
        return new SampleRandom(seed(seed, stream, index));
    }

    static long seed(long seed, Stream stream, long index) {
        return mix(mix(seed + GOLDEN * (stream.number() + 1L)) + GOLDEN * (index + 1));
    }

    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + uniform() * (high - low);
    }

    /** Uniform in 0 … bound − 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    double gaussian() {
        while (true) {
            double first = 2 * uniform() - 1;
            double second = 2 * uniform() - 1;
            double square = first * first + second * second;
            if (square < 1 && square > 0) {
                return first * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    double logNormal(double median, double sigma) {
        return median * StrictMath.exp(sigma * gaussian());
    }

    String pick(String... choices) {
        return choices[below(choices.length)];
    }

    /** The index of a weight, drawn in proportion to the weights; for short arrays. */
    int weighted(double... weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double left = uniform() * total;
        for (int index = 0; index < weights.length - 1; index++) {
            left -= weights[index];
            if (left < 0) {
                return index;
            }
        }
        return weights.length - 1;
    }
}
