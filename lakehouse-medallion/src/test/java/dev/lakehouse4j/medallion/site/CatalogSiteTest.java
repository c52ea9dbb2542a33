package dev.lakehouse4j.medallion.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site of a small lake: what is on its pages, and that nothing in the lake becomes a part of the page. */
class CatalogSiteTest {

    private static final String ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \"'&";

    @Comment("One ticket, as typed " + ATTACK)
    record RawTicket(
            @Nullable String id,
            @Nullable String team,
            @Nullable String minutes) {}

    @Comment("Tickets, one row per id")
    @Check("minutes < 1000")
    record Ticket(
            @Key String id,
            @Comment("Team that worked on it") String team,
            @Comment("Time spent, in minutes " + ATTACK) int minutes) {}

    @Comment("Work by team")
    record TeamLoad(@Key String team, long minutes) {}

    private static final TableRef<Bronze, RawTicket> RAW = TableRef.bronze("tickets", RawTicket.class);
    private static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    private static final TableRef<Gold, TeamLoad> LOAD = TableRef.gold("team_load", TeamLoad.class);

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(RAW)
                .append(List.of(
                        new RawTicket("1", "A", "10"), new RawTicket("2", ATTACK, "20"), new RawTicket("3", "B", "x")));
        run();
    }

    private void run() {
        SqlModel<Silver, Ticket> tickets = SqlModel.silver(TICKETS)
                .reads(RAW)
                .sql("select id, team, try_cast(minutes as int) as minutes from bronze.tickets")
                .expect(
                        Expectation.drop("minutes_given", "minutes is not null"),
                        Expectation.warn("not_long", "minutes < 500"));
        SqlModel<Gold, TeamLoad> load = SqlModel.gold(LOAD)
                .reads(TICKETS)
                .sql("select team, cast(sum(minutes) as bigint) as minutes from silver.tickets group by team");
        Pipeline.builder().models(List.of(tickets, load)).build().run(lake).orThrow();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private Map<String, String> pages() throws IOException {
        CatalogSite.of(lake).write(folder.resolve("site"));
        return files(folder.resolve("site"));
    }

    private static Map<String, String> files(Path site) throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".html")).toList()) {
                pages.put(site.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return pages;
    }

    @Test
    void thereIsAPagePerTableAndTheyLeadToOneAnother() throws IOException {
        Map<String, String> pages = pages();
        assertThat(pages.keySet())
                .contains(
                        "index.html",
                        "lineage.html",
                        "tables/bronze.tickets.html",
                        "tables/silver.tickets.html",
                        "tables/silver.tickets_quarantine.html",
                        "tables/gold.team_load.html");
        Pattern link = Pattern.compile("href=\"([^\"]*)\"");
        pages.forEach((page, html) -> {
            Matcher links = link.matcher(html);
            while (links.find()) {
                String target = links.group(1);
                if (target.startsWith("data:") || target.startsWith("#")) {
                    continue;
                }
                Path found = Path.of(page)
                        .resolveSibling(target.replaceAll("#.*", ""))
                        .normalize();
                assertThat(pages)
                        .as("%s in %s", target, page)
                        .containsKey(found.toString().replace('\\', '/'));
            }
        });
    }

    @Test
    void aTablesPageTellsItsColumnsRulesResultsLineageRowsAndHistory() throws IOException {
        String page = pages().get("tables/silver.tickets.html");
        assertThat(page)
                .contains("<h1><span class=\"badge silver\">silver</span> tickets</h1>", "Tickets, one row per id")
                .contains("Team that worked on it", "<code>minutes &lt; 1000</code>")
                .contains("<tr id=\"column-minutes\">")
                .contains("minutes_given", "<code>minutes is not null</code>", "drop: the row is kept apart")
                .contains("As of version 0.", "tables/silver.tickets_quarantine.html")
                .contains("data-from=\"bronze.tickets\" data-to=\"silver.tickets\"")
                .contains("data-from=\"silver.tickets\" data-to=\"gold.team_load\"")
                .contains("OVERWRITE");
        assertThat(text(page)).contains("minutes_given minutes is not null drop: the row is kept apart 1 3 fails");
        assertThat(text(page)).contains("not_long minutes < 500 warn: the row stays 1 3 fails");
        assertThat(text(page)).contains("1 A 10");
        assertThat(pages().get("tables/silver.tickets_quarantine.html")).contains("minutes_given");
    }

    /** What a reader sees, roughly: tags become blanks. */
    private static String text(String html) {
        return html.replaceAll("<(style|script)[^>]*>[\\s\\S]*?</\\1>", " ")
                .replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ");
    }

    @Test
    void resultsOfTheLastRunStayWhenARunFindsNothingToDo() throws IOException {
        run();
        run();
        assertThat(text(pages().get("tables/silver.tickets.html")))
                .contains("minutes_given minutes is not null drop: the row is kept apart 1 3 fails");
    }

    @Test
    void nothingInTheLakeBecomesAPartOfThePage() throws IOException {
        pages().forEach((page, html) -> {
            assertThat(html).as(page).doesNotContain("<script>alert", "<img", "onerror=alert(2)>");
            Matcher scripts = Pattern.compile("<script").matcher(html);
            assertThat(scripts.results().count()).as(page).isEqualTo(page.equals("index.html") ? 2 : 1);
        });
        assertThat(text(pages().get("tables/bronze.tickets.html"))).contains("as typed " + ATTACK);
    }

    @Test
    void thePolicyNamesTheOneScriptAndTheOneStyle() throws IOException {
        pages().forEach((page, html) -> {
            String script = html.substring(html.lastIndexOf("<script>") + 8, html.lastIndexOf("</script>"));
            String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
            assertThat(html)
                    .as(page)
                    .contains("content=\"default-src 'none'; script-src " + HtmlText.hash(script) + "; style-src "
                            + HtmlText.hash(style) + "; img-src data:; base-uri 'none'; form-action 'none'\"")
                    .doesNotContain(" style=\"", "http://", "https://");
        });
    }

    @Test
    void theSearchIndexHoldsTablesAndColumns() throws IOException {
        String index = pages().get("index.html");
        int begin = index.indexOf("id=\"data\">") + 10;
        JsonNode entries = new ObjectMapper().readTree(index.substring(begin, index.indexOf("</script>", begin)));
        assertThat(entries).hasSize(4);
        JsonNode tickets = entries.get(1);
        assertThat(tickets.path("name").asText()).isEqualTo("silver.tickets");
        assertThat(tickets.path("page").asText()).isEqualTo("tables/silver.tickets.html");
        assertThat(tickets.path("columns").get(2).path("name").asText()).isEqualTo("minutes");
        assertThat(tickets.path("columns").get(2).path("comment").asText()).endsWith(ATTACK);
    }

    @Test
    void theSameLakeGivesTheSameBytesAndAnOlderSiteIsReplacedAsAWhole() throws IOException {
        Map<String, String> first = pages();
        Files.writeString(folder.resolve("site/tables/gold.gone.html"), "of an older lake");
        assertThat(pages()).isEqualTo(first);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> String.valueOf(path.getFileName()))).containsExactlyInAnyOrder("lake", "site");
        }
    }

    @Test
    void aFolderWithOtherThingsIsLeftAlone() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> CatalogSite.of(lake).write(mine))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("holds other things (thesis.txt)")
                .hasMessageContaining("Name an empty or a new folder");
        assertThat(mine.resolve("thesis.txt")).hasContent("years of work");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> CatalogSite.of(lake).write(file)).hasMessageContaining("it is a file");
    }

    @Test
    void exampleRowsCanBeLeftOut() throws IOException {
        CatalogSite.of(lake).exampleRows(0).title("Support & co").write(folder.resolve("site"));
        String page = files(folder.resolve("site")).get("tables/silver.tickets.html");
        assertThat(page).doesNotContain("Example rows").contains("Support &amp; co");
        assertThatThrownBy(() -> CatalogSite.of(lake).exampleRows(101)).hasMessageContaining("0 to 100");
    }

    @Test
    void aLakeWithoutTablesHasASite() throws IOException {
        try (Lakehouse empty = Lakehouse.open(folder.resolve("empty"))) {
            CatalogSite.of(empty).write(folder.resolve("site"));
        }
        assertThat(files(folder.resolve("site")).get("index.html")).contains("There is no table to show.");
    }
}
