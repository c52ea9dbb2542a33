package dev.lakehouse4j.spark;

import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.FileLayout;
import dev.lakehouse4j.core.storage.LocalDisk;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.MultiInstanceRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The plan that a relation stands for. */
final class RelationPlans {

    private static final String ROWS = "lakehouse4j_rows";

    /** Always true, but Spark does not know that, and moves no condition and no expression below it. */
    private static final String FENCE = "rand(0) >= 0";

    private static final String DELTA = "org.apache.spark.sql.delta.sources.DeltaDataSource";

    /** The path of a row's file as this library writes it, from the URI that Spark has. */
    private static final String FILE_PATH =
            "regexp_replace(url_decode(replace(_metadata.file_path, '+', '%2B')), '^file:/+', '/')";

    private final SparkSession session;
    private final StatementPlans statements;

    RelationPlans(SparkSession session, StatementPlans statements) {
        this.session = session;
        this.statements = statements;
    }

    /** A new instance each time: a statement may name one relation twice. */
    LogicalPlan plan(Relation relation) {
        if (relation instanceof Relation.Snapshot data) {
            TableSnapshot snapshot = data.snapshot();
            return foreignFeature(snapshot.files(), snapshot.layout()) == null || !hasDelta()
                    ? files(snapshot.root(), snapshot.files(), snapshot.schema(), snapshot.layout())
                    : byDelta(snapshot);
        } else if (relation instanceof Relation.Files files) {
            return files(files.root(), files.files(), files.schema(), files.layout());
        } else if (relation instanceof Relation.NamedFiles files) {
            LogicalPlan rows = files(files.root(), files.files(), files.schema(), files.layout());
            String path = files.files().isEmpty() ? "cast(null as string)" : FILE_PATH;
            return statements.over(
                    ROWS,
                    rows,
                    "select " + names(files.schema().columns()) + ", " + path + " as "
                            + Sql.identifier(Relation.NamedFiles.FILE_COLUMN) + " from " + ROWS);
        } else if (relation instanceof Relation.Parquet parquet) {
            return parquet(parquet);
        } else if (relation instanceof Relation.Guarded guarded) {
            return guarded(guarded);
        } else if (relation instanceof Relation.View view) {
            LogicalPlan rows = statements.bind(view.sql(), view.relations());
            return view.fenced() ? fence(rows) : rows;
        } else if (relation instanceof Relation.Values values) {
            return values(values);
        } else if (relation instanceof Relation.Empty empty) {
            return empty(session, SparkTypes.struct(empty.schema().columns()));
        }
        throw new IllegalStateException("unreachable: " + relation);
    }

    static LogicalPlan empty(SparkSession session, StructType columns) {
        return fresh(session.createDataFrame(List.<Row>of(), columns)
                .queryExecution()
                .analyzed());
    }

    private static LogicalPlan fresh(LogicalPlan plan) {
        return plan instanceof MultiInstanceRelation instance ? instance.newInstance() : plan;
    }

    private LogicalPlan files(Path root, List<DataFile> files, TableSchema schema, FileLayout layout) {
        if (files.isEmpty()) {
            return empty(session, SparkTypes.struct(schema.columns()));
        }
        requirePlain(root, files, layout);
        return read(files.stream().map(file -> file.resolve(root)).toList(), SparkTypes.struct(schema.columns()));
    }

    /** What keeps rows elsewhere than under the columns' names in the files; null in tables of this library. */
    private static @Nullable String foreignFeature(List<DataFile> files, FileLayout layout) {
        if (layout.isMapped()) {
            return "columnMapping";
        } else if (!layout.partitionColumns().isEmpty()) {
            return "of partitions";
        }
        return files.stream().anyMatch(file -> file.deletionVector() != null) ? "deletionVectors" : null;
    }

    private static void requirePlain(Path root, List<DataFile> files, FileLayout layout) {
        String feature = foreignFeature(files, layout);
        if (feature != null) {
            throw new UnsupportedFeatureException(
                    "Cannot read " + (hasDelta() ? "single files of " : "") + "the table at "
                            + root + " on Spark: it has the feature " + feature + ". "
                            + (hasDelta()
                                    ? "Its rows can be queried; let its own writer change them."
                                    : "Add io.delta:delta-spark_4.1_2.13 to the class path of Spark, whose reader knows it, or use"
                                            + " the embedded engine."));
        }
    }

