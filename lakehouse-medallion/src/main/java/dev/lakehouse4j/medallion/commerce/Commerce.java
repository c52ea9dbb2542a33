package dev.lakehouse4j.medallion.commerce;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.erasure.ErasurePlan;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InBronze;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.star.StarSchema;
import java.nio.file.Path;
import java.util.List;

/**
 * The e-commerce pack: from a folder of CSV files of the shape that Olist published to a star schema.
 *
 * <p>Sources, models, expectations and star schema are given; each part can be taken alone and combined with parts of
 * one's own in a {@link Pipeline}.
 */
public final class Commerce {

    private final Path folder;

    private Commerce(Path folder) {
        this.folder = folder;
    }

    /**
     * The pack over a folder of files.
     *
     * @param folder folder with the nine CSV files, or some of them
     * @return the pack
     */
    public static Commerce from(Path folder) {
        return new Commerce(folder);
    }

    /**
     * Everything from the files to the summaries.
     *
     * @return the pipeline
     */
    public Pipeline pipeline() {
        return Pipeline.builder()
                .ingest(ingests())
                .models(CommerceModels.silver())
                .star(starSchema())
                .models(CommerceModels.summaries())
                .build();
    }

    /**
     * The loads of the files, one per file and Bronze table.
     *
     * @return nine ingests
     */
    public List<BronzeIngest<?>> ingests() {
        return List.of(
                // The largest file first: the others are loaded beside it.
                csv(InBronze.GEOLOCATION, "olist_geolocation_dataset"),
                csv(InBronze.ORDERS, "olist_orders_dataset"),
                csv(InBronze.CUSTOMERS, "olist_customers_dataset"),
                csv(InBronze.ORDER_ITEMS, "olist_order_items_dataset"),
                csv(InBronze.PAYMENTS, "olist_order_payments_dataset"),
                csv(InBronze.REVIEWS, "olist_order_reviews_dataset"),
                csv(InBronze.PRODUCTS, "olist_products_dataset"),
                csv(InBronze.SELLERS, "olist_sellers_dataset"),
                csv(InBronze.CATEGORY_TRANSLATION, "product_category_name_translation"));
    }

    /**
     * The star schema: orders and sales by customer, product, seller and day.
     *
     * @return the star schema
     */
    public static StarSchema starSchema() {
        return CommerceStar.schema();
    }

    /**
     * Where customers are, by {@code customer_unique_id}: in the tables of this pack and of the models that build on it.
     *
     * @return the plan that {@link dev.lakehouse4j.core.erasure.Erasure} forgets customers by
     */
    public static ErasurePlan erasure() {
        return CommerceErasure.plan();
    }

    /** Takes also parts of a file ({@code olist_orders_dataset_2.csv}) and compressed ones. */
    private <R extends Record> BronzeIngest<R> csv(TableRef<Bronze, R> table, String name) {
        return BronzeIngest.into(table).from(CsvSource.of(folder).named(name + "*.csv*"));
    }
}
