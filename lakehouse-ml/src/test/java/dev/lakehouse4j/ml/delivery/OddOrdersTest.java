package dev.lakehouse4j.ml.delivery;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.ml.delivery.OddLake.Odd;
import dev.lakehouse4j.ml.estimator.ModelException;
import dev.lakehouse4j.testkit.LakehouseTest;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Too few orders, and orders that cannot be: a note in the run, or features that stay finite; never a crash. */
@LakehouseTest
class OddOrdersTest {

    private static final LocalDateTime START = LocalDateTime.parse("2017-01-01T10:00:00");

    @Test
    void anEmptyLakeIsNotedAndTheRunSucceeds(Lakehouse lake) {
        RunReport report = OddLake.predict(lake, List.of()).orThrow();

        assertThat(SampleLake.step(report, "gold.delivery_predictions").message())
                .isEqualTo("no predictions. There are no orders. Load some first.");
        assertThat(SampleLake.step(report, "gold.feature_drift").message())
                .isEqualTo("no drift is measured: there are no orders");
        assertThatTable(lake, DeliveryTables.PREDICTIONS).isEmpty();
        assertThatThrownBy(() -> DeliveryDelay.on(lake)
                        .compare(Candidate.all(), LocalDate.parse("2018-03-01"), LocalDate.parse("2018-07-01")))
                .isInstanceOf(TooFewOutcomesException.class)
                .hasMessageContaining("There are no orders at all");
        assertThatThrownBy(() -> DeliveryModelStore.newest(lake))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("too few outcomes")
                .hasMessageContaining("./lakehouse run");
    }

    @Test
    void aLakeWithoutPredictionsNamesTheCommandThatMakesThem(Lakehouse lake) {
        assertThatThrownBy(() -> DeliveryModelStore.newest(lake))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no gold.delivery_predictions")
                .hasMessageContaining("./lakehouse run --lake DIR");
    }

    @Test
    void oneOrderIsTooFew(Lakehouse lake) {
        for (LocalDateTime purchasedAt : List.of(START, START.toLocalDate().atStartOfDay())) {
            Odd open = new Odd("order-1", purchasedAt, null, null, null, purchasedAt.plusDays(20));

            RunReport report = OddLake.predict(lake, List.of(open)).orThrow();

            assertThat(SampleLake.step(report, "gold.delivery_predictions").message())
                    .startsWith("no predictions. Cannot ");
            assertThat(SampleLake.step(report, "gold.feature_drift").message()).startsWith("no drift is measured: ");
        }
    }

    @Test
    void withoutALateOrderThereIsNothingToLearn(Lakehouse lake) {
        RunReport report = OddLake.predict(lake, orders(500, number -> 5)).orThrow();

        assertThat(SampleLake.step(report, "gold.delivery_predictions").message())
                .startsWith("no predictions. Cannot train: of ")
                .contains("0 were late, and both kinds are needed")
                .contains("load more orders");
        assertThatThrownBy(() -> DeliveryDelay.on(lake)
                        .compare(Candidate.all(), LocalDate.parse("2018-01-01"), LocalDate.parse("2018-03-01")))
                .isInstanceOf(TooFewOutcomesException.class);
        assertThatThrownBy(() -> DeliveryDelay.on(lake)
                        .compare(Candidate.all(), LocalDate.parse("2028-01-01"), LocalDate.parse("2028-03-01")))
                .isInstanceOf(TooFewOutcomesException.class)
                .hasMessageContaining("2017-01-01")
                .hasMessageContaining("choose dates in between");
    }

    @Test
    void lateOrdersOfTheValidationAloneAreTooFewToLearnFrom(Lakehouse lake) {
        RunReport report = OddLake.predict(lake, orders(500, number -> number > 300 && number % 7 == 0 ? 30 : 5))
                .orThrow();

        assertThat(SampleLake.step(report, "gold.delivery_predictions").message())
                .startsWith("no predictions. Cannot ");
    }

    @Test
    void ordersThatCannotBeDoNotHurt(Lakehouse lake) {
        List<Odd> orders = new ArrayList<>(orders(600, number -> number % 5 == 0 ? 28 : 6));
        LocalDateTime middle = START.plusDays(300);
        LocalDateTime future = LocalDateTime.parse("2093-01-01T00:00:00");
        LocalDateTime promised = middle.plusDays(20);
        orders.add(new Odd("no-approval", middle, null, null, middle.plusDays(3), promised));
        orders.add(new Odd("no-dates", middle, null, null, null, promised));
        orders.add(new Odd("promised-before", middle, middle, middle, middle.plusDays(3), middle.minusDays(9)));
        orders.add(new Odd(
                "back-in-time", middle, middle.minusDays(5), middle.minusDays(9), middle.minusDays(7), promised));
        orders.add(new Odd("delivered-in-future", middle, middle, middle, future, promised));
        orders.add(new Odd("approved-in-future", middle, future, null, null, promised));
        orders.add(new Odd("bought-in-future", future, future, null, null, future.plusDays(20)));
        orders.add(new Odd("promised-in-future", middle, middle, middle, middle.plusDays(4), future));
        orders.add(new Odd("very-old", LocalDateTime.parse("1901-01-01T00:00:00"), null, null, null, promised));

        RunReport report = OddLake.predict(lake, orders).orThrow();

        assertThat(SampleLake.step(report, "gold.delivery_predictions").message())
                .contains(" wins of ");
        assertThatTable(lake, DeliveryTables.PREDICTIONS)
                .hasRows(609)
                .hasUniqueKey()
                .allRowsSatisfy("probability between 0 and 1");
        String odd = DeliveryFeatures.view().features().stream()
                .filter(feature -> feature.isNumeric())
                .map(feature -> "isinf(" + feature.name() + ") or isnan(" + feature.name() + ")")
                .collect(java.util.stream.Collectors.joining(" or "));
        assertThatTable(lake, DeliveryFeatures.view().table()).noRows(odd);
        assertThat(DeliveryFeatures.view().requireNoLookAhead(lake, middle.plusDays(30), 60))
                .isGreaterThan(50);
    }

    private static List<Odd> orders(int count, IntUnaryOperator days) {
        return IntStream.range(0, count)
                .mapToObj(number -> Odd.of(number, START.plusHours(20L * number), days.applyAsInt(number)))
                .toList();
    }
}
