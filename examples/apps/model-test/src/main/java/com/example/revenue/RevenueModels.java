package com.example.revenue;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.quality.Expectation;

/** The tables of this application and the model between them. */
public final class RevenueModels {

    public static final TableRef<Silver, Payment> PAYMENTS = TableRef.silver("payments", Payment.class);
    public static final TableRef<Gold, MonthlyRevenue> MONTHLY_REVENUE =
            TableRef.gold("monthly_revenue", MonthlyRevenue.class);

    /** The query is {@code monthly_revenue.sql}, a resource beside the record. */
    public static final SqlModel<Gold, MonthlyRevenue> MODEL = SqlModel.gold(MONTHLY_REVENUE)
            .reads(PAYMENTS)
            .sqlResource()
            .expect(Expectation.drop("revenue_not_negative", "revenue >= 0"));

    private RevenueModels() {}
}
