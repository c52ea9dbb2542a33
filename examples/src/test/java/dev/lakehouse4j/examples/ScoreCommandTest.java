package dev.lakehouse4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.ml.delivery.Candidate;
import dev.lakehouse4j.ml.delivery.DeliveryPrediction;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.delivery.DeliveryTables;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command score: what it prints of an order, and what it says where there is nothing to score. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScoreCommandTest {

    @TempDir
    static Path folder;

    private Path lake = Path.of("");
    private DeliveryPrediction open;

    @BeforeAll
    void predict() {
        lake = folder.resolve("lake");
        SampleData.settings().seed(5).scale(0.02).write(folder.resolve("source"));
        DeliverySteps steps = DeliverySteps.defaults().comparing(List.of(Candidate.logisticRegression()));
        try (Lakehouse opened = Lakehouse.open(lake)) {
            Commerce.from(folder.resolve("source")).pipeline().toBuilder()
                    .models(steps.sqlModels())
                    .javaModels(steps.javaModels())
                    .build()
                    .run(opened)
                    .orThrow();
            try (Stream<DeliveryPrediction> rows =
                    opened.table(DeliveryTables.PREDICTIONS).rows("split = 'open'")) {
                open = rows.findFirst().orElseThrow();
            }
        }
    }

    @Test
    void anOrderIsScoredInWords() {
        Cli score = Cli.call("score", "--lake", lake, "--order", open.orderId());

        assertThat(score.succeeds().out())
                .startsWith("Order " + open.orderId() + (open.predictedLate() ? ": late, " : ": on time, "))
                .containsPattern("probability \\d+\\.\\d %, threshold \\d+\\.\\d %")
                .containsPattern("Approved 20\\d\\d-.*, promised 20\\d\\d-\\d\\d-\\d\\d")
                .containsPattern("For lateness:\n  (\\+\\d+\\.\\d{3}  |nothing)")
                .containsPattern("Against it:\n  (-\\d+\\.\\d{3}  |nothing)")
                .contains("Model " + open.modelVersion() + ", logistic_regression");
        assertThat(score.err()).isEmpty();
    }

    @Test
    void theSameAsJson() throws Exception {
        Cli score = Cli.call("score", "--lake", lake, "--order", open.orderId(), "--json");

        JsonNode json = new ObjectMapper().readTree(score.succeeds().out());
        assertThat(json.path("orderId").asText()).isEqualTo(open.orderId());
        assertThat(json.path("probability").asDouble()).isEqualTo(open.probability());
        assertThat(json.path("threshold").asDouble()).isEqualTo(open.threshold());
        assertThat(json.path("predictedLate").asBoolean()).isEqualTo(open.predictedLate());
        assertThat(json.path("modelVersion").asText()).isEqualTo(open.modelVersion());
        assertThat(json.path("promisedAt").asText()).startsWith("20");
        assertThat(json.path("reasons")).isNotEmpty();
        assertThat(json.path("reasons").get(0).path("contribution").asDouble()).isPositive();
        assertThat(json.path("reasonsAgainst").get(0).path("contribution").asDouble())
                .isNegative();
    }

    @Test
    void anUnknownOrderGetsNearIdsOrExamples() {
        Cli near = Cli.call(
                "score", "--lake", lake, "--order", "x" + open.orderId().substring(1));
        assertThat(near.code()).isEqualTo(1);
        assertThat(near.err()).contains("no such order", "Did you mean " + open.orderId());

        Cli far = Cli.call("score", "--lake", lake, "--order", "12");
        assertThat(far.code()).isEqualTo(1);
        assertThat(far.err()).contains("Cannot score the order 12", "Ids look like ");
    }

    @Test
    void aLakeWithoutPredictionsNamesTheCommandThatMakesThem() {
        Path empty = folder.resolve("empty");
        Lakehouse.open(empty).close();

        Cli score = Cli.call("score", "--lake", empty, "--order", "a");

        assertThat(score.code()).isEqualTo(1);
        assertThat(score.err()).contains("./lakehouse run --lake DIR");
        assertThat(Cli.call("score", "--lake", lake).code()).isEqualTo(2);
    }
}
