package dev.lakehouse4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Silver;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the page how-to-spark.md. */
class HowToSparkTest {

    record Ticket(@Key String ticketId, String team, int minutes) {}

    record TeamLoad(@Key String team, long tickets, long minutes) {}

    static final TableRef<Silver, Ticket> TICKETS = TableRef.silver("tickets", Ticket.class);
    static final TableRef<Gold, TeamLoad> LOAD = TableRef.gold("team_load", TeamLoad.class);

    static List<TeamLoad> run(SparkSession spark, Path folder) {
        SqlModel<Gold, TeamLoad> load = SqlModel.gold(LOAD).reads(TICKETS).sql("""
                select team, count(*) as tickets, cast(sum(minutes) as bigint) as minutes
                from silver.tickets
                group by team
                """);
        try (Lakehouse lake = Lakehouse.open(folder, SparkEngine.on(spark))) {
            lake.table(TICKETS)
                    .append(List.of(
                            new Ticket("a", "north", 10), new Ticket("b", "south", 5), new Ticket("c", "north", 20)));
            Pipeline.builder().models(List.of(load)).build().run(lake).orThrow();
            try (Stream<TeamLoad> rows = lake.table(LOAD).rows()) {
                return rows.sorted((a, b) -> a.team().compareTo(b.team())).toList();
            }
        }
    }

    static List<String> moods(SparkSession spark, String reviews) {
        SparkFunctions.register(spark, AiFunctions.portuguese());
        spark.read().format("delta").load(reviews).createOrReplaceTempView("reviews");
        return spark
                .sql(
                        "select ai_analyze_sentiment(comment) as mood, count(*) as n from reviews group by mood order by mood")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0) + " " + row.getLong(1))
                .toList();
    }

    @Test
    void theSecondProgramOfThePageRuns(@TempDir Path folder) {
        record Note(@Key int id, String comment) {}
        try (Lakehouse lake = Lakehouse.open(folder)) {
            lake.table(TableRef.silver("notes", Note.class))
                    .append(List.of(
                            new Note(1, "Adorei, chegou antes do prazo"), new Note(2, "Péssimo, veio quebrado")));
        }
        assertThat(moods(
                        LocalSpark.session().newSession(),
                        folder.resolve("silver/notes").toString()))
                .containsExactly("negative 1", "positive 1");
    }

    @Test
    void theProgramOfThePageRuns(@TempDir Path folder) {
        SparkSession spark = LocalSpark.session();

        assertThat(run(spark, folder.resolve("lake")))
                .containsExactly(new TeamLoad("north", 2, 30), new TeamLoad("south", 1, 5));
        assertThat(spark.sql("select 1").count())
                .as("the user's session runs on")
                .isEqualTo(1);
        assertThat(spark.read()
                        .format("delta")
                        .load(folder.resolve("lake/gold/team_load").toString())
                        .count())
                .isEqualTo(2);
    }
}
