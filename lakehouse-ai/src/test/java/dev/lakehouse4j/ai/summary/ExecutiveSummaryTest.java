package dev.lakehouse4j.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.ai.kpi.KpiSheet;
import dev.lakehouse4j.ai.kpi.PlantedLake;
import dev.lakehouse4j.core.Lakehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summary says what was planted, and something else where something else was planted. */
class ExecutiveSummaryTest {

    @TempDir
    static Path folder;

    private static KpiSheet usual;

    @BeforeAll
    static void write() {
        usual = sheet(PlantedLake.usual(), "usual");
    }

    private static KpiSheet sheet(PlantedLake planted, String name) {
        try (Lakehouse lake = planted.write(folder.resolve(name))) {
            return KpiSheet.of(lake);
        }
    }

    private static String passage(KpiSheet sheet, Language language, String finding) {
        return passageIfAny(sheet, language, finding).orElse("");
    }

    private static Optional<String> passageIfAny(KpiSheet sheet, Language language, String finding) {
        return ExecutiveSummary.of(sheet).in(language).write().sections().stream()
                .flatMap(section -> section.passages().stream())
                .filter(passage -> passage.finding().equals(finding))
                .map(Section.Passage::text)
                .findFirst();
    }

    private static Stream<Sentence> sentences(ExecutiveSummary summary) {
        return summary.sections().stream()
                .flatMap(section -> section.passages().stream())
                .flatMap(passage -> passage.sentences().stream());
    }

    @Test
    void everySectionHasSomethingToSayInBothLanguages() {
        for (Language language : Language.values()) {
            ExecutiveSummary summary = ExecutiveSummary.of(usual).in(language).write();
            assertThat(summary.sections()).extracting(Section::topic).containsExactly(Topic.values());
            assertThat(summary.text()).doesNotContain("{").doesNotContain("NaN").doesNotContain("null");
            assertThat(summary.markdown()).startsWith("# ").contains("\n## " + Topic.DELIVERY_RISKS.title(language));
        }
        assertThat(ExecutiveSummary.of(usual).in(Language.PORTUGUESE).write().text())
                .contains("Resumo executivo, janeiro de 2017 a junho de 2018");
    }

    @Test
    void everySentenceCitesFiguresOfTheSheet() {
        assertThat(sentences(ExecutiveSummary.of(usual).write())).allSatisfy(sentence -> {
            assertThat(sentence.sources()).as(sentence.text()).isNotEmpty();
            assertThat(sentence.sources()).allMatch(name -> usual.find(name).isPresent());
            assertThat(sentence.author()).isEqualTo(Sentence.Author.TEMPLATE);
            assertThat(sentence.text()).matches("(?s)\\p{Lu}.*\\.|\\d.*\\.");
        });
    }

