package dev.lakehouse4j.ml.delivery;

import java.time.LocalDateTime;

/**
 * What a model said of an order that it had not seen.
 *
 * @param orderId id of the order
 * @param purchasedAt time of the purchase
 * @param probability calibrated probability of lateness, 0 to 1
 * @param label whether it was late
 */
public record TestPrediction(String orderId, LocalDateTime purchasedAt, double probability, boolean label) {}
