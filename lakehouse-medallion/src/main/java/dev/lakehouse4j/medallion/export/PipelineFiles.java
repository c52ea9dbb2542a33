package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.SourceLocation;
import dev.lakehouse4j.medallion.model.SqlModel;
import dev.lakehouse4j.medallion.pipeline.Pipeline;
import dev.lakehouse4j.medallion.pipeline.StepDefinition;
import dev.lakehouse4j.medallion.star.StarOutline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the steps of a pipeline into source files, and collects what cannot be carried over. */
final class PipelineFiles {

    private static final String GENERAL = "All tables";

    private final Pipeline pipeline;
    private final ExportDialect dialect;
    private final Map<String, SqlModel<Gold, ?>> standIns = new LinkedHashMap<>();
    private final Map<String, String> texts = new TreeMap<>();
    private final List<ExportGap> gaps = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Set<String> withRows = new LinkedHashSet<>();

    PipelineFiles(Pipeline pipeline, ExportDialect dialect, List<SqlModel<Gold, ?>> standIns) {
        this.pipeline = pipeline;
        this.dialect = dialect;
        standIns.forEach(model -> this.standIns.put(model.table().fullName(), model));
    }

    static List<TableRef<?, ?>> javaModels(Pipeline pipeline) {
        List<TableRef<?, ?>> tables = new ArrayList<>();
        for (StepDefinition definition : pipeline.definitions()) {
            if (definition instanceof StepDefinition.Code code) {
                tables.add(code.table());
            }
        }
        return tables;
    }

    List<String> tables() {
        return List.copyOf(made);
    }

    List<String> leftOut() {
        return List.copyOf(leftOut.keySet());
    }

    List<ExportGap> gaps() {
        return List.copyOf(gaps);
    }

    /** Schemas of the tables, in the order of the layers. */
    List<String> layers() {
        return List.of("bronze", "silver", "gold").stream()
                .filter(layer -> made.stream().anyMatch(table -> table.startsWith(layer + ".")))
                .toList();
    }

    /**
     * Writes all files of the steps.
     *
     * @param files folder of the raw files; empty for where the sources point
     */
    Map<String, String> texts(String files) {
        Path root = root();
        for (StepDefinition definition : pipeline.definitions()) {
            if (definition instanceof StepDefinition.Files load) {
                bronze(load.ingest(), root, files);
            } else if (definition instanceof StepDefinition.Query query) {
                query(query.model(), query.part().map(StarOutline::of).orElse(null));
            } else if (definition instanceof StepDefinition.Code code) {
                code(code);
            }
        }
        general();
        return texts;
    }

    // ---- files
    // --------------------------------------------------------------------------------------------------------

    /** The folder that holds the folders of all sources. */
    private @Nullable Path root() {
        Path common = null;
        for (StepDefinition definition : pipeline.definitions()) {
            if (definition instanceof StepDefinition.Files load) {
                Path folder = load.ingest()
                        .source()
                        .location()
                        .folder()
                        .toAbsolutePath()
                        .normalize();
                while (common != null && !folder.startsWith(common)) {
                    common = common.getParent();
                }
                common = common == null ? folder : common;
            }
        }
        return common;
    }

    private void bronze(BronzeIngest<?> ingest, @Nullable Path root, String files) {
        SourceLocation location = ingest.source().location();
        Path folder = location.folder().toAbsolutePath().normalize();
        String below = root == null ? "" : root.relativize(folder).toString().replace('\\', '/');
        String pattern = below.isEmpty() ? location.pattern() : below + "/" + location.pattern();
        String table = ingest.table().fullName();
        BronzeFiles bronze = new BronzeFiles(ingest, pattern, gaps);
        if (dialect == ExportDialect.DATABRICKS) {
            texts.put(path(table, ".sql"), bronze.databricks());
        } else {
            String from = files.isEmpty() ? String.valueOf(root) : files;
            texts.put(path(table, ".py"), bronze.spark(from));
        }
        made.add(table);
    }

