package dev.lakehouse4j.ml.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.error.AccessDeniedException;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments over a fact of one's own: values by hand, groups that were planted, and bad input. */
class RfmTest {

    record Sale(
            @Key String saleId,
            @Nullable String buyer,
            @Nullable LocalDateTime soldAt,
            @Nullable BigDecimal price,
            String status) {}

    record Visit(@Nullable Long guest, LocalDate day, double spent) {}

    private static final TableRef<Silver, Sale> SALES = TableRef.silver("sales", Sale.class);
    private static final TableRef<Silver, Visit> VISITS = TableRef.silver("visits", Visit.class);

    @TempDir
    Path folder;

    private Lakehouse lake;
    private int made;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private Sale sale(@Nullable String buyer, @Nullable String day, @Nullable String price) {
        made++;
        return new Sale(
                "s" + made,
                buyer,
                day == null ? null : LocalDate.parse(day).atTime(23, 59),
                price == null ? null : new BigDecimal(price),
                "paid");
    }

    private static Rfm rfm() {
        return Rfm.over(SALES).customer("buyer").time("sold_at").amount("price");
    }

    private static Map<String, CustomerSegment> byId(RfmResult result) {
        return result.rows().collect(Collectors.toMap(CustomerSegment::customerUniqueId, row -> row));
    }

    /** Five customers, counted by hand. */
    private List<Sale> fiveCustomers() {
        return List.of(
                sale("ana", "2020-01-31", "10.10"),
                sale("ana", "2020-03-30", "20.20"),
                sale("ana", "2020-03-30", "5.00"),
                sale("bia", "2020-03-01", "100.00"),
                sale("caio", "2020-01-01", "50.00"),
                sale("davi", "2020-02-10", "8.00"),
                sale("davi", "2020-02-20", "9.50"),
                sale("eva", "2019-12-31", "1.00"));
    }

    @Test
    void valuesScoresAndSegmentsAreThoseCountedByHand() {
        lake.table(SALES).append(fiveCustomers());

        RfmResult result = rfm().clusters(2).segment(lake);

        // The day after the last sale, and 2020 is a leap year.
        assertThat(result.asOf()).isEqualTo(LocalDate.of(2020, 3, 31));
        assertThat(result.rows()
                        .map(row -> String.join(
                                " ",
                                row.customerUniqueId(),
                                String.valueOf(row.recencyDays()),
                                String.valueOf(row.frequency()),
                                row.monetary().toString(),
                                "" + row.rScore() + row.fScore() + row.mScore(),
                                row.segment())))
                .containsExactly(
                        "ana 1 3 35.30 553 loyal",
                        "bia 30 1 100.00 415 potential loyalists",
                        "caio 90 1 50.00 214 at risk",
                        "davi 40 2 17.50 342 loyal",
                        "eva 91 1 1.00 111 lost");
        assertThat(result.notes())
                .contains("60.0 % of the customers have the frequency 1, so quintiles cannot part them; it is scored by"
                        + " value: 1 scores 1, 2 scores 4, 3 scores 5.");
        SegmentProfile loyal = result.segments().stream()
                .filter(profile -> profile.name().equals("loyal"))
                .findFirst()
                .orElseThrow();
        assertThat(loyal)
                .isEqualTo(new SegmentProfile(
                        "rfm", "loyal", 2, 0.4, new BigDecimal("52.80"), 52.80 / 203.80, 20.5, 2.5, 26.4));
    }

