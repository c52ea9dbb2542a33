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
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lineage that a lake keeps, in its Delta tables {@code system.table_lineage} and {@code system.column_lineage}.
 *
 * <p>Several recorders may keep lineage in one lake; each speaks for its own targets. Queries are recorded as they are; their
 * columns are read when somebody asks for the lineage, and then kept.
 */
public final class LineageStore {

    /** Name of the table with a row for each pair of what is made and what it is made from. */
    public static final String TABLES = "system.table_lineage";

    /** Name of the table with a row for each pair of columns and kind of dependency. */
    public static final String COLUMNS = "system.column_lineage";

    private static final Logger LOG = LoggerFactory.getLogger(LineageStore.class);
    private static final int ATTEMPTS = 20;
    private static final String RECORDER = "recorder.";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path root;
    private final Path tablesRoot;
    private final Path columnsRoot;
    private final TableStore store;
    private final SqlEngine engine;
    /** The newest version that was seen without an unread query. */
    private final AtomicLong complete = new AtomicLong(-1);

    private LineageStore(Path root, TableStore store, SqlEngine engine) {
        this.root = root;
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
     * A store in which the tables of the lineage are complete for whoever reads them.
     *
     * @return the store; all else in it is as in the store below it
     */
    public TableStore upToDate() {
        return new UpToDateStore(store, this);
    }

    /**
     * What is recorded. Queries that nobody has asked about yet are read now, and what was read is kept.
     *
     * @return the graph; empty when nothing was recorded yet
     */
    public LineageGraph read() {
        return LineageGraph.of(completed().tables().values());
    }

    /**
     * The part of what is recorded that somebody may see. Queries that make hidden things are not read, and nothing is
     * written.
     *
     * @param visible says which names
     * @return the graph
     */
    public LineageGraph read(Predicate<String> visible) {
        RecordedLineage recorded = load(store.latest(tablesRoot), store.latest(columnsRoot));
        return LineageGraph.of(reading(recorded, visible).tables().values()).visible(visible);
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
        return record(recorder, fingerprint, lineage, Map.of());
    }

    /**
     * Records how things are made, with queries that are read when somebody asks. What was read of a query before stays as
     * long as its fingerprint is the same.
     *
     * @param recorder who records, for example {@code pipeline}
     * @param fingerprint hash of what it records, for {@link #isRecorded}
     * @param lineage what is known of each target without reading a query
     * @param unread the queries of some of the targets, by target
     * @return whether anything was written
     */
    public boolean record(
            String recorder, String fingerprint, Collection<TableLineage> lineage, Map<String, UnreadQuery> unread) {
        return retrying(() -> attempt(recorder, fingerprint, lineage, unread));
    }

    private static <T> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean attempt(
            String recorder, String fingerprint, Collection<TableLineage> lineage, Map<String, UnreadQuery> unread) {
        Optional<TableSnapshot> tables = store.latest(tablesRoot);
        Optional<TableSnapshot> columns = store.latest(columnsRoot);
        RecordedLineage known = load(tables, columns);
        RecordedLineage all = known.with(lineage, unread);
        Map<String, String> parameters = new LinkedHashMap<>(fingerprints());
        boolean told = fingerprint.equals(parameters.put(RECORDER + recorder, fingerprint));
        if (all.equals(known) && told) {
            return false;
        }
        write(tables, columns, known, all, parameters);
        return true;
    }

    private void write(
            Optional<TableSnapshot> tables,
            Optional<TableSnapshot> columns,
            RecordedLineage known,
            RecordedLineage all,
            Map<String, String> parameters) {
        List<LineageRows.ColumnRow> rows = LineageRows.columns(all.tables().values());
        if (columns.isEmpty() || !rows.equals(LineageRows.columns(known.tables().values()))) {
            write(columnsRoot, columns, LineageRows.ColumnRow.class, rows, Map.of());
        }
        write(tablesRoot, tables, LineageRows.TableRow.class, LineageRows.tables(all), parameters);
    }

    private RecordedLineage load(Optional<TableSnapshot> tables, Optional<TableSnapshot> columns) {
        if (tables.isEmpty() || columns.isEmpty()) {
            return RecordedLineage.none();
        }
        return LineageRows.join(
                rows(tables.get(), LineageRows.TableRow.class), rows(columns.get(), LineageRows.ColumnRow.class));
    }

    // ---- reading of queries
    // -------------------------------------------------------------------------------------------

    boolean isKeptIn(Path folder) {
        return folder.equals(tablesRoot) || folder.equals(columnsRoot);
    }

    /** Sees to it that the tables hold the columns of all queries. */
    void complete() {
        Optional<TableSnapshot> tables = store.latest(tablesRoot);
        if (tables.isPresent() && tables.get().version() > complete.get()) {
            completed();
        }
    }

    private RecordedLineage completed() {
        try {
            return retrying(this::completing);
        } catch (StorageException e) { // Who may read the lake cannot always write into it.
            LOG.warn("The lineage of columns was read and cannot be kept: {}", e.getMessage());
            LOG.debug("Why", e);
            return reading(load(store.latest(tablesRoot), store.latest(columnsRoot)), name -> true);
        }
    }

    private RecordedLineage completing() {
        Optional<TableSnapshot> tables = store.latest(tablesRoot);
        Optional<TableSnapshot> columns = store.latest(columnsRoot);
        RecordedLineage known = load(tables, columns);
        RecordedLineage read = reading(known, name -> true);
        if (!read.equals(known)) {
            write(tables, columns, known, read, fingerprints());
        }
        if (read.unread().isEmpty()) {
            tables.ifPresent(snapshot -> complete.accumulateAndGet(snapshot.version(), Math::max));
        }
        return read;
    }

    /** With the queries read that make certain things. */
    private RecordedLineage reading(RecordedLineage recorded, Predicate<String> wanted) {
        RecordedLineage all = recorded;
        for (Map.Entry<String, UnreadQuery> query : recorded.unread().entrySet()) {
            String target = query.getKey();
            if (wanted.test(target)) {
                TableLineage known = Objects.requireNonNull(recorded.tables().get(target));
                try {
                    all = all.read(query.getValue().read(engine, known, this::schema));
                } catch (TableNotFoundException e) {
                    LOG.debug("The query of {} is read when its tables are there", target, e);
                } catch (LakehouseException e) {
                    LOG.warn("The lineage of {} is known by table only: {}", target, e.getMessage());
                    all = all.read(known);
                }
            }
        }
        return all;
    }

    private TableSchema schema(String table) {
        int dot = table.indexOf('.');
        String layer = table.substring(0, dot);
        Path folder = root.resolve(layer.equals("system") ? "_system" : layer).resolve(table.substring(dot + 1));
        return store.latest(folder)
                .orElseThrow(() -> LakehouseErrors.tableNotFound(table, root, List.of()))
                .schema();
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
        StringJoiner columns = new StringJoiner(", ");
        for (Column column : TableSchema.of(type).columns()) {
            boolean present = snapshot.schema().column(column.name()).isPresent();
            String name = Sql.identifier(column.name());
            columns.add(present ? name : "cast(null as " + column.type().sql() + ") as " + name); // of an older lake
        }
        QueryResult result = engine.query(
                "select " + columns + " from recorded", Map.of("recorded", new Relation.Snapshot(snapshot)));
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
