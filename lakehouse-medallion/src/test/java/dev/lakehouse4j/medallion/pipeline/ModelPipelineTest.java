package dev.lakehouse4j.medallion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.QueryException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.model.JavaModel;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in a pipeline: order, dry run, refresh, expectations, failures. */
class ModelPipelineTest {

    record RawTicket(
            @Nullable String id,
            @Nullable String team,
            @Nullable String minutes) {}

    record Ticket(@Key String id, String team, int minutes) {}

    record TeamLoad(@Key String team, long tickets, long minutes) {}

    record TeamRank(@Key String team, int rank) {}

    private static final TableRef<Gold, TeamRank> RANK = TableRef.gold("team_rank", TeamRank.class);
    private static final TableRef<Bronze, RawTicket> RAW = TableRef.bronze("tickets", RawTicket.class);
    private static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    private static final TableRef<Gold, TeamLoad> LOAD = TableRef.gold("team_load", TeamLoad.class);

    private static final String TICKETS_SQL =
            "select id, lower(team) as team, try_cast(minutes as int) as minutes from bronze.tickets";
    private static final String LOAD_SQL = "select team, count(*) as tickets, cast(sum(minutes) as bigint) as minutes"
            + " from silver.tickets group by team";

    @TempDir
    Path folder;

    private Lakehouse lake;

