package dev.lakehouse4j.medallion.export;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the README of an export: how it is used, and what it does not carry over. */
final class ReadmeText {

    private ReadmeText() {}

    static String databricks(String name, List<String> tables, List<ExportGap> gaps) {
        return """
                # %1$s on Databricks

                Written by Lakehouse4j from the definitions of a pipeline; change these and export again rather than the files here.
                It was **never run on Databricks**: there was none to reach. The syntax follows Databricks' documentation; the
                queries are those that are run on open source Spark in the library's own checks.

                ```sh
                databricks bundle validate
                databricks bundle deploy                              # schemas, volume, pipeline, job
                databricks fs cp -r FILES dbfs:/Volumes/CATALOG/SCHEMA/files   # the raw files, into the volume
                databricks bundle run %1$s                            # the first update
                ```

                | file | what it is |
                | --- | --- |
                | `databricks.yml`, `resources/` | the bundle: variables, pipeline, a paused daily job, schemas, a volume for the raw files |
                | `pipeline/bronze/` | streaming tables that load files with `read_files` |
                | `pipeline/silver/`, `pipeline/gold/` | materialized views with comments, expectations, and keys |
                | `pipeline/rules/` | rules about whole tables, as private materialized views with expectations |

                ## Tables

                %2$s
                ## Not carried over, or not the same

                %3$s""".formatted(name, tableList(tables), gapList(gaps));
    }

    static String spark(String name, List<String> tables, List<ExportGap> gaps) {
        return """
                # %1$s on Apache Spark

                Written by Lakehouse4j from the definitions of a pipeline, for Spark Declarative Pipelines of Spark 4.1. The schemas
                must exist before the first run, in a catalog that keeps them (`create schema if not exists …`).

                ```sh
                spark-pipelines dry-run --spec spark-pipeline.yml
                spark-pipelines run --spec spark-pipeline.yml
                ```

                ## Tables

                %2$s
                ## Not carried over, or not the same

                %3$s""".formatted(name, tableList(tables), gapList(gaps));
    }

    private static String tableList(List<String> tables) {
        StringBuilder text = new StringBuilder();
        tables.forEach(table -> text.append("- `").append(table).append("`\n"));
        return text.toString();
    }

    private static String gapList(List<ExportGap> gaps) {
        Map<String, StringBuilder> bySubject = new TreeMap<>();
        for (ExportGap gap : gaps) {
            bySubject
                    .computeIfAbsent(gap.subject(), subject -> new StringBuilder())
                    .append("- ")
                    .append(gap.what())
                    .append(". ")
                    .append(gap.remedy())
                    .append(".\n");
        }
        StringBuilder text = new StringBuilder();
        bySubject.forEach((subject, lines) ->
                text.append("### ").append(subject).append("\n\n").append(lines).append('\n'));
        return text.toString();
    }
}
