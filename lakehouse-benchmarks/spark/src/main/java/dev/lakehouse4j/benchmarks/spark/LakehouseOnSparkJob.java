package dev.lakehouse4j.benchmarks.spark;

import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.spark.SparkEngine;
import java.nio.file.Path;

/** The job with the library on Spark in local mode: the same definitions as on the embedded engine. */
public final class LakehouseOnSparkJob {

    private LakehouseOnSparkJob() {}

    /**
     * Runs the job once.
     *
     * @param args folder of the files, folder of the lake, and (not used: the JVM's heap is Spark's limit) memory in MiB, threads
     */
    public static void main(String[] args) {
        // What the tasks did is one line of this job's output.
        System.setProperty("spark.extraListeners", TaskTotals.class.getName());
        int threads = Integer.parseInt(args[3]);
        try (Lakehouse lake = Lakehouse.open(Path.of(args[1]), SparkEngine.local(threads))) {
            Commerce.from(Path.of(args[0])).pipeline().run(lake).orThrow();
        }
    }
}
