package dev.lakehouse4j.core;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Writes tables as other writers do: log entries by hand, Parquet files by DuckDB. */
final class DeltaLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private long version;
    private StringBuilder entry = new StringBuilder();

    DeltaLog(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("_delta_log"));
    }

    Path root() {
        return root;
    }

    /** Protocol and metadata; fields are JSON objects of the schema, see {@link #field}. */
    DeltaLog table(
            List<String> features, Map<String, String> configuration, List<String> partitions, String... fields) {
        ObjectNode protocol = JSON.createObjectNode();
        ObjectNode versions = protocol.putObject("protocol")
                .put("minReaderVersion", features.isEmpty() ? 1 : 3)
                .put("minWriterVersion", features.isEmpty() ? 2 : 7);
        if (!features.isEmpty()) {
            ArrayNode readers = versions.putArray("readerFeatures");
            ArrayNode writers = versions.putArray("writerFeatures");
            features.forEach(feature -> {
                if (!feature.startsWith("w:")) {
                    readers.add(feature);
                }
                writers.add(feature.replace("w:", ""));
            });
        }
        entry.append(protocol).append('\n');
        ObjectNode metadata = JSON.createObjectNode();
        ObjectNode data = metadata.putObject("metaData").put("id", "t");
        data.putObject("format").put("provider", "parquet").putObject("options");
        data.put("schemaString", struct(fields));
        ArrayNode names = data.putArray("partitionColumns");
        partitions.forEach(names::add);
        ObjectNode properties = data.putObject("configuration");
        configuration.forEach(properties::put);
        data.put("createdTime", 1);
        entry.append(metadata).append('\n');
        return this;
    }

    /** A field; the type is a name in quotes, or a JSON object. */
    static String field(String name, String type) {
        return field(name, type, "{}");
    }

    static String field(String name, String type, String metadata) {
        String quoted = type.startsWith("{") ? type : '"' + type + '"';
        return "{\"name\":\"" + name + "\",\"type\":" + quoted + ",\"nullable\":true,\"metadata\":" + metadata + "}";
    }

    /** A field of a table with column mapping. */
    static String mapped(String name, String type, int id, String physicalName) {
        return field(
                name,
                type,
                "{\"delta.columnMapping.id\":" + id + ",\"delta.columnMapping.physicalName\":\"" + physicalName
                        + "\"}");
    }

    static String struct(String... fields) {
        return "{\"type\":\"struct\",\"fields\":[" + String.join(",", fields) + "]}";
    }

    static String list(String element) {
        return "{\"type\":\"array\",\"elementType\":" + (element.startsWith("{") ? element : '"' + element + '"')
                + ",\"containsNull\":true}";
    }

    static String map(String key, String value) {
        return "{\"type\":\"map\",\"keyType\":\"" + key + "\",\"valueType\":"
                + (value.startsWith("{") ? value : '"' + value + '"') + ",\"valueContainsNull\":true}";
    }

    /** Writes the rows of a query to a data file. */
    DeltaLog file(String name, String query, String... options) throws SQLException, IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        String more = options.length == 0 ? "" : ", " + String.join(", ", options);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("copy (" + query + ") to '" + file.toString().replace("'", "''") + "' (format parquet"
                    + more + ")");
        }
        return this;
    }

    /** Adds a file to the table. */
    DeltaLog add(
            String path,
            Map<String, @Nullable String> partition,
            @Nullable String statistics,
            @Nullable ObjectNode vector)
            throws IOException {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode add = action.putObject("add").put("path", path);
        ObjectNode values = add.putObject("partitionValues");
        partition.forEach(values::put);
        add.put("size", 1).put("modificationTime", 1).put("dataChange", true);
        if (statistics != null) {
            add.put("stats", statistics);
        }
        if (vector != null) {
            add.set("deletionVector", vector);
        }
        entry.append(action).append('\n');
        return this;
    }

    DeltaLog add(String path) throws IOException {
        return add(path, Map.of(), null, null);
    }

    DeltaLog remove(String path) {
        return remove(path, null);
    }

    /** Removes an entry; one with a deletion vector is told from others of its file by it. */
    DeltaLog remove(String path, @Nullable ObjectNode vector) {
        ObjectNode action = JSON.createObjectNode();
        ObjectNode remove = action.putObject("remove").put("path", path);
        remove.put("dataChange", true).put("deletionTimestamp", 1);
        if (vector != null) {
            remove.set("deletionVector", vector);
        }
        entry.append(action).append('\n');
        return this;
    }

    DeltaLog commit() throws IOException {
        Files.writeString(
                root.resolve("_delta_log").resolve(String.format(Locale.ROOT, "%020d.json", version++)),
                "{\"commitInfo\":{\"operation\":\"WRITE\",\"engineInfo\":\"other\"}}\n" + entry);
        entry = new StringBuilder();
        return this;
    }

    /** A deletion vector in the log. */
    static ObjectNode inline(int... rows) {
        byte[] bitmap = bitmap(rows);
        return vector("i", Base85Codec.encodeBytes(bitmap), null, bitmap.length, rows.length);
    }

    /** A deletion vector in a file, beside the bytes of another one. */
    ObjectNode inFile(UUID id, int... rows) throws IOException {
        byte[] bitmap = bitmap(rows);
        CRC32 checksum = new CRC32();
        checksum.update(bitmap);
        ByteBuffer file = ByteBuffer.allocate(1 + 11 + 8 + bitmap.length);
        file.put((byte) 1).put(new byte[11]).putInt(bitmap.length).put(bitmap).putInt((int) checksum.getValue());
        Files.write(root.resolve("deletion_vector_" + id + ".bin"), file.array());
        return vector("u", Base85Codec.encodeUUID(id), 12, bitmap.length, rows.length);
    }

    private static ObjectNode vector(
            String storage, String pathOrInline, @Nullable Integer offset, int size, int cardinality) {
        ObjectNode vector = JSON.createObjectNode().put("storageType", storage).put("pathOrInlineDv", pathOrInline);
        if (offset != null) {
            vector.put("offset", offset);
        }
        return vector.put("sizeInBytes", size).put("cardinality", cardinality);
    }

    /** One bitmap of one array container, in the portable form that the protocol describes. */
    private static byte[] bitmap(int... rows) {
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 8 + 4 + 4 + 4 + 4 + 4 + 2 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(1681511377).putLong(1).putInt(0);
        bytes.putInt(12346)
                .putInt(1)
                .putShort((short) 0)
                .putShort((short) (rows.length - 1))
                .putInt(16);
        for (int row : rows) {
            bytes.putShort((short) row);
        }
        return bytes.array();
    }
}
