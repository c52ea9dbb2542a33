package com.example.revenue;

import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import java.math.BigDecimal;
import java.time.LocalDate;

/** What a month brought in. */
@Comment("Revenue per month, refunds subtracted")
public record MonthlyRevenue(
        @Key @Comment("First day of the month") LocalDate month,
        @Check("customers > 0") long customers,
        @Decimal(precision = 14, scale = 2) BigDecimal revenue) {}
