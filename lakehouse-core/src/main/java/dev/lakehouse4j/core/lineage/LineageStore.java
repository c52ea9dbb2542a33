package dev.lakehouse4j.core.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lineage that a lake keeps, in its Delta tables {@code system.table_lineage} and {@code system.column_lineage}.
 *
 * <p>Several recorders may keep lineage in one lake; each speaks for its own targets.
 */
public final class LineageStore {

    /** Name of the table with a row for each pair of what is made and what it is made from. */
    public static final String TABLES = "system.table_lineage";

    /** Name of the table with a row for each pair of columns and kind of dependency. */
    public static final String COLUMNS = "system.column_lineage";

    private static final int ATTEMPTS = 20;
    private static final String RECORDER = "recorder.";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path tablesRoot;
    private final Path columnsRoot;
    private final TableStore store;
    private final SqlEngine engine;

    private LineageStore(Path root, TableStore store, SqlEngine engine) {
        this.tablesRoot = root.resolve("_system").resolve("table_lineage");
        this.columnsRoot = root.resolve("_system").resolve("column_lineage");
        this.store = store;
        this.engine = engine;
    }

    /**
     * The lineage of the lake in a folder.
     *
     * @param root folder of the lake
     * @param store reads and writes the tables
     * @param engine reads their rows
     * @return the store
     */
    public static LineageStore of(Path root, TableStore store, SqlEngine engine) {
        return new LineageStore(root, store, engine);
    }

    /**
     * What is recorded.
     *
     * @return the graph; empty when nothing was recorded yet
     */
    public LineageGraph read() {
        Optional<TableSnapshot> tables = store.latest(tablesRoot);
        Optional<TableSnapshot> columns = store.latest(columnsRoot);
        if (tables.isEmpty() || columns.isEmpty()) {
            return LineageGraph.of(List.of());
        }
        return LineageGraph.of(LineageRows.join(
                rows(tables.get(), LineageRows.TableRow.class), rows(columns.get(), LineageRows.ColumnRow.class)));
    }

    /**
     * Whether a recorder has recorded just this before, and nobody changed it since.
     *
     * @param recorder who asks, for example {@code pipeline}
     * @param fingerprint hash of what it would record
     * @return true when there is nothing to do
     */
    public boolean isRecorded(String recorder, String fingerprint) {
        return fingerprint.equals(fingerprints().get(RECORDER + recorder));
    }

    /**
     * Records how things are made. What is recorded of other targets stays; nothing is written when all is there already.
     *
     * @param recorder who records, for example {@code pipeline}
     * @param fingerprint hash of what it records, for {@link #isRecorded}
     * @param lineage the lineage of each target
     * @return whether anything was written
     */
    public boolean record(String recorder, String fingerprint, Collection<TableLineage> lineage) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(recorder, fingerprint, lineage);
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean attempt(String recorder, String fingerprint, Collection<TableLineage> lineage) {
        Optional<TableSnapshot> tables = store.latest(tablesRoot);
        Optional<TableSnapshot> columns = store.latest(columnsRoot);
        Map<String, TableLineage> known = new TreeMap<>();
        if (tables.isPresent() && columns.isPresent()) {
            LineageRows.join(
                            rows(tables.get(), LineageRows.TableRow.class),
                            rows(columns.get(), LineageRows.ColumnRow.class))
                    .forEach(table -> known.put(table.target(), table));
        }
        Map<String, TableLineage> all = new TreeMap<>(known);
        lineage.forEach(table -> all.put(table.target(), table));
        if (all.equals(known) && tables.isPresent()) {
            return false;
        }
        write(columnsRoot, columns, LineageRows.ColumnRow.class, LineageRows.columns(all.values()), Map.of());
        Map<String, String> parameters = new LinkedHashMap<>(fingerprints());
        parameters.put(RECORDER + recorder, fingerprint);
        write(tablesRoot, tables, LineageRows.TableRow.class, LineageRows.tables(all.values()), parameters);
        return true;
    }

    private Map<String, String> fingerprints() {
        Map<String, String> found = new LinkedHashMap<>();
        if (store.exists(tablesRoot)) {
            for (Commit commit : store.history(tablesRoot, 1)) {
                commit.parameters().forEach((name, value) -> {
                    if (name.startsWith(RECORDER)) {
                        found.put(name, value);
                    }
                });
            }
        }
        return found;
    }

    private <R extends Record> List<R> rows(TableSnapshot snapshot, Class<R> type) {
        QueryResult result =
                engine.query("select * from recorded", Map.of("recorded", new Relation.Snapshot(snapshot)));
        try (Stream<R> rows = RecordReader.stream(result, type)) {
            return rows.toList();
        }
    }

    private <R extends Record> void write(
            Path root, Optional<TableSnapshot> base, Class<R> type, List<R> rows, Map<String, String> parameters) {
        TableSchema schema = TableSchema.of(type);
        List<DataFile> files;
        try (ParquetRowWriter writer = ParquetRowWriter.open(root, schema)) {
            RecordRows copier = new RecordRows(type, schema);
            rows.forEach(row -> writer.write(copier.with(row)));
            files = writer.finish();
        }
        Change change = base.isEmpty()
                ? Change.create("RECORD LINEAGE", schema).adding(files)
                : Change.of("RECORD LINEAGE", base.get())
                        .withSchema(schema.equals(base.get().schema()) ? null : schema)
                        .removing(base.get().files())
                        .adding(files);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            change = change.withParameter(parameter.getKey(), parameter.getValue());
        }
        store.commit(root, change);
    }

    // ---- JSON of matches
    // ----------------------------------------------------------------------------------------------

    static @Nullable String json(List<RowMatch> matches) {
        if (matches.isEmpty()) {
            return null;
        }
        ArrayNode array = MAPPER.createArrayNode();
        for (RowMatch match : matches) {
            ObjectNode node = array.addObject();
            match.columns().forEach(node.putArray("columns")::add);
            ArrayNode values = node.putArray("values");
            match.values()
                    .forEach(value -> values.addObject()
                            .put("table", value.table())
                            .put("mention", value.mention())
                            .put("expression", value.expression())
                            .put("joined", value.joined()));
        }
        return array.toString();
    }

    static List<RowMatch> matches(@Nullable String json) {
        List<RowMatch> matches = new ArrayList<>();
        if (json == null) {
            return matches;
        }
        try {
            for (JsonNode node : MAPPER.readTree(json)) {
                Set<String> columns = new LinkedHashSet<>();
                node.path("columns").forEach(column -> columns.add(column.asText()));
                List<RowMatch.SourceValue> values = new ArrayList<>();
                node.path("values")
                        .forEach(value -> values.add(new RowMatch.SourceValue(
                                value.path("table").asText(),
                                value.path("mention").asInt(1),
                                value.path("expression").asText(),
                                value.path("joined").asBoolean())));
                matches.add(new RowMatch(List.copyOf(columns), values));
            }
            return matches;
        } catch (JsonProcessingException e) {
            throw new StorageException(
                    "Cannot read the recorded lineage: " + TABLES + " holds damaged JSON. Run the pipeline again.", e);
        }
    }
}
