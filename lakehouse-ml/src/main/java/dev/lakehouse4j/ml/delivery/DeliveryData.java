package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.ColumnReader;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import dev.lakehouse4j.ml.feature.FeatureView;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Orders with their features and outcomes, in the order of the prediction time: all of a lake, or one of the parts of a lake
 * that has more than are to be held at once. The first part is the sample that models learn from.
 */
final class DeliveryData {

    private static final String FEATURES = DeliveryTables.FEATURES.fullName();
    private static final String ORDERS = InGold.FACT_ORDERS.fullName();

    private static final String OUTCOMES = "select order_id, purchased_at, estimated_delivery_at, shipped_at,"
            + " case when is_late is not null then delivered_at end as delivered_at,"
            + " order_status in ('canceled', 'unavailable') as is_closed from gold.fact_orders";

    private static final String OPEN_ORDERS = "select count(*) as orders from gold.delivery_features as features"
            + " join gold.fact_orders as orders on orders.order_id = features.order_id"
            + " where orders.is_late is null and orders.order_status not in ('canceled', 'unavailable')";

    private static final long LONGEST_SILENCE_DAYS = 180;

    private final Source source;
    private final FeatureFrame features;
    private final List<Outcome> outcomes;

    private DeliveryData(Source source, FeatureFrame features, List<Outcome> outcomes) {
        this.source = source;
        this.features = features;
        this.outcomes = outcomes;
    }

    /** The tables that orders are read from, and in how many parts. */
    private record Source(Lakehouse lake, TableSnapshot features, TableSnapshot orders, int parts) {

        static Source of(Lakehouse lake, TableSnapshot features, TableSnapshot orders, int mostOrders) {
            long rows = features.rowCount() >= 0
                    ? features.rowCount()
                    : number(lake, "select count(*) as orders from " + FEATURES, Map.of(FEATURES, features));
            return new Source(lake, features, orders, (int) Math.max(1, (rows + mostOrders - 1) / mostOrders));
        }

        Map<String, TableSnapshot> tables() {
            return Map.of(FEATURES, features, ORDERS, orders);
        }

        static long number(Lakehouse lake, String sql, Map<String, TableSnapshot> tables) {
            Map<String, Relation> relations = new HashMap<>();
            tables.forEach((name, table) -> relations.put(name, new Relation.Snapshot(table)));
            try (QueryResult result = lake.engine().query(sql, relations)) {
                result.nextBatch();
                return result.column(0).getLong(0);
            }
        }
    }

    /**
     * What is known of an order in the end.
     *
     * @param purchasedAt time of the purchase
     * @param promisedAt estimated delivery, a midnight
     * @param shippedAt hand-over to the carrier; null when it is not handed over
     * @param deliveredAt time of the delivery; null when it is not delivered
     * @param isClosed whether it was cancelled or could not be had, so that nobody waits for it
     */
    record Outcome(
            LocalDateTime purchasedAt,
            LocalDateTime promisedAt,
            @Nullable LocalDateTime shippedAt,
            @Nullable LocalDateTime deliveredAt,
            boolean isClosed) {

        boolean isDelivered() {
            return deliveredAt != null;
        }

        /** Delivered after the promise. */
        boolean isLate() {
            return deliveredAt != null && deliveredAt.isAfter(promisedAt);
        }

        /** Handed over to the carrier by that time. */
        boolean isShippedBy(LocalDateTime time) {
            return shippedAt != null && !shippedAt.isAfter(time);
        }

        /** Delivered by that time. */
        boolean isDeliveredBy(LocalDateTime time) {
            return deliveredAt != null && !deliveredAt.isAfter(time);
        }
    }

    /** Reads the newest versions of the tables: all orders, or the first part where there are more than so many. */
    static DeliveryData read(Lakehouse lake, int mostOrders) {
        return read(Source.of(lake, lake.snapshot(FEATURES), lake.snapshot(ORDERS), mostOrders), 0);
    }

    /** Reads the tables as they were. */
    static DeliveryData read(Lakehouse lake, Map<String, Long> versions, int mostOrders) {
        return read(
                Source.of(lake, snapshot(lake, FEATURES, versions), snapshot(lake, ORDERS, versions), mostOrders), 0);
    }

    /** Into how many parts the orders of the lake are split; 1 when all of them are here. */
    int parts() {
        return source.parts();
    }

    /** Reads another part of the same tables. */
    DeliveryData part(int number) {
        return number == 0 ? this : read(source, number);
    }

    /** How many orders of the whole lake wait for their delivery. */
    long openOrders() {
        return Source.number(source.lake(), OPEN_ORDERS, source.tables());
    }