    // ---- queries
    // ------------------------------------------------------------------------------------------------------

    private void query(SqlModel<?, ?> model, @Nullable StarOutline outline) {
        String table = model.table().fullName();
        Optional<String> missing = missingInput(model);
        if (missing.isPresent()) {
            leaveOut(
                    table,
                    "It is left out: it reads " + missing.get() + ", which is not made there",
                    "Make that table there and add the query by hand, or give a query in its place (standIn)");
            return;
        }
        Optional<StarOutline.Versions> versions = outline == null ? Optional.empty() : outline.versions();
        if (model.readsItself() && versions.isEmpty()) {
            leaveOut(
                    table,
                    "It is left out: its query reads the table's own last version, and a materialized view cannot",
                    "Write it as a streaming table with a flow of your own");
            return;
        }
        long inlined = InlinedSize.of(model.sql());
        if (inlined > InlinedSize.LARGEST) {
            leaveOut(
                    table,
                    "It is left out: Spark's analyzer puts common table expressions where they are named, and its query then"
                            + " reads " + inlined
                            + " tables; open source Spark was seen to analyze such a query for minutes"
                            + " without an end",
                    "Give the expressions that are named several times tables of their own, or run the query in the lake");
            return;
        }
        String sql = versions.isPresent() ? history(model, versions.get()) : model.sql();
        write(model, outline, sql);
        model.drivenBy()
                .ifPresent(input -> gaps.add(new ExportGap(
                        table,
                        "It is not told to be refreshed by new rows of " + input.fullName() + " alone",
                        dialect == ExportDialect.DATABRICKS
                                ? "Serverless pipelines refresh materialized views incrementally where they can"
                                : "The query runs over all rows")));
        if (versions.isEmpty() && model.sql().contains(":run_at")) {
            gaps.add(new ExportGap(
                    table,
                    "The time of the run (:run_at) is the time of the update, current_timestamp()",
                    "Nothing to do, unless an update is to be repeated with the time of another"));
        }
    }

    private Optional<String> missingInput(SqlModel<?, ?> model) {
        Set<String> ofPipeline = new LinkedHashSet<>(pipeline.tables());
        return model.inputs().stream()
                .map(TableRef::fullName)
                .filter(input -> leftOut.containsKey(input) || !ofPipeline.contains(input))
                .findFirst();
    }

    private void write(SqlModel<?, ?> model, @Nullable StarOutline outline, String sql) {
        TableRef<?, ?> ref = model.table();
        String table = ref.fullName();
        TableSchema schema = ref.schema();
        DatasetSql dataset = new DatasetSql(dialect, table, schema).expectations(model.expectations());
        if (outline == null) {
            dataset.primaryKey(schema.key());
        } else {
            dataset.primaryKey(outline.primaryKey())
                    .foreignKeys(outline.references().stream()
                            .map(reference -> new DatasetSql.Foreign(
                                    reference.column(), reference.dimension().fullName(), reference.key()))
                            .toList());
        }
        SqlTranslation.Translated translated = SqlTranslation.of(sql);
        texts.put(path(table, ".sql"), dataset.materializedView(translated.sql()));
        made.add(table);
        RulesSql rules = new RulesSql(table, schema, model.checks());
        if (!rules.isEmpty()) {
            texts.put("pipeline/rules/" + table.replace('.', '_') + ".sql", rules.statement(dialect));
        }
        Set<String> notes = new LinkedHashSet<>(translated.notes());
        notes.addAll(dataset.notes());
        notes.addAll(rules.notes());
        for (String note : notes) {
            gaps.add(new ExportGap(table, "Its SQL is not portable: " + note, "Change the model and export again"));
        }
        if (!model.expectations().isEmpty()) {
            withRows.add(table + "_quarantine");
        }
    }

    // ---- history
    // ------------------------------------------------------------------------------------------------------

