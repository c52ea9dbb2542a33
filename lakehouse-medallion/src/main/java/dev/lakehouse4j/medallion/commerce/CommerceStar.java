package dev.lakehouse4j.medallion.commerce;

import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.gold.DimCustomer;
import dev.lakehouse4j.medallion.commerce.gold.DimDate;
import dev.lakehouse4j.medallion.commerce.gold.DimProduct;
import dev.lakehouse4j.medallion.commerce.gold.DimSeller;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.medallion.commerce.gold.FactSale;
import dev.lakehouse4j.medallion.star.DateDimension;
import dev.lakehouse4j.medallion.star.Dimension;
import dev.lakehouse4j.medallion.star.Fact;
import dev.lakehouse4j.medallion.star.Holidays;
import dev.lakehouse4j.medallion.star.StarSchema;

/** The star schema of the e-commerce pack: orders and sales by customer, product, seller and day. */
final class CommerceStar {

    private CommerceStar() {}

    static StarSchema schema() {
        Dimension<DimCustomer> customers = Dimension.of(InGold.DIM_CUSTOMERS)
                .naturalKey("customer_unique_id")
                .surrogateKey("customer_key")
                .reads(InSilver.CUSTOMERS, InSilver.ORDERS, InSilver.GEOLOCATION)
                .sqlResource(DimCustomer.class, "dim_customers.sql")
                .type1();
        Dimension<DimProduct> products = Dimension.of(InGold.DIM_PRODUCTS)
                .naturalKey("product_id")
                .surrogateKey("product_key")
                .reads(InSilver.PRODUCTS)
                .sqlResource(DimProduct.class, "dim_products.sql")
                .type1();
        Dimension<DimSeller> sellers = Dimension.of(InGold.DIM_SELLERS)
                .naturalKey("seller_id")
                .surrogateKey("seller_key")
                .reads(InSilver.SELLERS, InSilver.GEOLOCATION)
                .sqlResource(DimSeller.class, "dim_sellers.sql")
                .type1();
        Dimension<DimDate> dates = DateDimension.of(InGold.DIM_DATE)
                .covering(InSilver.ORDERS, "purchased_at", "delivered_at", "estimated_delivery_at")
                .holidays(Holidays.brazil())
                .build();
        Fact<FactOrder> orders = Fact.of(InGold.FACT_ORDERS)
                .grain("order_id")
                .reads(InSilver.ORDERS, InSilver.CUSTOMERS, InSilver.ORDER_ITEMS, InSilver.PAYMENTS, InSilver.REVIEWS)
                .sqlResource(FactOrder.class, "fact_orders.sql")
                .lookup("customer_key", customers)
                .by("customer_unique_id")
                .lookup("purchase_date_key", dates)
                .by("purchase_date")
                .measures("item_count", "item_revenue", "freight", "payment_total")
                .build();
        Fact<FactSale> sales = Fact.of(InGold.FACT_SALES)
                .grain("order_id", "order_item_id")
                .reads(InSilver.ORDER_ITEMS, InSilver.ORDERS, InSilver.CUSTOMERS)
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
}
