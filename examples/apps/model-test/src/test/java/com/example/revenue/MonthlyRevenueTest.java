package com.example.revenue;

import static com.example.revenue.RevenueModels.MODEL;
import static com.example.revenue.RevenueModels.MONTHLY_REVENUE;
import static com.example.revenue.RevenueModels.PAYMENTS;
import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.testkit.LakehouseTest;
import dev.lakehouse4j.testkit.ModelTester;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test gets a lake of its own, in a folder that goes with it. */
@LakehouseTest
class MonthlyRevenueTest {

    private static final Pipeline PIPELINE =
            Pipeline.builder().models(List.of(MODEL)).build();

    @BeforeEach
    void givenPayments(Lakehouse lake) {
        lake.table(PAYMENTS)
                .append(List.of(
                        payment("p1", "ana", "2024-01-05", "30.00"),
                        payment("p2", "ana", "2024-01-31", "-10.00"),
                        payment("p3", "eve", "2024-01-31", "5.50"),
                        payment("p4", "eve", "2024-02-01", "8.00")));
    }

    @Test
    void sumsPaymentsByMonth(Lakehouse lake) {
        PIPELINE.run(lake).orThrow();

        assertThatTable(lake, MONTHLY_REVENUE)
                .hasUniqueKey()
                .containsExactlyRowsInAnyOrder(month("2024-01-01", 2, "25.50"), month("2024-02-01", 1, "8.00"));
    }

    @Test
    void doesNothingWhileThePaymentsAreTheSame(Lakehouse lake) {
        PIPELINE.run(lake).orThrow();
        RunReport second = PIPELINE.run(lake).orThrow();

        assertThat(second.changedAnything()).isFalse();
        assertThatTable(lake, MONTHLY_REVENUE).hasVersion(0);
    }

    @Test
    void followsALatePayment(Lakehouse lake) {
        PIPELINE.run(lake).orThrow();
        lake.table(PAYMENTS).append(List.of(payment("p5", "joão", "2024-01-31", "100.00")));
        PIPELINE.run(lake).orThrow();

        assertThatTable(lake, MONTHLY_REVENUE).containsRow(month("2024-01-01", 3, "125.50"));
    }

    /** Rows in, rows out, without a pipeline: the shortest form. */
    @Test
    void keepsMonthsOfRefundsAlone() {
        ModelTester<MonthlyRevenue> tester =
                ModelTester.of(MODEL).given(PAYMENTS, payment("p1", "ana", "2024-03-01", "-1.00"));

        assertThat(tester.result()).isEmpty();
        assertThat(tester.quarantined())
                .singleElement()
                .satisfies(row -> assertThat(row.expectation()).isEqualTo("revenue_not_negative"));
    }

    private static Payment payment(String id, String customer, String paidOn, String amount) {
        return new Payment(id, customer, LocalDate.parse(paidOn), new BigDecimal(amount));
    }

    private static MonthlyRevenue month(String month, long customers, String revenue) {
        return new MonthlyRevenue(LocalDate.parse(month), customers, new BigDecimal(revenue));
    }
}
