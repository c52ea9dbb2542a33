package dev.lakehouse4j.medallion.commerce.sample;

import org.jspecify.annotations.Nullable;

/**
 * What became of one order, as far as its payments and reviews depend on it.
 *
 * @param number position in the order file, from 0
 * @param id order id
 * @param status order status
 * @param purchasedAt local time in seconds
 * @param promisedAt midnight of the promised day
 * @param deliveredAt {@link Moments#NONE} where the customer never had it
 * @param items items in the basket
 * @param category Portuguese category of the first item
 * @param totalCents prices and freight
 */
record OrderOutcome(
        long number,
        String id,
        String status,
        long purchasedAt,
        long promisedAt,
        long deliveredAt,
        int items,
        @Nullable String category,
        long totalCents) {

    boolean late() {
        return deliveredAt > promisedAt;
    }
}
