package dev.lakehouse4j.spark;

import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of this process; starting it takes seconds. */
final class LocalSpark {

    private LocalSpark() {}

    static synchronized SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("lakehouse4j-tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .config("spark.delta.logStore.file.impl", "dev.lakehouse4j.spark.SharedLogStore")
                .getOrCreate();
    }
}
