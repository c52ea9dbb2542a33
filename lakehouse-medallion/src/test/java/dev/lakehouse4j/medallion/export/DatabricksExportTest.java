package dev.lakehouse4j.medallion.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Check;
import dev.lakehouse4j.core.schema.Comment;
import dev.lakehouse4j.core.schema.Decimal;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvFormat;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.quality.Expectation;
import dev.lakehouse4j.medallion.star.Dimension;
import dev.lakehouse4j.medallion.star.Fact;
import dev.lakehouse4j.medallion.star.StarSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of a domain that the library does not know, as files for Databricks and for Spark. */
class DatabricksExportTest {

    @Comment("A ticket's line, as delivered")
    record RawTicket(
            @Nullable String ticketId,
            @Comment("Who has it") @Nullable String agent,
            @Nullable String hours) {}

    @Comment("Tickets")
    record Ticket(
            @Key String ticketId,
            String agent,

            @Decimal(precision = 6, scale = 2) @Check("hours >= 0") @Nullable
            BigDecimal hours) {}

    record Agent(
            long agentKey,
            String agent,
            @Nullable String size,
            LocalDateTime validFrom,
            @Nullable LocalDateTime validTo,
            boolean isCurrent) {}

    record Work(
            @Key String ticketId,
            long agentKey,
            @Decimal(precision = 6, scale = 2) @Nullable BigDecimal hours) {}

    record Mood(@Key String ticketId, String label, double score) {}

    record Label(@Key String ticketId, @Nullable String label) {}

    record Load(@Key String label, long tickets) {}

    private static final TableRef<Bronze, RawTicket> RAW = TableRef.bronze("tickets", RawTicket.class);
    private static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    private static final TableRef<Gold, Agent> AGENTS = TableRef.gold("dim_agents", Agent.class);
    private static final TableRef<Gold, Work> WORK = TableRef.gold("fact_work", Work.class);
    private static final TableRef<Gold, Mood> MOODS = TableRef.gold("moods", Mood.class);
    private static final TableRef<Gold, Load> LOAD = TableRef.gold("load", Load.class);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    Path folder;

    private Pipeline pipeline() throws IOException {
        Path files = Files.createDirectories(folder.resolve("in/tickets"));
        Files.writeString(
                files.resolve("t1.csv"), "Ticket Id;Zuständig;hours\r\nT1;ana;1,5\r\n", StandardCharsets.ISO_8859_1);
        Dimension<Agent> agents = Dimension.of(AGENTS)
                .naturalKey("agent")
                .surrogateKey("agent_key")
                .reads(TICKETS)
                .sql(
                        "select agent, case when count(*) > 9 then 'many' else 'few' end as size from silver.tickets group by agent")
                .type2(history -> history);
        Fact<Work> work = Fact.of(WORK)
                .grain("ticket_id")
                .reads(TICKETS)
                .sql("select ticket_id, agent, hours from silver.tickets")
                .lookup("agent_key", agents)
                .by("agent")
                .measures("hours")
                .build();
        return Pipeline.builder()
                .ingest(List.of(BronzeIngest.into(RAW)
                        .from(CsvSource.of(files)
                                .named("t*.csv")
                                .format(CsvFormat.standard()
                                        .delimiter(';')
                                        .charset(StandardCharsets.ISO_8859_1)
                                        .rename("Zuständig", "agent")))))
                .models(List.of(SqlModel.silver(TICKETS)
                        .reads(BronzeIngest.into(RAW).from(CsvSource.of(files)).table())
                        .sql("select ticket_id, agent, try_cast(replace(hours, ',', '.') as decimal(6, 2)) as hours"
                                + " from bronze.tickets")
                        .expect(
                                Expectation.warn("agent_known", "matches(agent, '^[a-z]+$')"),
                                Expectation.drop("id_present", "ticket_id is not null"),
                                Expectation.fail("hours_of_a_day", "hours < 24"))))
                .star(StarSchema.of(agents, work))
                .javaModels(List.of(JavaModel.gold(MOODS)
                        .reads(TICKETS)
                        .definedBy("1")
                        .trains("moods")
                        .rows((lake, progress) -> new JavaModel.Computed<>(Stream.of(), List.of()))))
                .models(List.of(SqlModel.gold(LOAD)
                        .reads(MOODS)
                        .sql("select label, count(*) as tickets from gold.moods group by label")))
                .build();
    }