    /** The condition on the order's id that tells the orders of the first part; always true when it has all. */
    static String isLearned(String orderId, int parts) {
        return parts == 1 ? "true" : FeatureView.isOfPart(orderId, 0, parts);
    }

    private static TableSnapshot snapshot(Lakehouse lake, String table, Map<String, Long> versions) {
        Long version = versions.get(table);
        if (version == null) {
            throw new ModelException("Cannot read the data of a training: it does not say which version of " + table
                    + " it used. Take a run of a delay model.");
        }
        return lake.store().atVersion(lake.folder(table), version);
    }

    private static DeliveryData read(Source source, int part) {
        Lakehouse lake = source.lake();
        FeatureFrame features = DeliveryFeatures.learned().readPart(lake, source.features(), part, source.parts());
        Map<String, Outcome> byOrder = new HashMap<>();
        String query = source.parts() == 1
                ? OUTCOMES
                : OUTCOMES + " where " + FeatureView.isOfPart("order_id", part, source.parts());
        try (QueryResult result = lake.engine().query(query, Map.of(ORDERS, new Relation.Snapshot(source.orders())))) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    byOrder.put(
                            (String) value(result.column(0), row),
                            new Outcome(
                                    (LocalDateTime) value(result.column(1), row),
                                    (LocalDateTime) value(result.column(2), row),
                                    (LocalDateTime) result.column(3).getObject(row),
                                    (LocalDateTime) result.column(4).getObject(row),
                                    result.column(5).getBoolean(row)));
                }
            }
        }
        List<Outcome> outcomes = new ArrayList<>(features.rows());
        for (String order : features.keys()) {
            Outcome outcome = byOrder.get(order);
            if (outcome == null) {
                throw new ModelException("Cannot learn: gold.delivery_features has the order " + order
                        + ", which gold.fact_orders lacks. Run the pipeline, so that both are of one state.");
            }
            outcomes.add(outcome);
        }
        return new DeliveryData(source, features, outcomes);
    }

    /** Versions of the tables that were read, by full name. */
    Map<String, Long> versions() {
        return Map.of(
                FEATURES, source.features().version(), ORDERS, source.orders().version());
    }

    private static Object value(ColumnReader column, int row) {
        return Objects.requireNonNull(column.getObject(row));
    }

    FeatureFrame features() {
        return features;
    }

    Outcome outcome(int row) {
        return outcomes.get(row);
    }

    LocalDateTime predictionAt(int row) {
        return features.predictionTimes().get(row);
    }

    /**
     * The newest event that the data knows of: when the data was taken. An event that comes half a year after all others
     * is a wrong date, and not the present: a present without orders would have no model.
     */
    LocalDateTime now() {
        if (outcomes.isEmpty()) {
            throw new TooFewOutcomesException("Cannot train: there are no orders. Load some first.");
        }
        List<LocalDateTime> events = new ArrayList<>(3 * outcomes.size());
        for (int row = 0; row < outcomes.size(); row++) {
            events.add(predictionAt(row));
            events.add(outcomes.get(row).purchasedAt());
            LocalDateTime delivered = outcomes.get(row).deliveredAt();
            if (delivered != null) {
                events.add(delivered);
            }
        }
        events.sort(null);
        int newest = events.size() / 2;
        while (newest + 1 < events.size()
                && !events.get(newest + 1).isAfter(events.get(newest).plusDays(LONGEST_SILENCE_DAYS))) {
            newest++;
        }
        return events.get(newest);
    }

    /** The newest purchase before a moment, or the moment itself without one. */
    LocalDateTime lastPurchaseBefore(LocalDateTime moment) {
        return outcomes.stream()
                .map(Outcome::purchasedAt)
                .filter(purchase -> purchase.isBefore(moment))
                .max(Comparator.naturalOrder())
                .orElse(moment);
    }

    /** The beginning of the day by which a share of the orders was bought. */
    LocalDateTime purchaseQuantile(double share) {
        if (outcomes.isEmpty()) {
            throw new TooFewOutcomesException("Cannot train: there are no orders. Load some first.");
        }
        List<LocalDateTime> purchases =
                outcomes.stream().map(Outcome::purchasedAt).sorted().toList();
        return purchases
                .get((int) Math.min(purchases.size() - 1, share * purchases.size()))
                .toLocalDate()
                .atStartOfDay();
    }

    /** Days from the prediction to a time, at least a quarter of a day. */
    double daysUntil(int row, LocalDateTime time) {
        return Math.max(0.25, Duration.between(predictionAt(row), time).toSeconds() / 86_400.0);
    }
}