    /** Lets AUTO CDC keep the rows, and lays the versions out over them; returns the query of the dimension. */
    private String history(SqlModel<?, ?> model, StarOutline.Versions versions) {
        String table = model.table().fullName();
        String columns = versions.columns().stream()
                .map(column -> "  "
                        + SparkTypes.cast(Sql.name(column.name()), column.type()) + " as "
                        + Sql.name(column.name()))
                .collect(Collectors.joining(",\n"));
        SqlTranslation.Translated members = SqlTranslation.of(versions.members());
        String select = "select\n" + columns + "\nfrom (\n" + members.sql() + "\n) members";
        for (String note : members.notes()) {
            gaps.add(new ExportGap(table, "Its SQL is not portable: " + note, "Change the model and export again"));
        }
        if (dialect == ExportDialect.SPARK) {
            gaps.add(new ExportGap(
                    table,
                    "It keeps no history: each run makes it from what the query gives, as open source Spark has no AUTO CDC"
                            + " FROM SNAPSHOT",
                    "Run the export for Databricks, or keep the versions with MERGE"));
            String plain = versions.columns().stream()
                    .map(column -> Sql.name(column.name()))
                    .collect(Collectors.joining(", "));
            return versions.over("(select " + plain
                    + ", cast(:run_at as timestamp) as __START_AT, cast(null as timestamp) as __END_AT from (\n"
                    + versions.members() + "\n) members)");
        }
        String view = model.table().name() + "_members";
        String stored = table + "_versions";
        texts.put(
                path(table + "_members", ".sql"),
                "-- The members of " + table + " as they are; AUTO CDC compares them with those of the update before.\n"
                        + "CREATE TEMPORARY VIEW " + view + "\nAS\n" + select + ";\n");
        texts.put(path(stored, ".py"), """
                from pyspark import pipelines as dp

                # Keeps each row that the view ever gave, from when on (__START_AT) and until when (__END_AT).
                dp.create_streaming_table(
                    name=%1$s,
                    comment=%2$s,
                )

                dp.create_auto_cdc_from_snapshot_flow(
                    target=%1$s,
                    source=%3$s,
                    keys=[%4$s],
                    stored_as_scd_type=2,
                )
                """.formatted(
                        BronzeFiles.python(stored),
                        BronzeFiles.python("Rows of " + view + " with the updates in which they came and went"),
                        BronzeFiles.python(view),
                        versions.storeKey().stream().map(BronzeFiles::python).collect(Collectors.joining(", "))));
        gaps.add(new ExportGap(
                table,
                "Its history is kept in " + stored
                        + " from the first update there on; versions that the lake has are not"
                        + " brought along"
                        + (versions.changedAt() ? ", beyond those that the query gives" : ""),
                "Load them into " + stored + " first, or keep the old table beside the new one"));
        if (versions.changedAt()) {
            gaps.add(new ExportGap(
                    table,
                    "A change that is reported late takes its place among all that were ever reported; here it takes it among the"
                            + " versions, where repeats of the version before are gone",
                    "Nothing to do where changes are reported in order"));
        }
        if (versions.changedAt() && versions.closesVanished()) {
            gaps.add(new ExportGap(
                    table,
                    "A member that vanished and came back has no gap between its versions",
                    "Look at " + stored + ", which has the times"));
        }
        return versions.over(stored);
    }

    // ---- code
    // ---------------------------------------------------------------------------------------------------------

    private void code(StepDefinition.Code code) {
        String table = code.table().fullName();
        SqlModel<Gold, ?> standIn = standIns.get(table);
        if (standIn == null || dialect == ExportDialect.SPARK) {
            leaveOut(
                    table,
                    "It is left out: Java code makes it"
                            + code.model()
                                    .trainedModel()
                                    .map(trained -> " with the model " + trained)
                                    .orElse(""),
                    "Run the code in a job (the library runs in any JVM) and write the table from there, or write it anew");
            return;
        }
        Optional<String> missing = missingInput(standIn);
        if (missing.isPresent()) {
            leaveOut(
                    table,
                    "It is left out: the query in its place reads " + missing.get() + ", which is not made there",
                    "Make that table there");
            return;
        }
        write(standIn, null, standIn.sql());
        List<String> lost = new ArrayList<>(code.table().schema().names());
        lost.removeAll(standIn.table().schema().names());
        gaps.add(new ExportGap(
                table,
                "A query of Databricks makes it in place of Java code, with results of its own"
                        + (lost.isEmpty() ? "" : "; it has no columns " + String.join(", ", lost)),
                "Compare the results on a sample of rows before anybody relies on them"));
    }

