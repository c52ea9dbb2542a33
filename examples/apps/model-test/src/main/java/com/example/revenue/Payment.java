package com.example.revenue;

import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A payment of a customer; refunds are negative. */
public record Payment(
        @Key String paymentId,
        String customerId,
        LocalDate paidOn,
        @Decimal(precision = 12, scale = 2) BigDecimal amount) {}
