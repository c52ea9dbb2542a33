package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.sentiment.LabelledText;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.LakehouseSettings;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.medallion.commerce.Commerce;
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

    private ReviewTexts() {}

    /**
     * What reviews say.
     *
     * @param comments their comments
     * @param titles their titles, with the same stars
     */
    record Reviews(List<LabelledText> comments, List<LabelledText> titles) {}

    /** A row of the query below. */
    record Row(String text, int score, LocalDateTime purchasedAt) {}

    /** All comments and titles of a lake. */
    static Reviews of(Lakehouse lake) {
        return texts(
                lake,
                "select %s as text, r.score, o.purchased_at from silver.reviews r"
                        + " join silver.orders o on o.order_id = r.order_id where %s is not null and o.purchased_at is not null",
                "r.comment",
                "r.title");
    }

    private static Reviews texts(Lakehouse lake, String query, String comment, String title) {
        return new Reviews(texts(lake, query.formatted(comment, comment)), texts(lake, query.formatted(title, title)));
    }

    private static List<LabelledText> texts(Lakehouse lake, String query) {
        try (Stream<Row> rows = lake.sql(query, Row.class)) {
            return rows.map(row -> new LabelledText(row.text(), row.score(), row.purchasedAt()))
                    .toList();
        }
    }

    /** All of a folder: a lake, or the CSV files of orders and reviews, which pass through a lake of their own. */
    static Reviews of(Path source) {
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
                        .build()
                        .run(lake)
                        .orThrow();
                return texts(
                        lake,
                        "select trim(%s) as text, try_cast(r.review_score as int) as score,"
                                + " try_cast(o.order_purchase_timestamp as timestamp) as purchased_at from bronze.reviews r"
                                + " join bronze.orders o on trim(o.order_id) = trim(r.order_id) where trim(%s) <> ''"
                                + " and try_cast(r.review_score as int) between 1 and 5"
                                + " and try_cast(o.order_purchase_timestamp as timestamp) is not null",
                        "r.review_comment_message",
                        "r.review_comment_title");
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
