package dev.lakehouse4j.ml.delivery;

import static dev.lakehouse4j.ml.feature.Feature.category;
import static dev.lakehouse4j.ml.feature.Feature.number;

import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.ml.feature.FeatureGroup;
import dev.lakehouse4j.ml.feature.FeatureInput;
import dev.lakehouse4j.ml.feature.FeatureView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The features of late-delivery prediction on the e-commerce pack, as of the approval of an order: {@code
 * gold.delivery_features}. {@code delivery_features.sql} computes them.
 */
public final class DeliveryFeatures {

    private DeliveryFeatures() {}

    /**
     * The view, to take as it is, without some groups, or with groups of one's own.
     *
     * @return the view
     */
    public static FeatureView<DeliveryFeatureKey> view() {
        return FeatureView.into(DeliveryTables.FEATURES)
                .reads(
                        InSilver.ORDERS,
                        InSilver.CUSTOMERS,
                        InSilver.ORDER_ITEMS,
                        InSilver.PAYMENTS,
                        InSilver.PRODUCTS,
                        InSilver.SELLERS,
                        InSilver.GEOLOCATION)
                .inputs(inputs())
                .sql(resource("delivery_features.sql"))
                .groups(
                        FeatureGroup.of(
                                "promise",
                                number("promised_days", "promised in %.0f days"),
                                number("shipping_limit_days", "the seller has %.0f days to ship"),
                                number("approval_hours", "approved %.0f hours after the purchase"),
                                number("promised_weekday", "promised for weekday %.0f"),
                                number("approval_weekday", "approved on weekday %.0f"),
                                number("approval_month", "approved in month %.0f"),
                                number("approval_hour", "approved at %.0f o'clock")),
                        FeatureGroup.of(
                                "place",
                                number("distance_km", "%,.0f km from seller to customer"),
                                number("same_city", "seller and customer in one city: %.0f"),
                                category("customer_state", "goes to %s"),
                                category("seller_state", "comes from %s")),
                        FeatureGroup.of(
                                "basket",
                                number("item_count", "%.0f items"),
                                number("seller_count", "%.0f sellers"),
                                number("price", "items for %,.2f"),
                                number("freight", "freight of %,.2f"),
                                number("freight_share", "freight of %.2f times the price"),
                                number("weight_kg", "%,.1f kg"),
                                number("volume_l", "%,.0f litres"),
                                number("installments", "%.0f instalments"),
                                category("payment_type", "paid by %s"),
                                category("category", "category %s")));
    }

    private static FeatureInput[] inputs() {
        return new FeatureInput[] {
            FeatureInput.events(
                    "order_facts", "purchased_at", List.of("approved_at", "shipped_at", "delivered_at"), """
                    select orders.order_id, orders.purchased_at, orders.estimated_delivery_at,
                      customers.zip_prefix as customer_zip, customers.city as customer_city, customers.state as customer_state,
                      places.latitude as customer_latitude, places.longitude as customer_longitude,
                      orders.approved_at, orders.shipped_at, orders.delivered_at
                    from silver.orders as orders
                    left join silver.customers as customers on customers.customer_id = orders.customer_id
                    left join silver.geolocation as places on places.zip_prefix = customers.zip_prefix"""),
            FeatureInput.of(
                    "item_facts",
                    "select order_id, order_item_id, product_id, seller_id, shipping_limit_at, price, freight"
                            + " from silver.order_items"),
            FeatureInput.of(
                    "payment_facts",
                    "select order_id, payment_sequential, payment_type, installments, payment_value"
                            + " from silver.payments"),
            FeatureInput.of(
                    "product_facts",
                    "select product_id, category, weight_g, length_cm, height_cm, width_cm from silver.products"),
            FeatureInput.of("seller_facts", """
                    select sellers.seller_id, sellers.zip_prefix, sellers.city, sellers.state,
                      places.latitude, places.longitude
                    from silver.sellers as sellers
                    left join silver.geolocation as places on places.zip_prefix = sellers.zip_prefix""")
        };
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DeliveryFeatures.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StorageException("Cannot read the resource " + name + " of the library.", e);
        }
    }
}
