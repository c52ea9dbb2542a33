package dev.lakehouse4j.medallion.commerce.sample;

import dev.lakehouse4j.medallion.commerce.sample.Categories.Category;
import dev.lakehouse4j.medallion.commerce.sample.Places.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sellers and products: few sell nearly all. The products of a seller are neighbours, so that a basket can be filled at
 * one seller.
 */
final class Catalog {

    private static final double PRODUCTS_AT_SCALE_ONE = 32_950;
    private static final double SELLERS_AT_SCALE_ONE = 3_095;
    private static final int UNKNOWN_CATEGORY = -1;

    private final long seed;
    private final boolean defects;
    private final Identifiers identifiers;
    private final Places places;
    private final List<Category> categories = Categories.all();
    private final int[] sellerZip;
    private final double[] sellerSlowness;
    private final int[] firstProduct;
    private final byte[] category;
    private final int[] priceCents;
    private final int[] weightGrams;
    private final int[] seller;
    private final AliasTable popularity;

    Catalog(long seed, double scale, boolean defects, Identifiers identifiers, Places places) {
        this.seed = seed;
        this.defects = defects;
        this.identifiers = identifiers;
        this.places = places;
        int sellers = (int) Math.max(20, Math.round(SELLERS_AT_SCALE_ONE * scale));
        int products = (int) Math.max(4L * categories.size(), Math.round(PRODUCTS_AT_SCALE_ONE * scale));
        sellerZip = new int[sellers];
        sellerSlowness = new double[sellers];
        firstProduct = new int[sellers + 1];
        category = new byte[products];
        priceCents = new int[products];
        weightGrams = new int[products];
        seller = new int[products];
        double[] pull = new double[products];
        int[] mainCategory = new int[sellers];
        AliasTable categoryShares =
                new AliasTable(categories.stream().mapToDouble(Category::share).toArray());
        double[] sellerPull = sellers(mainCategory, categoryShares);
        RareCases unknown = RareCases.among(seed, 10, products, 610 / 32_951.0, defects);
        int owner = 0;
        for (int product = 0; product < products; product++) {
            while (product >= firstProduct[owner + 1]) {
                owner++;
            }
            SampleRandom random = SampleRandom.of(seed, Stream.PRODUCT, product);
            int kind = random.chance(0.8) ? mainCategory[owner] : categoryShares.draw(random);
            int forced = forcedCategory(product, products);
            if (forced >= 0) {
                kind = forced;
            }
            Category drawn = categories.get(kind);
            seller[product] = owner;
            category[product] = (byte) (forced < 0 && unknown.hit(product) ? UNKNOWN_CATEGORY : kind);
            priceCents[product] = price(drawn, random);
            weightGrams[product] = weight(drawn, random);
            double hit = random.chance(0.012) ? random.between(6, 45) : 1;
            pull[product] = random.logNormal(drawn.pull(), 0.75) * hit * sellerPull[owner];
        }
        popularity = new AliasTable(pull);
    }

    /** Draws where each seller lives and how many products it has; gives how its products sell. */
    private double[] sellers(int[] mainCategory, AliasTable categoryShares) {
        int sellers = sellerZip.length;
        RareCases hiddenZip = RareCases.among(seed, 11, sellers, 7 / 3_095.0, defects);
        double[] size = new double[sellers];
        double[] sellerPull = new double[sellers];
        double total = 0;
        for (int index = 0; index < sellers; index++) {
            SampleRandom random = SampleRandom.of(seed, Stream.SELLER, index);
            sellerZip[index] = hiddenZip.hit(index) ? places.drawHiddenZip(random) : places.drawSellerZip(random);
            sellerSlowness[index] = 0.2 * random.gaussian() + (random.chance(0.04) ? 0.4 : 0);
            mainCategory[index] = categoryShares.draw(random);
            double activity = random.gaussian();
            size[index] = StrictMath.exp(1.25 * activity);
            sellerPull[index] = StrictMath.exp(0.4 * activity);
            total += size[index];
        }
        int products = category.length;
        double share = 0;
        for (int index = 0; index < sellers; index++) {
            firstProduct[index] = index + (int) ((products - sellers) * (share / total));
            share += size[index];
        }
        firstProduct[sellers] = products;
        return sellerPull;
    }

