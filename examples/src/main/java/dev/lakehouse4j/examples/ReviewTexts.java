package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.sentiment.LabelledText;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.CommerceModels;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Comments of reviews with their stars and the moment of the purchase. */
final class ReviewTexts {

    private static final Set<String> BRONZE = Set.of("bronze.orders", "bronze.reviews");
    private static final Set<String> SILVER = Set.of("silver.orders", "silver.reviews");

    private ReviewTexts() {}

    /** A row of the query below. */
    record Row(String comment, int score, LocalDateTime purchasedAt) {}

    /** All comments of a lake. */
    static List<LabelledText> of(Lakehouse lake) {
        try (Stream<Row> rows = lake.sql(
                "select r.comment, r.score, o.purchased_at from silver.reviews r"
                        + " join silver.orders o on o.order_id = r.order_id where r.comment is not null"
                        + " order by r.review_id, r.order_id",
                Row.class)) {
            return rows.map(row -> new LabelledText(row.comment(), row.score(), row.purchasedAt()))
                    .toList();
        }
    }

    /** All comments in a folder: a lake, or the CSV files of orders and reviews, which pass through a lake of their own. */
    static List<LabelledText> of(Path source) {
        if (Files.isDirectory(source.resolve("silver"))) {
            try (Lakehouse lake =
                    Lakehouse.open(source, LakehouseSettings.defaults().existing())) {
                return of(lake);
            }
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("lakehouse-reviews-");
            try (Lakehouse lake = Lakehouse.open(folder)) {
                Pipeline.builder()
                        .ingest(Commerce.from(source).ingests().stream()
                                .filter(ingest -> BRONZE.contains(ingest.table().fullName()))
                                .toList())
                        .models(CommerceModels.silver().stream()
                                .filter(model -> SILVER.contains(model.table().fullName()))
                                .toList())
                        .build()
                        .run(lake)
                        .orThrow();
                return of(lake);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("make a folder for the reviews", e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw LakehouseErrors.storage("delete " + folder, e);
        }
    }
}
