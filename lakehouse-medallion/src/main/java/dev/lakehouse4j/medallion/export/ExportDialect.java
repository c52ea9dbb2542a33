package dev.lakehouse4j.medallion.export;

/** What the files of an export are written for. */
public enum ExportDialect {

    /**
     * Lakeflow Spark Declarative Pipelines on Databricks, in a bundle: streaming tables from {@code read_files}, materialized
     * views with expectations and keys, AUTO CDC FROM SNAPSHOT for history, AI functions.
     */
    DATABRICKS,

    /**
     * Spark Declarative Pipelines of Apache Spark 4.1, run by {@code spark-pipelines}: the same queries, without what open
     * source Spark lacks. Expectations that drop or fail become conditions of the queries, Bronze is read as a whole at each
     * run, and dimensions keep no history.
     */
    SPARK
}
