package dev.lakehouse4j.medallion.commerce.sample;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a written sample, counted while it was written: what a correct Silver and Gold layer must show.
 *
 * @param orders figures of the orders and their items
 * @param money amounts in BRL
 * @param delivery figures of the delivered orders
 * @param reviews figures of the reviews
 * @param payments figures of the payments
 * @param products figures of the products
 * @param geolocation figures of the geolocation rows
 * @param customerCount distinct persons ({@code customer_unique_id})
 * @param repeatCustomerCount persons with several orders
 * @param sellerCount rows of the seller file
 * @param translationCount rows of the translation file
 * @param lateProbabilities file with the true probability of being late of each order that was delivered with a date
 *     (columns {@code order_id}, {@code probability} in 0 … 1), null when not asked for
 */
public record SampleTruth(
        Orders orders,
        Money money,
        Delivery delivery,
        Reviews reviews,
        Payments payments,
        Products products,
        Geolocation geolocation,
        long customerCount,
        long repeatCustomerCount,
        long sellerCount,
        long translationCount,
        @Nullable Path lateProbabilities) {

    /**
     * Orders and items.
     *
     * @param rows rows of the order file, which are also the rows of the customer file
     * @param itemRows rows of the item file
     * @param byStatus orders by status, in the order of the status names
     * @param withItems orders with items
     * @param withoutItems orders without items
     * @param withSeveralSellers orders with items of several sellers
     * @param repeatedItemRows items beyond the first of an (order, product, seller): quantities, not duplicates
     * @param shippingLimitsFrom2020 items with a shipping limit in 2020 or later
     * @param carrierBeforeApproval orders that the carrier had before the payment was approved
     * @param carrierBeforePurchase orders that the carrier had before the purchase
     * @param firstPurchase local time of the first purchase
     * @param lastPurchase local time of the last purchase
     */
    public record Orders(
            long rows,
            long itemRows,
            SortedMap<String, Long> byStatus,
            long withItems,
            long withoutItems,
            long withSeveralSellers,
            long repeatedItemRows,
            long shippingLimitsFrom2020,
            long carrierBeforeApproval,
            long carrierBeforePurchase,
            LocalDateTime firstPurchase,
            LocalDateTime lastPurchase) {}

    /**
     * Amounts in BRL, with two decimals.
     *
     * @param itemRevenue sum of the prices
     * @param freight sum of the freight values
     * @param payments sum of the payment values
     * @param revenueByCategory item revenue by category: English by the translation file, Portuguese where it lacks one,
     *     {@code unknown} for products without a category
     */
    public record Money(
            BigDecimal itemRevenue,
            BigDecimal freight,
            BigDecimal payments,
            SortedMap<String, BigDecimal> revenueByCategory) {}

    /**
     * Orders of status {@code delivered}.
     *
     * @param withDate those with a customer delivery date
     * @param withoutDate those without
     * @param lateByTimestamp delivered at a later time than the estimate, a midnight
     * @param lateByDay delivered on a later day than the estimate
     * @param beforeCarrier orders of any status that the customer had before the carrier
     */
    public record Delivery(long withDate, long withoutDate, long lateByTimestamp, long lateByDay, long beforeCarrier) {}

    /**
     * Reviews.
     *
     * @param rows rows of the review file
     * @param distinctIds distinct review ids
     * @param idsOnSeveralOrders review ids that occur on several orders
     * @param ordersWithSeveral orders with several review rows
     * @param scoreSum sum of the scores over the rows
     * @param comments rows with a comment
     * @param commentsWithLineBreak rows with a line break inside the comment
     * @param withoutAnswerTime rows that lack the answer timestamp
     * @param withoutCreationTime rows that lack the creation date
     */
    public record Reviews(
            long rows,
            long distinctIds,
            long idsOnSeveralOrders,
            long ordersWithSeveral,
            long scoreSum,
            long comments,
            long commentsWithLineBreak,
            long withoutAnswerTime,
            long withoutCreationTime) {

        /**
         * Mean score over the rows.
         *
         * @return 1 to 5; not a number without rows
         */
        public double meanScore() {
            return (double) scoreSum / rows;
        }
    }

    /**
     * Payments.
     *
     * @param rows rows of the payment file
     * @param rowsByType rows by payment type, in the order of the type names
     * @param ordersWithout orders without a payment row
     * @param zeroValueRows rows with a value of zero
     * @param zeroInstallmentRows rows with no instalment
     */
    public record Payments(
            long rows,
            SortedMap<String, Long> rowsByType,
            long ordersWithout,
            long zeroValueRows,
            long zeroInstallmentRows) {}

    /**
     * Products.
     *
     * @param rows rows of the product file
     * @param withoutCategory products without a category
     * @param withZeroWeight products with a weight of zero
     * @param withoutDimensions products without length, height and width
     * @param untranslatedCategories categories of products that the translation file lacks, ascending
     */
    public record Products(
            long rows,
            long withoutCategory,
            long withZeroWeight,
            long withoutDimensions,
            List<String> untranslatedCategories) {}

    /**
     * Geolocation rows.
     *
     * @param rows rows of the file
     * @param exactDuplicates rows minus distinct rows
     * @param outsideBox rows outside Brazil's box (latitude −33.9 to 5.4, longitude −74.1 to −32.3)
     * @param zipPrefixes distinct zip prefixes
     * @param zipPrefixesInsideBox zip prefixes with a point inside the box
     */
    public record Geolocation(
            long rows, long exactDuplicates, long outsideBox, long zipPrefixes, long zipPrefixesInsideBox) {}
}
