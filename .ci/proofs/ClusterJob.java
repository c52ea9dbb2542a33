import dev.lakehouse4j.ai.functions.AiFunctions;
import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.Key;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.commerce.CommerceTables.InSilver;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.RunListener;
import dev.lakehouse4j.medallion.pipeline.RunReport;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import dev.lakehouse4j.spark.SparkEngine;
import dev.lakehouse4j.spark.SparkFunctions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The job of spark_cluster.py.
 *
 * <p>Usage: ClusterJob spark whole SOURCE LAKE | spark judge LAKE OUT | embedded judge LAKE
 *
 * <p>{@code whole} takes the files in SOURCE through the e-commerce pack and the sentiment model. {@code judge} calls AI functions
 * for every comment, writes gold.judged_reviews and, on Spark, calls them again in a session of Spark's own, for a folder OUT.
 */
public final class ClusterJob {

    private static final String CALLS = "ai_analyze_sentiment(comment) as label,"
            + " ai_mask(comment, '[\"person\", \"cpf\", \"phone\"]') as masked,"
            + " round(ai_similarity(comment, 'o produto chegou antes do prazo'), 9) as likeness";

    /** Distinct, so that the rows are shared among the executors, however few files there are. */
    private static final String COMMENTS =
            "(select distinct review_id, order_id, comment from %s where comment is not null) as comments";

    private ClusterJob() {}

    public record JudgedReview(@Key String reviewId, @Key String orderId, String label, String masked, double likeness) {}

    private static final TableRef<Gold, JudgedReview> JUDGED = TableRef.gold("judged_reviews", JudgedReview.class);

    public static void main(String[] args) throws Exception {
        try {
            run(args);
        } catch (LakehouseException e) {
            System.out.println("REFUSED " + e.getMessage().replace('\n', ' '));
            System.exit(3);
        }
    }

    private static void run(String[] args) throws Exception {
        if (args[0].equals("embedded")) {
            try (Lakehouse lake = Lakehouse.open(Path.of(args[args.length - 1]))) {
                run(args, lake);
            }
            return;
        }
        SparkSession spark = SparkSession.builder().appName("ClusterJob").getOrCreate();
        try {
            Path root = Path.of(args[1].equals("whole") ? args[3] : args[2]);
            try (Lakehouse lake = Lakehouse.open(root, SparkEngine.on(spark))) {
                run(args, lake);
            }
            if (args[1].equals("judge")) {
                SparkFunctions.register(spark, AiFunctions.portuguese());
                spark.read().format("delta").load(root + "/silver/reviews").createOrReplaceTempView("reviews");
                spark.sql("select review_id, order_id, " + CALLS + " from " + COMMENTS.formatted("reviews")).write().parquet(args[3]);
            }
        } finally {
            spark.stop();
        }
    }

    private static void run(String[] args, Lakehouse lake) throws Exception {
        Pipeline pipeline;
        if (args[1].equals("whole")) {
            pipeline = Commerce.from(Path.of(args[2])).pipeline().toBuilder()
                    .javaModels(SentimentSteps.defaults().javaModels())
                    .build();
        } else {
            lake.engine().register(AiFunctions.portuguese());
            pipeline = Pipeline.builder()
                    .models(List.of(SqlModel.gold(JUDGED)
                            .reads(InSilver.REVIEWS)
                            .sql("select review_id, order_id, " + CALLS + " from " + COMMENTS.formatted("silver.reviews"))))
                    .build();
        }
        RunReport report = pipeline.run(lake, new Lines());
        Files.createDirectories(lake.root().resolve("report"));
        Files.writeString(lake.root().resolve("report/run.json"), report.toJson());
        report.orThrow();
    }

    /** A line when a step begins, and one when it ends. */
    private static final class Lines implements RunListener {

        private int steps;
        private int finished;

        @Override
        public void runStarted(int count) {
            steps = count;
        }

        @Override
        public void stepStarted(String table) {
            System.out.println("begins " + table);
        }

        @Override
        public void stepFinished(StepReport report) {
            finished++;
            System.out.println("[" + finished + "/" + steps + "] " + report.table() + " " + report.status() + " "
                    + report.rowsOut() + " rows " + report.millis() + " ms");
        }
    }
}
