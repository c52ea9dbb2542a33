import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.pipeline.RunListener;
import dev.lakehouse4j.medallion.pipeline.StepReport;
import dev.lakehouse4j.spark.SparkEngine;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** The job that is submitted: the e-commerce pack from a folder of files into a lake, telling of each step. */
public final class ClusterJob {

    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder().getOrCreate();
        RunListener progress = new RunListener() {
            @Override
            public void stepStarted(String table) {
                System.out.println("STEP " + table);
            }

            @Override
            public void stepFinished(StepReport report) {
                System.out.println("DONE " + report.table());
            }
        };
        try (Lakehouse lake = Lakehouse.open(Path.of(arguments[1]), SparkEngine.on(spark))) {
            System.out.println("MASTER " + spark.sparkContext().master());
            System.out.println(Commerce.from(Path.of(arguments[0]))
                    .pipeline()
                    .run(lake, progress)
                    .orThrow()
                    .summary());
            System.out.println("FINISHED");
        } finally {
            spark.stop();
        }
    }
}
