package dev.lakehouse4j.medallion.commerce.sample;

/** What one order holds: mostly one item, else mostly the same item several times. */
final class Basket {

    private static final int MOST_ITEMS = 21;
    private static final double[] SIZES = {0.8992, 0.0772, 0.0136, 0.0053, 0.0021, 0.0019, 0.0003, 0.0004};

    private final Catalog catalog;
    private final int[] products = new int[MOST_ITEMS];
    private final int[] sellers = new int[MOST_ITEMS];
    private int size;

    Basket(Catalog catalog) {
        this.catalog = catalog;
    }

    void fill(SampleRandom random) {
        int drawn = 1 + random.weighted(SIZES);
        size = drawn < SIZES.length ? drawn : drawn + random.below(MOST_ITEMS - drawn + 1);
        boolean same = random.chance(0.7);
        for (int item = 0; item < size; item++) {
            double draw = random.uniform();
            if (item > 0 && (same || draw < 0.24)) {
                products[item] = products[item - 1];
                sellers[item] = sellers[item - 1];
            } else if (item > 0 && draw < 0.7) {
                products[item] = catalog.drawNeighbour(products[item - 1], random);
                sellers[item] = sellerOf(products[item], item, random);
            } else {
                products[item] = catalog.drawProduct(random);
                sellers[item] = sellerOf(products[item], item, random);
            }
        }
    }

    int size() {
        return size;
    }

    int product(int item) {
        return products[item];
    }

    int seller(int item) {
        return sellers[item];
    }

    /** Whether an earlier item is the same product of the same seller. */
    boolean repeated(int item) {
        for (int earlier = 0; earlier < item; earlier++) {
            if (products[earlier] == products[item] && sellers[earlier] == sellers[item]) {
                return true;
            }
        }
        return false;
    }

    boolean severalSellers() {
        for (int item = 1; item < size; item++) {
            if (sellers[item] != sellers[0]) {
                return true;
            }
        }
        return false;
    }

    private int sellerOf(int product, int item, SampleRandom random) {
        for (int earlier = 0; earlier < item; earlier++) {
            if (products[earlier] == product) {
                return sellers[earlier];
            }
        }
        return catalog.drawSeller(product, random);
    }
}