    @Test
    void findingsAreOrderedByWeightWithinTheirSection() {
        ExecutiveSummary summary = ExecutiveSummary.of(usual).write();
        for (Topic topic : Topic.values()) {
            List<Double> weights = summary.findings().stream()
                    .filter(finding -> finding.topic() == topic)
                    .map(Finding::weight)
                    .toList();
            assertThat(weights).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    @Test
    void growthByOrdersIsSaidToComeFromOrders() {
        assertThat(passage(usual, Language.ENGLISH, "revenue_decomposition"))
                .startsWith("Revenue growth is driven by the number of orders");
        assertThat(passage(usual, Language.PORTUGUESE, "revenue_decomposition"))
                .startsWith("O crescimento da receita vem do número de pedidos");
        assertThat(passage(usual, Language.ENGLISH, "order_trend"))
                .contains("grew")
                .contains("chance does not explain");
    }

    @Test
    void growthByPricesIsSaidToComeFromPrices() {
        KpiSheet dearer = sheet(PlantedLake.usual().orders(150, 0).priceGrowth(0.04), "dearer");
        assertThat(passage(dearer, Language.ENGLISH, "revenue_decomposition"))
                .startsWith("Revenue growth is driven by the price per item");
        assertThat(passage(dearer, Language.PORTUGUESE, "revenue_decomposition"))
                .contains("vem do preço por item");
        assertThat(passage(dearer, Language.ENGLISH, "order_trend")).contains("no clear trend");
    }

    @Test
    void aDeclineIsSaidToBeOne() {
        KpiSheet shrinking = sheet(PlantedLake.usual().orders(300, -0.05), "shrinking");
        assertThat(passage(shrinking, Language.ENGLISH, "revenue_decomposition"))
                .startsWith("Revenue decline is driven by the number of orders: revenue lost");
        assertThat(passage(shrinking, Language.ENGLISH, "latest_period"))
                .contains("less than")
                .contains("fell by");
        assertThat(passage(shrinking, Language.PORTUGUESE, "order_trend")).contains("encolheram");
    }

    @Test
    void repeatCustomersMatterWhereTheyDo() {
        assertThat(passage(usual, Language.ENGLISH, "repeat_customers"))
                .startsWith("Repeat customers do not carry the business");
        KpiSheet loyal = sheet(PlantedLake.usual().repeatShare(0.7), "loyal");
        assertThat(passage(loyal, Language.ENGLISH, "repeat_customers"))
                .startsWith("Repeat customers carry the business");
        assertThat(passage(loyal, Language.PORTUGUESE, "repeat_customers"))
                .startsWith("Clientes recorrentes sustentam o negócio");
        assertThat(passageIfAny(usual, Language.ENGLISH, "win_second_order")).isPresent();
        assertThat(passageIfAny(loyal, Language.ENGLISH, "win_second_order")).isEmpty();
    }

    @Test
    void latenessCostsStarsOnlyWhereItDoes() {
        assertThat(passage(usual, Language.ENGLISH, "lateness_costs_stars")).startsWith("A late delivery costs 1.");
        assertThat(passage(usual, Language.PORTUGUESE, "lateness_costs_stars")).startsWith("Um atraso custa 1,");
        KpiSheet patient = sheet(PlantedLake.usual().lateness(0.1, 0), "patient");
        assertThat(passage(patient, Language.ENGLISH, "lateness_costs_stars")).contains("no measurable mark");
        assertThat(passage(patient, Language.PORTUGUESE, "lateness_costs_stars"))
                .contains("não deixa marca mensurável");
    }

    @Test
    void placesAreNamedOnlyWhereTheyDiffer() {
        assertThat(passage(usual, Language.ENGLISH, "late_states")).contains("Alagoas");
        KpiSheet even = sheet(PlantedLake.usual().sameInAllStates(), "even");
        assertThat(passageIfAny(even, Language.ENGLISH, "late_states")).isEmpty();
    }

    @Test
    void complaintsAreAboutWhatTheyAreAbout() {
        assertThat(passage(usual, Language.ENGLISH, "complaint_topics"))
                .startsWith("Delivery is the main driver of complaints");
        assertThat(passage(usual, Language.PORTUGUESE, "complaint_topics"))
                .startsWith("A entrega é o principal motivo de reclamação");
        KpiSheet broken = sheet(PlantedLake.usual().deliveryComplaints(0.1), "broken");
        assertThat(passage(broken, Language.ENGLISH, "complaint_topics"))
                .startsWith("Product quality is the main driver of complaints");
    }

    @Test
    void withoutModelsTheirPartIsLeftOutAndNamed() {
        KpiSheet plain = sheet(PlantedLake.usual().withoutModels(), "plain");
        ExecutiveSummary summary = ExecutiveSummary.of(plain).write();
        Set<String> ids = summary.findings().stream().map(Finding::id).collect(Collectors.toSet());
        assertThat(ids)
                .contains("scale", "late_rate", "complaint_topics")
                .doesNotContain("text_sentiment", "delivery_model");
        assertThat(summary.text()).contains("There is no table gold.review_sentiment");
    }

    @Test
    void anEmptyLakeIsSaidToBeEmpty(@TempDir Path empty) {
        try (Lakehouse lake = PlantedLake.open(empty.resolve("lake"))) {
            ExecutiveSummary summary = ExecutiveSummary.of(lake).write();
            assertThat(summary.sections()).isEmpty();
            assertThat(summary.text()).contains("no table");
        }
    }

    @Test
    void aHandfulOfOrdersGivesNoTrendsAndNoTests(@TempDir Path other) {
        try (Lakehouse lake = PlantedLake.usual()
                .months(java.time.YearMonth.of(2018, 1), 2)
                .orders(6, 0)
                .write(other.resolve("lake"))) {
            for (Language language : Language.values()) {
                ExecutiveSummary summary =
                        ExecutiveSummary.of(lake).in(language).write();
                Set<String> ids = summary.findings().stream().map(Finding::id).collect(Collectors.toSet());
                assertThat(ids)
                        .contains("scale")
                        .doesNotContain("order_trend", "lateness_costs_stars", "complaint_topics");
                assertThat(summary.text()).doesNotContain("NaN").doesNotContain("Infinity");
            }
        }
    }

    @Test
    void filesAppearInTheFolder(@TempDir Path out) throws IOException {
        SummaryFiles.write(ExecutiveSummary.of(usual).write(), out.resolve("report"));
        SummaryFiles.write(ExecutiveSummary.of(usual).in(Language.PORTUGUESE).write(), out.resolve("report"));
        try (Stream<Path> files = Files.list(out.resolve("report"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "kpis.json", "summary.md", "summary.json", "summary.pt.md", "summary.pt.json");
        }
        JsonNode json = new ObjectMapper().readTree(Files.readString(out.resolve("report/summary.json")));
        assertThat(json.path("sections")).hasSize(Topic.values().length);
        assertThat(json.path("findings").path(0).path("facts").isObject()).isTrue();
    }
}
