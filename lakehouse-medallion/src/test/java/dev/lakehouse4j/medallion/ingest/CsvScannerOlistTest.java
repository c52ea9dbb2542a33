package dev.lakehouse4j.medallion.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.medallion.ingest.RecordScanner.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real Olist files, where they are at hand: in the folder named by the system property {@code lakehouse.olist}, or in
 * {@code shared/data/olist} in or beside a parent of the working folder. The counts are those of Python's csv module.
 */
class CsvScannerOlistTest {

    @ParameterizedTest
    @CsvSource({
        "olist_customers_dataset.csv, 86617, 5",
        "olist_geolocation_dataset.csv, 1000163, 5",
        "olist_order_items_dataset.csv, 98309, 7",
        "olist_order_payments_dataset.csv, 90661, 5",
        "olist_order_reviews_dataset.csv, 86449, 7",
        "olist_orders_dataset.csv, 86617, 8",
        "olist_products_dataset.csv, 32951, 9",
        "olist_sellers_dataset.csv, 3095, 4",
        "product_category_name_translation.csv, 71, 2"
    })
    void realFilesAreTiledWithoutAMalformedRecord(String name, long rows, int columns) throws IOException {
        Path folder = olist();
        Assumptions.assumeTrue(folder != null && Files.exists(folder.resolve(name)), "the Olist files are not here");
        Path file = folder.resolve(name);
        try (CsvScanner scanner = new CsvScanner(CompressedInput.open(file), CsvFormat.standard(), name)) {
            long offset = 0;
            while (scanner.next()) {
                if (scanner.byteOffset() != offset) {
                    assertThat(scanner.byteOffset()).isEqualTo(offset);
                }
                offset += scanner.byteLength();
            }
            assertThat(offset).isEqualTo(Files.size(file));
            assertThat(scanner.columnNames()).hasSize(columns);
            assertThat(scanner.count(Kind.HEADER)).isEqualTo(1);
            assertThat(scanner.count(Kind.BLANK)).isZero();
            assertThat(scanner.count(Kind.MALFORMED)).isZero();
            assertThat(scanner.count(Kind.ROW)).isEqualTo(rows);
        }
    }

    private static @Nullable Path olist() {
        String property = System.getProperty("lakehouse.olist");
        if (property != null) {
            return Path.of(property);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared/data/olist");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
