package dev.lakehouse4j.examples;

import dev.lakehouse4j.ai.sentiment.DatabricksSentiment;
import dev.lakehouse4j.ai.sentiment.SentimentSteps;
import dev.lakehouse4j.medallion.commerce.Commerce;
import dev.lakehouse4j.medallion.export.DatabricksExport;
import dev.lakehouse4j.medallion.export.ExportDialect;
import dev.lakehouse4j.medallion.export.ExportReport;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.ml.delivery.DeliverySteps;
import dev.lakehouse4j.ml.rfm.Rfm;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the pipeline for other platforms. */
@Command(
        name = "export",
        description = "Writes the pipeline as source files for another platform.",
        mixinStandardHelpOptions = true,
        subcommands = ExportCommand.Databricks.class)
final class ExportCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say for what to export: databricks.");
    }

    /** Writes a bundle for Databricks. */
    @Command(
            name = "databricks",
            description = {
                "Writes the pipeline as a Databricks Asset Bundle: SQL of Lakeflow Spark Declarative Pipelines with"
                        + " expectations, keys and AI functions, from the definitions that run here. No lake is needed, and"
                        + " nothing is run.",
                "README.md in the folder says what is not carried over, and why."
            },
            mixinStandardHelpOptions = true)
    static final class Databricks implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write, new or empty.")
        @SuppressWarnings("NullAway.Init")
        private Path out;

        @Option(
                names = "--overwrite",
                description = "Replace the files of an earlier export in the folder; others stay.")
        private boolean overwrite;

        @Option(
                names = "--source",
                paramLabel = "DIR",
                defaultValue = "sample",
                description = "Folder of the CSV files; where they are there, their headers name the fields (default:"
                        + " ${DEFAULT-VALUE}).")
        private Path source = Path.of("sample");

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = "commerce",
                description = "Name of bundle, pipeline and job (default: ${DEFAULT-VALUE}).")
        private String name = "commerce";

        @Option(
                names = "--catalog",
                paramLabel = "NAME",
                defaultValue = "main",
                description = "Catalog of Unity Catalog (default: ${DEFAULT-VALUE}).")
        private String catalog = "main";

        @Option(
                names = "--files",
                paramLabel = "PATH",
                description =
                        "Where the pipeline finds the raw files (default: a volume that the bundle makes; with --dialect"
                                + " spark, the folder of --source).")
        private @Nullable String files;

        @Option(
                names = "--dialect",
                paramLabel = "NAME",
                defaultValue = "databricks",
                description =
                        "databricks, or spark for the spark-pipelines of Apache Spark 4.1, without what that lacks"
                                + " (default: ${DEFAULT-VALUE}).")
        private String dialect = "databricks";

        @Override
        public Integer call() {
            ExportReport report = settings().write(out);
            PrintWriter printer = spec.commandLine().getOut();
            printer.println(report.summary());
            printer.flush();
            return 0;
        }

        private DatabricksExport settings() {
            try {
                DatabricksExport export = DatabricksExport.of(pipeline())
                        .name(name)
                        .catalog(catalog)
                        .dialect(ExportDialect.valueOf(dialect.toUpperCase(Locale.ROOT)))
                        .standIn(DatabricksSentiment.reviews());
                export = files == null ? export : export.files(files);
                return overwrite ? export.overwriting() : export;
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new ParameterException(
                        spec.commandLine(),
                        message.startsWith("No enum constant")
                                ? "There is no dialect " + dialect + ". Say databricks or spark."
                                : message,
                        e);
            }
        }

        /** The pipeline of {@code run}, with the settings that need no lake. */
        private Pipeline pipeline() {
            Rfm segments = Rfm.commerce();
            DeliverySteps delivery = DeliverySteps.defaults();
            return Commerce.from(source).pipeline().toBuilder()
                    .javaModels(segments.javaModels())
                    .models(segments.sqlModels())
                    .models(delivery.sqlModels())
                    .javaModels(delivery.javaModels())
                    .javaModels(SentimentSteps.defaults().javaModels())
                    .build();
        }
    }
}
