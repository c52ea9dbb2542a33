package dev.lakehouse4j.medallion.star;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.commerce.gold.DimCustomer;
import dev.lakehouse4j.medallion.commerce.gold.DimDate;
import dev.lakehouse4j.medallion.commerce.gold.DimProduct;
import dev.lakehouse4j.medallion.commerce.gold.DimSeller;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.medallion.commerce.gold.FactSale;
import dev.lakehouse4j.medallion.commerce.silver.Customer;
import dev.lakehouse4j.medallion.commerce.silver.Geolocation;
import dev.lakehouse4j.medallion.commerce.silver.Order;
import dev.lakehouse4j.medallion.commerce.silver.OrderItem;
import dev.lakehouse4j.medallion.commerce.silver.Payment;
import dev.lakehouse4j.medallion.commerce.silver.Product;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import dev.lakehouse4j.medallion.commerce.silver.Seller;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The star of the commerce pack, from its SQL and records, over a few rows. */
class StarCommerceTest {

    private static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);
    private static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);
    private static final TableRef<Silver, OrderItem> ITEMS = TableRef.silver("order_items", OrderItem.class);
    private static final TableRef<Silver, Payment> PAYMENTS = TableRef.silver("payments", Payment.class);
    private static final TableRef<Silver, Review> REVIEWS = TableRef.silver("reviews", Review.class);
    private static final TableRef<Silver, Product> PRODUCTS = TableRef.silver("products", Product.class);
    private static final TableRef<Silver, Seller> SELLERS = TableRef.silver("sellers", Seller.class);
    private static final TableRef<Silver, Geolocation> PLACES = TableRef.silver("geolocation", Geolocation.class);
    private static final TableRef<Gold, FactOrder> FACT_ORDERS = TableRef.gold("fact_orders", FactOrder.class);
    private static final TableRef<Gold, FactSale> FACT_SALES = TableRef.gold("fact_sales", FactSale.class);
    private static final TableRef<Gold, DimSeller> DIM_SELLERS = TableRef.gold("dim_sellers", DimSeller.class);

    static StarSchema star() {
        Dimension<DimCustomer> customers = Dimension.of(TableRef.gold("dim_customers", DimCustomer.class))
                .naturalKey("customer_unique_id")
                .surrogateKey("customer_key")
                .reads(CUSTOMERS, ORDERS, PLACES)
                .sqlResource(DimCustomer.class, "dim_customers.sql")
                .type1();
        Dimension<DimProduct> products = Dimension.of(TableRef.gold("dim_products", DimProduct.class))
                .naturalKey("product_id")
                .surrogateKey("product_key")
                .reads(PRODUCTS)
                .sqlResource(DimProduct.class, "dim_products.sql")
                .type1();
        Dimension<DimSeller> sellers = Dimension.of(DIM_SELLERS)
                .naturalKey("seller_id")
                .surrogateKey("seller_key")
                .reads(SELLERS, PLACES)
                .sqlResource(DimSeller.class, "dim_sellers.sql")
                .type1();
        Dimension<DimDate> dates = DateDimension.of(TableRef.gold("dim_date", DimDate.class))
                .covering(ORDERS, "purchased_at", "estimated_delivery_at", "delivered_at")
                .holidays(Holidays.brazil())
                .build();
        Fact<FactOrder> orders = Fact.of(FACT_ORDERS)
                .grain("order_id")
                .reads(ORDERS, ITEMS, PAYMENTS, REVIEWS, CUSTOMERS)
                .sqlResource(FactOrder.class, "fact_orders.sql")
                .lookup("customer_key", customers)
                .by("customer_unique_id")
                .lookup("purchase_date_key", dates)
                .by("purchase_date")
                .measures("item_count", "item_revenue", "freight", "payment_total")
                .build();
        Fact<FactSale> sales = Fact.of(FACT_SALES)
                .grain("order_id", "order_item_id")
                .reads(ITEMS, ORDERS, CUSTOMERS)
                .sqlResource(FactSale.class, "fact_sales.sql")
                .lookup("customer_key", customers)
                .by("customer_unique_id")
                .lookup("product_key", products)
                .by("product_id")
                .lookup("seller_key", sellers)
                .by("seller_id")
                .lookup("purchase_date_key", dates)
                .by("purchase_date")
                .measures("price", "freight")
                .build();
        return StarSchema.of(customers, products, sellers, dates, orders, sales);
    }

    @Test
    void factsReferToTheirDimensions(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(folder.resolve("lake"))) {
            LocalDateTime bought = LocalDateTime.of(2018, 3, 30, 10, 0);
            lake.table(CUSTOMERS).append(List.of(new Customer("c1", "person", "01310", "sao paulo", "SP")));
            lake.table(ORDERS)
                    .append(List.of(new Order(
                            "o1", "c1", "delivered", bought, null, null, bought.plusDays(9), bought.plusDays(7))));
            lake.table(SELLERS).append(List.of(new Seller("s1", "01310", "sao paulo", "SP")));
            lake.table(ITEMS)
                    .append(List.of(
                            new OrderItem("o1", 1, "p1", "s1", null, new BigDecimal("10.00"), new BigDecimal("2.50")),
                            new OrderItem("o1", 2, null, "s1", null, new BigDecimal("5.00"), new BigDecimal("0.00")),
                            new OrderItem("o2", 1, null, "s2", null, new BigDecimal("1.00"), new BigDecimal("0.00"))));
            StarRun run = StarRun.run(lake, star());

            assertThat(run.counts())
                    .isEqualTo(Map.of("fact_sales.orphans_product_key", 1L, "fact_sales.orphans_seller_key", 1L));
            long person = JavaKeys.surrogateKey("person");
            long seller = JavaKeys.surrogateKey("s1");
            assertThat(StarRun.rows(lake, FACT_SALES))
                    .containsExactlyInAnyOrder(
                            new FactSale(
                                    "o1",
                                    1,
                                    person,
                                    -1,
                                    seller,
                                    20180330,
                                    new BigDecimal("10.00"),
                                    new BigDecimal("2.50")),
                            new FactSale(
                                    "o1",
                                    2,
                                    person,
                                    -1,
                                    seller,
                                    20180330,
                                    new BigDecimal("5.00"),
                                    new BigDecimal("0.00")),
                            new FactSale("o2", 1, -1, -1, -1, -1, new BigDecimal("1.00"), new BigDecimal("0.00")));
            assertThat(StarRun.rows(lake, FACT_ORDERS))
                    .extracting(FactOrder::customerKey, FactOrder::purchaseDateKey, FactOrder::isLate)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(person, 20180330, true));
            assertThat(StarRun.rows(lake, DIM_SELLERS))
                    .containsExactlyInAnyOrder(
                            new DimSeller(seller, "s1", "01310", "sao paulo", "SP", null, null),
                            new DimSeller(-1, "unknown", null, null, null, null, null));
        }
    }
}
