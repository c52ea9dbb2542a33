package dev.lakehouse4j.medallion.commerce;

import dev.lakehouse4j.core.erasure.ErasurePlan;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InBronze;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InGold;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;

/** Where the e-commerce pack, and the models that build on it, keep a customer. */
final class CommerceErasure {

    private static final String PERSON = "customer_unique_id";
    private static final String CUSTOMER = "customer_id";
    private static final String SURROGATE = "customer_key";
    private static final String ORDER = "order_id";
    private static final String REVIEW = "review_id";

    private CommerceErasure() {}

    static ErasurePlan plan() {
        return ErasurePlan.forSubject(PERSON)
                .rows(InBronze.CUSTOMERS, PERSON)
                .giving(CUSTOMER)
                .rows(InSilver.CUSTOMERS, PERSON)
                .giving(CUSTOMER)
                .rows(InGold.DIM_CUSTOMERS, PERSON)
                .giving(SURROGATE)
                .rows(InBronze.ORDERS, CUSTOMER)
                .giving(ORDER)
                .rows(InSilver.ORDERS, CUSTOMER)
                .giving(ORDER)
                .rows(InGold.FACT_ORDERS, SURROGATE)
                .giving(ORDER)
                .rows(InGold.FACT_SALES, SURROGATE)
                .giving(ORDER)
                .rows(InBronze.ORDER_ITEMS, ORDER)
                .rows(InSilver.ORDER_ITEMS, ORDER)
                .rows(InBronze.PAYMENTS, ORDER)
                .rows(InSilver.PAYMENTS, ORDER)
                .rows(InBronze.REVIEWS, ORDER)
                .givingOwn(REVIEW, REVIEW) // shared by orders of several persons at times
                .rows(InSilver.REVIEWS, ORDER)
                .givingOwn(REVIEW, REVIEW)
                // Tables of the modules that build on this one, which this one does not know.
                .rows("gold.customer_segments", PERSON)
                .rows("gold.delivery_features", ORDER)
                .rows("gold.delivery_predictions", ORDER)
                .rows("gold.review_sentiment", ORDER)
                .derivedFolders("report", "docs", "site")
                .build();
    }
}
