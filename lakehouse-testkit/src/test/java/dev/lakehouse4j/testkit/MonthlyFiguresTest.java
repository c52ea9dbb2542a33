package dev.lakehouse4j.testkit;

import static dev.lakehouse4j.medallion.commerce.CommerceTables.InGold.FACT_ORDERS;
import static dev.lakehouse4j.medallion.commerce.CommerceTables.InGold.KPI_MONTHLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.medallion.commerce.gold.KpiMonthly;
import dev.lakehouse4j.medallion.model.SqlModel;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The average order of a month is exact to the cent, whatever the engine makes of doubles. */
class MonthlyFiguresTest {

    private static final SqlModel<Gold, KpiMonthly> MODEL =
            SqlModel.gold(KPI_MONTHLY).reads(FACT_ORDERS).sqlResource();

    @ParameterizedTest
    @CsvSource({
        "1.00, 1.01, 1.01", // 1.005, which as a double lies below
        "1.00, 1.02, 1.01",
        "0.00, 0.01, 0.01",
        "0.00, 0.00, 0.00",
        "123456789.01, 987654321.10, 555555555.06"
    })
    void halfACentIsRoundedUp(String first, String second, BigDecimal average) {
        List<KpiMonthly> months = ModelTester.of(MODEL)
                .givenSql(FACT_ORDERS, order("a", first, 1) + " union all " + order("b", second, 2))
                .result();

        assertThat(months).singleElement().satisfies(month -> {
            assertThat(month.averageOrderValue()).isEqualTo(average);
            assertThat(month.orders()).isEqualTo(2);
            assertThat(month.basket()).isEqualTo(1.5);
        });
    }

    @Test
    void aMonthWithoutItemsHasNoAverage() {
        List<KpiMonthly> months = ModelTester.of(MODEL)
                .givenSql(FACT_ORDERS, order("a", "0.00", 0))
                .result();

        assertThat(months)
                .singleElement()
                .satisfies(month -> assertThat(month.averageOrderValue()).isNull());
    }

    private static String order(String id, String revenue, int items) {
        return "select '" + id + "' as order_id, 1 as customer_key, 20180105 as purchase_date_key,"
                + " 'delivered' as order_status, timestamp '2018-01-05 10:00:00' as purchased_at,"
                + " timestamp '2018-01-20 00:00:00' as estimated_delivery_at, 0 as seller_count, 0 as freight, 0 as payment_total, cast("
                + revenue
                + " as decimal(14, 2)) as item_revenue, " + items + " as item_count";
    }
}
