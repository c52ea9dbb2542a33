package dev.lakehouse4j.medallion.commerce.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes sample data in the shape of the nine Olist files: the same names, columns, quoting, skew and defects, with a
 * planted dependence of lateness on distance, season and seller, and of review scores on lateness. All of it is synthetic.
 * The same settings give the same bytes on every machine. Immutable; each setting gives a copy.
 *
 * <pre>{@code
 * SampleTruth truth = SampleData.settings().seed(42).scale(0.1).write(folder);
 * }</pre>
 */
public final class SampleData {

    private static final double ORDERS_AT_SCALE_ONE = 86_617;
    private static final double LARGEST_SCALE = 1_000;

    private final long seed;
    private final double scale;
    private final boolean defects;
    private final @Nullable Path lateProbabilities;

    private SampleData(long seed, double scale, boolean defects, @Nullable Path lateProbabilities) {
        this.seed = seed;
        this.scale = scale;
        this.defects = defects;
        this.lateProbabilities = lateProbabilities;
    }

    /**
     * Settings to start from: seed 42, scale 0.1, with defects, without the file of probabilities.
     *
     * @return the settings
     */
    public static SampleData settings() {
        return new SampleData(42, 0.1, true, null);
    }

    /**
     * The seed of all that is drawn.
     *
     * @param value any number
     * @return the settings with this seed
     */
    public SampleData seed(long value) {
        return new SampleData(value, scale, defects, lateProbabilities);
    }

    /**
     * The size. 1 is about the original: 86,600 orders, 33,000 products, 3,100 sellers, a million geolocation rows. Orders,
     * products and sellers grow with the scale; geolocation rows beyond scale 1 with its square root.
     *
     * @param value above 0, at most 1,000
     * @return the settings with this size
     * @throws IllegalArgumentException when out of range
     */
    public SampleData scale(double value) {
        if (!(value > 0 && value <= LARGEST_SCALE)) {
            throw new IllegalArgumentException("Cannot write sample data of scale " + value
                    + ": the scale must be above 0 and at most " + (long) LARGEST_SCALE + ".");
        }
        return new SampleData(seed, value, defects, lateProbabilities);
    }

    /**
     * Whether the files have the defects of the originals. Their number grows with the scale; each occurs at least once.
     * Orders of several items and sellers are no defects and stay.
     *
     * @param value true for defects
     * @return the settings with or without defects
     */
    public SampleData defects(boolean value) {
        return new SampleData(seed, scale, value, lateProbabilities);
    }

    /**
     * Also writes the true probability of being late of each order delivered with a date, the best that a model can know at
     * the time of purchase (columns {@code order_id}, {@code probability}).
     *
     * @param file where to, its folder must exist; better outside the folder of the sample, which a pipeline reads
     * @return the settings with this file
     */
    public SampleData lateProbabilities(Path file) {
        return new SampleData(seed, scale, defects, Objects.requireNonNull(file, "file"));
    }

    /**
     * Writes the nine files, replacing files of the same names.
     *
     * @param folder made when missing
     * @return what is true of the files
     * @throws UncheckedIOException when a file cannot be written
     */
    public SampleTruth write(Path folder) {
        try {
            Files.createDirectories(folder);
            return writeFiles(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write sample data to " + folder + ": " + e.getMessage()
                            + ". Check that the folder can be written and the disk has room.",
                    e);
        }
    }

    private SampleTruth writeFiles(Path folder) throws IOException {
        long orders = Math.max(1, Math.round(ORDERS_AT_SCALE_ONE * scale));
        Identifiers identifiers = new Identifiers(seed);
        Places places = new Places(seed, scale, defects);
        Catalog catalog = new Catalog(seed, scale, defects, identifiers, places);
        SampleTruth.Geolocation geolocation = new GeolocationWriter(seed, scale, defects, places)
                .write(folder.resolve("olist_geolocation_dataset.csv"));
        SampleTruth.Products products = catalog.writeProducts(folder.resolve("olist_products_dataset.csv"));
        long sellers = catalog.writeSellers(folder.resolve("olist_sellers_dataset.csv"));
        long translations = TranslationWriter.write(folder.resolve("product_category_name_translation.csv"), defects);
        try (OrderWriter writer =
                new OrderWriter(folder, seed, orders, defects, places, catalog, identifiers, lateProbabilities)) {
            writer.write();
            return writer.truth(products, geolocation, sellers, translations);
        }
    }
}
