package dev.lakehouse4j.ai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.ai.ask.Answer;
import dev.lakehouse4j.ai.ask.Ask;
import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.PlantedLake;
import dev.lakehouse4j.ai.language.Completion;
import dev.lakehouse4j.ai.language.TextModel;
import dev.lakehouse4j.ai.report.HtmlReport;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key figures, summary, report, questions and AI functions as a principal with few rights gets them. */
class RestrictedReaderTest {

    @TempDir
    static Path folder;

    private static Lakehouse lake;
    private static Lakehouse nobody;
    private static Lakehouse south;

    @BeforeAll
    static void write() {
        lake = PlantedLake.usual().write(folder.resolve("lake"));
        Catalog catalog = lake.catalog();
        nobody = lake.as(catalog.createUser("nobody"));
        Principal reader = catalog.createUser("south");
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("gold"), reader);
        catalog.rowFilter(
                "gold.fact_orders", "current_user() <> 'south' or purchased_at < timestamp '2017-07-01 00:00:00'");
        catalog.mask("gold.fact_orders", "order_id", "'hidden'");
        south = lake.as(reader);
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @Test
    void whoMayReadNothingGetsASheetThatSaysSo() {
        KpiSheet sheet = KpiSheet.of(nobody);

        assertThat(sheet.kpis()).isEmpty();
        assertThat(sheet.notes())
                .anyMatch(note -> note.startsWith("nobody may not read gold.fact_orders"))
                .noneMatch(note -> note.startsWith("There is no table"));
    }

    @Test
    void figuresOfWhoSeesSomeRowsAreThoseOfTheseRowsAndSaySo() {
        KpiSheet all = KpiSheet.of(lake);
        KpiSheet some = KpiSheet.of(south);

        assertThat(some.notes())
                .anyMatch(note -> note.contains("gold.fact_orders") && note.contains("what south sees"));
        assertThat(some.find("orders").orElseThrow().number().getAsDouble())
                .isPositive()
                .isLessThan(all.find("orders").orElseThrow().number().getAsDouble());
        assertThat(all.notes()).noneMatch(note -> note.contains("sees"));
    }

    @Test
    void aReportOfWhoMayReadNothingHoldsNoFigures() throws IOException {
        Path all = HtmlReport.of(lake).write(folder.resolve("all.html"));
        Path none = HtmlReport.of(nobody).write(folder.resolve("none.html"));

        // Each figure comes with the query that it is from.
        assertThat(Files.readString(all)).contains("from gold.fact_orders");
        assertThat(Files.readString(none)).doesNotContain("from gold.fact_orders");
    }

    @Test
    void questionsAreAnsweredWithTheReadersRights() {
        assertThat(Ask.on(nobody)
                        .answer("How many orders were there in March 2018?")
                        .origin())
                .isEqualTo(Answer.Origin.NONE);
        Answer answer = Ask.on(south).answer("orders in 2017");
        assertThat(answer.origin()).isEqualTo(Answer.Origin.METRIC);
        assertThat(answer.rows().get(0).number("value"))
                .isPositive()
                .isLessThan(Ask.on(lake).answer("orders in 2017").rows().get(0).number("value"));
    }

    @Test
    void aSummaryOfWhoSeesSomeRowsIsWritten() {
        assertThat(ExecutiveSummary.of(south).write().text()).isNotBlank();
    }

    @Test
    void functionsOfAModelNeedTheRightToCallThem() {
        TextModel echo = prompt -> new Completion("seen", 1, 1);
        AiFunctions.on(lake).languageModel(echo).register();
        assertThatThrownBy(() -> AiFunctions.on(south).languageModel(echo).register())
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> south.query("select ai_gen(order_id) from gold.fact_orders limit 1"))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("EXECUTE");
        lake.catalog().grant(Privilege.USE, Securable.schema("functions"), south.principal());
        lake.catalog().grant(Privilege.EXECUTE, Securable.function("ai_gen"), south.principal());
        try (QueryResult result = south.query("select ai_gen(order_id) from gold.fact_orders limit 1")) {
            assertThat(result.nextBatch()).isTrue();
        }
    }
}