    int products() {
        return category.length;
    }

    int sellers() {
        return sellerZip.length;
    }

    int drawProduct(SampleRandom random) {
        return popularity.draw(random);
    }

    /** Another product of the seller of {@code product}, or the same where it has only one. */
    int drawNeighbour(int product, SampleRandom random) {
        int owner = seller[product];
        return firstProduct[owner] + random.below(firstProduct[owner + 1] - firstProduct[owner]);
    }

    /** The seller of a product in one order: nearly always its own, for a few products also a second one. */
    int drawSeller(int product, SampleRandom random) {
        if (product % 31 == 0 && random.chance(0.4)) {
            return Math.floorMod(SampleRandom.mix(seed + product), sellers());
        }
        return seller[product];
    }

    /** Price in cents on a day: it moves a little over the months. */
    int priceCents(int product, long day) {
        long month = SampleRandom.mix(product * 64L + day / 61);
        return switch ((int) (month & 15)) {
            case 0 -> Math.max(85, (int) (priceCents[product] * 0.9));
            case 1 -> (int) (priceCents[product] * 1.08);
            default -> priceCents[product];
        };
    }

    int weightGrams(int product) {
        return weightGrams[product];
    }

    /** The category in Portuguese, null where the product has none. */
    @Nullable
    String category(int product) {
        int index = category[product];
        return index < 0 ? null : categories.get(index).portuguese();
    }

    /** Number of the category for tallies: 0 for none, otherwise 1 to {@link #categoryCount()}. */
    int categoryNumber(int product) {
        return category[product] + 1;
    }

    int categoryCount() {
        return categories.size();
    }

    /** Reporting name of a category number: English, Portuguese where untranslated, {@code unknown} for none. */
    String reportingName(int categoryNumber) {
        if (categoryNumber == 0) {
            return "unknown";
        }
        Category known = categories.get(categoryNumber - 1);
        return defects && Categories.UNTRANSLATED.contains(known.portuguese()) ? known.portuguese() : known.english();
    }

    String productId(int product) {
        return identifiers.of(Stream.PRODUCT_ID, product);
    }

    String sellerId(int sellerNumber) {
        return identifiers.of(Stream.SELLER_ID, sellerNumber);
    }

    int sellerZip(int sellerNumber) {
        return sellerZip[sellerNumber];
    }

    /** The seller's hidden effect on the logarithm of the delivery days. */
    double sellerSlowness(int sellerNumber) {
        return sellerSlowness[sellerNumber];
    }

    SampleTruth.Products writeProducts(Path file) throws IOException {
        int products = products();
        RareCases zeroWeight = RareCases.among(seed, 12, products, 4 / 32_951.0, defects);
        RareCases noDimensions = RareCases.among(seed, 13, products, 2 / 32_951.0, defects);
        long unknown = 0;
        long weightless = 0;
        long withoutDimensions = 0;
        Set<String> untranslated = new TreeSet<>();
        int stride = products % 7_919 == 0 ? 7_907 : 7_919;
        try (CsvWriter csv = CsvWriter.open(
                file,
                "\n",
                "product_id",
                "product_category_name",
                "product_name_lenght",
                "product_description_lenght",
                "product_photos_qty",
                "product_weight_g",
                "product_length_cm",
                "product_height_cm",
                "product_width_cm")) {
            for (int row = 0; row < products; row++) {
                int product = (int) ((long) row * stride % products);
                SampleRandom random = SampleRandom.of(~seed, Stream.PRODUCT, product);
                String name = category(product);
                boolean known = name != null;
                int nameLength = Math.min(76, 20 + random.below(20) + random.below(26));
                int descriptionLength = (int) Math.min(3_990, Math.max(4, random.logNormal(600, 0.75)));
                int photos = (int) Math.min(20, 1 + (long) (random.logNormal(1, 0.9) * 0.9));
                int weight = weightGrams[product];
                int side = (int) Math.max(6, StrictMath.cbrt(weight * 4.0));
                int length = Math.min(105, Math.max(16, (int) (side * random.between(1, 2.2))));
                int height = Math.min(105, Math.max(2, (int) (side * random.between(0.4, 1.3))));
                int width = Math.min(105, Math.max(11, (int) (side * random.between(0.8, 1.6))));
                boolean isWeightless = zeroWeight.hit(product);
                boolean isBare = !isWeightless && noDimensions.hit(product);
                csv.text(productId(product))
                        .text(name)
                        .numberOrNothing(known ? nameLength : -1)
                        .numberOrNothing(known ? descriptionLength : -1)
                        .numberOrNothing(known ? photos : -1)
                        .numberOrNothing(isBare ? -1 : isWeightless ? 0 : weight)
                        .numberOrNothing(isBare ? -1 : length)
                        .numberOrNothing(isBare ? -1 : height)
                        .numberOrNothing(isBare ? -1 : width)
                        .endRow();
                unknown += known ? 0 : 1;
                weightless += isWeightless ? 1 : 0;
                withoutDimensions += isBare ? 1 : 0;
                if (name != null && defects && Categories.UNTRANSLATED.contains(name)) {
                    untranslated.add(name);
                }
            }
            return new SampleTruth.Products(
                    csv.rows(), unknown, weightless, withoutDimensions, List.copyOf(untranslated));
        }
    }