    @Test
    void keepingAModelTakesTheRightTo() {
        lake.table(SALES).append(fiveCustomers());
        Principal ana = lake.catalog().createUser("ana");
        lake.catalog().grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), ana);
        Lakehouse session = lake.as(ana);
        RfmResult result = rfm().segment(session);

        assertThatThrownBy(() -> result.saveModel(session))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("CREATE");
        assertThat(lake.root().resolve("models")).doesNotExist();
        lake.catalog().grant(List.of(Privilege.USE, Privilege.CREATE), Securable.schema("models"), ana);
        assertThat(result.saveModel(session)).isDirectory();
        lake.catalog().revoke(Privilege.CREATE, Securable.schema("models"), ana);
        lake.catalog().grant(Privilege.MANAGE, Securable.model("customer_segments"), ana);
        assertThat(result.saveModel(session)).isDirectory();
    }

    @Test
    void accessorsAndColumnNamesAreTheSame() {
        lake.table(SALES).append(fiveCustomers());
        Rfm typed = Rfm.over(SALES).customer(Sale::buyer).time(Sale::soldAt).amount(Sale::price);
        assertThat(typed.segment(lake).model().toJson())
                .isEqualTo(rfm().segment(lake).model().toJson());
    }

    @Test
    void anAccessorThatIsNoComponentIsRefused() {
        assertThatThrownBy(() -> Rfm.over(SALES).customer(sale -> sale.buyer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which column of Sale is meant")
                .hasMessageContaining("Sale::saleId");
        assertThatThrownBy(() -> Rfm.over(SALES).customer("buyr"))
                .hasMessageContaining("it has no column buyr. Did you mean buyer?");
        assertThatThrownBy(() -> Rfm.over(SALES).customer("buyer").amount("price"))
                .hasMessageContaining("the column of the time is not named");
    }

    @Test
    void datesDoublesAndNumbersServeToo() {
        lake.table(VISITS)
                .append(List.of(
                        new Visit(7L, LocalDate.of(2020, 1, 1), 0.1),
                        new Visit(7L, LocalDate.of(2020, 1, 3), 0.2),
                        new Visit(8L, LocalDate.of(2020, 1, 2), 5)));
        RfmResult result = Rfm.over(VISITS)
                .customer(Visit::guest)
                .time(Visit::day)
                .amount(Visit::spent)
                .segment(lake);
        assertThat(byId(result).get("7"))
                .returns(1, CustomerSegment::recencyDays)
                .returns(2, CustomerSegment::frequency)
                .returns(new BigDecimal("0.30"), CustomerSegment::monetary);
        assertThat(byId(result).get("8").recencyDays()).isEqualTo(2);
    }

    @Test
    void rowsOfOnePurchaseCountOnceAndOtherRowsNot() {
        lake.table(SALES)
                .append(List.of(
                        new Sale("1", "ana", LocalDateTime.of(2020, 1, 1, 0, 0), BigDecimal.ONE, "paid"),
                        new Sale("2", "ana", LocalDateTime.of(2020, 1, 1, 0, 0), BigDecimal.TEN, "paid"),
                        new Sale("3", "ana", LocalDateTime.of(2020, 1, 9, 0, 0), BigDecimal.TEN, "open"),
                        new Sale("4", "bia", LocalDateTime.of(2020, 1, 9, 0, 0), BigDecimal.TEN, "open")));
        RfmResult result = Rfm.over(SALES)
                .customer(Sale::buyer)
                .time(Sale::soldAt)
                .purchase(Sale::soldAt)
                .where("status = 'paid'")
                .amount(Sale::price)
                .segment(lake);
        assertThat(result.rows()).singleElement().satisfies(ana -> {
            assertThat(ana.frequency()).isEqualTo(1);
            assertThat(ana.monetary()).isEqualByComparingTo("11");
            assertThat(ana.recencyDays()).isEqualTo(9); // As of 10 January: an open order is a purchase, too.
        });
    }

    @Test
    void purchasesOfTheDayOrLaterAreLeftOutAndCounted() {
        lake.table(SALES).append(fiveCustomers());
        RfmResult result = rfm().asOf(LocalDate.of(2020, 3, 1)).segment(lake);
        assertThat(byId(result)).containsOnlyKeys("ana", "caio", "davi", "eva");
        assertThat(byId(result).get("ana").recencyDays()).isEqualTo(30);
        assertThat(result.notes()).contains("3 rows of silver.sales are of 2020-03-01 or later and are left out.");
        assertThat(byId(rfm().asOf(LocalDate.of(2020, 3, 2)).segment(lake))
                        .get("bia")
                        .recencyDays())
                .isEqualTo(1);
    }

    @Test
    void aDayBeforeAllPurchasesIsRefused() {
        lake.table(SALES).append(fiveCustomers());
        assertThatThrownBy(() -> rfm().asOf(LocalDate.of(2019, 12, 31)).segment(lake))
                .isInstanceOf(LakehouseException.class)
                .hasMessage("Cannot segment as of 2019-12-31: silver.sales has no purchase before that day, the first"
                        + " is of 2019-12-31. Give a later day.");
    }

    @Test
    void nullsAreLeftOutOrCountAsNothingAndAreSaid() {
        List<Sale> sales = new ArrayList<>(fiveCustomers());
        sales.add(sale(null, "2020-01-01", "1"));
        sales.add(sale("fabi", null, "1"));
        sales.add(sale("gil", "2020-01-05", null));
        lake.table(SALES).append(sales);
        RfmResult result = rfm().segment(lake);
        assertThat(byId(result)).containsOnlyKeys("ana", "bia", "caio", "davi", "eva", "gil");
        assertThat(byId(result).get("gil"))
                .returns(1, CustomerSegment::frequency)
                .returns(new BigDecimal("0.00"), CustomerSegment::monetary);
        assertThat(result.notes())
                .contains(
                        "1 rows of silver.sales name no known customer and are left out.",
                        "1 rows of silver.sales have no time and are left out.",
                        "1 rows of silver.sales have no amount; they count as purchases of amount 0.");
    }

    @Test
    void refundsAreSubtractedAndSaid() {
        List<Sale> sales = new ArrayList<>(fiveCustomers());
        sales.add(sale("eva", "2020-01-02", "-40"));
        sales.add(sale("bia", "2020-03-02", "-30"));
        lake.table(SALES).append(sales);
        RfmResult result = rfm().segment(lake);
        assertThat(byId(result).get("eva").monetary()).isEqualByComparingTo("-39");
        assertThat(byId(result).get("bia").monetary()).isEqualByComparingTo("70");
        assertThat(byId(result).get("eva").distance()).isFinite();
        assertThat(result.notes())
                .contains(
                        "2 rows of silver.sales have a negative amount; they count as purchases and lower the monetary"
                                + " value.",
                        "1 customers have a monetary value below 0, because of negative amounts.");
    }

    @Test
    void sharesOfRevenueAreUnknownWhereThereIsNoRevenue() {
        lake.table(SALES).append(List.of(sale("ana", "2020-01-01", "-1"), sale("bia", "2020-01-02", "0")));
        assertThat(rfm().segment(lake).segments()).allMatch(profile -> profile.shareOfRevenue() == null);
    }

    @Test
    void amountsThatAreNoNumbersAreRefused() {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e16}) {
            lake.table(VISITS).overwrite(List.of(new Visit(1L, LocalDate.of(2020, 1, 1), wrong)));
            assertThatThrownBy(() -> Rfm.over(VISITS)
                            .customer("guest")
                            .time("day")
                            .amount("spent")
                            .segment(lake))
                    .isInstanceOf(LakehouseException.class)
                    .hasMessageContaining("1 amounts in silver.visits are NaN, infinite or beyond 10^15")
                    .hasMessageContaining("where(…)");
        }
    }

    @Test
    void oneCustomerIsInTheMiddleOfEverything() {
        lake.table(SALES).append(List.of(sale("ana", "2020-01-01", "10")));
        RfmResult result = rfm().segment(lake);
        assertThat(result.rows()).singleElement().satisfies(ana -> {
            assertThat(List.of(ana.rScore(), ana.fScore(), ana.mScore())).containsOnly(3);
            assertThat(ana.segment()).isEqualTo("need attention");
            assertThat(ana.clusterName()).isEqualTo("all customers");
            assertThat(ana.distance()).isZero();
        });
        assertThat(result.notes())
                .contains(
                        "All customers have the frequency 1, so nobody is better than another: all score 3.",
                        "The clusters leave recency out: it has no variance.",
                        "The clusters leave frequency out: it has no variance.",
                        "The clusters leave monetary out: it has no variance.");
        assertThat(result.model().assign(1, 1, 10).segment()).isEqualTo("need attention");
    }

    @Test
    void aMeasureWithoutVarianceIsLeftOutOfTheClusters() {
        List<Sale> sales = new ArrayList<>();
        for (int i = 1; i <= 28; i++) {
            sales.add(sale("c" + i, "2020-01-%02d".formatted(i), String.valueOf(i % 7 == 0 ? 900 + i : 10 + i)));
        }
        lake.table(SALES).append(sales);
        RfmResult result = rfm().clusters(2).segment(lake);
        assertThat(result.notes()).contains("The clusters leave frequency out: it has no variance.");
        assertThat(result.model().features())
                .extracting(Feature::measure)
                .containsExactly(Measure.RECENCY, Measure.MONETARY);
        assertThat(result.rows()).allMatch(row -> row.fScore() == 3);
    }

    @Test
    void noPurchaseIsAnErrorHereAndAnEmptyTableInAPipeline() {
        lake.table(SALES).append(List.of(sale(null, "2020-01-01", "1")));
        assertThatThrownBy(() -> rfm().segment(lake))
                .isInstanceOf(LakehouseException.class)
                .hasMessageContaining("silver.sales holds no purchase of a known customer");
        lake.table(SALES).overwrite(List.of());
        assertThatThrownBy(() -> rfm().segment(lake)).hasMessageContaining("holds no purchase of a known customer");

        Pipeline pipeline = Pipeline.builder()
                .javaModels(rfm().javaModels())
                .models(rfm().sqlModels())
                .build();
        RunReport run = pipeline.run(lake).orThrow();
        assertThat(run.steps().get(0).message()).contains("no purchase of a known customer");
        assertThat(lake.table(RfmTables.CUSTOMER_SEGMENTS).count()).isZero();
        assertThat(lake.table(RfmTables.SEGMENT_PROFILE).count()).isZero();
    }

    @Test
    void aMissingTableIsSaid() {
        assertThatThrownBy(() -> Rfm.commerce().segment(lake))
                .isInstanceOf(TableNotFoundException.class)
                .hasMessageContaining("gold.fact_orders");
    }

    @Test
    void plantedGroupsAreRecovered() {
        Random random = new Random(11);
        // Days since the purchase and amount of four groups of customers who bought once, and one of repeat buyers.
        int[][] groups = {{30, 900}, {500, 800}, {40, 20}, {480, 18}, {200, 150}};
        List<Sale> sales = new ArrayList<>();
        LocalDate end = LocalDate.of(2020, 1, 1);
        sales.add(sale("g2-0", "2019-12-31", "20"));
        for (int i = 0; i < 2_000; i++) {
            int group = i % 5;
            int purchases = group == 4 ? 4 + random.nextInt(2) : 1;
            for (int purchase = 0; purchase < purchases; purchase++) {
                int days = groups[group][0] + random.nextInt(25);
                double amount = groups[group][1] * Math.exp(0.15 * random.nextGaussian());
                sales.add(sale(
                        "g" + group + "-" + i,
                        end.minusDays(days).toString(),
                        BigDecimal.valueOf(Math.round(amount * 100), 2).toString()));
            }
        }
        lake.table(SALES).append(sales);

        RfmResult result = rfm().segment(lake);

        assertThat(result.model().clusterNames()).hasSize(5);
        Map<String, String> names = new HashMap<>();
        String[] expected = {
            "recent high-value", "at-risk high-value", "recent low-value", "lapsed low-value", "repeat buyers"
        };
        result.rows().forEach(row -> {
            String group = row.customerUniqueId().substring(0, 2);
            assertThat(row.clusterName()).isEqualTo(expected[group.charAt(1) - '0']);
            names.put(group, row.clusterName());
        });
        assertThat(names).hasSize(5);
        // A few lie on the border of two recency scores.
        assertThat(result.rows()
                        .filter(row -> row.customerUniqueId().startsWith("g4"))
                        .filter(row -> List.of("loyal", "champions").contains(row.segment())))
                .hasSizeGreaterThan(380);
        assertThat(result.clusterCounts())
                .hasSize(4)
                .filteredOn(count -> count.chosen())
                .singleElement()
                .satisfies(count -> assertThat(count.clusters()).isEqualTo(5));
    }

    @Test
    void threadsAndRunsChangeNoDigit() {
        Random random = new Random(2);
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            sales.add(sale(
                    "c" + random.nextInt(10_000),
                    LocalDate.of(2020, 1, 1).plusDays(random.nextInt(600)).toString(),
                    BigDecimal.valueOf(1 + random.nextInt(100_000), 2).toString()));
        }
        lake.table(SALES).append(sales);
        RfmResult one = rfm().threads(1).segment(lake);
        RfmResult other = rfm().threads(4).segment(lake);
        assertThat(other.model().toJson()).isEqualTo(one.model().toJson());
        assertThat(other.rows().toList()).isEqualTo(one.rows().toList());
        assertThat(rfm().seed(7).segment(lake).model().version())
                .isNotEqualTo(one.model().version());
        assertThat(Arrays.asList(one.segments(), one.clusters()))
                .isEqualTo(Arrays.asList(other.segments(), other.clusters()));
    }
}