    private void leaveOut(String table, String what, String remedy) {
        leftOut.put(table, what);
        gaps.add(new ExportGap(table, what, remedy));
    }

    // ---- what holds for all
    // -------------------------------------------------------------------------------------------

    private void general() {
        List<String> quarantines = pipeline.definitions().stream()
                .filter(StepDefinition.Files.class::isInstance)
                .map(definition -> ((StepDefinition.Files) definition)
                        .ingest()
                        .quarantine()
                        .fullName())
                .toList();
        if (!quarantines.isEmpty()) {
            gap(
                    "Records of files that cannot become rows are not kept with their text, line and reason; "
                            + String.join(", ", quarantines) + " are not made",
                    dialect == ExportDialect.DATABRICKS
                            ? "What fits no column is in _rescued_data of the row; see «What is the rescued data column?»"
                            : "Fields that are not there are null, surplus ones are dropped");
            gap(
                    "A file that comes again under its name with other content does not replace its earlier rows, and a copy"
                            + " under another name is not recognised"
                            + (dialect == ExportDialect.DATABRICKS ? "" : "; all files are read at each run"),
                    dialect == ExportDialect.DATABRICKS
                            ? "Give corrected files new names: the Silver queries take the newest record of a key; see"
                                    + " cloudFiles.allowOverwrites"
                            : "Take the old file away");
            gap(
                    dialect == ExportDialect.DATABRICKS
                            ? "_source_row is a number by chance, not the number of the record in its file: of several records"
                                    + " with one key in one file, which one wins is left to chance"
                            : "_source_row grows within a file, but is not the number of the record",
                    "Nothing to do where keys are unique within a file");
            gap("Archives (.zip) are not read", "Unpack them; .gz is read");
        }
        if (!withRows.isEmpty()) {
            gap(
                    "Rows that fail expectations are "
                            + (dialect == ExportDialect.DATABRICKS
                                    ? "counted, but not kept"
                                    : "not counted and not kept")
                            + "; " + String.join(", ", withRows) + " are not made",
                    dialect == ExportDialect.DATABRICKS
                            ? "The counts are in the pipeline's event log; to keep rows, see «Quarantine invalid records»"
                            : "Query Silver and Bronze for them");
        }
        gap(
                "Rules about whole tables are checked when the table has been refreshed, not before readers see it",
                dialect == ExportDialect.DATABRICKS
                        ? "A violation fails the update; the table of that update stays readable"
                        : "Look into the tables named *_rules: every row_count should be 0");
        gap(
                "strip_accents knows the letters from U+00C0 to U+017F; combining marks and other letters stay as they are",
                "Nothing to do for western European texts");
        gap(
                "A double that lies between two decimals may be cast to the other one: the last digit of a figure such as an average"
                        + " in money may differ by one",
                "Compare such figures with that tolerance");
        gap(
                "Rights, tags, row filters, column masks and comments that were set by statements in a lake's catalog are not"
                        + " part of a pipeline",
                dialect == ExportDialect.DATABRICKS
                        ? "Grant and tag in Unity Catalog; SHOW GRANTS in the lake lists what there is"
                        : "Open source Spark has none of them");
        gap(
                "Versions, lineage, audit and the list of erased persons stay in the lake; the tables begin anew",
                "Keep the lake for as long as its history is needed, and forget erased persons in the raw files first");
    }

    private void gap(String what, String remedy) {
        gaps.add(new ExportGap(GENERAL, what, remedy));
    }

    private static String path(String table, String suffix) {
        return "pipeline/" + table.replace('.', '/') + suffix;
    }
}
