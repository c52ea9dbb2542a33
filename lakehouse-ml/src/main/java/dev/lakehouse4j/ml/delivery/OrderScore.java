package dev.lakehouse4j.ml.delivery;

import java.time.LocalDateTime;
import java.util.List;

/**
 * What a model says of one order.
 *
 * @param orderId id of the order
 * @param predictionAt moment of the prediction: approval of the payment, or the purchase where that is missing
 * @param probability calibrated probability of lateness, 0 to 1
 * @param threshold probability from which an order counts as late
 * @param reasons what makes lateness likelier, the strongest first; may be empty
 * @param reasonsAgainst what makes lateness less likely, the strongest first; may be empty
 * @param modelVersion version of the model
 */
public record OrderScore(
        String orderId,
        LocalDateTime predictionAt,
        double probability,
        double threshold,
        List<Reason> reasons,
        List<Reason> reasonsAgainst,
        String modelVersion) {

    /** Copies the lists. */
    public OrderScore {
        reasons = List.copyOf(reasons);
        reasonsAgainst = List.copyOf(reasonsAgainst);
    }

    /**
     * Whether the probability reaches the threshold.
     *
     * @return true when the order counts as late
     */
    public boolean isPredictedLate() {
        return probability >= threshold;
    }
}
