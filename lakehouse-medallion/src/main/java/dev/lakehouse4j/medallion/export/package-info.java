/**
 * The way out: a pipeline as source files of Lakeflow Spark Declarative Pipelines in a Databricks Asset Bundle, or of Spark
 * Declarative Pipelines, made from the definitions that the embedded pipeline runs.
 */
@NullMarked
package dev.lakehouse4j.medallion.export;

import org.jspecify.annotations.NullMarked;