    private static boolean hasDelta() {
        try {
            Class.forName(DELTA, false, RelationPlans.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A table as only other writers lay it out, through Delta's own reader for Spark. */
    private LogicalPlan byDelta(TableSnapshot snapshot) {
        LogicalPlan rows = session.read()
                .format("delta")
                .option("versionAsOf", snapshot.version())
                .load(location(snapshot.root()))
                .queryExecution()
                .analyzed();
        return statements.over(
                ROWS,
                rows,
                snapshot.schema().columns().stream()
                        .map(column -> cast(column) + " as " + Sql.identifier(column.name()))
                        .collect(Collectors.joining(", ", "select ", " from " + ROWS)));
    }

    private LogicalPlan read(List<Path> files, StructType schema) {
        return session.read()
                .schema(schema)
                .option("__globPaths__", "false")
                .parquet(paths(files))
                .queryExecution()
                .analyzed();
    }

    private LogicalPlan parquet(Relation.Parquet parquet) {
        List<Column> columns = parquet.schema().columns();
        String casts = columns.stream()
                .map(column -> (column.name().equals(Relation.Parquet.ROW_NUMBER_COLUMN)
                                ? "cast(_metadata.row_index as " + SparkTypes.sql(column.type()) + ")"
                                : cast(column))
                        + " as " + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return statements.over(ROWS, parquet(parquet.files()), "select " + casts + " from " + ROWS);
    }

    /** Files of anybody, with the columns that they have. */
    LogicalPlan parquet(List<Path> files) {
        return session.read()
                .option("__globPaths__", "false")
                .option("mergeSchema", "true")
                .parquet(paths(files))
                .queryExecution()
                .analyzed();
    }

    private static String[] paths(List<Path> files) {
        return files.stream().map(RelationPlans::location).toArray(String[]::new);
    }

    /** As Spark names it: with the store, or as a file of this machine. */
    static String location(Path path) {
        return LocalDisk.has(path) ? "file:" + path.toAbsolutePath() : path.toString();
    }

    static String cast(Column column) {
        return "cast(" + Sql.identifier(column.name()) + " as " + SparkTypes.sql(column.type()) + ")";
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "));
    }

    /** Rows that the filter keeps, then the fence, then the masks: so a mask sees rows that are seen, and nothing sees others. */
    private LogicalPlan guarded(Relation.Guarded guarded) {
        LogicalPlan rows = plan(guarded.base());
        if (guarded.filter() != null) {
            rows = fence(statements.over(ROWS, rows, "select * from " + ROWS + " where (" + guarded.filter() + "\n)"));
        }
        if (guarded.masks().isEmpty()) {
            return rows;
        }
        String seen = guarded.schema().columns().stream()
                .map(column -> {
                    String name = Sql.identifier(column.name());
                    String mask = guarded.masks().get(column.name());
                    return mask == null
                            ? name
                            : "cast((" + mask + "\n) as " + SparkTypes.sql(column.type()) + ") as " + name;
                })
                .collect(Collectors.joining(", "));
        return statements.over(ROWS, rows, "select " + seen + " from " + ROWS);
    }

    private LogicalPlan fence(LogicalPlan rows) {
        return statements.over(ROWS, rows, "select * from " + ROWS + " where " + FENCE);
    }

    /** The values go as texts and are cast, as they stand for any flat type. */
    private LogicalPlan values(Relation.Values values) {
        List<Column> columns = values.schema().columns();
        StructType texts = DataTypes.createStructType(columns.stream()
                .map(column -> DataTypes.createStructField(column.name(), DataTypes.StringType, true))
                .toArray(StructField[]::new));
        List<Row> rows = values.rows().stream()
                .map(row ->
                        RowFactory.create(row.stream().map(RelationPlans::text).toArray()))
                .toList();
        String casts = columns.stream()
                .map(column -> cast(column) + " as " + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return statements.over(
                ROWS,
                fresh(session.createDataFrame(rows, texts).queryExecution().analyzed()),
                "select " + casts + " from " + ROWS);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value == null ? null : value.toString();
    }
}
