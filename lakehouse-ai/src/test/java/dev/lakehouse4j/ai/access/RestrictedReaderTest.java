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
import dev.lakehouse4j.ai.summary.SummaryFiles;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.catalog.Catalog;
import dev.lakehouse4j.core.catalog.Principal;
import dev.lakehouse4j.core.catalog.Privilege;
import dev.lakehouse4j.core.catalog.Securable;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.error.AccessDeniedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    void whoMayReadNothingGetsNoFigures() {
        assertThatThrownBy(() -> KpiSheet.of(nobody))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("SELECT ON TABLE gold.fact_orders");
        assertThatThrownBy(() -> ExecutiveSummary.of(nobody).write()).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void whatElseMayNotBeReadIsLeftOutAndSaid() {
        Principal few = lake.catalog().createUser("few");
        lake.catalog().grant(Privilege.USE, Securable.schema("gold"), few);
        lake.catalog().grant(Privilege.SELECT, Securable.table("gold.fact_orders"), few);

        KpiSheet sheet = KpiSheet.of(lake.as(few));
        assertThat(sheet.find("orders")).isPresent();
        assertThat(sheet.notes()).anyMatch(note -> note.startsWith("few may not read gold."));
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
    void whoMayReadNothingWritesNoReport() {
        Path file = folder.resolve("reports/none.html");

        assertThatThrownBy(() -> HtmlReport.of(nobody).write(file))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("gold.fact_orders");
        assertThat(file.getParent()).doesNotExist();
        // A summary that somebody else wrote opens nothing either.
        ExecutiveSummary others = ExecutiveSummary.of(lake).write();
        assertThatThrownBy(() -> HtmlReport.of(nobody).summary(others).html())
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void theLakesOwnReportIsWrittenByWhoMayCreateInGold() {
        ExecutiveSummary summary = ExecutiveSummary.of(south).write();
        Path report = lake.root().resolve("report");

        assertThatThrownBy(() -> SummaryFiles.write(south, summary, report))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("CREATE on schema gold");
        assertThatThrownBy(() -> HtmlReport.of(south).write(report.resolve("index.html")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> HtmlReport.of(south).write(lake.root().resolve("gold/fact_orders/x.html")))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(report).doesNotExist();
        assertThat(SummaryFiles.write(south, summary, folder.resolve("own"))).exists();
        lake.catalog().grant(Privilege.CREATE, Securable.schema("gold"), south.principal());
        assertThat(SummaryFiles.write(south, summary, report)).exists();
        lake.catalog().revoke(Privilege.CREATE, Securable.schema("gold"), south.principal());
    }

    @Test
    void aReportOfWhoSeesMasksHoldsMaskedValuesOnly() throws IOException {
        Principal masked = lake.catalog().createUser("masked");
        lake.catalog().grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("gold"), masked);
        lake.catalog()
                .mask(
                        "gold.dim_products",
                        "category",
                        "case current_user() when 'masked' then 'a_mask' else value end");
        Lakehouse session = lake.as(masked);
        List<String> categories = List.of("health_beauty", "watches_gifts", "Health beauty", "Watches gifts");
        String open = files(lake, "open");
        String closed = files(session, "masked");

        assertThat(categories).anyMatch(open::contains);
        assertThat(closed).contains("a_mask").doesNotContain(categories);
    }

    /** Everything that is written for a session. */
    private static String files(Lakehouse session, String name) throws IOException {
        Path own = folder.resolve(name);
        SummaryFiles.write(session, ExecutiveSummary.of(session).write(), own);
        HtmlReport.of(session).write(own.resolve("index.html"));
        try (Stream<Path> files = Files.list(own)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(4);
            return all.stream().map(RestrictedReaderTest::read).collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void questionsAreAnsweredWithTheReadersRights() {
        assertThatThrownBy(() -> Ask.on(nobody).answer("How many orders were there in March 2018?"))
                .isInstanceOf(AccessDeniedException.class);
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
