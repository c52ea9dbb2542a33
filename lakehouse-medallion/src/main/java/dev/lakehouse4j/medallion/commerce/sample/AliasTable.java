package dev.lakehouse4j.medallion.commerce.sample;

/** Draws an index in proportion to its weight in constant time (Walker 1977, Vose 1991). */
final class AliasTable {

    private final double[] keep;
    private final int[] alias;

    AliasTable(double[] weights) {
        int size = weights.length;
        keep = new double[size];
        alias = new int[size];
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        int[] small = new int[size];
        int[] large = new int[size];
        int smallCount = 0;
        int largeCount = 0;
        for (int index = 0; index < size; index++) {
            keep[index] = weights[index] * size / total;
            alias[index] = index;
            if (keep[index] < 1) {
                small[smallCount++] = index;
            } else {
                large[largeCount++] = index;
            }
        }
        while (smallCount > 0 && largeCount > 0) {
            int poor = small[--smallCount];
            int rich = large[largeCount - 1];
            alias[poor] = rich;
            keep[rich] -= 1 - keep[poor];
            if (keep[rich] < 1) {
                largeCount--;
                small[smallCount++] = rich;
            }
        }
        while (largeCount > 0) {
            keep[large[--largeCount]] = 1;
        }
        while (smallCount > 0) {
            keep[small[--smallCount]] = 1;
        }
    }

    int draw(SampleRandom random) {
        int column = random.below(keep.length);
        return random.uniform() < keep[column] ? column : alias[column];
    }
}