    @BeforeEach
    void open() {
        lake = Lakehouse.open(folder.resolve("lake"));
        lake.table(RAW)
                .append(List.of(
                        new RawTicket("1", "A", "10"), new RawTicket("2", "a", "20"), new RawTicket("3", "B", "x")));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static SqlModel<Silver, Ticket> tickets() {
        return SqlModel.silver(TICKETS)
                .reads(RAW)
                .sql(TICKETS_SQL)
                .expect(Expectation.drop("minutes_given", "minutes is not null"));
    }

    private static SqlModel<Gold, TeamLoad> load() {
        return SqlModel.gold(LOAD).reads(TICKETS).sql(LOAD_SQL);
    }

    private static Pipeline pipeline(SqlModel<?, ?>... models) {
        return Pipeline.builder().models(List.of(models)).build();
    }

    private <R extends Record> List<R> rows(TableRef<?, R> ref) {
        try (Stream<R> rows = lake.table(ref).rows()) {
            return rows.toList();
        }
    }

    @Test
    void aModelOfJavaCodeIsComputedOnceForTheSameInputsAndDefinition() {
        Pipeline pipeline = ranked("longest first", List.of("A", "B"));

        RunReport first = pipeline.run(lake).orThrow();
        RunReport second = pipeline.run(lake).orThrow();
        RunReport redefined =
                ranked("shortest first", List.of("B", "A")).run(lake).orThrow();

        assertThat(pipeline.lineage()).containsEntry("gold.team_rank", List.of("gold.team_load"));
        assertThat(first.steps().get(2).message()).isEqualTo("2 teams");
        assertThat(second.steps()).extracting(StepReport::status).containsOnly(StepStatus.UNCHANGED);
        assertThat(redefined.steps())
                .extracting(StepReport::status)
                .containsExactly(StepStatus.UNCHANGED, StepStatus.UNCHANGED, StepStatus.DONE);
        try (Stream<TeamRank> rows = lake.table(RANK).rows()) {
            assertThat(rows).contains(new TeamRank("B", 1));
        }
    }

    @Test
    void aModelOfJavaCodeKeepsItsTableWhenTheKeyIsNotUnique() throws IOException {
        ranked("first", List.of("A", "B")).run(lake).orThrow();

        RunReport run = ranked("twice", List.of("A", "A")).run(lake);

        assertThat(run.steps().get(2).status()).isEqualTo(StepStatus.FAILED);
        assertThat(run.steps().get(2).message()).contains("team = A comes 2 times", "stays as it was");
        assertThat(lake.table(RANK).snapshot().version()).isZero();
        try (Stream<Path> files = Files.list(lake.folder("gold.team_rank"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .as("what was refused leaves no file behind")
                    .hasSize(1);
        }
    }

    private static Pipeline ranked(String definition, List<String> teams) {
        return Pipeline.builder()
                .models(List.of(
                        SqlModel.silver(TICKETS).reads(RAW).sql(TICKETS_SQL + " where minutes <> 'x'"),
                        SqlModel.gold(LOAD).reads(TICKETS).sql(LOAD_SQL)))
                .build()
                .toBuilder()
                .javaModels(List.of(JavaModel.gold(RANK)
                        .reads(LOAD)
                        .definedBy(definition)
                        .rows((opened, progress) -> new JavaModel.Computed<>(
                                IntStream.range(0, teams.size()).mapToObj(i -> new TeamRank(teams.get(i), i + 1)),
                                List.of(teams.size() + " teams")))))
                .build();
    }

    @Test
    void stepsRunInTheOrderOfTheirInputsAndDroppedRowsAreKept() {
        RunReport report = pipeline(load(), tickets()).run(lake).orThrow();
        assertThat(report.steps()).extracting(StepReport::table).containsExactly("silver.tickets", "gold.team_load");
        assertThat(rows(TICKETS)).containsExactlyInAnyOrder(new Ticket("1", "a", 10), new Ticket("2", "a", 20));
        assertThat(rows(LOAD)).containsExactly(new TeamLoad("a", 2, 30));
        assertThat(report.steps().get(0).rowsQuarantined()).isEqualTo(1);
        assertThat(report.steps().get(0).expectations().get(0).failedRows()).isEqualTo(1);
        assertThat(lake.snapshot("silver.tickets_quarantine").rowCount()).isEqualTo(1);
    }

    @Test
    void aSecondRunOverTheSameInputsChangesNoVersion() {
        pipeline(tickets(), load()).run(lake).orThrow();
        RunReport second = pipeline(tickets(), load()).run(lake).orThrow();
        assertThat(second.changedAnything()).isFalse();
        assertThat(second.summary()).contains("Nothing is new");
        assertThat(lake.table(LOAD).history()).hasSize(1);
    }

    @Test
    void aChangedQueryOrATableChangedByOthersIsBuiltAgain() {
        pipeline(tickets()).run(lake).orThrow();
        RunReport changed = pipeline(SqlModel.silver(TICKETS)
                        .reads(RAW)
                        .sql(TICKETS_SQL + " where id <> '1'")
                        .expect(Expectation.drop("minutes_given", "minutes is not null")))
                .run(lake);
        assertThat(changed.changedAnything()).isTrue();
        assertThat(rows(TICKETS)).extracting(Ticket::id).containsExactly("2");
        lake.table(TICKETS).deleteWhere("id = '2'");
        pipeline(tickets()).run(lake).orThrow();
        assertThat(rows(TICKETS)).hasSize(2);
    }

    @Test
    void newRowsAreUpsertedWhenTheModelIsDrivenByThem() {
        SqlModel<Silver, Ticket> driven = SqlModel.silver(TICKETS)
                .reads(RAW)
                .sql("select id, max(lower(team)) as team, min(try_cast(minutes as int)) as minutes"
                        + " from bronze.tickets where try_cast(minutes as int) is not null group by id")
                .incremental(RAW);
        pipeline(driven).run(lake).orThrow();
        lake.table(RAW).append(List.of(new RawTicket("2", "C", "5"), new RawTicket("4", "C", "7")));
        RunReport report = pipeline(driven).run(lake).orThrow();
        assertThat(report.steps().get(0).rowsIn()).isEqualTo(2);
        assertThat(rows(TICKETS))
                .containsExactlyInAnyOrder(new Ticket("1", "a", 10), new Ticket("2", "c", 5), new Ticket("4", "c", 7));
        lake.table(RAW).deleteWhere("id = '4'");
        pipeline(driven).run(lake).orThrow();
        assertThat(rows(TICKETS)).extracting(Ticket::id).doesNotContain("4");
    }

    /** Another writer deletes the first row of the first file, and adds no file: the bitmap of its row 0 stands in the log. */
    private void deleteFirstRowInPlace() throws IOException {
        TableSnapshot raw = lake.snapshot("bronze.tickets");
        DataFile file = raw.files().get(0);
        String path = "\"path\":\"" + file.logPath() + "\",\"dataChange\":true,";
        Files.writeString(
                raw.root().resolve(String.format(Locale.ROOT, "_delta_log/%020d.json", raw.version() + 1)),
                "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],"
                        + "\"writerFeatures\":[\"deletionVectors\"]}}\n"
                        + "{\"remove\":{" + path + "\"deletionTimestamp\":1}}\n"
                        + "{\"add\":{" + path
                        + "\"partitionValues\":{},\"size\":1,\"modificationTime\":1,\"deletionVector\":"
                        + "{\"storageType\":\"i\",\"pathOrInlineDv\":\"^Bg9^0rr910000000000iXQKl0rr91000005c8Xg00000\","
                        + "\"sizeInBytes\":34,\"cardinality\":1}}}\n");
    }

    @Test
    void rowsThatAnotherWriterDeletesInPlaceLeaveTheModel() throws IOException {
        SqlModel<Silver, Ticket> driven = SqlModel.silver(TICKETS)
                .reads(RAW)
                .sql("select id, max(lower(team)) as team, min(try_cast(minutes as int)) as minutes"
                        + " from bronze.tickets where try_cast(minutes as int) is not null group by id")
                .incremental(RAW);
        pipeline(driven).run(lake).orThrow();
        List<String> before = rows(TICKETS).stream().map(Ticket::id).sorted().toList();
        deleteFirstRowInPlace();
        pipeline(driven).run(lake).orThrow();
        assertThat(rows(TICKETS)).extracting(Ticket::id).containsExactlyElementsOf(before.subList(1, before.size()));
    }

    @Test
    void theDryRunNamesEveryProblemBeforeAnyWork() {
        Pipeline broken = pipeline(
                SqlModel.silver(TICKETS).reads(RAW).sql("select id, team, minutes from bronze.tickets"),
                SqlModel.gold(LOAD)
                        .reads(TICKETS)
                        .sql("select * from silver.tickets t join bronze.tickets b using (id)"));
        assertThatThrownBy(() -> broken.run(lake))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("column minutes is string where the record has int")
                .hasMessageContaining("names bronze.tickets, which it does not declare");
        assertThat(lake.tables()).containsExactly("bronze.tickets");
    }

    @Test
    void unknownColumnsTablesAndCirclesAreRefused() {
        assertThatThrownBy(() -> pipeline(SqlModel.silver(TICKETS).reads(RAW).sql("select nope from bronze.tickets"))
                        .run(lake))
                .hasMessageContaining("nope");
        assertThatThrownBy(() -> pipeline(load()).run(lake))
                .hasMessageContaining("silver.tickets, which no step makes");
        SqlModel<Silver, Ticket> a = SqlModel.silver(TICKETS)
                .reads(TICKETS.sibling("others", Ticket.class))
                .sql("select * from silver.others");
        SqlModel<Silver, Ticket> b = SqlModel.silver(TICKETS.sibling("others", Ticket.class))
                .reads(TICKETS)
                .sql("select * from silver.tickets");
        assertThatThrownBy(() -> pipeline(a, b)).hasMessageContaining("circle");
        assertThatThrownBy(
                        () -> pipeline(SqlModel.silver(TICKETS).reads(RAW).sql("select * from read_csv('/etc/passwd')"))
                                .run(lake))
                .hasMessageContaining("read_csv");
    }

    @Test
    void aFailedStepLeavesItsTableAndBlocksWhatReadsIt() {
        pipeline(tickets(), load()).run(lake).orThrow();
        lake.table(RAW).append(List.of(new RawTicket("9", "z", "1"), new RawTicket("9", "z", "1")));
        RunReport report = pipeline(tickets(), load()).run(lake);
        assertThat(report.succeeded()).isFalse();
        assertThat(report.steps())
                .extracting(StepReport::status)
                .containsExactly(StepStatus.FAILED, StepStatus.BLOCKED);
        assertThat(report.steps().get(0).message())
                .contains("key is not unique")
                .contains("id = 9");
        Table<Silver, Ticket> table = lake.table(TICKETS);
        assertThat(table.count()).isEqualTo(2);
        assertThatThrownBy(report::orThrow).hasMessageContaining("silver.tickets");
    }

    @Test
    void aFailExpectationStopsTheModelAndKeepsTheRows() {
        SqlModel<Silver, Ticket> strict = SqlModel.silver(TICKETS)
                .reads(RAW)
                .sql(TICKETS_SQL)
                .expect(Expectation.fail("minutes_given", "minutes is not null"));
        RunReport report = pipeline(strict).run(lake);
        assertThat(report.steps().get(0).message()).contains("minutes_given");
        assertThat(lake.table(TICKETS).exists()).isFalse();
        assertThat(lake.snapshot("silver.tickets_quarantine").rowCount()).isEqualTo(1);
    }
}
