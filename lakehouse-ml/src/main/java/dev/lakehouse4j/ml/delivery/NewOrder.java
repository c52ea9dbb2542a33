package dev.lakehouse4j.ml.delivery;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order that is not in the lake yet. Its products and sellers are; those that are not count as unknown. Times are local
 * wall-clock times, as in the lake.
 *
 * @param orderId id of the order, not in the lake
 * @param purchasedAt time of the purchase
 * @param approvedAt time of the approval of the payment, the moment of the prediction; null when not approved, then the
 *     purchase is
 * @param promisedAt promised day of delivery, a midnight
 * @param customerZip first five digits of the customer's zip code, leading zeros may lack; null when unknown
 * @param customerCity the customer's city in any spelling; null when unknown
 * @param customerState two-letter code of the customer's state; null when unknown
 * @param items the items, in the order of their numbers from 1; may be empty
 * @param payments the payments, in the order of their numbers from 1; may be empty
 */
public record NewOrder(
        String orderId,
        LocalDateTime purchasedAt,
        @Nullable LocalDateTime approvedAt,
        LocalDateTime promisedAt,
        @Nullable String customerZip,
        @Nullable String customerCity,
        @Nullable String customerState,
        List<Item> items,
        List<Payment> payments) {

    /** Checks the id and the zip code, and copies the lists. */
    public NewOrder {
        if (orderId.isBlank()) {
            throw new IllegalArgumentException("Cannot score an order without an id. Give it one.");
        }
        if (customerZip != null && !customerZip.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("Cannot score the order " + orderId + " for the zip code '" + customerZip
                    + "'. Give its first five digits, or null when it is unknown.");
        }
        Objects.requireNonNull(purchasedAt, "purchasedAt");
        Objects.requireNonNull(promisedAt, "promisedAt");
        items = List.copyOf(items);
        payments = List.copyOf(payments);
    }

    /**
     * An item.
     *
     * @param productId id of the product; null when unknown
     * @param sellerId id of the seller; null when unknown
     * @param price price in BRL, 0 or more, at most two decimals
     * @param freight freight in BRL, 0 or more, at most two decimals
     * @param shippingLimitAt time by which the seller hands over to the carrier; null when unknown
     */
    public record Item(
            @Nullable String productId,
            @Nullable String sellerId,
            BigDecimal price,
            BigDecimal freight,
            @Nullable LocalDateTime shippingLimitAt) {

        /** Checks the amounts. */
        public Item {
            requireAmount("price", price);
            requireAmount("freight", freight);
        }
    }

    /**
     * A payment.
     *
     * @param type type in lower case, such as {@code credit_card}
     * @param installments number of instalments, at least 1; null when unknown
     * @param value value in BRL, 0 or more, at most two decimals
     */
    public record Payment(String type, @Nullable Integer installments, BigDecimal value) {

        /** Checks the amounts. */
        public Payment {
            requireAmount("payment", value);
            if (installments != null && installments < 1) {
                throw new IllegalArgumentException("Cannot score a payment in " + installments
                        + " instalments. Give at least 1, or null when it is unknown.");
            }
        }
    }

    private static void requireAmount(String what, BigDecimal amount) {
        if (amount.signum() < 0
                || amount.stripTrailingZeros().scale() > 2
                || amount.precision() - amount.scale() > 10) {
            throw new IllegalArgumentException("Cannot score an order with a " + what + " of " + amount
                    + ". Amounts are 0 or more, below ten billion, with at most two decimals.");
        }
    }
}
