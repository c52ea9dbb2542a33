package dev.lakehouse4j.ai.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.ai.summary.ExecutiveSummary;
import dev.lakehouse4j.ai.summary.Language;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.site.HtmlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report on sample data with everything in it, and on lakes that lack things. */
class HtmlReportTest {

    private static final LocalDate DAY = LocalDate.of(2020, 2, 29);
    private static final Set<String> CHARTS = Set.of(
            "sales-by-month",
            "sales-by-category",
            "late-by-month",
            "late-by-state",
            "stars-by-delay",
            "sentiment-by-month",
            "sentiment-by-delay",
            "complaint-topics",
            "segments",
            "model-lift",
            "model-reliability",
            "model-comparison",
            "model-drift");

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static Lakehouse lake;
    private static ExecutiveSummary summary;
    private static String html;

    @BeforeAll
    static void report() {
        lake = ReportLake.sample(folder);
        ReportLake.addModels(lake);
        summary = ExecutiveSummary.of(lake).write();
        html = HtmlReport.of(lake).summary(summary).madeOn(DAY).html();
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @Test
    void everyChartSaysWhatItShowsAndHasATableASourceAndANameForEachDrawing() {
        List<String> figures = figures(html);

        assertThat(figures)
                .extracting(figure -> first("id=\"([a-z-]+)\"", figure))
                .containsExactlyInAnyOrderElementsOf(CHARTS);
        assertThat(figures).allSatisfy(figure -> {
            assertThat(first("<h3 id=\"[a-z-]+\">([^<]+)</h3>", figure)).isNotBlank();
            assertThat(first("<p class=\"what\">([^<]+)</p>", figure)).isNotBlank();
            assertThat(first("<details class=\"source\"><summary>([^<]+)</summary>", figure))
                    .matches("Source: ((gold|silver)\\.[a-z_]+ \\(version \\d+\\)(, )?)+");
            assertThat(first("<pre tabindex=\"0\"><code>([^<]+)</code>", figure))
                    .containsIgnoringCase("select");
            assertThat(all("<th scope=\"row\">", figure)).isNotEmpty();
            assertThat(all("<canvas ", figure))
                    .hasSameSizeAs(all("<canvas [^>]*role=\"img\" aria-label=\"[^\"]{20,}\"", figure));
        });
    }

    @Test
    void everyDrawingHasItsDataAndEverySeriesAValuePerLabel() {
        JsonNode data = data(html);

        assertThat(data.get("panels"))
                .extracting(panel -> panel.get("id").asText())
                .containsExactlyElementsOf(all("<canvas id=\"([a-z0-9-]+)\"", html))
                .hasSize(13);
        assertThat(data.get("panels")).allSatisfy(panel -> {
            int size = panel.get("kind").asText().equals("points")
                    ? panel.get("xs").size()
                    : panel.get("labels").size();
            assertThat(size).isPositive();
            assertThat(panel.get("series")).isNotEmpty().allSatisfy(series -> {
                assertThat(series.get("name").asText()).isNotBlank();
                assertThat(series.get("values")).hasSize(size);
                assertThat(series.get("values")).anyMatch(JsonNode::isNumber);
                if (series.has("tones")) {
                    assertThat(series.get("tones")).hasSize(size);
                }
            });
        });
    }

    @Test
    void theFiguresAreThoseOfTheLake() {
        record Month(double orders, double late) {}
        JsonNode orders = panel("sales-by-month-panel-2").get("series").get(0).get("values");
        double shown = 0;
        for (JsonNode value : orders) {
            shown += value.asDouble();
        }
        Month all;
        try (Stream<Month> rows = lake.sql(
                "select cast(count(*) as double) as orders,"
                        + " cast(count(case when is_late then 1 end) as double) / count(is_late) as late from gold.fact_orders",
                Month.class)) {
            all = rows.findFirst().orElseThrow();
        }
        String notDrawn = figure("sales-by-month");

        assertThat(shown).isLessThanOrEqualTo(all.orders()).isGreaterThan(0.9 * all.orders());
        assertThat(all(
                                "<th scope=\"row\">[^<]+</th><td class=\"number\">[^<]+</td><td class=\"number\">[^<]+</td>"
                                        + "<td class=\"number\">([\\d,]+)</td>",
                                notDrawn)
                        .stream()
                        .mapToLong(cell -> Long.parseLong(cell.replace(",", "")))
                        .sum())
                .isEqualTo((long) all.orders());
        assertThat(panel("late-by-month-panel-1").at("/reference/value").asDouble())
                .isEqualTo(all.late());
    }

    @Test
    void theMapHasATileForEachOfTheStates() {
        assertThat(all("<text class=\"tile-code [^>]+>([A-Z]{2})</text>", figure("late-by-state")))
                .hasSize(27)
                .doesNotHaveDuplicates();
    }

    @Test
    void reliabilityComparesPredictionsWithOutcomes() {
        JsonNode panel = panel("model-reliability-panel-1");
        JsonNode series = panel.get("series").get(0);

        assertThat(panel.get("xs")).hasSize(10);
        for (int group = 0; group < 10; group++) {
            assertThat(series.get("values").get(group).asDouble())
                    .isBetween(
                            series.get("low").get(group).asDouble(),
                            series.get("high").get(group).asDouble());
        }
        assertThat(figure("model-lift")).contains("The riskiest tenth of orders holds");
        assertThat(figure("model-comparison"))
                .contains("Random forest ranks late orders best, with a ROC AUC of 0.720")
                .contains(
                        "On 400 newer test orders, which choose nothing, the winner reaches 0.700 (95% interval 0.650 to 0.750).");
    }

    @Test
    void theSummaryStandsFirstWithTheSourcesOfItsSentences() {
        int summaryAt = html.indexOf("id=\"summary\"");

        assertThat(summaryAt).isPositive().isLessThan(html.indexOf("<figure"));
        assertThat(summary.sections()).isNotEmpty().allSatisfy(section -> {
            assertThat(html).contains("<h3>" + HtmlText.escape(section.title()) + "</h3>");
            assertThat(section.passages())
                    .allSatisfy(passage -> passage.sentences()
                            .forEach(sentence -> assertThat(html).contains(HtmlText.escape(sentence.text()))));
        });
        List<String> links = all("href=\"#(kpi-[a-z_]+)\"", html);
        assertThat(links).isNotEmpty().allSatisfy(id -> assertThat(html).contains("id=\"" + id + "\""));
        assertThat(first("<details class=\"figures\">(.*?)</details>", html)).contains("from gold.fact_orders");
    }

    @Test
    void headlineFiguresStandWithTheirChange() {
        List<String> tiles = all("<li class=\"tile\">(.*?)</li>", html);

        assertThat(tiles).hasSize(Tiles.NAMES.size());
        assertThat(tiles).allSatisfy(tile -> {
            assertThat(first("<p class=\"value\">([^<]+)</p>", tile)).containsPattern("\\d");
            assertThat(first("<b>([^<]+)</b>", tile)).matches("[+−]?[\\d.,]+(%| pts| days)?");
        });
    }

    @Test
    void nothingIsLoadedAndNothingMayBe() {
        String policy = first("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"", html);

        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .doesNotContain("unsafe")
                .doesNotContain("http");
        List<String> scripts = all("<script>(.*?)</script>", html);
        assertThat(scripts).hasSize(2).allSatisfy(script -> assertThat(policy).contains(HtmlText.hash(script)));
        assertThat(policy).contains(HtmlText.hash(first("<style>(.*?)</style>", html)));
        String markup = html.replaceAll("(?s)<script.*?</script>|<style>.*?</style>", "");
        assertThat(markup)
                .doesNotContainPattern("(?i)\\s(src|srcset|style|on[a-z]+)=")
                .doesNotContain("http:", "https:");
        assertThat(all("<link [^>]+>", markup)).containsExactly("<link rel=\"icon\" href=\"data:,\">");
    }

    @Test
    void theNoticeOfTheChartLibraryIsInTheFile() {
        assertThat(html)
                .contains("The MIT License (MIT)")
                .contains("Permission is hereby granted, free of charge")
                .contains("Chart.js v4");
    }

    @Test
    void elementsCloseAndIdsAreUnique() {
        String markup = html.replaceAll("(?s)<!DOCTYPE html>|<script.*?</script>|<style>.*?</style>", "");
        Set<String> empty = Set.of("meta", "link", "rect");
        Deque<String> open = new ArrayDeque<>();
        Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(markup);
        while (tags.find()) {
            if (tags.group(1).isEmpty()) {
                if (!empty.contains(tags.group(2))) {
                    open.push(tags.group(2));
                }
            } else {
                assertThat(tags.group(2)).as("closed at %s", tags.start()).isEqualTo(open.pop());
            }
        }
        assertThat(open).isEmpty();
        assertThat(all(" id=\"([^\"]+)\"", markup)).doesNotHaveDuplicates();
    }

    @Test
    void theSameLakeGivesTheSameBytes() {
        assertThat(HtmlReport.of(lake).madeOn(DAY).html()).isEqualTo(html);
        assertThat(HtmlReport.of(lake).summary(summary).madeOn(DAY.plusDays(1)).html())
                .isNotEqualTo(html)
                .isEqualTo(html.replace("29 February 2020", "1 March 2020"));
    }

    @Test
    void portugueseIsWrittenAsInBrazil() {
        String portuguese = HtmlReport.of(lake)
                .summary(summary)
                .language(Language.PORTUGUESE)
                .madeOn(DAY)
                .html();

        assertThat(portuguese)
                .contains("<html lang=\"pt-BR\">")
                .contains("feito em 29 de fevereiro de 2020")
                .contains("<h2 id=\"delivery-title\">Entrega</h2>")
                .contains("<h3>Saúde do negócio</h3>")
                .doesNotContain("Business health", "Data table");
        assertThat(first("<p class=\"value\">([^<]+)</p>", portuguese)).matches("R\\$\u00a0[\\d,]+\u00a0(mi|mil)");
        assertThat(data(portuguese).get("locale").asText()).isEqualTo("pt-BR");
        assertThat(figures(portuguese)).hasSameSizeAs(figures(html));
    }

    @Test
    void namesFromTheDataAreOnlyText() {
        String evil = "</script><img src=x onerror=\"alert(1)\"> & 'co'";
        try (Lakehouse small = Lakehouse.open(own.resolve("lake"))) {
            small.table(ReportLake.PROFILES)
                    .append(List.of(
                            new ReportLake.Profile("rfm", evil, 10, 1, java.math.BigDecimal.TEN, 1.0, 1, 1, 1)));
            small.table(ReportLake.CANDIDATES)
                    .append(List.of(
                            new ReportLake.Candidate(evil, "validation", true, 10, 5, 0.7, null, null, null, null)));
            String page = HtmlReport.of(small).title(evil).html();

            assertThat(page).doesNotContain("<img").contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
            assertThat(all("</script>", page)).hasSize(3);
            assertThat(data(page).findValuesAsText("labels")).isNotNull();
            assertThat(data(page).get("panels").get(0).get("labels").get(0).asText())
                    .isEqualTo(evil);
            assertThat(first("<title>([^<]+)</title>", page)).isEqualTo(HtmlText.escape(evil));
        }
    }

    @Test
    void aLakeWithoutTablesGetsAReportThatSaysWhatIsMissing() {
        try (Lakehouse bare = Lakehouse.open(own.resolve("lake"))) {
            String page = HtmlReport.of(bare).html();

            assertThat(figures(page)).isEmpty();
            assertThat(all("<div class=\"absent\" id=\"([a-z-]+)\">", page))
                    .containsExactlyInAnyOrderElementsOf(CHARTS);
            assertThat(page)
                    .contains(
                            "Not in this report: the table gold.segment_profile is not in the lake. The step of customer"
                                    + " segments writes it.")
                    .contains("the table gold.review_sentiment is not in the lake");
            assertThat(data(page).get("panels")).isEmpty();
        }
    }

    record OldProfile(@Key String name, long people) {}

    @Test
    void aTableOfAnotherShapeCostsItsChartAlone() {
        TableRef<Gold, OldProfile> old = TableRef.gold("segment_profile", OldProfile.class);
        try (Lakehouse other = Lakehouse.open(own.resolve("lake"))) {
            other.table(old).append(List.of(new OldProfile("a", 1)));
            ReportLake.Candidate candidate =
                    new ReportLake.Candidate("tree", "validation", true, 10, 5, 0.7, null, null, null, null);
            other.table(ReportLake.CANDIDATES).append(List.of(candidate));
            String page = HtmlReport.of(other).html();

            assertThat(first("id=\"segments\">(.*?)</div>", page)).contains("its query failed");
            assertThat(all("<figure id=\"([a-z-]+)\"", page)).containsExactly("model-comparison");
        }
    }

    @Test
    void emptyTablesAndTooFewOrdersAreSaid() {
        try (Lakehouse few = Lakehouse.open(own.resolve("lake"))) {
            few.table(ReportLake.PROFILES).append(List.<ReportLake.Profile>of());
            few.table(ReportLake.CANDIDATES)
                    .append(List.of(
                            new ReportLake.Candidate("tree", "validation", true, 1, 0, null, null, null, null, null)));
            String page = HtmlReport.of(few).html();

            assertThat(first("id=\"segments\">(.*?)</div>", page)).contains("there is no row to show");
            assertThat(first("id=\"model-comparison\">(.*?)</div>", page)).contains("no candidate has a figure");
        }
    }

    @Test
    void rulesOfAHouseComeAfterThoseOfTheReport() {
        String page = HtmlReport.of(lake)
                .summary(summary)
                .style(":root{--tone-primary:#123456}")
                .html();
        String style = first("<style>(.*?)</style>", page);

        assertThat(style).endsWith(":root{--tone-primary:#123456}");
        assertThat(page).contains(HtmlText.hash(style));
        assertThatThrownBy(() -> HtmlReport.of(lake).style("</STYLE><script>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain CSS");
    }

    @Test
    void theFileIsReplacedWholeAndReadableByOthers() throws IOException {
        Path file = own.resolve("a/b/index.html");
        HtmlReport report = HtmlReport.of(lake).summary(summary).madeOn(DAY);
        report.title("First").write(file);

        assertThat(report.write(file)).isEqualTo(file.toAbsolutePath());
        assertThat(file).hasContent(html);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        Path other = Files.writeString(own.resolve("other"), "");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(own.resolve("file"), "");

        assertThatThrownBy(() -> HtmlReport.of(lake).summary(summary).write(file.resolve("index.html")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> HtmlReport.of(lake).summary(summary).write(own))
                .isInstanceOf(StorageException.class);
        try (Stream<Path> files = Files.list(own)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "pt"})
    void noTextHasAnEmptyPlace(String code) {
        String page =
                HtmlReport.of(lake).summary(summary).language(Language.of(code)).html();

        assertThat(page.replaceAll("(?s)<script.*?</script>|<style>.*?</style>|<pre .*?</pre>", ""))
                .doesNotContainPattern("\\{\\d")
                .doesNotContain("null")
                .doesNotContain("NaN");
    }

    private static JsonNode panel(String id) {
        for (JsonNode panel : data(html).get("panels")) {
            if (panel.get("id").asText().equals(id)) {
                return panel;
            }
        }
        throw new AssertionError("There is no panel " + id);
    }

    private static String figure(String id) {
        return figures(html).stream()
                .filter(figure -> figure.contains("id=\"" + id + "\""))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> figures(String page) {
        return all("<figure [^>]*>.*?</figure>", page);
    }

    private static JsonNode data(String page) {
        try {
            return new ObjectMapper()
                    .readTree(first("<script type=\"application/json\" id=\"report-data\">(.*?)</script>", page));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String first(String regex, String text) {
        return all(regex, text).stream().findFirst().orElseThrow(() -> new AssertionError("There is no " + regex));
    }

    /** The first group of each match, or all of it when there is none. */
    private static List<String> all(String regex, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(Math.min(1, matcher.groupCount())));
        }
        return found;
    }
}
