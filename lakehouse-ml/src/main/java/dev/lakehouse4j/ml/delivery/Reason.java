package dev.lakehouse4j.ml.delivery;

/**
 * Why an order is more, or less, likely late than an average one.
 *
 * @param feature name of the feature
 * @param contribution what the feature adds to the score: log odds, or logarithm of expected over promised days; above 0
 *     where it makes lateness likelier, below 0 where less likely
 * @param text the reason in words, such as {@code promised in 9 days}
 */
public record Reason(String feature, double contribution, String text) {}
