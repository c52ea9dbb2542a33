package dev.lakehouse4j.medallion.commerce.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {

    private static final String[] FILES = {
        "olist_customers_dataset.csv",
        "olist_geolocation_dataset.csv",
        "olist_order_items_dataset.csv",
        "olist_order_payments_dataset.csv",
        "olist_order_reviews_dataset.csv",
        "olist_orders_dataset.csv",
        "olist_products_dataset.csv",
        "olist_sellers_dataset.csv",
        "product_category_name_translation.csv"
    };

    private static final String ORDER = "order_id";
    private static final String STATUS = "order_status";
    private static final String PURCHASED = "order_purchase_timestamp";
    private static final String APPROVED = "order_approved_at";
    private static final String CARRIER = "order_delivered_carrier_date";
    private static final String DELIVERED = "order_delivered_customer_date";
    private static final String PROMISED = "order_estimated_delivery_date";

    @TempDir
    static Path shared;

    private static SampleTruth truth;
    private static SampleFolder files;
    private static Path probabilities;

    @BeforeAll
    static void write() {
        Path folder = shared.resolve("sample");
        probabilities = shared.resolve("late_probabilities.csv");
        truth = SampleData.settings()
                .seed(42)
                .scale(0.05)
                .lateProbabilities(probabilities)
                .write(folder);
        files = new SampleFolder(folder);
    }

    @Test
    void sameSettingsGiveTheSameBytes(@TempDir Path again) throws IOException {
        SampleTruth second = SampleData.settings().seed(42).scale(0.05).write(again);
        for (String file : FILES) {
            assertThat(Files.mismatch(shared.resolve("sample").resolve(file), again.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(second.orders()).isEqualTo(truth.orders());
        assertThat(second.money()).isEqualTo(truth.money());
        assertThat(second.lateProbabilities()).isNull();
        try (Stream<Path> written = Files.list(again)) {
            assertThat(written.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(FILES);
        }
    }

    @Test
    void anotherSeedGivesOtherBytes(@TempDir Path other) throws IOException {
        SampleData.settings().seed(43).scale(0.05).write(other);
        for (String file : FILES) {
            if (!file.equals("product_category_name_translation.csv")) {
                assertThat(Files.mismatch(shared.resolve("sample").resolve(file), other.resolve(file)))
                        .as(file)
                        .isNotEqualTo(-1);
            }
        }
    }

    @Test
    void orderFiguresAreThoseOfTheFiles() {
        SampleTruth.Orders figures = truth.orders();
        List<Map<String, String>> orders = files.orders();
        List<Map<String, String>> items = files.items();
        Set<String> withItems = distinct(items, ORDER);
        assertThat(figures.rows())
                .isEqualTo(orders.size())
                .isEqualTo(files.customers().size());
        assertThat(figures.itemRows()).isEqualTo(items.size());
        assertThat(figures.byStatus()).isEqualTo(countsBy(orders, STATUS));
        assertThat(figures.withItems()).isEqualTo(withItems.size());
        assertThat(figures.withoutItems())
                .isEqualTo(count(orders, row -> !withItems.contains(row.get(ORDER))))
                .isPositive();
        assertThat(figures.withSeveralSellers()).isEqualTo(groupsAbove(items, ORDER, "seller_id", 1));
        Set<String> lines = items.stream()
                .map(row -> row.get(ORDER) + row.get("product_id") + row.get("seller_id"))
                .collect(Collectors.toSet());
        assertThat(figures.repeatedItemRows()).isEqualTo(items.size() - lines.size());
        assertThat(figures.shippingLimitsFrom2020())
                .isEqualTo(count(items, row -> row.get("shipping_limit_date").compareTo("2020") > 0));
        assertThat(figures.carrierBeforeApproval()).isEqualTo(count(orders, row -> earlier(row, CARRIER, APPROVED)));
        assertThat(figures.carrierBeforePurchase()).isEqualTo(count(orders, row -> earlier(row, CARRIER, PURCHASED)));
        List<String> purchases = orders.stream().map(row -> row.get(PURCHASED)).toList();
        assertThat(purchases).isSorted();
        assertThat(figures.firstPurchase().toString().replace('T', ' ')).isEqualTo(purchases.get(0));
        assertThat(figures.lastPurchase().toString().replace('T', ' ')).isEqualTo(purchases.get(purchases.size() - 1));
    }

    @Test
    void deliveryFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> delivered = files.orders().stream()
                .filter(row -> row.get(STATUS).equals("delivered"))
                .toList();
        SampleTruth.Delivery figures = truth.delivery();
        assertThat(figures.withDate())
                .isEqualTo(count(delivered, row -> !row.get(DELIVERED).isEmpty()));
        assertThat(figures.withoutDate())
                .isEqualTo(count(delivered, row -> row.get(DELIVERED).isEmpty()));
        assertThat(figures.lateByTimestamp()).isEqualTo(count(delivered, row -> earlier(row, PROMISED, DELIVERED)));
        assertThat(figures.lateByDay())
                .isEqualTo(count(
                        delivered,
                        row -> !row.get(DELIVERED).isEmpty()
                                && day(row.get(DELIVERED)).compareTo(day(row.get(PROMISED))) > 0));
        assertThat(figures.beforeCarrier()).isEqualTo(count(files.orders(), row -> earlier(row, DELIVERED, CARRIER)));
    }

    @Test
    void moneyIsThatOfTheFiles() {
        List<Map<String, String>> items = files.items();
        SampleTruth.Money money = truth.money();
        assertThat(money.itemRevenue()).isEqualByComparingTo(sum(items, "price"));
        assertThat(money.freight()).isEqualByComparingTo(sum(items, "freight_value"));
        assertThat(money.payments()).isEqualByComparingTo(sum(files.payments(), "payment_value"));
        Map<String, String> english = new HashMap<>();
        for (Map<String, String> row : files.translation()) {
            english.put(row.get("product_category_name"), row.get("product_category_name_english"));
        }
        Map<String, String> categories = new HashMap<>();
        for (Map<String, String> row : files.products()) {
            String name = row.get("product_category_name");
            categories.put(row.get("product_id"), name.isEmpty() ? "unknown" : english.getOrDefault(name, name));
        }
        Map<String, BigDecimal> revenue = new TreeMap<>();
        for (Map<String, String> row : items) {
            revenue.merge(categories.get(row.get("product_id")), new BigDecimal(row.get("price")), BigDecimal::add);
        }
        assertThat(money.revenueByCategory()).isEqualTo(revenue);
    }

    @Test
    void customerFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> customers = files.customers();
        Map<String, Long> orders = countsBy(customers, "customer_unique_id");
        assertThat(truth.customerCount()).isEqualTo(orders.size());
        assertThat(truth.repeatCustomerCount())
                .isEqualTo(orders.values().stream().filter(count -> count > 1).count());
        assertThat((double) truth.repeatCustomerCount() / truth.customerCount()).isBetween(0.015, 0.05);
        assertThat(distinct(customers, "customer_id")).hasSameSizeAs(customers);
        assertThat(customers).allSatisfy(row -> {
            assertThat(row.get("customer_id")).matches("[0-9a-f]{32}");
            assertThat(row.get("customer_zip_code_prefix")).matches("[0-9]{5}");
        });
    }

    @Test
    void reviewFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> reviews = files.reviews();
        SampleTruth.Reviews figures = truth.reviews();
        assertThat(figures.rows()).isEqualTo(reviews.size());
        assertThat(figures.distinctIds())
                .isEqualTo(distinct(reviews, "review_id").size());
        assertThat(figures.idsOnSeveralOrders()).isEqualTo(groupsAbove(reviews, "review_id", ORDER, 1));
        assertThat(figures.ordersWithSeveral())
                .isEqualTo(countsBy(reviews, ORDER).values().stream()
                        .filter(count -> count > 1)
                        .count());
        assertThat(figures.scoreSum()).isEqualTo(sum(reviews, "review_score").longValueExact());
        assertThat(figures.meanScore()).isBetween(3.9, 4.2);
        assertThat(figures.comments())
                .isEqualTo(
                        count(reviews, row -> !row.get("review_comment_message").isEmpty()));
        assertThat(figures.commentsWithLineBreak())
                .isEqualTo(
                        count(reviews, row -> row.get("review_comment_message").contains("\n")));
        assertThat(figures.withoutAnswerTime())
                .isEqualTo(
                        count(reviews, row -> row.get("review_answer_timestamp").isEmpty()));
        assertThat(figures.withoutCreationTime())
                .isEqualTo(count(reviews, row -> row.get("review_creation_date").isEmpty()));
    }

    @Test
    void paymentFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> payments = files.payments();
        SampleTruth.Payments figures = truth.payments();
        Set<String> paid = distinct(payments, ORDER);
        assertThat(figures.rows()).isEqualTo(payments.size());
        assertThat(figures.rowsByType()).isEqualTo(countsBy(payments, "payment_type"));
        assertThat(figures.rowsByType()).containsOnlyKeys("boleto", "credit_card", "debit_card", "voucher");
        assertThat(figures.ordersWithout()).isEqualTo(count(files.orders(), row -> !paid.contains(row.get(ORDER))));
        assertThat(figures.zeroValueRows())
                .isEqualTo(count(payments, row -> row.get("payment_value").equals("0.00")));
        assertThat(figures.zeroInstallmentRows())
                .isEqualTo(
                        count(payments, row -> row.get("payment_installments").equals("0")));
        assertThat(payments)
                .allSatisfy(row -> assertThat(row.get("payment_value")).matches("[0-9]+\\.[0-9]{2}"));
    }

    @Test
    void productFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> products = files.products();
        SampleTruth.Products figures = truth.products();
        assertThat(figures.rows())
                .isEqualTo(products.size())
                .isEqualTo(distinct(products, "product_id").size());
        assertThat(figures.withoutCategory())
                .isEqualTo(
                        count(products, row -> row.get("product_category_name").isEmpty()));
        assertThat(figures.withZeroWeight())
                .isEqualTo(count(products, row -> row.get("product_weight_g").equals("0")));
        assertThat(figures.withoutDimensions())
                .isEqualTo(count(products, row -> row.get("product_length_cm").isEmpty()));
        Set<String> categories = new TreeSet<>(distinct(products, "product_category_name"));
        categories.remove("");
        assertThat(categories).hasSize(73);
        categories.removeAll(distinct(files.translation(), "product_category_name"));
        assertThat(figures.untranslatedCategories()).containsExactlyElementsOf(categories);
        assertThat(truth.translationCount())
                .isEqualTo(files.translation().size())
                .isEqualTo(71);
        assertThat(truth.sellerCount())
                .isEqualTo(files.sellers().size())
                .isEqualTo(distinct(files.sellers(), "seller_id").size());
        assertThat(distinct(products, "product_id")).containsAll(distinct(files.items(), "product_id"));
        assertThat(distinct(files.sellers(), "seller_id")).containsAll(distinct(files.items(), "seller_id"));
    }

    @Test
    void geolocationFiguresAreThoseOfTheFiles() {
        List<Map<String, String>> rows = files.geolocation();
        SampleTruth.Geolocation figures = truth.geolocation();
        assertThat(figures.rows()).isEqualTo(rows.size());
        assertThat(figures.exactDuplicates()).isEqualTo(rows.size() - new HashSet<>(rows).size());
        assertThat(figures.outsideBox()).isEqualTo(count(rows, row -> !insideBox(row)));
        assertThat(figures.zipPrefixes())
                .isEqualTo(distinct(rows, "geolocation_zip_code_prefix").size());
        assertThat(figures.zipPrefixesInsideBox())
                .isEqualTo(distinct(
                                rows.stream().filter(SampleDataTest::insideBox).toList(), "geolocation_zip_code_prefix")
                        .size());
    }

    @Test
    void everyDefectOccurs() {
        assertThat(files.text("product_category_name_translation.csv")).startsWith("\uFEFF");
        assertThat(files.text("olist_products_dataset.csv"))
                .contains("\"product_name_lenght\"", "\"product_description_lenght\"");
        String reviews = files.text("olist_order_reviews_dataset.csv");
        assertThat(reviews).contains("\r\n", "\"\"");
        assertThat(reviews.codePoints().anyMatch(point -> point > 0x1F000)).isTrue();
        assertThat(truth.orders().byStatus()).containsKeys("created", "approved", "unavailable", "canceled");
        assertThat(Map.ofEntries(
                        Map.entry("line breaks", truth.reviews().commentsWithLineBreak()),
                        Map.entry("shared review ids", truth.reviews().idsOnSeveralOrders()),
                        Map.entry("orders with several reviews", truth.reviews().ordersWithSeveral()),
                        Map.entry("no answer time", truth.reviews().withoutAnswerTime()),
                        Map.entry("no creation time", truth.reviews().withoutCreationTime()),
                        Map.entry("no category", truth.products().withoutCategory()),
                        Map.entry("zero weight", truth.products().withZeroWeight()),
                        Map.entry("no dimensions", truth.products().withoutDimensions()),
                        Map.entry("no delivery date", truth.delivery().withoutDate()),
                        Map.entry("before carrier", truth.delivery().beforeCarrier()),
                        Map.entry("no items", truth.orders().withoutItems()),
                        Map.entry("no payment", truth.payments().ordersWithout()),
                        Map.entry("zero payment", truth.payments().zeroValueRows()),
                        Map.entry("no instalment", truth.payments().zeroInstallmentRows()),
                        Map.entry("carrier before approval", truth.orders().carrierBeforeApproval()),
                        Map.entry("carrier before purchase", truth.orders().carrierBeforePurchase()),
                        Map.entry("quantities", truth.orders().repeatedItemRows()),
                        Map.entry("several sellers", truth.orders().withSeveralSellers()),
                        Map.entry("shipping limit 2020", truth.orders().shippingLimitsFrom2020()),
                        Map.entry("duplicate points", truth.geolocation().exactDuplicates()),
                        Map.entry("points abroad", truth.geolocation().outsideBox())))
                .allSatisfy((defect, cases) -> assertThat(cases).as(defect).isPositive());
        assertThat(truth.geolocation().zipPrefixesInsideBox())
                .isLessThan(truth.geolocation().zipPrefixes());
        assertThat(truth.products().untranslatedCategories())
                .containsExactly("pc_gamer", "portateis_cozinha_e_preparadores_de_alimentos");
    }

    @Test
    void placesAreAsUntidyAsTheOriginals() {
        Set<String> known = distinct(files.geolocation(), "geolocation_zip_code_prefix");
        assertThat(known).anyMatch(prefix -> prefix.startsWith("0"));
        assertThat(count(files.customers(), row -> !known.contains(row.get("customer_zip_code_prefix"))))
                .isPositive();
        assertThat(count(files.sellers(), row -> !known.contains(row.get("seller_zip_code_prefix"))))
                .isPositive();
        Set<String> sellerCities = distinct(files.sellers(), "seller_city");
        assertThat(sellerCities)
                .contains("vendas@example.com")
                .anyMatch(city -> city.matches("[0-9]{8}"))
                .anyMatch(city -> city.matches("[a-z]{2} / [a-z]{2}"));
        assertThat(distinct(files.geolocation(), "geolocation_city"))
                .contains("sao paulo", "são paulo", "São Paulo")
                .anyMatch(city -> city.contains(" / "));
        assertThat(groupsAbove(files.geolocation(), "geolocation_zip_code_prefix", "geolocation_city", 1))
                .isPositive();
        assertThat(groupsAbove(files.geolocation(), "geolocation_zip_code_prefix", "geolocation_state", 1))
                .isPositive();
    }

    @Test
    void defectsCanBeLeftOut(@TempDir Path clean) {
        SampleTruth tidy = SampleData.settings().scale(0.02).defects(false).write(clean);
        SampleFolder tidyFiles = new SampleFolder(clean);
        assertThat(List.of(
                        tidy.reviews().commentsWithLineBreak(),
                        tidy.reviews().idsOnSeveralOrders(),
                        tidy.reviews().ordersWithSeveral(),
                        tidy.reviews().withoutAnswerTime(),
                        tidy.products().withoutCategory(),
                        tidy.products().withZeroWeight(),
                        tidy.products().withoutDimensions(),
                        tidy.delivery().withoutDate(),
                        tidy.delivery().beforeCarrier(),
                        tidy.orders().withoutItems(),
                        tidy.orders().carrierBeforeApproval(),
                        tidy.orders().shippingLimitsFrom2020(),
                        tidy.payments().ordersWithout(),
                        tidy.payments().zeroValueRows(),
                        tidy.payments().zeroInstallmentRows(),
                        tidy.geolocation().exactDuplicates(),
                        tidy.geolocation().outsideBox()))
                .containsOnly(0L);
        assertThat(tidy.products().untranslatedCategories()).isEmpty();
        assertThat(tidyFiles.text("product_category_name_translation.csv")).startsWith("product");
        assertThat(tidyFiles.sellers())
                .allSatisfy(row -> assertThat(row.get("seller_city")).matches("[a-z' -]+"));
        assertThat(distinct(tidyFiles.geolocation(), "geolocation_zip_code_prefix"))
                .containsAll(distinct(tidyFiles.customers(), "customer_zip_code_prefix"));
    }

    @Test
    void farCustomersAreServedLaterThanNearOnes() {
        Set<String> near = new HashSet<>();
        Set<String> far = new HashSet<>();
        for (Map<String, String> row : files.customers()) {
            switch (row.get("customer_state")) {
                case "SP" -> near.add(row.get("customer_id"));
                case "BA", "CE", "PE", "PA", "MA", "AL", "SE", "RN", "PB", "PI" -> far.add(row.get("customer_id"));
                default -> {}
            }
        }
        assertThat(lateShare(far)).isGreaterThan(1.5 * lateShare(near));
    }

    @Test
    void scoresFollowLateness() {
        Map<String, Boolean> late = late();
        List<Integer> onTimeScores = new ArrayList<>();
        List<Integer> lateScores = new ArrayList<>();
        for (Map<String, String> row : files.reviews()) {
            Boolean isLate = late.get(row.get(ORDER));
            if (isLate != null) {
                (isLate ? lateScores : onTimeScores).add(Integer.valueOf(row.get("review_score")));
            }
        }
        assertThat(mean(onTimeScores)).isCloseTo(4.3, within(0.1));
        assertThat(mean(lateScores)).isCloseTo(2.55, within(0.3));
    }

    @Test
    void probabilitiesAreThoseOfTheOutcomes() throws IOException {
        assertThat(truth.lateProbabilities()).isEqualTo(probabilities);
        Map<String, Boolean> late = late();
        List<String> lines = Files.readAllLines(probabilities, StandardCharsets.UTF_8);
        assertThat(lines.get(0)).isEqualTo("order_id,probability");
        assertThat(lines).hasSize(late.size() + 1);
        double[] expected = new double[5];
        double[] seen = new double[5];
        double[] orders = new double[5];
        for (String line : lines.subList(1, lines.size())) {
            double probability = Double.parseDouble(line.substring(33));
            assertThat(probability).isBetween(0.0, 1.0);
            int bin = probability < 0.03
                    ? 0
                    : probability < 0.06 ? 1 : probability < 0.12 ? 2 : probability < 0.25 ? 3 : 4;
            expected[bin] += probability;
            seen[bin] += Boolean.TRUE.equals(late.get(line.substring(0, 32))) ? 1 : 0;
            orders[bin]++;
        }
        for (int bin = 0; bin < expected.length; bin++) {
            double deviation = Math.sqrt(expected[bin] * (1 - expected[bin] / orders[bin]));
            assertThat(seen[bin]).as("late orders in bin %d", bin).isCloseTo(expected[bin], within(4 * deviation + 1));
        }
    }

    @Test
    void tinySamplesAreComplete(@TempDir Path tiny) {
        SampleTruth few = SampleData.settings().scale(0.0005).write(tiny);
        SampleFolder fewFiles = new SampleFolder(tiny);
        assertThat(few.orders().rows())
                .isEqualTo(43)
                .isEqualTo(fewFiles.orders().size());
        assertThat(few.delivery().withoutDate()).isPositive();
    }

    @Test
    void impossibleScalesAreRefused() {
        assertThatThrownBy(() -> SampleData.settings().scale(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale must be above 0");
        assertThatThrownBy(() -> SampleData.settings().scale(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double lateShare(Set<String> customers) {
        List<Map<String, String>> delivered = files.orders().stream()
                .filter(row -> customers.contains(row.get("customer_id")))
                .filter(row -> !row.get(DELIVERED).isEmpty())
                .toList();
        return (double) count(delivered, row -> earlier(row, PROMISED, DELIVERED)) / delivered.size();
    }

    /** Whether each delivered order was late. */
    private static Map<String, Boolean> late() {
        Map<String, Boolean> late = new HashMap<>();
        for (Map<String, String> row : files.orders()) {
            if (row.get(STATUS).equals("delivered") && !row.get(DELIVERED).isEmpty()) {
                late.put(row.get(ORDER), earlier(row, PROMISED, DELIVERED));
            }
        }
        return late;
    }

    private static boolean earlier(Map<String, String> row, String one, String other) {
        String first = row.get(one);
        String second = row.get(other);
        return !first.isEmpty() && !second.isEmpty() && first.compareTo(second) < 0;
    }

    private static String day(String moment) {
        return moment.substring(0, 10);
    }

    private static boolean insideBox(Map<String, String> row) {
        double latitude = Double.parseDouble(row.get("geolocation_lat"));
        double longitude = Double.parseDouble(row.get("geolocation_lng"));
        return latitude >= -33.9 && latitude <= 5.4 && longitude >= -74.1 && longitude <= -32.3;
    }

    private static long count(Collection<Map<String, String>> rows, Predicate<Map<String, String>> condition) {
        return rows.stream().filter(condition).count();
    }

    private static Set<String> distinct(Collection<Map<String, String>> rows, String column) {
        return rows.stream().map(row -> row.get(column)).collect(Collectors.toSet());
    }

    private static Map<String, Long> countsBy(Collection<Map<String, String>> rows, String column) {
        return rows.stream().collect(Collectors.groupingBy(row -> row.get(column), Collectors.counting()));
    }

    /** How many values of a column come with more than so many values of another. */
    private static long groupsAbove(Collection<Map<String, String>> rows, String column, String other, int limit) {
        Map<String, Set<String>> groups = new HashMap<>();
        for (Map<String, String> row : rows) {
            groups.computeIfAbsent(row.get(column), key -> new HashSet<>()).add(row.get(other));
        }
        return groups.values().stream().filter(values -> values.size() > limit).count();
    }

    private static BigDecimal sum(Collection<Map<String, String>> rows, String column) {
        return rows.stream().map(row -> new BigDecimal(row.get(column))).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static double mean(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }
}
