package dev.lakehouse4j.ml.delivery;

import static dev.lakehouse4j.ml.feature.Feature.category;
import static dev.lakehouse4j.ml.feature.Feature.number;
import static dev.lakehouse4j.ml.feature.Feature.percentage;

import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.ml.feature.FeatureGroup;
import dev.lakehouse4j.ml.feature.FeatureInput;
import dev.lakehouse4j.ml.feature.FeatureView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The features of late-delivery prediction on the e-commerce pack, as of the approval of an order: {@code
 * gold.delivery_features}. {@code delivery_features.sql} computes them.
 */
public final class DeliveryFeatures {

    /** Groups that the table holds and the models leave: ablation showed that they do not help, see docs/delivery.md. */
    private static final String[] NOT_LEARNED_FROM = {"details", "season"};

    private static final FeatureView<DeliveryFeatureKey> VIEW = declared();
    private static final FeatureView<DeliveryFeatureKey> LEARNED = VIEW.without(NOT_LEARNED_FROM);

    private DeliveryFeatures() {}

    /**
     * All features, as the table holds them.
     *
     * @return the view, to take as it is, without some groups, or with groups of one's own
     */
    public static FeatureView<DeliveryFeatureKey> view() {
        return VIEW;
    }

    private static FeatureView<DeliveryFeatureKey> declared() {
        return FeatureView.into(DeliveryTables.FEATURES)
                .reads(
                        InSilver.ORDERS,
                        InSilver.CUSTOMERS,
                        InSilver.ORDER_ITEMS,
                        InSilver.PAYMENTS,
                        InSilver.PRODUCTS,
                        InSilver.SELLERS,
                        InSilver.GEOLOCATION,
                        InGold.DIM_DATE)
                .inputs(inputs())
                .sql(resource("delivery_features.sql").replace("{history}", HistorySql.expressions()))
                .groups(order())
                .groups(history())
                .groups(unused());
    }

    /**
     * The features that the models learn from.
     *
     * @return the view without the groups that do not help
     */
    public static FeatureView<DeliveryFeatureKey> learned() {
        return LEARNED;
    }

    /** What the order itself says. */
    private static FeatureGroup[] order() {
        return new FeatureGroup[] {
            FeatureGroup.of(
                    "promise",
                    number("promised_days", "promised in %.0f days"),
                    number("promised_working_days", "%.0f working days until the promised day"),
                    number("promised_working_share", "working days are %.2f of the days until the promised day"),
                    number("approval_weekday", "approved on weekday %.0f (1 is Monday)"),
                    number("approval_hours", "approved %.0f hours after the purchase")),
            FeatureGroup.of(
                    "shipping_limit",
                    number("shipping_limit_days", "the seller has %.0f days to ship"),
                    number("promised_days_after_limit", "%.0f days from the shipping limit to the promised day")),
            FeatureGroup.of(
                    "place",
                    category("states", "seller and customer in %s"),
                    number("distance_km", "over %,.0f km"),
                    number("customer_latitude", "the customer lives at latitude %.1f"),
                    number("customer_longitude", "the customer lives at longitude %.1f"),
                    number("seller_latitude", "shipped from latitude %.1f"),
                    number("seller_longitude", "shipped from longitude %.1f"),
                    number("promised_days_per_100_km", "%.1f promised days per 100 km")),
            FeatureGroup.of(
                    "basket",
                    number("freight", "freight of %,.2f"),
                    number("weight_kg", "%,.1f kg"),
                    number("seller_count", "%.0f sellers"),
                    number("item_count", "%.0f items"))
        };
    }

    /** Whether a feature tells of earlier orders, and not of the order itself. */
    static boolean history(String feature) {
        return Arrays.stream(history())
                .flatMap(group -> group.features().stream())
                .anyMatch(one -> one.name().equals(feature));
    }

