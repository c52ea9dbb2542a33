package dev.lakehouse4j.medallion.commerce;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.commerce.bronze.RawCategoryTranslation;
import dev.lakehouse4j.medallion.commerce.bronze.RawCustomer;
import dev.lakehouse4j.medallion.commerce.bronze.RawGeolocation;
import dev.lakehouse4j.medallion.commerce.bronze.RawOrder;
import dev.lakehouse4j.medallion.commerce.bronze.RawOrderItem;
import dev.lakehouse4j.medallion.commerce.bronze.RawPayment;
import dev.lakehouse4j.medallion.commerce.bronze.RawProduct;
import dev.lakehouse4j.medallion.commerce.bronze.RawReview;
import dev.lakehouse4j.medallion.commerce.bronze.RawSeller;
import dev.lakehouse4j.medallion.commerce.gold.DimCustomer;
import dev.lakehouse4j.medallion.commerce.gold.DimDate;
import dev.lakehouse4j.medallion.commerce.gold.DimProduct;
import dev.lakehouse4j.medallion.commerce.gold.DimSeller;
import dev.lakehouse4j.medallion.commerce.gold.FactOrder;
import dev.lakehouse4j.medallion.commerce.gold.FactSale;
import dev.lakehouse4j.medallion.commerce.gold.KpiCategory;
import dev.lakehouse4j.medallion.commerce.gold.KpiMonthly;
import dev.lakehouse4j.medallion.commerce.gold.KpiSeller;
import dev.lakehouse4j.medallion.commerce.gold.KpiState;
import dev.lakehouse4j.medallion.commerce.silver.Customer;
import dev.lakehouse4j.medallion.commerce.silver.Geolocation;
import dev.lakehouse4j.medallion.commerce.silver.Order;
import dev.lakehouse4j.medallion.commerce.silver.OrderItem;
import dev.lakehouse4j.medallion.commerce.silver.Payment;
import dev.lakehouse4j.medallion.commerce.silver.Product;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import dev.lakehouse4j.medallion.commerce.silver.Seller;
import dev.lakehouse4j.medallion.ingest.AuditColumns;

/** The tables of the e-commerce pack, by layer. */
public final class CommerceTables {

    private CommerceTables() {}

    /** Raw rows, a table per file. */
    public static final class InBronze {

        private InBronze() {}

        /** Rows of {@code olist_orders_dataset.csv}. */
        public static final TableRef<Bronze, RawOrder> ORDERS =
                TableRef.bronze("orders", RawOrder.class).plus(AuditColumns.all());

        /** Rows of {@code olist_customers_dataset.csv}. */
        public static final TableRef<Bronze, RawCustomer> CUSTOMERS =
                TableRef.bronze("customers", RawCustomer.class).plus(AuditColumns.all());

        /** Rows of {@code olist_order_items_dataset.csv}. */
        public static final TableRef<Bronze, RawOrderItem> ORDER_ITEMS =
                TableRef.bronze("order_items", RawOrderItem.class).plus(AuditColumns.all());

        /** Rows of {@code olist_order_payments_dataset.csv}. */
        public static final TableRef<Bronze, RawPayment> PAYMENTS =
                TableRef.bronze("payments", RawPayment.class).plus(AuditColumns.all());

        /** Rows of {@code olist_order_reviews_dataset.csv}. */
        public static final TableRef<Bronze, RawReview> REVIEWS =
                TableRef.bronze("reviews", RawReview.class).plus(AuditColumns.all());

        /** Rows of {@code olist_products_dataset.csv}. */
        public static final TableRef<Bronze, RawProduct> PRODUCTS =
                TableRef.bronze("products", RawProduct.class).plus(AuditColumns.all());

        /** Rows of {@code olist_sellers_dataset.csv}. */
        public static final TableRef<Bronze, RawSeller> SELLERS =
                TableRef.bronze("sellers", RawSeller.class).plus(AuditColumns.all());

        /** Rows of {@code olist_geolocation_dataset.csv}. */
        public static final TableRef<Bronze, RawGeolocation> GEOLOCATION =
                TableRef.bronze("geolocation", RawGeolocation.class).plus(AuditColumns.all());

        /** Rows of {@code product_category_name_translation.csv}. */
        public static final TableRef<Bronze, RawCategoryTranslation> CATEGORY_TRANSLATION = TableRef.bronze(
                        "category_translation", RawCategoryTranslation.class)
                .plus(AuditColumns.all());
    }

    /** Cleaned rows. */
    public static final class InSilver {

        private InSilver() {}

        /** See {@link Order}. */
        public static final TableRef<Silver, Order> ORDERS = TableRef.silver("orders", Order.class);

        /** See {@link Customer}. */
        public static final TableRef<Silver, Customer> CUSTOMERS = TableRef.silver("customers", Customer.class);

        /** See {@link OrderItem}. */
        public static final TableRef<Silver, OrderItem> ORDER_ITEMS = TableRef.silver("order_items", OrderItem.class);

        /** See {@link Payment}. */
        public static final TableRef<Silver, Payment> PAYMENTS = TableRef.silver("payments", Payment.class);

        /** See {@link Review}. */
        public static final TableRef<Silver, Review> REVIEWS = TableRef.silver("reviews", Review.class);

        /** See {@link Product}. */
        public static final TableRef<Silver, Product> PRODUCTS = TableRef.silver("products", Product.class);

        /** See {@link Seller}. */
        public static final TableRef<Silver, Seller> SELLERS = TableRef.silver("sellers", Seller.class);

        /** See {@link Geolocation}. */
        public static final TableRef<Silver, Geolocation> GEOLOCATION =
                TableRef.silver("geolocation", Geolocation.class);
    }

    /** Star schema and summaries. */
    public static final class InGold {

        private InGold() {}

        /** See {@link DimCustomer}. */
        public static final TableRef<Gold, DimCustomer> DIM_CUSTOMERS =
                TableRef.gold("dim_customers", DimCustomer.class);

        /** See {@link DimProduct}. */
        public static final TableRef<Gold, DimProduct> DIM_PRODUCTS = TableRef.gold("dim_products", DimProduct.class);

        /** See {@link DimSeller}. */
        public static final TableRef<Gold, DimSeller> DIM_SELLERS = TableRef.gold("dim_sellers", DimSeller.class);

        /** See {@link DimDate}. */
        public static final TableRef<Gold, DimDate> DIM_DATE = TableRef.gold("dim_date", DimDate.class);

        /** See {@link FactOrder}. */
        public static final TableRef<Gold, FactOrder> FACT_ORDERS = TableRef.gold("fact_orders", FactOrder.class);

        /** See {@link FactSale}. */
        public static final TableRef<Gold, FactSale> FACT_SALES = TableRef.gold("fact_sales", FactSale.class);

        /** See {@link KpiMonthly}. */
        public static final TableRef<Gold, KpiMonthly> KPI_MONTHLY = TableRef.gold("kpi_monthly", KpiMonthly.class);

        /** See {@link KpiCategory}. */
        public static final TableRef<Gold, KpiCategory> KPI_CATEGORY = TableRef.gold("kpi_category", KpiCategory.class);

        /** See {@link KpiState}. */
        public static final TableRef<Gold, KpiState> KPI_STATE = TableRef.gold("kpi_state", KpiState.class);

        /** See {@link KpiSeller}. */
        public static final TableRef<Gold, KpiSeller> KPI_SELLER = TableRef.gold("kpi_seller", KpiSeller.class);
    }
}
