package dev.lakehouse4j.examples;

import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.commerce.sample.SampleTruth;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator knows of its files comes out of the tables that are made of them. */
class SampleFiguresTest {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private static final Map<String, String> FIGURES = new LinkedHashMap<>();

    @TempDir
    static Path shared;

    @TempDir
    Path own;

    private static Path source = Path.of("");
    private static Path lake = Path.of("");

    @BeforeAll
    static void runTheJob() {
        source = shared.resolve("sample");
        lake = shared.resolve("lake");
        FIGURES.clear();
        FIGURES.putAll(figures(SampleData.settings().seed(7).scale(0.03).write(source)));
        Cli.runJob(source, lake).succeeds();
    }

    private static Map<String, String> figures(SampleTruth truth) {
        Map<String, Object> figures = new LinkedHashMap<>();
        SampleTruth.Orders orders = truth.orders();
        figures.put("orders", orders.rows());
        figures.put("items", orders.itemRows());
        figures.put("orders_by_status", CommerceFigures.list(orders.byStatus()));
        figures.put("orders_with_items", orders.withItems());
        figures.put("orders_without_items", orders.withoutItems());
        figures.put("basket", CommerceFigures.share(orders.itemRows(), orders.withItems()));
        figures.put("orders_with_several_sellers", orders.withSeveralSellers());
        figures.put("repeated_item_rows", orders.repeatedItemRows());
        figures.put("shipped_before_approved", orders.carrierBeforeApproval());
        figures.put("shipped_before_purchased", orders.carrierBeforePurchase());
        figures.put("first_purchase", TIME.format(orders.firstPurchase()));
        figures.put("last_purchase", TIME.format(orders.lastPurchase()));
        SampleTruth.Money money = truth.money();
        figures.put("item_revenue", money.itemRevenue());
        figures.put("freight", money.freight());
        figures.put("payment_total", money.payments());
        Map<String, BigDecimal> top = new LinkedHashMap<>();
        money.revenueByCategory().entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(5)
                .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
        figures.put("top_categories", CommerceFigures.list(top));
        SampleTruth.Delivery delivery = truth.delivery();
        figures.put("delivered_orders", delivery.withDate());
        figures.put("delivered_without_date", delivery.withoutDate());
        figures.put("late_orders", delivery.lateByTimestamp());
        figures.put("late_rate", CommerceFigures.share(delivery.lateByTimestamp(), delivery.withDate()));
        figures.put("late_orders_by_day", delivery.lateByDay());
        figures.put("late_rate_by_day", CommerceFigures.share(delivery.lateByDay(), delivery.withDate()));
        figures.put("delivered_before_shipped", delivery.beforeCarrier());
        SampleTruth.Reviews reviews = truth.reviews();
        figures.put("reviews", reviews.rows());
        figures.put("distinct_review_ids", reviews.distinctIds());
        figures.put("review_ids_on_several_orders", reviews.idsOnSeveralOrders());
        figures.put("orders_with_several_reviews", reviews.ordersWithSeveral());
        figures.put("review_score", CommerceFigures.share(reviews.scoreSum(), reviews.rows()));
        figures.put("reviews_with_comment", reviews.comments());
        figures.put("reviews_with_line_break", reviews.commentsWithLineBreak());
        SampleTruth.Payments payments = truth.payments();
        figures.put("payments", payments.rows());
        figures.put("payments_by_type", CommerceFigures.list(payments.rowsByType()));
        figures.put("orders_without_payment", payments.ordersWithout());
        figures.put("zero_value_payments", payments.zeroValueRows());
        figures.put("payments_without_installments", payments.zeroInstallmentRows());
        SampleTruth.Products products = truth.products();
        figures.put("products", products.rows());
        figures.put("products_without_category", products.withoutCategory());
        figures.put("products_with_zero_weight", products.withZeroWeight());
        figures.put("products_without_dimensions", products.withoutDimensions());
        figures.put("categories_without_translation", String.join(" · ", products.untranslatedCategories()));
        SampleTruth.Geolocation geolocation = truth.geolocation();
        figures.put("geolocation_rows", geolocation.rows());
        figures.put("geolocation_duplicates", geolocation.exactDuplicates());
        figures.put("geolocation_outside_brazil", geolocation.outsideBox());
        figures.put("zip_prefixes", geolocation.zipPrefixes());
        figures.put("zip_prefixes_located", geolocation.zipPrefixesInsideBox());
        figures.put("customers", truth.customerCount());
        figures.put("repeat_customers", truth.repeatCustomerCount());
        figures.put("repeat_rate", CommerceFigures.share(truth.repeatCustomerCount(), truth.customerCount()));
        figures.put("sellers", truth.sellerCount());
        Map<String, String> texts = new LinkedHashMap<>();
        figures.forEach((name, value) -> texts.put(
                name,
                value instanceof BigDecimal amount
                        ? amount.setScale(2, RoundingMode.UNNECESSARY).toPlainString()
                        : value.toString()));
        return texts;
    }

    @Test
    void theTablesShowWhatTheGeneratorKnows() {
        CommerceFigures.assertInTables(lake, FIGURES);
    }

    @Test
    void theKeyFiguresAreWhatTheGeneratorKnows() throws IOException {
        CommerceFigures.assertInKpis(lake, FIGURES);
    }

    @Test
    void goldHasTheColumnsThatOthersRelyOn() {
        StarChecks.assertColumns(lake);
    }

    @Test
    void factsLeadToDimensionRowsAndEachDimensionHasItsUnknownMember() {
        StarChecks.assertKeys(lake);
    }

    @Test
    void everyRecordOfEveryFileIsInBronzeOrInQuarantine() throws IOException {
        StarChecks.assertConserved(source, lake);
    }

    @Test
    void furtherRunsIngestWhatIsNewAndNothingElse() throws IOException {
        Path copy = own.resolve("lake");
        StarChecks.copyFolder(lake, copy);
        StarChecks.assertReruns(source, copy, Files.createDirectory(own.resolve("files")));
    }
}
