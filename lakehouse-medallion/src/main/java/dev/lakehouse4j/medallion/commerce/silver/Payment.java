package dev.lakehouse4j.medallion.commerce.silver;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A payment of an order; an order may be paid in several ways, or not at all.
 */
@Comment("Payments of orders, one row per order and payment number")
public record Payment(
        @Key @Comment("Id of the order") String orderId,

        @Key @Comment("Number of the payment in its order, from 1")
        int paymentSequential,

        @Comment("Type in lower case, not_defined when unknown")
        String paymentType,

        @Check("installments > 0")
        @Comment("Number of instalments, at least 1; null when unknown (0 in the file)")
        @Nullable
        Integer installments,

        @Decimal(precision = 12, scale = 2) @Check("payment_value >= 0") @Comment("Value in BRL, 0 for some vouchers")
        BigDecimal paymentValue) {}