    /** What had happened to earlier orders. */
    private static FeatureGroup[] history() {
        return new FeatureGroup[] {
            FeatureGroup.of(
                    "margin",
                    number("promise_to_expected", "promised in %.2f times the seller's and the route's usual time"),
                    number("promise_to_state_delivery", "promised in %.2f times the usual delivery time to the state"),
                    number("promise_to_route_delivery", "promised in %.2f times the route's delivery time of late"),
                    number("promise_to_zip_route_delivery", "promised in %.2f times the usual time to this area")),
            FeatureGroup.of(
                    "generosity",
                    number("promise_to_state_promise", "promised in %.2f times what the state is usually promised"),
                    number(
                            "promise_to_zip_route_promise",
                            "promised in %.2f times what this area is usually promised")),
            FeatureGroup.of(
                    "seller",
                    percentage("seller_unshipped_after_3_days", "the seller ships %.0f %% of orders after 3 days"),
                    percentage(
                            "seller_unshipped_after_3_days_lately",
                            "lately the seller ships %.0f %% of orders after 3 days"),
                    percentage("seller_unshipped_after_7_days", "the seller ships %.0f %% of orders after 7 days"),
                    number("seller_handling_days", "the seller usually ships after %.1f days"),
                    number("seller_delivery_days", "the seller's orders usually take %.1f days"),
                    number("seller_delivery_to_promise", "the seller's orders usually take %.2f of the promised time"),
                    percentage(
                            "seller_undelivered_at_half",
                            "%.0f %% of the seller's orders take over half the promised time"),
                    percentage(
                            "seller_undelivered_at_third_lately",
                            "lately %.0f %% of the seller's orders take over a third of the promised time"),
                    number("seller_waiting", "%.0f orders wait at the seller"),
                    number("seller_waiting_days", "the seller has orders for %.1f days waiting")),
            FeatureGroup.of(
                    "routes",
                    number("zip_route_transit_days", "the carrier usually takes %.1f days to this area"),
                    percentage(
                            "zip_route_in_transit_after_7_days",
                            "%.0f %% to this area take over 7 days from the carrier"),
                    percentage(
                            "route_in_transit_after_7_days", "%.0f %% on this route take over 7 days from the carrier"),
                    number("zip_transit_days", "the carrier usually takes %.1f days to this zip area"),
                    number(
                            "zip_route_delivery_to_promise",
                            "orders to this area usually take %.2f of the promised time"),
                    number("zip_delivery_to_promise", "orders to this zip area usually take %.2f of the promised time"),
                    percentage(
                            "zip_route_undelivered_at_half",
                            "%.0f %% of the orders to this area take over half the promised time"),
                    percentage(
                            "zip_undelivered_at_half",
                            "%.0f %% of the orders to this zip area take over half the promised time"),
                    percentage(
                            "route_undelivered_at_third",
                            "%.0f %% of the orders on this route take over a third of the promised time")),
            FeatureGroup.of(
                    "network",
                    percentage(
                            "state_undelivered_at_third_14",
                            "%.0f %% of orders to the state took over a third of the promised time, last 14 days"),
                    percentage(
                            "state_undelivered_at_third_30",
                            "%.0f %% of orders to the state took over a third of the promised time, last 30 days"),
                    percentage(
                            "state_in_transit_after_7_days",
                            "%.0f %% to the state took over 7 days from the carrier, last 14 days"),
                    percentage(
                            "state_in_transit_after_14_days",
                            "%.0f %% to the state took over 14 days from the carrier, last 30 days"),
                    number(
                            "state_transit_backlog_days",
                            "the carriers have parcels for %.0f days on their way to the state"),
                    number("state_overdue_share", "%.2f overdue orders for each on its way to the state"),
                    number("state_open_days", "open orders to the state are %.0f days old"),
                    number("route_transit_backlog_days", "the carriers have parcels for %.0f days on this route"))
        };
    }

    /** What the table holds for other uses, and for whoever wants to look again. */
    private static FeatureGroup[] unused() {
        return new FeatureGroup[] {
            FeatureGroup.of(
                    "details",
                    number("price", "items for %,.2f"),
                    number("freight_share", "freight of %.2f times the price"),
                    number("volume_l", "%,.0f litres"),
                    number("installments", "%.0f instalments"),
                    category("customer_state", "goes to %s"),
                    category("seller_state", "comes from %s"),
                    category("category", "category %s"),
                    category("payment_type", "paid by %s")),
            FeatureGroup.of(
                    "season",
                    number("approval_month", "approved in month %.0f"),
                    number("approval_hour", "approved at %.0f o'clock"),
                    number("promised_holidays", "%.0f holidays until the promised day"),
                    number("days_to_christmas", "%.0f days before Christmas"))
        };
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
                    left join silver.geolocation as places on places.zip_prefix = sellers.zip_prefix"""),
            FeatureInput.of("calendar", "select date, is_holiday from gold.dim_date where date is not null")
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
