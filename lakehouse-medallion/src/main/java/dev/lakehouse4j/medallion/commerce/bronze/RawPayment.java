package dev.lakehouse4j.medallion.commerce.bronze;

import dev.lakehouse4j.core.schema.Comment;
import org.jspecify.annotations.Nullable;

/**
 * One payment of an order of {@code olist_order_payments_dataset.csv}, every value the text of the file and null where
 * the file has nothing between two delimiters.
 */
@Comment("One payment of an order of olist_order_payments_dataset.csv, as delivered")
public record RawPayment(
        @Comment("Id of the order") @Nullable String orderId,

        @Comment("Number of the payment in its order, from 1") @Nullable
        String paymentSequential,

        @Comment("Type: credit_card, boleto, voucher, debit_card or not_defined") @Nullable
        String paymentType,

        @Comment("Number of instalments") @Nullable String paymentInstallments,
        @Comment("Value in BRL") @Nullable String paymentValue) {}
