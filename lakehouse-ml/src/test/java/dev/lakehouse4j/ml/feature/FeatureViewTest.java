package dev.lakehouse4j.ml.feature;

import static dev.lakehouse4j.ml.feature.Feature.number;
import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.pipeline.StepStatus;
import dev.lakehouse4j.ml.feature.Tickets.Ticket;
import dev.lakehouse4j.ml.feature.Tickets.TicketKey;
import dev.lakehouse4j.testkit.LakehouseTest;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features are what was known at the prediction, in training as for a new row, and what looks ahead is refused. */
@LakehouseTest
class FeatureViewTest {

    @Test
    void featuresHoldWhatWasKnownAtThePrediction(Lakehouse lake) {
        load(lake, Tickets.OTHER, Tickets.THIRD, Tickets.SECOND, Tickets.FIRST);
        build(lake, Tickets.view()).orThrow();

        FeatureFrame frame = Tickets.view().read(lake);

        assertThat(frame.keys()).containsExactly("t1", "t2", "t3", "t4");
        assertThat(frame.predictionTimes())
                .containsExactly(
                        Tickets.march("01T09:00"),
                        Tickets.march("01T18:00"),
                        Tickets.march("03T09:00"),
                        Tickets.march("03T10:00"));
        assertThat(frame.numbers("promised_hours")).containsExactly(8, 24, 4, 24);
        assertThat(frame.categories("topic")).containsExactly("printer", "mail", null, "printer");
        assertThat(frame.numbers("words")).containsExactly(120, 5, Float.NaN, 40);
        assertThat(frame.numbers("is_long")).containsExactly(1, 0, 0, 0);
        assertThat(frame.numbers("late_share")).containsExactly(Float.NaN, 1, 0.5f, Float.NaN);
        assertThat(frame.rowsWhere(row -> frame.number("promised_hours", row) > 8))
                .containsExactly(1, 3);
    }

    @Test
    void aFactOfTheMomentOfThePredictionIsKnown(Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND);

        assertThat(build(lake, Tickets.view()).succeeded()).isTrue();

