package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.gold.DimDate;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.medallion.commerce.silver.Customer;
import dev.lakehouse4j.medallion.commerce.silver.Geolocation;
import dev.lakehouse4j.medallion.commerce.silver.Order;
import dev.lakehouse4j.medallion.commerce.silver.OrderItem;
import dev.lakehouse4j.medallion.commerce.silver.Payment;
import dev.lakehouse4j.medallion.commerce.silver.Product;
import dev.lakehouse4j.medallion.commerce.silver.Seller;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills the tables that the delivery steps read with orders that are written by hand. */
final class OddLake {

    private OddLake() {}

    /** One order with one item. */
    record Odd(
            String id,
            LocalDateTime purchasedAt,
            @Nullable LocalDateTime approvedAt,
            @Nullable LocalDateTime shippedAt,
            @Nullable LocalDateTime deliveredAt,
            LocalDateTime promisedAt) {

        /** Bought at a time, delivered after some days; the promise are twenty days. */
        static Odd of(int number, LocalDateTime purchasedAt, int days) {
            return new Odd(
                    "order-" + number,
                    purchasedAt,
                    purchasedAt.plusHours(2),
                    purchasedAt.plusDays(2),
                    purchasedAt.plusDays(days),
                    purchasedAt.toLocalDate().plusDays(20).atStartOfDay());
        }

        boolean isDelivered() {
            return deliveredAt != null;
        }
    }

    static RunReport predict(Lakehouse lake, List<Odd> orders) {
        lake.table(InSilver.ORDERS)
                .overwrite(orders.stream()
                        .map(order -> new Order(
                                order.id(),
                                "customer",
                                order.isDelivered() ? "delivered" : "shipped",
                                order.purchasedAt(),
                                order.approvedAt(),
                                order.shippedAt(),
                                order.deliveredAt(),
                                order.promisedAt()))
                        .toList());
        lake.table(InGold.FACT_ORDERS)
                .overwrite(orders.stream().map(OddLake::fact).toList());
        lake.table(InSilver.ORDER_ITEMS)
                .overwrite(orders.stream()
                        .map(order -> new OrderItem(
                                order.id(),
                                1,
                                "product",
                                "seller-" + Math.floorMod(order.id().hashCode(), 3),
                                order.purchasedAt().plusDays(3),
                                BigDecimal.valueOf(1000, 2),
                                BigDecimal.valueOf(500, 2)))
                        .toList());
        lake.table(InSilver.PAYMENTS)
                .overwrite(orders.stream()
                        .map(order -> new Payment(order.id(), 1, "boleto", null, BigDecimal.valueOf(1500, 2)))
                        .toList());
        lake.table(InSilver.CUSTOMERS)
                .overwrite(List.of(new Customer("customer", "person", "01000", "sao paulo", "SP")));
        lake.table(InSilver.PRODUCTS)
                .overwrite(List.of(new Product("product", "toys", null, null, null, null, 100, null, 5, 5)));
        lake.table(InSilver.SELLERS)
                .overwrite(List.of(
                        new Seller("seller-0", "01000", "sao paulo", "SP"),
                        new Seller("seller-1", "99999", null, "RS"),
                        new Seller("seller-2", null, null, null)));
        lake.table(InSilver.GEOLOCATION)
                .overwrite(List.of(
                        new Geolocation("01000", -23.5, -46.6, "sao paulo", "SP", 7),
                        new Geolocation("99999", null, null, null, null, 1)));
        lake.table(InGold.DIM_DATE)
                .overwrite(List.of(new DimDate(-1, null, null, null, null, null, null, null, null, null)));
        return Pipeline.builder()
                .models(SampleLake.STEPS.sqlModels())
                .javaModels(SampleLake.STEPS.javaModels())
                .build()
                .run(lake);
    }

    private static FactOrder fact(Odd order) {
        LocalDateTime delivered = order.deliveredAt();
        return new FactOrder(
                order.id(),
                1,
                20180101,
                delivered == null ? "shipped" : "delivered",
                order.purchasedAt(),
                order.approvedAt(),
                order.shippedAt(),
                delivered,
                order.promisedAt(),
                1,
                1,
                BigDecimal.valueOf(1000, 2),
                BigDecimal.valueOf(500, 2),
                BigDecimal.valueOf(1500, 2),
                "boleto",
                1,
                null,
                null,
                delivered == null ? null : delivered.isAfter(order.promisedAt()),
                null,
                null);
    }
}
