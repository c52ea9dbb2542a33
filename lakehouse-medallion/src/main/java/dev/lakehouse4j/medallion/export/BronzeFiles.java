package dev.lakehouse4j.medallion.export;

import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.ColumnType.Primitive;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.medallion.ingest.AuditColumns;
import dev.lakehouse4j.medallion.ingest.BronzeIngest;
import dev.lakehouse4j.medallion.ingest.CsvFormat;
import dev.lakehouse4j.medallion.ingest.CsvSource;
import dev.lakehouse4j.medallion.ingest.JsonLinesSource;
import dev.lakehouse4j.medallion.ingest.SchemaMode;
import dev.lakehouse4j.medallion.ingest.Source;
import dev.lakehouse4j.medallion.ingest.SourceColumns;
import dev.lakehouse4j.medallion.ingest.SourceFile;
import dev.lakehouse4j.medallion.ingest.SourceMissingException;
import dev.lakehouse4j.medallion.quality.Expectation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes how a Bronze table is loaded from files: a streaming table over {@code read_files}, or for open source Spark, which has
 * no such function, a materialized view in Python over {@code spark.read}.
 */
final class BronzeFiles {

    private static final int LINE_SEARCH_BYTES = 1 << 16;

    /** Other for each version of a file, as far as its size and time tell. */
    private static final String BATCH_ID =
            "md5(concat_ws('|', _metadata.file_path, cast(_metadata.file_size as string),"
                    + " cast(_metadata.file_modification_time as string)))";

    private final BronzeIngest<?> ingest;
    private final String pattern;
    private final List<ExportGap> gaps;
    private final Map<String, String> headerNames;

    /**
     * Looks at a load.
     *
     * @param pattern the files, relative to the folder of all files
     * @param gaps takes what is not carried over
     */
    BronzeFiles(BronzeIngest<?> ingest, String pattern, List<ExportGap> gaps) {
        this.ingest = ingest;
        this.pattern = pattern;
        this.gaps = gaps;
        this.headerNames = headerNames();
    }

    private String table() {
        return ingest.table().fullName();
    }

    private Source source() {
        return ingest.source();
    }

    /** Names of the file's fields by column, as far as the files or the format tell. */
    private Map<String, String> headerNames() {
        Map<String, String> names = new LinkedHashMap<>();
        boolean named = source() instanceof CsvSource csv && !csv.format().header();
        if (source() instanceof CsvSource csv) {
            csv.format().columnNames().forEach(name -> names.put(RecordShape.snakeCase(name), name));
        }
        try {
            for (SourceColumns columns : ingest.sourceColumns()) {
                columns.columns().forEach((column, fields) -> {
                    if (!column.equals(AuditColumns.RESCUED_DATA.name())) {
                        names.putIfAbsent(column, fields.get(0));
                    }
                });
            }
        } catch (SourceMissingException e) {
            if (!named) {
                gaps.add(new ExportGap(
                        table(),
                        "The files were not there to look at, so their fields are taken to be named like the columns",
                        "Compare the schema in its source file with a header, or export again with the files there"));
            }
        }
        if (source() instanceof CsvSource csv) {
            csv.format().renames().forEach((inHeader, newName) -> names.put(RecordShape.snakeCase(newName), inHeader));
        }
        return names;
    }

    private List<Column> recordColumns() {
        List<String> audit = AuditColumns.all().stream().map(Column::name).toList();
        return ingest.table().schema().columns().stream()
                .filter(column -> !audit.contains(column.name()))
                .toList();
    }

    private String field(Column column) {
        return Sql.name(headerNames.getOrDefault(column.name(), column.name()));
    }

