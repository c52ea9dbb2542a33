package dev.lakehouse4j.ml.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import java.util.List;

/**
 * One version of a Delta table, or a part of it, that a run read.
 *
 * @param table name of the table, {@code gold.delivery_features}; at most 500 characters
 * @param version its Delta version, from 0
 * @param use what the run used it for
 * @param selection which rows, for example {@code purchased_at < '2018-03-01'}; empty for all
 * @param location folder or URI of the table; empty when unknown
 * @param columns its flat columns, as far as known
 * @param rows number of rows of the whole version; -1 when unknown
 * @param digest at most 36 characters that change with the data, the selection or the use
 */
public record DatasetVersion(
        String table,
        long version,
        DatasetUse use,
        String selection,
        String location,
        List<ModelSignature.Column> columns,
        long rows,
        String digest) {

    private static final int MAXIMUM_NAME = 500;
    private static final int MAXIMUM_DIGEST = 36;

    /** Copies the columns and checks the lengths that MLflow allows. */
    public DatasetVersion {
        columns = List.copyOf(columns);
        if (table.isBlank() || table.length() > MAXIMUM_NAME) {
            throw new TrackingException("Cannot log a dataset: its name has " + table.length()
                    + " characters, and MLflow allows 1 to " + MAXIMUM_NAME + ". Give the table's name.");
        }
        if (digest.isBlank() || digest.length() > MAXIMUM_DIGEST) {
            throw new TrackingException("Cannot log the dataset " + table + ": its digest has " + digest.length()
                    + " characters, and MLflow allows 1 to " + MAXIMUM_DIGEST
                    + ". Use the factories of DatasetVersion, which make one.");
        }
    }

    /**
     * A version of a table by name and number alone, when the table itself is not at hand.
     *
     * @param table name of the table
     * @param version its Delta version, from 0
     * @param use what the run used it for
     * @return the dataset version; its digest comes from name and version
     */
    public static DatasetVersion of(String table, long version, DatasetUse use) {
        return digested(table, version, use, "", "", List.of(), -1, "");
    }

    /**
     * The version of a table that is read now: its newest one, or that of {@link Table#asOf(long)}.
     *
     * @param table an open table
     * @param use what the run used it for
     * @return the dataset version, with columns, rows and a digest of its data files; nested columns are left out
     */
    public static DatasetVersion of(Table<?, ?> table, DatasetUse use) {
        TableSnapshot snapshot = table.snapshot();
        List<ModelSignature.Column> columns = snapshot.schema().columns().stream()
                .filter(column -> column.type() instanceof dev.lakehouse4j.core.schema.ColumnType.Primitive
                        || column.type() instanceof dev.lakehouse4j.core.schema.ColumnType.DecimalType)
                .map(column -> new ModelSignature.Column(
                        column.name(), ModelSignature.ValueType.of(column.name(), column.type()), !column.nullable()))
                .toList();
        String files = String.join(
                "\n", snapshot.files().stream().map(DataFile::content).sorted().toList());
        return digested(
                table.ref().fullName(),
                snapshot.version(),
                use,
                "",
                snapshot.root().toString(),
                columns,
                snapshot.rowCount(),
                files);
    }

    /**
     * The same version, but only some of its rows.
     *
     * @param rows which rows, as SQL or in words
     * @return the changed dataset version, with another digest
     */
    public DatasetVersion selecting(String rows) {
        return digested(table, version, use, rows, location, columns, this.rows, digest);
    }

    private static DatasetVersion digested(
            String table,
            long version,
            DatasetUse use,
            String selection,
            String location,
            List<ModelSignature.Column> columns,
            long rows,
            String content) {
        String digest = Digests.sha256(table + '\0' + version + '\0' + use + '\0' + selection + '\0' + content)
                .substring(0, 16);
        return new DatasetVersion(table, version, use, selection, location, columns, rows, digest);
    }

    // ---- as MLflow keeps it
    // ------------------------------------------------------------------------------------------

    static final String SOURCE_TYPE = "delta_table";

    /** The JSON of MLflow's {@code DeltaDatasetSource}, and the selection. */
    String sourceJson() {
        ObjectNode source = Json.object();
        if (!location.isEmpty()) {
            source.put("path", location);
        }
        source.put("delta_table_name", table);
        source.put("delta_table_version", version);
        if (!selection.isEmpty()) {
            source.put("selection", selection);
        }
        return Json.write(source);
    }

    String schemaJson() {
        ObjectNode schema = Json.object();
        schema.set("mlflow_colspec", ModelSignature.columnsToNode(columns));
        return Json.write(schema);
    }

    String profileJson() {
        ObjectNode profile = Json.object();
        if (rows >= 0) {
            profile.put("num_rows", rows);
        }
        return Json.write(profile);
    }

    /** Reads what MLflow keeps; datasets of other programs come back as far as they have these fields. */
    static DatasetVersion ofMlflow(
            String name, String digest, String source, String schema, String profile, String context) {
        JsonNode from = readLeniently(source);
        JsonNode columns = readLeniently(schema).path("mlflow_colspec");
        return new DatasetVersion(
                name,
                from.path("delta_table_version").asLong(0),
                DatasetUse.ofContext(context),
                from.path("selection").asText(""),
                from.path("path").asText(""),
                ModelSignature.columnsOf(columns),
                readLeniently(profile).path("num_rows").asLong(-1),
                digest);
    }

    private static JsonNode readLeniently(String json) {
        return json.isBlank() ? Json.object() : Json.read("a dataset of a run", json);
    }

    // ---- as provenance keeps it
    // --------------------------------------------------------------------------------------

    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("table", table);
        node.put("version", version);
        node.put("use", use.context());
        node.put("selection", selection);
        node.put("location", location);
        node.set("columns", ModelSignature.columnsToNode(columns));
        node.put("rows", rows);
        node.put("digest", digest);
        return node;
    }

    static DatasetVersion ofJson(JsonNode node) {
        return new DatasetVersion(
                node.path("table").asText(),
                node.path("version").asLong(),
                DatasetUse.ofContext(node.path("use").asText()),
                node.path("selection").asText(),
                node.path("location").asText(),
                ModelSignature.columnsOf(node.path("columns")),
                node.path("rows").asLong(-1),
                node.path("digest").asText());
    }
}
