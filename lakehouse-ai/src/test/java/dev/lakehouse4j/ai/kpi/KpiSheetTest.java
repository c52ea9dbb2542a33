package dev.lakehouse4j.ai.kpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.engine.QueryResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KpiSheetTest {

    @TempDir
    static Path folder;

    private static Lakehouse lake;
    private static KpiSheet sheet;

    @BeforeAll
    static void write() {
        lake = PlantedLake.usual().write(folder.resolve("lake"));
        sheet = KpiSheet.of(lake);
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    private static double run(String sql) {
        try (QueryResult result = lake.query(sql)) {
            assertThat(result.nextBatch()).isTrue();
            return ((Number) result.column(0).getObject(0)).doubleValue();
        }
    }

    @Test
    void theSqlOfEachNumberGivesItsValueWhenRunAlone() {
        for (Kpi kpi : sheet.kpis()) {
            if (kpi.type() == Kpi.Type.NUMBER) {
                assertThat(run(kpi.sql())).as(kpi.name()).isCloseTo(kpi.number().orElseThrow(), within(1e-9));
                assertThat(kpi.tableVersions()).as(kpi.name()).isNotEmpty();
                assertThat(kpi.description()).as(kpi.name()).isNotBlank();
            }
        }
    }

    @Test
    void changesAreThoseOfTheSameMetricInThePeriods() {
        assertThat(sheet.newestPeriod()).contains(Period.months(YearMonth.of(2018, 4), 3));
        for (Metric metric : KpiSheet.metrics()) {
            Kpi kpi = sheet.find(metric.name()).orElseThrow();
            assertThat(kpi.change()).as(metric.name()).isNotNull();
            assertThat(kpi.yearChange()).as(metric.name()).isNotNull();
            Change change = kpi.change();
            assertThat(change.previousPeriod().until())
                    .isEqualTo(change.period().from());
            assertThat(kpi.yearChange().previousPeriod().from())
                    .isEqualTo(change.period().from().minusYears(1));
            assertThat(run(metric.sql(change.period(), List.of())))
                    .as(metric.name())
                    .isCloseTo(change.value(), within(1e-9));
            assertThat(run(metric.sql(change.previousPeriod(), List.of())))
                    .as(metric.name())
                    .isCloseTo(change.previousValue(), within(1e-9));
        }
    }

    @Test
    void outcomesAreComparedOnlyWhereTheyAreKnown() {
        Change orders = sheet.find("orders").orElseThrow().change();
        Change late = sheet.find("late_rate").orElseThrow().change();
        assertThat(orders.period().until()).isEqualTo(LocalDate.of(2018, 7, 1));
        // Nothing was delivered after 13 July on time, and orders of June that are late have not all arrived.
        assertThat(late.period().until()).isBeforeOrEqualTo(orders.period().until());
    }

    @Test
    void figuresOfMissingTablesAreLeftOutAndNamed(@TempDir Path other) {
        try (Lakehouse small = PlantedLake.usual().orders(20, 0).withoutModels().write(other.resolve("lake"))) {
            KpiSheet partial = KpiSheet.of(small);
            assertThat(partial.find("orders")).isPresent();
            assertThat(partial.find("sentiment_score")).isEmpty();
            assertThat(partial.find("segments")).isEmpty();
            assertThat(partial.notes())
                    .anyMatch(note -> note.contains("gold.review_sentiment"))
                    .anyMatch(note -> note.contains("sentiment_score"));
        }
    }

    @Test
    void anEmptyLakeHasNotesAndNoFigures(@TempDir Path other) {
        try (Lakehouse empty = PlantedLake.open(other.resolve("lake"))) {
            KpiSheet nothing = KpiSheet.of(empty);
            assertThat(nothing.kpis()).isEmpty();
            assertThat(nothing.notes()).isNotEmpty();
            assertThat(nothing.period()).isEmpty();
        }
    }

    @Test
    void ownMetricsJoinTheSheet() {
        Metric express = Metric.of(
                "express_orders",
                "orders",
                "Orders delivered within a week",
                "gold.fact_orders",
                "purchased_at",
                "count(case when delivery_days <= 7 then 1 end)");
        KpiSheet own = KpiSheet.of(lake, List.of(express));
        assertThat(own.number("express_orders")).hasValue(0);
        assertThat(own.find("express_orders").orElseThrow().change()).isNotNull();
        assertThatThrownBy(
                        () -> Metric.of("Express Orders", "orders", "", "gold.fact_orders", "purchased_at", "count(*)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Express Orders");
    }

    @Test
    void jsonHasWhatReadersRelyOn() throws IOException {
        JsonNode array = new ObjectMapper().readTree(sheet.toJson());
        assertThat(array).hasSizeGreaterThan(40).allSatisfy(kpi -> {
            assertThat(kpi.path("name").asText()).isNotBlank();
            assertThat(kpi.has("value")).isTrue();
            assertThat(kpi.path("unit").asText()).isNotBlank();
            assertThat(kpi.path("sql").asText()).containsIgnoringCase("select");
            assertThat(kpi.path("tableVersions").isObject()).isTrue();
        });
    }

    @Test
    void aTrickleAtTheStartAndAnIncompleteMonthAreNotCompared(@TempDir Path other) {
        try (Lakehouse small = PlantedLake.usual()
                .orders(5, 0.5)
                .months(YearMonth.of(2017, 1), 10)
                .withoutModels()
                .write(other.resolve("lake"))) {
            KpiSheet grown = KpiSheet.of(small);
            assertThat(grown.regularMonths().orElseThrow().from()).isEqualTo(LocalDate.of(2017, 1, 1));
            assertThat(grown.newestPeriod()).contains(Period.months(YearMonth.of(2017, 8), 3));
        }
    }
}
