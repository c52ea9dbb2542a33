package dev.lakehouse4j.spark;

import static dev.lakehouse4j.testkit.LakehouseAssertions.assertThatLake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.ai.sentiment.SentimentModel;
import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.commerce.sample.SampleData;
import dev.lakehouse4j.medallion.commerce.silver.Review;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.ml.rfm.Rfm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AI functions and models give on Spark what they give on the embedded engine. */
class AiOnSparkTest {

    private static final List<String> COMMENTS = List.of(
            "Recebi bem antes do prazo estipulado.",
            "Péssimo, não chegou e ninguém responde!!",
            "Produto bom, mas a entrega atrasou duas semanas",
            "nao recomendo. Sou Maria Souza, CPF 529.982.247-25, moro na Rua das Flores, 12",
            "ok",
            "?!");

    private static final String CALLS = "ai_analyze_sentiment(comment) as label,"
            + " ai_mask(comment, '[\"person\", \"cpf\", \"address\"]') as masked,"
            + " ai_similarity(comment, 'não chegou') as likeness, ai_summarize(comment, 3) as summary";

    @TempDir
    Path folder;

    record Said(String reviewId, String label, String masked, double likeness, String summary) {}

    private static void append(Lakehouse lake) {
        List<Review> reviews = new ArrayList<>(IntStream.range(0, 3000)
                .mapToObj(i -> new Review(
                        "r" + i, "o", 1 + i % 5, null, COMMENTS.get(i % COMMENTS.size()) + " " + i % 700, null, null))
                .toList());
        reviews.add(new Review("silent", "o", 3, null, null, null, null));
        lake.table(InSilver.REVIEWS).append(reviews);
    }

    private static List<Said> said(Lakehouse lake) {
        try (Stream<Said> rows = lake.sql(
                "select review_id, " + CALLS + " from silver.reviews where comment is not null order by review_id",
                Said.class)) {
            return rows.toList();
        }
    }

    @Test
    void functionsWithTheRealModelGiveTheSameOnBothEngines() {
        List<Said> embedded;
        try (Lakehouse lake = Lakehouse.open(folder);
                SentimentModel model = SentimentModel.portuguese()) {
            append(lake);
            AiFunctions.register(lake, model);
            embedded = said(lake);
        }
        assertThat(embedded).hasSize(3000);
        assertThat(embedded.stream().map(Said::label).distinct()).hasSizeGreaterThan(2);
        assertThat(embedded.get(0).label()).isEqualTo("positive");

        try (Lakehouse lake = Lakehouse.open(folder, SparkEngine.on(LocalSpark.session()));
                SentimentModel model = SentimentModel.portuguese()) {
            AiFunctions.register(lake, model);
            assertThat(said(lake)).isEqualTo(embedded);
        }
        try (Lakehouse lake = Lakehouse.open(folder, SparkEngine.on(LocalSpark.session()))) {
            lake.engine().register(AiFunctions.portuguese());
            assertThat(said(lake)).isEqualTo(embedded);
        }

        SparkSession spark = LocalSpark.session().newSession();
        SparkFunctions.register(spark, AiFunctions.portuguese());
        spark.read()
                .format("delta")
                .load(folder.resolve("silver/reviews").toString())
                .where("comment is not null")
                .createOrReplaceTempView("comments");
        List<Row> rows = spark.sql("select review_id, " + CALLS + " from comments order by review_id")
                .collectAsList();
        assertThat(rows)
                .extracting(row -> new Said(
                        row.getString(0), row.getString(1), row.getString(2), row.getDouble(3), row.getString(4)))
                .isEqualTo(embedded);
    }

    @Test
    @Tag("minutes")
    void sentimentAndSegmentsAreTheSameTablesOnBothEngines() {
        Path source = folder.resolve("source");
        SampleData.settings().seed(7).scale(0.02).write(source);
        Rfm segments = Rfm.commerce();
        Pipeline pipeline = Commerce.from(source).pipeline().toBuilder()
                .javaModels(segments.javaModels())
                .models(segments.sqlModels())
                .javaModels(SentimentSteps.defaults().javaModels())
                .build();
        Path embedded = folder.resolve("embedded");
        Path spark = folder.resolve("spark");
        try (Lakehouse lake = Lakehouse.open(embedded)) {
            pipeline.run(lake).orThrow();
        }
        try (Lakehouse lake = Lakehouse.open(spark, SparkEngine.on(LocalSpark.session()))) {
            pipeline.run(lake).orThrow();
            assertThat(pipeline.run(lake).changedAnything()).as("a second run").isFalse();
        }
        try (Lakehouse expected = Lakehouse.open(embedded);
                Lakehouse found = Lakehouse.open(spark)) {
            assertThatLake(found)
                    .hasTables("gold.review_sentiment", "gold.customer_segments")
                    .hasSameTablesAs(expected);
        }
    }
}
