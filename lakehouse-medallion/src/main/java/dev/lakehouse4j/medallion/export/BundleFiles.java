package dev.lakehouse4j.medallion.export;

import java.util.List;
import java.util.Map;

/**
 * Writes the settings of a pipeline: for Databricks a bundle («Databricks Asset Bundle configuration», «Databricks Asset Bundles
 * resources»), for open source Spark a pipeline spec («Spark Declarative Pipelines Programming Guide»).
 */
final class BundleFiles {

    private BundleFiles() {}

    static void databricks(String name, String catalog, String files, List<String> layers, Map<String, String> into) {
        into.put("databricks.yml", """
                # Deploy with: databricks bundle deploy
                bundle:
                  name: %s

                include:
                  - resources/*.yml

                variables:
                  catalog:
                    description: Catalog of Unity Catalog that gets the schemas of the pipeline.
                    default: %s

                # No target has "mode: development": it would put a prefix before the names of the schemas, which the
                # source files name. Give each target a catalog of its own instead.
                targets:
                  dev:
                    default: true
                """.formatted(name, catalog));
        String main = layers.get(layers.size() - 1);
        into.put("resources/" + name + ".pipeline.yml", """
                resources:
                  pipelines:
                    %1$s:
                      name: %1$s
                      catalog: ${var.catalog}
                      schema: ${resources.schemas.%2$s.name}
                      serverless: true
                      root_path: ../pipeline
                      libraries:
                        - glob:
                            include: ../pipeline/**
                      configuration:
                        # Source files name it as ${files}.
                        files: %3$s
                        spark.sql.session.timeZone: UTC
                        spark.sql.ansi.enabled: "true"
                """.formatted(
                name,
                main,
                files.isEmpty() ? quoted("/Volumes/${var.catalog}/" + layers.get(0) + "/files") : quoted(files)));
        into.put("resources/" + name + ".job.yml", """
                resources:
                  jobs:
                    %1$s:
                      name: %1$s
                      schedule:
                        quartz_cron_expression: "0 0 5 * * ?"
                        timezone_id: UTC
                        pause_status: PAUSED
                      tasks:
                        - task_key: refresh
                          pipeline_task:
                            pipeline_id: ${resources.pipelines.%1$s.id}
                """.formatted(name));
        StringBuilder schemas = new StringBuilder("resources:\n  schemas:\n");
        for (String layer : layers) {
            schemas.append("""
                        %1$s:
                          catalog_name: ${var.catalog}
                          name: %1$s
                    """.formatted(layer));
        }
        if (files.isEmpty()) {
            schemas.append("""
                  volumes:
                    files:
                      catalog_name: ${var.catalog}
                      schema_name: ${resources.schemas.%s.name}
                      name: files
                      volume_type: MANAGED
                """.formatted(layers.get(0)));
        }
        into.put("resources/" + name + ".schemas.yml", schemas.toString());
    }

    static void spark(String name, String storage, String database, Map<String, String> into) {
        into.put("spark-pipeline.yml", """
                # Run with: spark-pipelines run --spec spark-pipeline.yml
                name: %s
                storage: %s
                database: %s
                libraries:
                  - glob:
                      include: pipeline/**
                configuration:
                  spark.sql.session.timeZone: UTC
                  spark.sql.ansi.enabled: "true"
                """.formatted(name, quoted(storage), database));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