    private ExportReport export(ExportDialect dialect) throws IOException {
        return DatabricksExport.of(pipeline()).name("desk").dialect(dialect).write(folder.resolve("out"));
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("out").resolve(file));
    }

    private JsonNode yaml(String file) throws IOException {
        return YAML.readTree(text(file));
    }

    @Test
    void filesBecomeAStreamingTableThatReadsThemAsTheFormatSays() throws IOException {
        export(ExportDialect.DATABRICKS);
        assertThat(text("pipeline/bronze/tickets.sql"))
                .startsWith("CREATE OR REFRESH STREAMING TABLE bronze.tickets (")
                .contains("agent string COMMENT 'Who has it'")
                .contains("COMMENT 'A ticket\\'s line, as delivered'")
                .contains("from stream read_files(\n  '${files}/t*.csv'")
                .contains("format => 'csv'", "sep => ';'", "encoding => 'ISO-8859-1'", "lineSep => '\\r\\n'")
                .contains("schema => '`Ticket Id` string, `Zuständig` string, hours string'")
                .contains("`Zuständig` as agent", "rescuedDataColumn => '_rescued_data'");
    }

    @Test
    void queriesBecomeMaterializedViewsWithTheExpectationsOfTheModelAndTheChecksOfTheRecord() throws IOException {
        export(ExportDialect.DATABRICKS);
        assertThat(text("pipeline/silver/tickets.sql"))
                .startsWith("CREATE OR REFRESH MATERIALIZED VIEW silver.tickets (")
                .contains("ticket_id string NOT NULL", "hours decimal(6, 2),")
                .contains("CONSTRAINT agent_known EXPECT (coalesce((regexp_like(agent, '^[a-z]+$')), false)),")
                .contains(
                        "CONSTRAINT id_present EXPECT (coalesce((ticket_id is not null), false)) ON VIOLATION DROP ROW")
                .contains("CONSTRAINT hours_of_a_day EXPECT (coalesce((hours < 24), false)) ON VIOLATION FAIL UPDATE")
                .contains(
                        "CONSTRAINT check_1 EXPECT (coalesce((coalesce((hours >= 0), true)), false)) ON VIOLATION FAIL UPDATE")
                .contains("CONSTRAINT tickets_pk PRIMARY KEY (ticket_id)")
                .contains("COMMENT 'Tickets'", "TBLPROPERTIES ('quality' = 'silver')")
                .contains("cast(hours as decimal(6, 2)) as hours");
        assertThat(text("pipeline/rules/silver_tickets.sql"))
                .contains("CREATE OR REFRESH PRIVATE MATERIALIZED VIEW silver_tickets_rules")
                .contains(
                        "CONSTRAINT unique_key EXPECT (rule <> 'unique_key' or row_count = 0) ON VIOLATION FAIL UPDATE");
    }

    @Test
    void theStarSchemaKeepsKeysReferencesAndRules() throws IOException {
        export(ExportDialect.DATABRICKS);
        assertThat(text("pipeline/gold/fact_work.sql"))
                .contains("CONSTRAINT fact_work_pk PRIMARY KEY (ticket_id)")
                .contains(
                        "CONSTRAINT fact_work_agent_key_fk FOREIGN KEY (agent_key) REFERENCES gold.dim_agents (agent_key)");
        assertThat(text("pipeline/rules/gold_fact_work.sql"))
                .contains(
                        "CONSTRAINT unique_grain EXPECT (rule <> 'unique_grain' or row_count = 0) ON VIOLATION FAIL UPDATE")
                .contains("CONSTRAINT orphans_agent_key EXPECT (rule <> 'orphans_agent_key' or row_count = 0)\n");
    }

    @Test
    void aDimensionWithHistoryIsKeptByAutoCdc() throws IOException {
        ExportReport report = export(ExportDialect.DATABRICKS);
        assertThat(text("pipeline/gold/dim_agents_members.sql"))
                .contains("CREATE TEMPORARY VIEW dim_agents_members\nAS");
        assertThat(text("pipeline/gold/dim_agents_versions.py"))
                .contains("dp.create_auto_cdc_from_snapshot_flow(")
                .contains("source=\"dim_agents_members\"", "keys=[\"agent\"]", "stored_as_scd_type=2");
        assertThat(text("pipeline/gold/dim_agents.sql"))
                .contains("select * from gold.dim_agents_versions stored")
                .doesNotContain("previous.");
        assertThat(report.gaps()).anyMatch(gap -> gap.subject().equals("gold.dim_agents"));
    }

    @Test
    void whatIsNotCarriedOverIsNamedWithTheReason() throws IOException {
        ExportReport report = export(ExportDialect.DATABRICKS);
        assertThat(report.tables())
                .containsExactlyInAnyOrder("bronze.tickets", "silver.tickets", "gold.dim_agents", "gold.fact_work");
        assertThat(report.leftOut()).containsExactlyInAnyOrder("gold.moods", "gold.load");
        assertThat(text("README.md"))
                .contains("never run on Databricks")
                .contains("### gold.moods\n\n- It is left out: Java code makes it with the model moods.")
                .contains("### gold.load\n\n- It is left out: it reads gold.moods")
                .contains("bronze.tickets_quarantine", "silver.tickets_quarantine", "_source_row");
        assertThat(Files.exists(folder.resolve("out/pipeline/gold/load.sql"))).isFalse();
    }

    @Test
    void aQueryStandsInForJavaCodeAndBringsBackWhatReadsIt() throws IOException {
        SqlModel<Gold, Label> labels = SqlModel.gold(TableRef.gold("moods", Label.class))
                .reads(TICKETS)
                .sql("select ticket_id, ai_classify(agent, array('a', 'b')) as label from silver.tickets");
        ExportReport report = DatabricksExport.of(pipeline()).standIn(labels).write(folder.resolve("out"));
        assertThat(report.leftOut()).isEmpty();
        assertThat(text("pipeline/gold/moods.sql")).contains("ai_classify(agent, array('a', 'b')) as label");
        assertThat(text("README.md")).contains("it has no columns score");
        assertThatThrownBy(() -> DatabricksExport.of(pipeline())
                        .standIn(SqlModel.gold(LOAD).reads(TICKETS).sql("select 1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no Java model of the pipeline makes that table");
    }

    @Test
    void aQueryThatSparkCannotAnalyzeIsLeftOutWithTheReason() throws IOException {
        StringBuilder sql = new StringBuilder("with a0 as (select ticket_id from silver.tickets)");
        for (int i = 1; i <= 11; i++) {
            sql.append(String.format(", a%d as (select l.ticket_id from a%d l join a%d r on true)", i, i - 1, i - 1));
        }
        Pipeline doubling = Pipeline.builder()
                .ingest(List.of(BronzeIngest.into(RAW).from(CsvSource.of(folder.resolve("none")))))
                .models(List.of(
                        SqlModel.silver(TICKETS)
                                .reads(BronzeIngest.into(RAW)
                                        .from(CsvSource.of(folder))
                                        .table())
                                .sql("select ticket_id, agent, 1.0 as hours from bronze.tickets"),
                        SqlModel.gold(LOAD)
                                .reads(TICKETS)
                                .sql(sql + " select 'all' as label, count(*) as tickets from a11")))
                .build();
        ExportReport report = DatabricksExport.of(doubling).write(folder.resolve("out"));
        assertThat(report.leftOut()).containsExactly("gold.load");
        assertThat(text("README.md")).contains("its query then reads 2048 tables");
    }

    @Test
    void theBundleHasWhatItMustHave() throws IOException {
        export(ExportDialect.DATABRICKS);
        JsonNode bundle = yaml("databricks.yml");
        assertThat(bundle.at("/bundle/name").asText()).isEqualTo("desk");
        assertThat(bundle.at("/include/0").asText()).isEqualTo("resources/*.yml");
        assertThat(bundle.at("/targets/dev/default").asBoolean()).isTrue();
        assertThat(bundle.at("/variables/catalog/default").asText()).isEqualTo("main");
        JsonNode pipeline = yaml("resources/desk.pipeline.yml").at("/resources/pipelines/desk");
        assertThat(pipeline.path("name").asText()).isEqualTo("desk");
        assertThat(pipeline.path("catalog").asText()).isEqualTo("${var.catalog}");
        assertThat(pipeline.path("serverless").asBoolean()).isTrue();
        assertThat(pipeline.at("/libraries/0/glob/include").asText()).isEqualTo("../pipeline/**");
        pipeline.path("configuration")
                .forEach(value -> assertThat(value.isTextual()).isTrue());
        JsonNode job = yaml("resources/desk.job.yml").at("/resources/jobs/desk");
        assertThat(job.at("/tasks/0/pipeline_task/pipeline_id").asText()).isEqualTo("${resources.pipelines.desk.id}");
        JsonNode schemas = yaml("resources/desk.schemas.yml");
        assertThat(schemas.at("/resources/schemas").fieldNames())
                .toIterable()
                .containsExactly("bronze", "silver", "gold");
        assertThat(schemas.at("/resources/volumes/files/volume_type").asText()).isEqualTo("MANAGED");
    }

    @Test
    void forSparkExpectationsAreConditionsAndFilesAreReadByPython() throws IOException {
        export(ExportDialect.SPARK);
        assertThat(text("pipeline/silver/tickets.sql"))
                .startsWith("CREATE MATERIALIZED VIEW silver.tickets (")
                .doesNotContain("CONSTRAINT", "NOT NULL,")
                .contains("where coalesce((ticket_id is not null), false)")
                .contains("assert_true(coalesce((hours < 24), false), 'silver.tickets: hours_of_a_day')");
        assertThat(text("pipeline/bronze/tickets.py"))
                .contains("@dp.materialized_view(", "sep=\";\"", folder.resolve("in/tickets") + "/t*.csv");
        JsonNode spec = yaml("spark-pipeline.yml");
        assertThat(spec.path("name").asText()).isEqualTo("desk");
        assertThat(spec.path("storage").asText()).startsWith("file:///");
        assertThat(spec.at("/libraries/0/glob/include").asText()).isEqualTo("pipeline/**");
        assertThat(text("README.md")).contains("### gold.dim_agents\n\n- It keeps no history");
    }

    @Test
    void aFolderThatIsNotEmptyIsReplacedOnlyWhenSaidSoAndForeignFilesStay() throws IOException {
        export(ExportDialect.DATABRICKS);
        assertThatThrownBy(() -> export(ExportDialect.SPARK))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the folder is not empty (")
                .hasMessageContaining("--overwrite");
        Files.writeString(folder.resolve("out/notes.txt"), "mine");
        ExportReport report = DatabricksExport.of(pipeline())
                .dialect(ExportDialect.SPARK)
                .overwriting()
                .write(folder.resolve("out"));
        assertThat(folder.resolve("out/databricks.yml")).doesNotExist();
        assertThat(folder.resolve("out/notes.txt")).exists();
        List<String> there = new ArrayList<>(report.files());
        there.add("notes.txt");
        there.add(".lakehouse4j-export");
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.resolve("out").relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @Test
    void namesThatNoCatalogTakesAreRefused() throws IOException {
        DatabricksExport export = DatabricksExport.of(pipeline());
        assertThatThrownBy(() -> export.name("My shop")).hasMessageContaining("Cannot name a bundle 'My shop'");
        assertThatThrownBy(() -> export.catalog("a.b")).hasMessageContaining("Cannot name a catalog 'a.b'");
        assertThatThrownBy(() -> export.files(" ")).hasMessageContaining("it is no folder");
    }

    @Test
    void everyTableOfTheCommercePackIsMade() {
        Pipeline commerce = Commerce.from(folder.resolve("none")).pipeline();
        ExportReport report = DatabricksExport.of(commerce).write(folder.resolve("out"));
        assertThat(report.tables()).containsExactlyElementsOf(commerce.tables());
        assertThat(report.gaps()).noneMatch(gap -> gap.what().contains("not portable"));
    }
}