    /** Fields in the order of the files without header, of the record otherwise. */
    private String fileSchema() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Column column : recordColumns()) {
            fields.put(column.name(), field(column) + " " + SparkTypes.of(column.type()));
        }
        if (source() instanceof CsvSource csv && !csv.format().header()) {
            List<String> inOrder = new ArrayList<>();
            for (String name : csv.format().columnNames()) {
                String column = headerNames.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(name);
                inOrder.add(fields.getOrDefault(column, Sql.name(name) + " string"));
            }
            return String.join(", ", inOrder);
        }
        return String.join(", ", fields.values());
    }

    private String formatName() {
        return source() instanceof CsvSource ? "csv" : source() instanceof JsonLinesSource ? "json" : "parquet";
    }

    /** Options of the reader, as Spark and Databricks both know them. */
    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (source() instanceof CsvSource csv) {
            CsvFormat format = csv.format();
            options.put("header", String.valueOf(format.header()));
            options.put("sep", String.valueOf(format.delimiter()));
            options.put("quote", String.valueOf(format.quote()));
            options.put("escape", String.valueOf(format.quote()));
            options.put("encoding", format.charset().name());
            options.put("multiLine", "true");
            lineSeparator().ifPresent(separator -> options.put("lineSep", separator));
        }
        if (source() instanceof CsvSource || source() instanceof JsonLinesSource) {
            options.put("mode", ingest.mode() == SchemaMode.FAIL ? "FAILFAST" : "PERMISSIVE");
        }
        return options;
    }

    /** How the lines of the first file end; left to itself, the reader of CSV changes line breaks inside quotes. */
    private Optional<String> lineSeparator() {
        Path first;
        try {
            first = source().files().stream()
                    .map(SourceFile::path)
                    .filter(path -> !path.toString().matches(".*\\.(gz|zip|zst)"))
                    .findFirst()
                    .orElse(null);
        } catch (SourceMissingException e) {
            return Optional.empty();
        }
        if (first == null) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(first)) {
            byte[] start = in.readNBytes(LINE_SEARCH_BYTES);
            for (int i = 0; i < start.length; i++) {
                if (start[i] == '\n') {
                    return Optional.of(i > 0 && start[i - 1] == '\r' ? "\r\n" : "\n");
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // The load itself will say what is wrong with the file.
        }
        return Optional.empty();
    }

    private void note() {
        if (ingest.mode() == SchemaMode.EVOLVE) {
            gaps.add(new ExportGap(
                    table(),
                    "Columns that its record does not know are not added to the table (SchemaMode.EVOLVE)",
                    "Their values are in _rescued_data; add the columns to the record and export again"));
        }
        if (pattern.contains("**")) {
            gaps.add(new ExportGap(
                    table(),
                    "The pattern " + pattern + " holds **, which readers of Spark do not know",
                    "Name the folders, or take the part before it: readers search folders below it by themselves"));
        }
    }

    String databricks() {
        note();
        DatasetSql sql = new DatasetSql(ExportDialect.DATABRICKS, table(), streamed());
        StringBuilder query = new StringBuilder("select\n");
        for (Column column : recordColumns()) {
            query.append("  ")
                    .append(field(column))
                    .append(" as ")
                    .append(Sql.name(column.name()))
                    .append(",\n");
        }
        query.append("  _metadata.file_name as _source_file,\n")
                .append("  -- a number by chance: what is read from a stream has no place in its file\n")
                .append("  xxhash64(uuid()) & 9223372036854775807 as _source_row,\n")
                .append("  ")
                .append(BATCH_ID)
                .append(" as _batch_id,\n")
                .append("  current_timestamp() as _ingested_at,\n")
                .append("  _rescued_data\n")
                .append("from stream read_files(\n  '${files}/")
                .append(pattern.replace("'", "\\'"))
                .append("',\n  format => '")
                .append(formatName())
                .append("',\n  schema => ")
                .append(SqlTranslation.literal(fileSchema()));
        options()
                .forEach((option, value) ->
                        query.append(",\n  ").append(option).append(" => ").append(SqlTranslation.literal(value)));
        query.append(",\n  rescuedDataColumn => '_rescued_data'\n)");
        return sql.expectations(notNull()).streamingTable(query.toString());
    }

    /** The schema, with what the columns of the library hold there. */
    private TableSchema streamed() {
        Map<String, String> comments = Map.of(
                AuditColumns.SOURCE_ROW.name(), "A number by chance that tells the rows of a file apart",
                AuditColumns.BATCH_ID.name(), "Hash of the file's path, size and time",
                AuditColumns.INGESTED_AT.name(), "When the row was read");
        TableSchema schema = ingest.table().schema();
        return schema.withColumns(schema.columns().stream()
                .map(column -> {
                    String comment = comments.get(column.name());
                    return comment == null
                            ? column
                            : new Column(column.name(), column.type(), column.nullable(), comment);
                })
                .toList());
    }

    /** Rows without a value that must be there: here they go to quarantine, there they are dropped and counted. */
    private List<Expectation> notNull() {
        return recordColumns().stream()
                .filter(column -> !column.nullable())
                .map(column -> Expectation.drop(column.name() + "_present", Sql.name(column.name()) + " is not null"))
                .toList();
    }

    String spark(String files) {
        note();
        Map<String, String> all = options();
        if (source() instanceof CsvSource csv && csv.format().header()) {
            all.put("enforceSchema", "false"); // Without, fields are taken by their place, whatever the header says.
        }
        String options = all.entrySet().stream()
                .map(option -> option.getKey() + "=" + python(option.getValue()))
                .collect(Collectors.joining(", "));
        List<String> columns = new ArrayList<>();
        for (Column column : recordColumns()) {
            columns.add(field(column) + " as " + Sql.name(column.name()));
        }
        columns.add("_metadata.file_name as _source_file");
        // A file that may have line breaks in quotes is read by one task, from its beginning to its end.
        columns.add("monotonically_increasing_id() as _source_row");
        columns.add(BATCH_ID + " as _batch_id");
        columns.add("current_timestamp() as _ingested_at");
        columns.add("cast(null as " + SparkTypes.of(Primitive.STRING) + ") as _rescued_data");
        String function = table().replace('.', '_');
        String comment = ingest.table().schema().comment();
        return """
                from pyspark import pipelines as dp
                from pyspark.sql import SparkSession

                spark = SparkSession.active()


                @dp.materialized_view(
                    name=%s,
                    comment=%s,
                    table_properties={"quality": "bronze"},
                )
                def %s():
                    rows = (
                        spark.read.format(%s)
                        .schema(%s)
                        .options(%s)
                        .load(%s)
                    )
                    return rows.selectExpr(
                        %s,
                    )
                """.formatted(
                        python(table()),
                        comment == null ? "None" : python(comment),
                        function,
                        python(formatName()),
                        python(fileSchema()),
                        options,
                        python(files + "/" + pattern),
                        columns.stream().map(BronzeFiles::python).collect(Collectors.joining(",\n        ")));
    }

    static String python(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }
}
