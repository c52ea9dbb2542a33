package dev.lakehouse4j.medallion.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.TableSchema;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which columns of a file fill which columns of a Bronze table, and how to find a record of the file again.
 *
 * @param file the file
 * @param columns names in the file, by column of the table; {@code _rescued_data} has those that fit no column
 * @param format how the file is written, as JSON
 */
public record SourceColumns(SourceFile file, Map<String, List<String>> columns, String format) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Copies the map. */
    public SourceColumns {
        columns = Map.copyOf(columns);
    }

    /**
     * A record of a text file.
     *
     * @param line number of the physical line that it starts on, from 1
     * @param text the record as it stands in the file, cut after a mebibyte
     */
    public record Place(long line, String text) {}

    static SourceColumns of(TableRef<?, ?> table, Source source, SchemaMode mode, SourceFile file) {
        TableSchema record = RecordShape.of(table.type()).schema();
        if (source instanceof CsvSource csv) {
            Binding.Target target = new Binding.Target(table.fullName(), record, null, mode);
            List<String> names = header(file.path(), csv.format());
            Binding binding = Binding.of(target, file.path().toString(), names, null, true);
            return new SourceColumns(file, columns(binding, names), describe(csv.format()));
        }
        // Of files that name the columns in every record, or in their own schema, those of the record are taken by
        // name.
        Map<String, List<String>> columns = new LinkedHashMap<>();
        record.names().forEach(name -> columns.put(name, List.of(name)));
        String type = source instanceof ParquetSource ? "parquet" : "jsonl";
        return new SourceColumns(
                file, columns, MAPPER.createObjectNode().put("type", type).toString());
    }

    private static List<String> header(Path file, CsvFormat format) {
        try (CsvScanner scanner = new CsvScanner(CompressedInput.open(file), format, file.toString())) {
            while (format.header() && scanner.next() && scanner.kind() == RecordScanner.Kind.BLANK) {
                // The header is the first line with anything in it.
            }
            return scanner.columnNames();
        } catch (IOException e) {
            throw LakehouseErrors.storage("read the header of " + file, e);
        }
    }

    private static Map<String, List<String>> columns(Binding binding, List<String> names) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        List<Column> schema = binding.schema().columns();
        for (int i = 0; i < schema.size(); i++) {
            int field = binding.fields().get(i);
            if (field >= 0) {
                columns.put(schema.get(i).name(), List.of(Binding.label(names, field)));
            }
        }
        if (!binding.unknown().isEmpty()) {
            List<String> rescued = new ArrayList<>();
            binding.unknown().forEach(field -> rescued.add(Binding.label(names, field)));
            columns.put(AuditColumns.RESCUED_DATA.name(), rescued);
        }
        return columns;
    }

    private static String describe(CsvFormat format) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("type", "csv")
                .put("delimiter", String.valueOf(format.delimiter()))
                .put("quote", String.valueOf(format.quote()))
                .put("charset", format.charset().name())
                .put("header", format.header())
                .put("maxRecordBytes", format.maxRecordBytes());
        format.columnNames().forEach(node.putArray("columnNames")::add);
        if (!format.renames().isEmpty()) {
            format.renames().forEach(node.putObject("renames")::put);
        }
        return node.toString();
    }

    /**
     * Finds a record of a file by its number.
     *
     * @param file the file
     * @param name its name within its source, as in {@code _source_file}
     * @param format how it is written, as in {@link #format()}
     * @param batchId identity of the content that was loaded, as in {@code _batch_id}
     * @param row number among the data records, from 1, as in {@code _source_row}
     * @return the record; empty when the file is no text file, or holds something else by now
     * @throws StorageException when the file cannot be read
     */
    public static Optional<Place> find(Path file, String name, String format, String batchId, long row) {
        try {
            JsonNode node = MAPPER.readTree(format);
            String type = node.path("type").asText();
            if (type.equals("parquet") || !ContentHash.of(file).batchId(name).equals(batchId)) {
                return Optional.empty();
            }
            try (RecordScanner scanner = type.equals("csv")
                    ? new CsvScanner(CompressedInput.open(file), csv(node), file.toString())
                    : new JsonLinesScanner(CompressedInput.open(file), file.toString())) {
                long data = 0;
                while (scanner.next()) {
                    boolean isData =
                            scanner.kind() == RecordScanner.Kind.ROW || scanner.kind() == RecordScanner.Kind.MALFORMED;
                    if (isData && ++data == row) {
                        return Optional.of(new Place(scanner.lineNumber(), scanner.rawText()));
                    }
                }
                return Optional.empty();
            }
        } catch (JsonProcessingException e) {
            throw new StorageException(
                    "Cannot look into " + file + ": the recorded format is damaged. Run the pipeline again.", e);
        } catch (IOException e) {
            throw LakehouseErrors.storage("look into " + file, e);
        }
    }

    private static CsvFormat csv(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("columnNames").forEach(name -> names.add(name.asText()));
        Map<String, String> renames = new LinkedHashMap<>();
        node.path("renames")
                .properties()
                .forEach(entry -> renames.put(entry.getKey(), entry.getValue().asText()));
        return new CsvFormat(
                node.path("delimiter").asText(",").charAt(0),
                node.path("quote").asText("\"").charAt(0),
                Charset.forName(node.path("charset").asText("UTF-8")),
                node.path("header").asBoolean(true),
                names,
                renames,
                node.path("maxRecordBytes").asInt(16 << 20));
    }
}
