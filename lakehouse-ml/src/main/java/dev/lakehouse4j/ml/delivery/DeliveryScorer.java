package dev.lakehouse4j.ml.delivery;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.ml.feature.FeatureFrame;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scores single orders with a trained model, with the features that the model was trained on: those of an order in the
 * lake are read from {@code gold.delivery_features}, those of a new order are computed by the same SQL.
 */
public final class DeliveryScorer {

    private static final int EXAMPLES = 3;

    private final Lakehouse lake;
    private final DelayModel model;

    private DeliveryScorer(Lakehouse lake, DelayModel model) {
        this.lake = lake;
        this.model = model;
    }

    /**
     * Scores with a model.
     *
     * @param lake the lake with the history of sellers and routes
     * @param model the model; stays open as long as the scorer is used
     * @return the scorer
     */
    public static DeliveryScorer on(Lakehouse lake, DelayModel model) {
        return new DeliveryScorer(lake, model);
    }

    /**
     * Scores an order that is not in the lake. The history of sellers and routes is computed as of its approval, over the
     * whole lake: seconds, not milliseconds, on a large one.
     *
     * @param order the order
     * @return the score, the same as the order gets once it is loaded
     * @throws IllegalArgumentException when an order of this id is in the lake already
     * @throws ModelException when the model needs other features
     */
    public OrderScore score(NewOrder order) {
        return scored(DeliveryFeatures.learned().compute(lake, NewOrderSql.rows(order), List.of(order.orderId())));
    }

    /**
     * Scores an order of the lake by its stored features.
     *
     * @param orderId id of the order
     * @return the score
     * @throws ModelException when there is no such order, with similar ids, or the model needs other features
     */
    public OrderScore score(String orderId) {
        FeatureFrame frame = DeliveryFeatures.learned().read(lake, List.of(orderId));
        if (frame.rows() == 0) {
            throw new ModelException("Cannot score the order " + orderId
                    + ": gold.delivery_features has no such order. " + similar(orderId));
        }
        return scored(frame);
    }

    private OrderScore scored(FeatureFrame frame) {
        int[] row = {0};
        return new OrderScore(
                frame.keys().get(0),
                frame.predictionTimes().get(0),
                model.probabilities(frame, row)[0],
                model.threshold(),
                model.reasons(frame, row).get(0),
                model.reasonsAgainst(frame, row).get(0),
                model.version());
    }

    /** An id of the feature table. */
    record Id(String orderId) {}

    private String similar(String orderId) {
        // Ids are long and random: a typing error leaves the beginning or the end as it was.
        int kept = Math.min(6, orderId.length());
        List<String> near = ids("where left(order_id, " + kept + ") = " + Sql.literal(orderId.substring(0, kept))
                + " or right(order_id, " + kept + ") = " + Sql.literal(orderId.substring(orderId.length() - kept)));
        if (kept > 3 && !near.isEmpty()) {
            List<String> nearest = LakehouseErrors.nearest(orderId, near);
            return "Did you mean " + String.join(" or ", nearest.isEmpty() ? near : nearest) + "?";
        }
        List<String> examples = ids("");
        return examples.isEmpty()
                ? "The table is empty: load orders and run the pipeline."
                : "Ids look like " + String.join(", ", examples) + ".";
    }

    private List<String> ids(String where) {
        try (Stream<Id> ids = lake.sql(
                "select order_id from gold.delivery_features " + where + " order by order_id limit " + EXAMPLES,
                Id.class)) {
            return ids.map(Id::orderId).toList();
        }
    }
}