        assertThatTable(lake, Tickets.view().table())
                .hasRows(1, "ticket_id = 't2' and solved_before = 1 and known_at_history = prediction_at")
                .hasRows(1, "ticket_id = 't1' and solved_before is null and known_at_history is null")
                .hasRows(2, "known_at = prediction_at");
    }

    @Test
    void anUnchangedLakeIsNotComputedAgain(Lakehouse lake) {
        load(lake, Tickets.FIRST);
        build(lake, Tickets.view()).orThrow();

        RunReport again = build(lake, Tickets.view());

        assertThat(again.steps().get(0).status()).isEqualTo(StepStatus.UNCHANGED);
    }

    @Test
    void aLeakWithItsTimeIsRefusedAndTheTableStays(Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND, Tickets.THIRD);
        build(lake, Tickets.view()).orThrow();
        RunReport report = build(lake, Tickets.leaking(Tickets.HONEST_LEAK));

        assertThat(report.succeeded()).isFalse();
        assertThat(report.steps().get(0).message())
                .contains("gold.ticket_features", "no look-ahead in solution", "hours_taken", "2 ×")
                .contains("t1 known at 2024-03-01 18:00:00 for 2024-03-01 09:00:00")
                .contains("Take only facts that were known before prediction_at", "The table stays as it was")
                .doesNotContain("promised_hours");
        assertThatTable(lake, Tickets.view().table()).hasRows(3).hasVersion(0);
    }

    @Test
    void aLeakThatLiesAboutItsTimeIsFoundByHidingTheFuture(Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND, Tickets.THIRD, Tickets.OTHER);
        FeatureView<TicketKey> view = Tickets.leaking(Tickets.LYING_LEAK);
        build(lake, view).orThrow();

        assertThatThrownBy(() -> view.requireNoLookAhead(lake, Tickets.march("01T18:00"), 30))
                .isInstanceOf(FeatureLeakException.class)
                .hasMessageContaining("gold.ticket_features")
                .hasMessageContaining("of 2 predictions")
                .hasMessageContaining("hours_taken of 1, such as t2")
                .hasMessageContaining("Take only facts")
                .message()
                .doesNotContain("promised_hours");
        assertThat(view.requireNoLookAhead(lake, Tickets.march("09T00:00"), 30))
                .as("nothing is hidden after the last event")
                .isEqualTo(4);
    }

    @Test
    void honestFeaturesStayTheSameWhenTheFutureIsHidden(Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND, Tickets.THIRD, Tickets.OTHER);
        FeatureView<TicketKey> view = Tickets.view();
        build(lake, view).orThrow();

        assertThat(view.requireNoLookAhead(lake, Tickets.march("01T17:59:59"), 30))
                .isEqualTo(1);
        assertThat(view.requireNoLookAhead(lake, Tickets.march("01T18:00"), 30)).isEqualTo(2);
        assertThat(view.requireNoLookAhead(lake, Tickets.march("03T09:30"), 30)).isEqualTo(3);
        assertThat(view.requireNoLookAhead(lake, Tickets.march("03T10:00"), 1)).isEqualTo(2);
        assertThat(view.requireNoLookAhead(lake, Tickets.march("20T00:00"), 1)).isZero();
        assertThatThrownBy(() -> view.requireNoLookAhead(lake, Tickets.march("03T10:00"), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    @ParameterizedTest
    @CsvSource({
        "cast('inf' as double), 3.0, 1",
        "3.0, cast('inf' as double), 1",
        "cast('inf' as double), cast('inf' as double), 0",
        "cast('nan' as double), 3.0, 1",
        "cast('nan' as double), cast('nan' as double), 0",
        "null, 3.0, 1",
        "3.0, null, 1",
        "3.0, 3.0000001, 0",
        "1e9, 1000000001.0, 0",
        "1e9, 1000100000.0, 1"
    })
    void valuesThatAreNoOrdinaryNumbersAreComparedToo(String solved, String unsolved, int leaks, Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND);
        FeatureView<TicketKey> view =
                Tickets.view("""
                        entities as (select ticket_id, opened_at as prediction_at, solved_at from tickets),
                        odd as (
                          select ticket_id, prediction_at as known_at,
                            case when solved_at is not null then %s else %s end as number
                          from entities
                        )""".formatted(solved, unsolved)).groups(FeatureGroup.of("odd", number("number", "%.0f")));
        build(lake, view).orThrow();

        if (leaks == 0) {
            assertThat(view.requireNoLookAhead(lake, Tickets.march("01T18:00"), 30))
                    .isEqualTo(2);
        } else {
            assertThatThrownBy(() -> view.requireNoLookAhead(lake, Tickets.march("01T18:00"), 30))
                    .hasMessageContaining("number of 1, such as t2");
        }
    }

    @Test
    void aPredictionTimeThatDependsOnTheFutureIsALeakToo(Lakehouse lake) {
        load(lake, Tickets.FIRST);
        FeatureView<TicketKey> view = Tickets.view("""
                        entities as (
                          select ticket_id, case when solved_at is null then opened_at else opened_at + interval 1 hour end
                            as prediction_at
                          from tickets
                        ),
                        promise as (select ticket_id, prediction_at as known_at, 1 as one from entities)""").groups(FeatureGroup.of("promise", number("one", "%.0f")));
        build(lake, view).orThrow();

        assertThatThrownBy(() -> view.requireNoLookAhead(lake, Tickets.march("01T12:00"), 30))
                .isInstanceOf(FeatureLeakException.class)
                .hasMessageContaining("prediction_at of 1, such as t1");
    }

    @Test
    void aNewRowGetsTheFeaturesThatItHasOnceItIsLoaded(Lakehouse lake) {
        Ticket fresh = Tickets.ticket("it's", "ana", "02T12:00", "02T15:00", null, "scanner", 7.0);
        load(lake, Tickets.FIRST, Tickets.SECOND, Tickets.OTHER);
        String row = "select 'it''s', 'ana', timestamp '2024-03-02 12:00:00', timestamp '2024-03-02 15:00:00',"
                + " cast(null as timestamp), 'scanner', 7.0";

        FeatureFrame computed = Tickets.view().compute(lake, Map.of("tickets", row), List.of("it's", "nobody"));

        load(lake, Tickets.FIRST, Tickets.SECOND, Tickets.OTHER, fresh);
        build(lake, Tickets.view()).orThrow();
        FeatureFrame stored = Tickets.view().read(lake);
        assertThat(computed.keys()).containsExactly("it's");
        assertThat(stored.keys().get(2)).isEqualTo("it's");
        assertThat(computed.predictionTimes().get(0))
                .isEqualTo(stored.predictionTimes().get(2));
        for (Feature feature : computed.features()) {
            if (feature.kind() == Feature.Kind.NUMBER) {
                assertThat(computed.number(feature.name(), 0)).isEqualTo(stored.number(feature.name(), 2));
            } else {
                assertThat(computed.category(feature.name(), 0)).isEqualTo(stored.category(feature.name(), 2));
            }
        }
        assertThat(computed.number("solved_before", 0)).isEqualTo(2);
    }

    @Test
    void whatCannotBeComputedIsRefused(Lakehouse lake) {
        load(lake, Tickets.FIRST);
        FeatureView<TicketKey> view = Tickets.view();
        String row = "select * from silver.tickets";

        assertThatThrownBy(() -> view.compute(lake, Map.of("ticket", row), List.of("t1")))
                .hasMessageContaining("[ticket]")
                .hasMessageContaining("rows of tickets");
        assertThatThrownBy(() -> view.compute(lake, Map.of(), List.of())).hasMessageContaining("at least one key");
        assertThatThrownBy(() -> view.compute(
                        lake,
                        Map.of(
                                "tickets",
                                "select 't1', 'ana', timestamp '2024-03-02 12:00:00', timestamp '2024-03-02 15:00:00',"
                                        + " cast(null as timestamp), 'scanner', 7.0"),
                        List.of("t1")))
                .hasMessageContaining("t1: it has several rows")
                .hasMessageContaining("in the lake already");
    }

    @Test
    void groupsCanBeLeftOut(Lakehouse lake) {
        load(lake, Tickets.FIRST, Tickets.SECOND);
        FeatureView<TicketKey> view = Tickets.view().without("promise");
        build(lake, view).orThrow();

        assertThat(view.features()).extracting(Feature::name).containsExactly("solved_before", "late_share");
        assertThat(view.read(lake).numbers("solved_before")).containsExactly(Float.NaN, 1);
        assertThatThrownBy(() -> view.read(lake).numbers("words"))
                .hasMessageContaining("no feature words")
                .hasMessageContaining("solved_before");
        assertThatThrownBy(() -> Tickets.view().without("promises"))
                .hasMessageContaining("promises")
                .hasMessageContaining("it has the groups promise, history");
        assertThatThrownBy(() -> Tickets.view().without("promise", "history").model())
                .hasMessageContaining("0 feature groups");
    }

    @Test
    void anExpressionSeesTheColumnsOfItsGroupOnly(Lakehouse lake) {
        load(lake, Tickets.FIRST);
        FeatureView<TicketKey> view = Tickets.view()
                .without("promise")
                .groups(FeatureGroup.of("promise", number("sum", "%.0f").as("late_share + 1")));

        assertThatThrownBy(() -> build(lake, view)).hasMessageContaining("late_share");
    }

    @Test
    void namesAreDeclaredOnceAndAreNames() {
        FeatureView<TicketKey> view = Tickets.view();

        assertThatThrownBy(() -> view.groups(FeatureGroup.of("more", number("words", "%.0f"))))
                .hasMessageContaining("words twice");
        assertThatThrownBy(() -> view.groups(FeatureGroup.of("history", number("more", "%.0f"))))
                .hasMessageContaining("feature group history twice");
        for (String taken : List.of("ticket_id", "prediction_at", "known_at", "known_at_history")) {
            assertThatThrownBy(() -> view.groups(FeatureGroup.of("more", number(taken, "%.0f"))))
                    .hasMessageContaining(taken + " twice");
        }
        assertThatThrownBy(() -> view.inputs(FeatureInput.of("a", "select 1"), FeatureInput.of("a", "select 2")))
                .hasMessageContaining("input a twice");
        assertThatThrownBy(() -> number("Weight (kg)", "%.0f")).hasMessageContaining("'Weight (kg)'");
        assertThatThrownBy(() -> FeatureGroup.of("a b", number("x", "%.0f"))).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> FeatureGroup.of("empty")).hasMessageContaining("empty without features");
    }

    @Test
    void aPhraseTakesTheValueAndSharesReadAsPercentages() {
        assertThat(number("words", "%,.0f words").words(1200.0)).isEqualTo("1,200 words");
        assertThat(Feature.percentage("late", "%.0f %% late").words(0.25)).isEqualTo("25 % late");
        assertThat(Feature.category("topic", "about %s").words("mail")).isEqualTo("about mail");
        assertThatThrownBy(() -> number("words", "%d words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the feature words as '%d words'")
                .hasMessageContaining("%.0f for a number");
        assertThatThrownBy(() -> Feature.percentage("late", "100 % late")).hasMessageContaining("100 % late");
    }

    record NoKey(
            String ticketId,
            LocalDateTime predictionAt,
            @Nullable LocalDateTime knownAt) {}

    record NoTime(@Key String ticketId, @Nullable LocalDateTime knownAt) {}

    record NotNullable(@Key String ticketId, LocalDateTime predictionAt, LocalDateTime knownAt) {}

    record OtherType(
            @Key String ticketId,
            String predictionAt,
            @Nullable LocalDateTime knownAt) {}

    record More(
            @Key String ticketId,
            LocalDateTime predictionAt,
            @Nullable LocalDateTime knownAt,
            int priority) {}

    @Test
    void aRecordWithoutTheNeededColumnsIsRefused() {
        for (Class<? extends Record> type :
                List.of(NoKey.class, NoTime.class, NotNullable.class, OtherType.class, More.class)) {
            assertThatThrownBy(() -> FeatureView.into(TableRef.gold("features", type)))
                    .as(type.getSimpleName())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gold.features")
                    .hasMessageContaining("@Nullable LocalDateTime knownAt");
        }
    }

    @Test
    void aPredictionTimeThatIsMissingIsNamed(Lakehouse lake) {
        load(lake, Tickets.THIRD);
        FeatureView<TicketKey> view = Tickets.view("""
                        entities as (select ticket_id, solved_at as prediction_at from tickets),
                        one as (select ticket_id, prediction_at as known_at, 1 as one from entities)""").groups(FeatureGroup.of("one", number("one", "%.0f")));

        assertThat(build(lake, view).steps().get(0).message()).contains("prediction_at");
        assertThatThrownBy(() -> view.compute(lake, Map.of(), List.of("t3")))
                .hasMessageContaining("ticket_id t3 has the prediction time null");
    }

    @Test
    void anEmptyLakeHasNoFeatures(Lakehouse lake) {
        load(lake);
        build(lake, Tickets.view()).orThrow();

        assertThat(Tickets.view().read(lake).rows()).isZero();
        assertThat(Tickets.view().requireNoLookAhead(lake, Tickets.march("01T12:00"), 30))
                .isZero();
        assertThat(Tickets.view().compute(lake, Map.of(), List.of("t1")).rows()).isZero();
    }

    private static void load(Lakehouse lake, Ticket... tickets) {
        Tickets.load(lake, tickets);
    }

    private static RunReport build(Lakehouse lake, FeatureView<TicketKey> view) {
        return Tickets.build(lake, view);
    }
}
