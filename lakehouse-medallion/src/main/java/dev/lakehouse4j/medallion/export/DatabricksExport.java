package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a pipeline as source files for Databricks: SQL of Lakeflow Spark Declarative Pipelines, and the bundle that deploys it.
 *
 * <pre>{@code
 * ExportReport report = DatabricksExport.of(Commerce.from(folder).pipeline()).name("shop").write(Path.of("databricks"));
 * System.out.println(report.summary());
 * }</pre>
 *
 * <p>Everything comes from the definitions that the embedded pipeline runs: sources become streaming tables over {@code
 * read_files}, queries materialized views, expectations and CHECK conditions CONSTRAINT … EXPECT, keys and references PRIMARY
 * KEY and FOREIGN KEY, rules about a table private materialized views with expectations, dimensions with history AUTO CDC FROM
 * SNAPSHOT. Macros of the library are expanded. What is not carried over is in the README of the folder and in the report.
 *
 * <p>Immutable; each method returns changed settings.
 */
public final class DatabricksExport {

    private static final String NAME = "[a-z][a-z0-9_]*";

    private final Pipeline pipeline;
    private final String name;
    private final String catalog;
    private final String files;
    private final ExportDialect dialect;
    private final List<SqlModel<Gold, ?>> standIns;
    private final boolean overwrite;

    private DatabricksExport(
            Pipeline pipeline,
            String name,
            String catalog,
            String files,
            ExportDialect dialect,
            List<SqlModel<Gold, ?>> standIns,
            boolean overwrite) {
        this.pipeline = pipeline;
        this.name = name;
        this.catalog = catalog;
        this.files = files;
        this.dialect = dialect;
        this.standIns = List.copyOf(standIns);
        this.overwrite = overwrite;
    }

    /**
     * An export of a pipeline, named {@code lakehouse}, into the catalog {@code main}.
     *
     * @param pipeline the pipeline; it is not run
     * @return the settings
     */
    public static DatabricksExport of(Pipeline pipeline) {
        return new DatabricksExport(pipeline, "lakehouse", "main", "", ExportDialect.DATABRICKS, List.of(), false);
    }

    /**
     * Names the bundle, the pipeline and the job.
     *
     * @param newName lower-case letters, digits and underscores, a letter first
     * @return the changed settings
     * @throws IllegalArgumentException when the name is another
     */
    public DatabricksExport name(String newName) {
        return new DatabricksExport(pipeline, checked("bundle", newName), catalog, files, dialect, standIns, overwrite);
    }

    /**
     * Names the catalog of Unity Catalog.
     *
     * @param newCatalog lower-case letters, digits and underscores, a letter first
     * @return the changed settings
     * @throws IllegalArgumentException when the name is another
     */
    public DatabricksExport catalog(String newCatalog) {
        return new DatabricksExport(
                pipeline, name, checked("catalog", newCatalog), files, dialect, standIns, overwrite);
    }

    /**
     * Says where the pipeline finds the raw files.
     *
     * @param folder a path below {@code /Volumes}, or an address such as {@code s3://bucket/raw}; unless given, the volume
     *     {@code files} in the first schema. For Spark, where the sources of the pipeline point unless given
     * @return the changed settings
     */
    public DatabricksExport files(String folder) {
        String plain = folder.strip();
        if (plain.isEmpty() || plain.contains("\n")) {
            throw new IllegalArgumentException("Cannot read files from '" + folder
                    + "': it is no folder. Give a path such as /Volumes/main/bronze/files.");
        }
        return new DatabricksExport(pipeline, name, catalog, plain, dialect, standIns, overwrite);
    }

    /**
     * Chooses what the files are written for.
     *
     * @param newDialect Databricks unless given
     * @return the changed settings
     */
    public DatabricksExport dialect(ExportDialect newDialect) {
        return new DatabricksExport(pipeline, name, catalog, files, newDialect, standIns, overwrite);
    }

    /**
     * Gives a query in place of Java code, in the SQL of Databricks, for example with AI functions. Used for Databricks alone.
     *
     * @param model makes the table that a {@link dev.lakehouse4j.medallion.model.JavaModel} of the pipeline makes, perhaps with
     *     fewer columns
     * @return the changed settings
     * @throws IllegalArgumentException when no Java model of the pipeline makes that table
     */
    public DatabricksExport standIn(SqlModel<Gold, ?> model) {
        TableRef<Gold, ?> table = model.table();
        if (PipelineFiles.javaModels(pipeline).stream()
                .noneMatch(code -> code.fullName().equals(table.fullName()))) {
            throw new IllegalArgumentException("Cannot put a query in place of " + table
                    + ": no Java model of the pipeline makes that table. Its Java models make "
                    + PipelineFiles.javaModels(pipeline) + ".");
        }
        List<SqlModel<Gold, ?>> more = new ArrayList<>(standIns);
        more.add(model);
        return new DatabricksExport(pipeline, name, catalog, files, dialect, more, overwrite);
    }

    /**
     * Lets the export replace the files of an earlier one; other files in the folder stay.
     *
     * @return the changed settings
     */
    public DatabricksExport overwriting() {
        return new DatabricksExport(pipeline, name, catalog, files, dialect, standIns, true);
    }

    /**
     * Writes the files.
     *
     * @param folder a folder that is new or empty, or, after {@link #overwriting()}, any folder
     * @return what was written, and what is not carried over
     * @throws StorageException when the folder is not empty or cannot be written
     */
    public ExportReport write(Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        PipelineFiles writer = new PipelineFiles(pipeline, dialect, standIns);
        Map<String, String> texts = new TreeMap<>(writer.texts(files));
        List<String> layers = writer.layers();
        if (!layers.isEmpty()) {
            if (dialect == ExportDialect.DATABRICKS) {
                BundleFiles.databricks(name, catalog, files, layers, texts);
            } else {
                String storage = target.resolve("storage").toUri().toString().replaceFirst("^file:/+", "file:///");
                BundleFiles.spark(name, storage, layers.get(layers.size() - 1), texts);
            }
        }
        texts.put(
                "README.md",
                dialect == ExportDialect.DATABRICKS
                        ? ReadmeText.databricks(name, writer.tables(), writer.gaps())
                        : ReadmeText.spark(name, writer.tables(), writer.gaps()));
        ExportFolder.write(target, texts, overwrite);
        return new ExportReport(folder, List.copyOf(texts.keySet()), writer.tables(), writer.leftOut(), writer.gaps());
    }

    private static String checked(String what, String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("Cannot name a " + what + " '" + name
                    + "': a name is lower-case letters, digits and underscores and starts with a letter.");
        }
        return name;
    }
}
