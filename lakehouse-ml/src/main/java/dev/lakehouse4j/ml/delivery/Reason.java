package dev.lakehouse4j.ml.delivery;

/**
 * Why an order is more likely late than an average one.
 *
 * @param feature name of the feature
 * @param contribution what the feature adds to the score, above 0: log odds, or logarithm of expected over promised days
 * @param text the reason in words, such as {@code promised in 9 days}
 */
public record Reason(String feature, double contribution, String text) {}
