package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DelayModel;
import dev.lakehouse4j.ml.delivery.DeliveryEvaluationRow;
import dev.lakehouse4j.ml.delivery.DeliveryPrediction;
import dev.lakehouse4j.ml.delivery.DeliveryTables;
import dev.lakehouse4j.ml.delivery.DeliveryTracking;
import dev.lakehouse4j.ml.delivery.StoredCandidates;
import dev.lakehouse4j.ml.tracking.Reproduction;
import dev.lakehouse4j.ml.tracking.RunRecord;
import dev.lakehouse4j.ml.tracking.RunTracker;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands run, evaluate and tune on the models: what they print, what they keep, and what can be repeated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluateCommandTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] PERIOD = {"--train-until", "2018-02-01", "--test-until", "2018-05-01"};

    @TempDir
    static Path folder;

    private Path lake = Path.of("");

    @BeforeAll
    void run() {
        lake = folder.resolve("lake");
        SampleData.settings().seed(7).scale(0.03).write(folder.resolve("source"));
        Cli.call("run", "--quiet", "--source", folder.resolve("source"), "--lake", lake)
                .succeeds();
    }

    @Test
    void evaluateKeepsTheTestPredictionsOfTheWinnerAndLeavesThoseOfProduction() throws Exception {
        long before = predictions();

        JsonNode json = MAPPER.readTree(
                Cli.call("evaluate", "delivery", "--lake", lake, PERIOD[0], PERIOD[1], PERIOD[2], PERIOD[3], "--json")
                        .succeeds()
                        .out());

        assertThat(json.path("candidates")).hasSize(6);
        assertThat(json.path("retrainedMonthly").isMissingNode()).isTrue();
        JsonNode winner = json.path("candidates").get(0);
        for (JsonNode candidate : json.path("candidates")) {
            assertThat(candidate.path("test").path("rocAuc").asDouble()).isBetween(0.5, 0.95);
            if (candidate.path("validation").path("rocAuc").asDouble()
                    > winner.path("validation").path("rocAuc").asDouble()) {
                winner = candidate;
            }
        }
        assertThat(json.path("winner")).isEqualTo(winner.path("candidate"));
        String runId = json.path("runId").asText();
        try (Lakehouse opened = Lakehouse.open(lake);
                Stream<DeliveryEvaluationRow> rows =
                        opened.table(DeliveryTables.EVALUATION).rows("run_id = '" + runId + "'")) {
            List<DeliveryEvaluationRow> kept = rows.toList();
            assertThat(kept).hasSize(winner.path("test").path("orders").asInt());
            assertThat(kept)
                    .filteredOn(DeliveryEvaluationRow::label)
                    .hasSize(winner.path("test").path("late").asInt());
            assertThat(kept)
                    .allMatch(row -> row.purchasedAt().getYear() == 2018
                            && row.purchasedAt().getMonthValue() >= 2
                            && row.purchasedAt().getMonthValue() < 5);
        }
        assertThat(predictions()).isEqualTo(before);
    }

    @Test
    void monthlyRetrainingStandsBesideIt() {
        Cli evaluate = Cli.call(
                "evaluate",
                "delivery",
                "--lake",
                lake,
                PERIOD[0],
                PERIOD[1],
                PERIOD[2],
                PERIOD[3],
                "--retrain",
                "monthly",
                "--candidate",
                "logistic_regression");

        assertThat(evaluate.succeeds().out())
                .contains("logistic_regression *", "Calibration on the test orders", "2018-04")
                .contains("logistic_regression trained anew each month: ROC AUC 0.")
                .contains("gold.delivery_evaluation, run_id ");
        assertThat(evaluate.err()).contains("trained for 2018-03-01 to 2018-04-01");
    }

    @Test
    void wrongDatesAndNamesAreSaid() {
        assertThat(Cli.call(
                                "evaluate",
                                "delivery",
                                "--lake",
                                lake,
                                "--train-until",
                                "2018-05-01",
                                "--test-until",
                                "2018-02-01")
                        .err())
                .contains("--test-until must be after --train-until");
        assertThat(Cli.call(
                                "evaluate",
                                "delivery",
                                "--lake",
                                lake,
                                "--train-until",
                                "2031-01-01",
                                "--test-until",
                                "2031-02-01")
                        .err())
                .contains("no delivered order was bought from 2031-01-01 to 2031-02-01")
                .contains("choose dates in between");
        assertThat(Cli.call(
                                "evaluate",
                                "delivery",
                                "--lake",
                                lake,
                                PERIOD[0],
                                PERIOD[1],
                                PERIOD[2],
                                PERIOD[3],
                                "--candidate",
                                "oracle")
                        .err())
                .contains("There is no candidate 'oracle'", "random_forest");
        assertThat(Cli.call(
                                "evaluate",
                                "delivery",
                                "--lake",
                                lake,
                                "--train-until",
                                "2016-10-01",
                                "--test-until",
                                "2018-02-01")
                        .err())
                .contains("both kinds are needed");
    }

    @Test
    void tuningStoresSettingsForLaterRuns() {
        Path other = folder.resolve("tuned");
        Cli.call("run", "--quiet", "--source", folder.resolve("source"), "--lake", other)
                .succeeds();

        Cli tune = Cli.call(
                "tune",
                "delivery",
                "--lake",
                other,
                "--train-until",
                "2017-10-01",
                "--tune-until",
                "2018-02-01",
                "--trials",
                3,
                "--candidate",
                "gradient_boosting");

        assertThat(tune.succeeds().out()).contains("gradient_boosting  Trees[", "Stored");
        assertThat(tune.err().lines().filter(line -> line.contains("gradient_boosting  Trees[")))
                .hasSize(3);
        try (Lakehouse opened = Lakehouse.open(other)) {
            List<Candidate> stored = StoredCandidates.read(opened);
            assertThat(stored)
                    .extracting(Candidate::name)
                    .isEqualTo(Candidate.all().stream().map(Candidate::name).toList());
            assertThat(tune.out()).contains(stored.get(3).learner().toString());
        }
    }

    @Test
    void theRunIsTrackedTheChampionLoadsAndTheFiguresCanBeReproduced() {
        try (Lakehouse opened = Lakehouse.open(lake);
                RunTracker tracker = RunTracker.folder(lake.resolve("mlruns"))) {
            List<RunRecord> runs = tracker.runs(DeliveryTracking.EXPERIMENT);
            assertThat(runs).hasSize(6);
            RunRecord winner = runs.stream()
                    .filter(run -> "true".equals(run.tags().get("winner")))
                    .findFirst()
                    .orElseThrow();
            assertThat(winner.metrics()).containsKeys("test_roc_auc", "validation_roc_auc", "month_roc_auc");

            DeliveryTracking tracking = DeliveryTracking.with(tracker);
            Reproduction again = tracking.reproduce(opened, winner.id());
            assertThat(again.identical()).as(again.summary()).isTrue();

            try (DelayModel champion = tracking.champion(folder.resolve("champion"));
                    Stream<DeliveryPrediction> open =
                            opened.table(DeliveryTables.PREDICTIONS).rows("split = 'open'")) {
                assertThat(open).isNotEmpty().allMatch(row -> row.modelVersion().equals(champion.version()));
            }
        }
    }

    private long predictions() {
        try (Lakehouse opened = Lakehouse.open(lake)) {
            return opened.table(DeliveryTables.PREDICTIONS).snapshot().version();
        }
    }
}
