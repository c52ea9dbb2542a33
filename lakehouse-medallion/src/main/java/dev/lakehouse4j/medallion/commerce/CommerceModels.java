package dev.lakehouse4j.medallion.commerce;

import static dev.lakehouse4j.medallion.quality.Expectation.drop;
import static dev.lakehouse4j.medallion.quality.Expectation.warn;

import dev.lakehouse4j.medallion.commerce.CommerceTables.InBronze;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.util.List;

/** The SQL models of the e-commerce pack with their expectations: Silver, and the summaries in Gold. */
final class CommerceModels {

    private CommerceModels() {}

    static List<SqlModel<?, ?>> silver() {
        return List.of(
                SqlModel.silver(InSilver.ORDERS)
                        .reads(InBronze.ORDERS)
                        .sqlResource()
                        .expect(
                                drop("order_id_present", "order_id is not null"),
                                drop("customer_id_present", "customer_id is not null"),
                                drop("purchased_at_present", "purchased_at is not null"),
                                drop("estimated_delivery_at_present", "estimated_delivery_at is not null"),
                                warn(
                                        "known_status",
                                        "order_status in ('created', 'approved', 'invoiced', 'processing', 'shipped', 'delivered', 'canceled', 'unavailable')"),
                                warn("delivered_has_date", "order_status <> 'delivered' or delivered_at is not null"),
                                warn("shipped_after_purchase", "shipped_at is null or shipped_at >= purchased_at"),
                                warn(
                                        "shipped_after_approval",
                                        "shipped_at is null or approved_at is null or shipped_at >= approved_at"),
                                warn(
                                        "delivered_after_shipped",
                                        "delivered_at is null or shipped_at is null or delivered_at >= shipped_at")),
                SqlModel.silver(InSilver.CUSTOMERS)
                        .reads(InBronze.CUSTOMERS)
                        .sqlResource()
                        .expect(
                                drop("customer_id_present", "customer_id is not null"),
                                drop("customer_unique_id_present", "customer_unique_id is not null"),
                                warn(
                                        "zip_prefix_of_five_digits",
                                        "zip_prefix is not null and matches(zip_prefix, '^[0-9]{5}$')"),
                                warn("city_known", "city is not null"),
                                warn("state_of_two_letters", "state is not null and length(state) = 2")),
                SqlModel.silver(InSilver.ORDER_ITEMS)
                        .reads(InBronze.ORDER_ITEMS)
                        .sqlResource()
                        .expect(
                                drop("order_id_present", "order_id is not null"),
                                drop("order_item_id_present", "order_item_id is not null"),
                                drop("price_valid", "price is not null and price >= 0"),
                                drop("freight_valid", "freight is not null and freight >= 0"),
                                warn("product_id_present", "product_id is not null"),
                                warn("seller_id_present", "seller_id is not null")),
                SqlModel.silver(InSilver.PAYMENTS)
                        .reads(InBronze.PAYMENTS)
                        .sqlResource()
                        .expect(
                                drop("order_id_present", "order_id is not null"),
                                drop("payment_sequential_present", "payment_sequential is not null"),
                                drop("payment_value_valid", "payment_value is not null and payment_value >= 0"),
                                warn("payment_value_positive", "payment_value > 0"),
                                warn("payment_type_defined", "payment_type <> 'not_defined'"),
                                warn("installments_known", "installments is not null")),
                SqlModel.silver(InSilver.REVIEWS)
                        .reads(InBronze.REVIEWS)
                        .sqlResource()
                        .expect(
                                drop("review_id_present", "review_id is not null"),
                                drop("order_id_present", "order_id is not null"),
                                drop("score_valid", "score is not null and score between 1 and 5"),
                                warn("created_at_present", "created_at is not null"),
                                warn("answered_at_present", "answered_at is not null")),
                SqlModel.silver(InSilver.PRODUCTS)
                        .reads(InBronze.PRODUCTS, InBronze.CATEGORY_TRANSLATION)
                        .sqlResource()
                        .expect(
                                drop("product_id_present", "product_id is not null"),
                                warn("category_known", "category_pt is not null"),
                                warn("weight_known", "weight_g is not null"),
                                warn(
                                        "dimensions_known",
                                        "length_cm is not null and height_cm is not null and width_cm is not null")),
                SqlModel.silver(InSilver.SELLERS)
                        .reads(InBronze.SELLERS, InSilver.GEOLOCATION)
                        .sqlResource()
                        .expect(
                                drop("seller_id_present", "seller_id is not null"),
                                warn(
                                        "zip_prefix_of_five_digits",
                                        "zip_prefix is not null and matches(zip_prefix, '^[0-9]{5}$')"),
                                warn("city_known", "city is not null"),
                                warn("state_of_two_letters", "state is not null and length(state) = 2")),
                SqlModel.silver(InSilver.GEOLOCATION)
                        .reads(InBronze.GEOLOCATION)
                        .sqlResource()
                        .expect(
                                drop("zip_prefix_present", "zip_prefix is not null"),
                                warn("located_in_brazil", "latitude is not null and longitude is not null")));
    }

    static List<SqlModel<?, ?>> summaries() {
        return List.of(
                SqlModel.gold(InGold.KPI_MONTHLY).reads(InGold.FACT_ORDERS).sqlResource(),
                SqlModel.gold(InGold.KPI_CATEGORY)
                        .reads(InGold.FACT_SALES, InGold.DIM_PRODUCTS, InGold.FACT_ORDERS)
                        .sqlResource(),
                SqlModel.gold(InGold.KPI_STATE)
                        .reads(InGold.FACT_ORDERS, InGold.DIM_CUSTOMERS)
                        .sqlResource(),
                SqlModel.gold(InGold.KPI_SELLER)
                        .reads(InGold.FACT_SALES, InGold.FACT_ORDERS, InGold.DIM_SELLERS)
                        .sqlResource());
    }
}