    long writeSellers(Path file) throws IOException {
        int sellers = sellers();
        RareCases digits = RareCases.among(seed, 14, sellers, 1 / 3_095.0, defects);
        RareCases mail = RareCases.among(seed, 15, sellers, 1 / 3_095.0, defects);
        RareCases stateTwice = RareCases.among(seed, 16, sellers, 1 / 3_095.0, defects);
        RareCases slashed = RareCases.among(seed, 17, sellers, 24 / 3_095.0, defects);
        RareCases spelled = RareCases.among(seed, 18, sellers, 20 / 3_095.0, defects);
        try (CsvWriter csv =
                CsvWriter.open(file, "\n", "seller_id", "seller_zip_code_prefix", "seller_city", "seller_state")) {
            for (int index = 0; index < sellers; index++) {
                Place place = places.place(sellerZip[index]);
                String prefix = places.prefix(sellerZip[index]);
                SampleRandom random = SampleRandom.of(~seed, Stream.SELLER, index);
                String state = place.state().toLowerCase(Locale.ROOT);
                String plain = place.plainName();
                String city = plain;
                if (digits.hit(index)) {
                    city = prefix + (100 + random.below(900));
                } else if (mail.hit(index)) {
                    city = "vendas@example.com";
                } else if (stateTwice.hit(index)) {
                    city = state + " / " + state;
                } else if (slashed.hit(index)) {
                    city = random.pick(
                            plain + " / " + state,
                            plain + "/" + state,
                            plain + " - " + state,
                            plain + " / " + plain,
                            plain + ", " + plain + ", brasil",
                            plain + " \\" + plain);
                } else if (spelled.hit(index)) {
                    city = random.pick(
                            place.name(),
                            place.name().toUpperCase(Locale.ROOT),
                            place.name().toLowerCase(Locale.ROOT));
                }
                csv.text(sellerId(index))
                        .text(prefix)
                        .text(city)
                        .text(place.state())
                        .endRow();
            }
            return csv.rows();
        }
    }

    /** Every category has a product somewhere in the catalogue. */
    private int forcedCategory(int product, int products) {
        int kind = (int) ((long) product * categories.size() / products);
        long first = ((long) kind * products + categories.size() - 1) / categories.size();
        return product == first ? kind : -1;
    }

    private static int price(Category category, SampleRandom random) {
        double price = Math.max(4, Math.min(6_700, random.logNormal(category.price(), category.spread())));
        int whole = (int) price;
        return switch (random.weighted(0.45, 0.3, 0.15, 0.1)) {
            case 0 -> whole * 100 + 90;
            case 1 -> whole * 100 + 99;
            case 2 -> whole * 100;
            default -> whole * 100 + random.below(100);
        };
    }

    private static int weight(Category category, SampleRandom random) {
        int weight = (int) Math.max(50, Math.min(30_000, random.logNormal(category.weight(), 0.85)));
        return random.chance(0.6) ? Math.max(50, weight / 50 * 50) : weight;
    }
}
