package dev.lakehouse4j.medallion.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.quality.ExpectationCheck;
import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the table of a model up to date with its inputs.
 *
 * <p>Each refresh notes in the table's history the versions of the inputs and a fingerprint of the definition. When both
 * are still the same and nobody else changed the table, there is nothing to do.
 */
public final class ModelRefresh {

    private static final int EXAMPLES = 3;
    private static final String INPUTS = "inputs";
    private static final String FINGERPRINT = "model";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Lakehouse lake;
    private final Instant runAt;

    /**
     * Prepares refreshes of one run.
     *
     * @param lake the lake
     * @param runAt time of the run
     */
    public ModelRefresh(Lakehouse lake, Instant runAt) {
        this.lake = lake;
        this.runAt = runAt;
    }

    /**
     * Refreshes a model.
     *
     * @param <L> the layer
     * @param <R> the record type
     * @param model the model; its inputs exist
     * @return what was done
     * @throws ConstraintException when rows break a rule that the model may not break; the table stays as it was
     */
    public <L extends Layer, R extends Record> ModelResult refresh(SqlModel<L, R> model) {
        Map<String, TableSnapshot> inputs = new LinkedHashMap<>();
        for (TableRef<?, ?> input : model.inputs()) {
            inputs.put(input.fullName(), lake.snapshot(input.fullName()));
        }
        Map<String, Long> versions = new TreeMap<>();
        inputs.forEach((name, snapshot) -> versions.put(name, snapshot.version()));
        String fingerprint = fingerprint(model);
        Table<L, R> table = lake.table(model.table());
        Optional<LastBuild> last = lastBuild(table);
        if (last.isPresent() && last.get().fingerprint().equals(fingerprint)) {
            if (last.get().inputs().equals(versions)) {
                return new ModelResult(
                        ModelResult.Kind.UNCHANGED, 0, 0, 0, table.snapshot().version(), List.of(), List.of());
            }
            Optional<List<DataFile>> fresh = newFiles(model, last.get(), inputs);
            if (fresh.isPresent()) {
                return new Refresh<>(model, table, inputs, versions, fingerprint, fresh.get()).run();
            }
        }
        return new Refresh<>(model, table, inputs, versions, fingerprint, null).run();
    }

    /** What the newest commit of a table says about the refresh that made it. */
    private record LastBuild(String fingerprint, Map<String, Long> inputs) {}

    private Optional<LastBuild> lastBuild(Table<?, ?> table) {
        if (!table.exists()) {
            return Optional.empty();
        }
        for (Commit commit : lake.store().history(lake.folder(table.ref().fullName()), 8)) {
            String fingerprint = commit.parameters().get(FINGERPRINT);
            String inputs = commit.parameters().get(INPUTS);
            if (fingerprint != null && inputs != null) {
                return Optional.of(new LastBuild(fingerprint, readVersions(inputs)));
            }
            if (!commit.operation().equals("OPTIMIZE")) {
                return Optional.empty(); // Somebody else changed the table since: what it holds is not known.
            }
        }
        return Optional.empty();
    }

    private static Map<String, Long> readVersions(String json) {
        try {
            Map<String, Long> versions = new TreeMap<>();
            MAPPER.readTree(json)
                    .properties()
                    .forEach(entry ->
                            versions.put(entry.getKey(), entry.getValue().asLong()));
            return versions;
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    /** The files that the driving input got since the last build, when it only got files and nothing else changed. */
    private Optional<List<DataFile>> newFiles(SqlModel<?, ?> model, LastBuild last, Map<String, TableSnapshot> inputs) {
        Optional<TableRef<?, ?>> driver = model.drivenBy();
        if (driver.isEmpty()) {
            return Optional.empty();
        }
        String name = driver.get().fullName();
        for (Map.Entry<String, TableSnapshot> input : inputs.entrySet()) {
            boolean same = Long.valueOf(input.getValue().version())
                    .equals(last.inputs().get(input.getKey()));
            if (!same && !input.getKey().equals(name)) {
                return Optional.empty();
            }
        }
        Long before = last.inputs().get(name);
        TableSnapshot now = java.util.Objects.requireNonNull(inputs.get(name));
        if (before == null || before > now.version()) {
            return Optional.empty();
        }
        TableSnapshot then = lake.store().atVersion(now.root(), before);
        Set<String> old = then.files().stream().map(DataFile::logPath).collect(Collectors.toSet());
        Set<String> current =
                now.files().stream().map(DataFile::logPath).collect(Collectors.toCollection(HashSet::new));
        if (!current.containsAll(old)) {
            return Optional.empty();
        }
        return Optional.of(now.files().stream()
                .filter(file -> !old.contains(file.logPath()))
                .toList());
    }

    private static String fingerprint(SqlModel<?, ?> model) {
        String definition = model.sql() + "\n" + model.table().schema() + "\n" + model.expectations() + "\n"
                + model.checks() + "\n" + model.drivenBy() + model.readsItself();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /** One refresh on its way from the query to the commit. */
    private final class Refresh<L extends Layer, R extends Record> {

        private final SqlModel<L, R> model;
        private final Table<L, R> table;
        private final String name;
        private final Path folder;
        private final Map<String, Relation> relations = new LinkedHashMap<>();
        private final Map<String, Long> versions;
        private final String fingerprint;
        private final boolean incremental;
        private final TableSchema schema;
        private final List<String> notes = new ArrayList<>();
        private long rowsIn;

        Refresh(
                SqlModel<L, R> model,
                Table<L, R> table,
                Map<String, TableSnapshot> inputs,
                Map<String, Long> versions,
                String fingerprint,
                @Nullable List<DataFile> newFiles) {
            this.model = model;
            this.table = table;
            this.name = model.table().fullName();
            this.folder = lake.folder(name);
            this.versions = versions;
            this.fingerprint = fingerprint;
            this.incremental = newFiles != null;
            this.schema = model.table().schema();
            inputs.forEach((input, snapshot) -> {
                relations.put(input, new Relation.Snapshot(snapshot));
                rowsIn += Math.max(0, snapshot.rowCount());
            });
            if (newFiles != null) {
                String driver = model.drivenBy().orElseThrow().fullName();
                TableSnapshot whole = java.util.Objects.requireNonNull(inputs.get(driver));
                relations.put(driver, new Relation.Files(whole.root(), newFiles, whole.schema()));
                rowsIn += newFiles.stream().mapToLong(DataFile::rowCount).sum() - whole.rowCount();
            }
            if (model.readsItself()) {
                relations.put(
                        model.previousName(),
                        table.exists()
                                ? new Relation.Files(folder, table.snapshot().files(), schema)
                                : new Relation.Empty(schema));
            }
        }

        ModelResult run() {
            List<DataFile> files = lake.engine().write(RunTime.bind(model.sql(), runAt), relations, folder, nullable());
            try {
                ExpectationCheck check = new ExpectationCheck(lake, model.expectations());
                Relation rows = relation(files);
                List<ExpectationResult> results = check.evaluate(rows);
                long dropped = check.keepFailingRows(model.table(), rows, results, runAt);
                requireNoFatal(results);
                if (dropped > 0) {
                    List<DataFile> all = files;
                    files = lake.engine()
                            .write(
                                    "select * from model_rows where " + check.keptRows(),
                                    Map.of("model_rows", rows),
                                    folder,
                                    nullable());
                    delete(all);
                }
                requireUniqueKey(files);
                runChecks(files);
                WriteOptions options = WriteOptions.defaults()
                        .withParameter(FINGERPRINT, fingerprint)
                        .withParameter(INPUTS, json(versions));
                Commit commit =
                        incremental ? table.upsert(files, options) : table.overwrite(files, options.replacingSchema());
                return new ModelResult(
                        incremental ? ModelResult.Kind.INCREMENTAL : ModelResult.Kind.FULL,
                        rowsIn,
                        files.stream().mapToLong(DataFile::rowCount).sum(),
                        dropped,
                        commit.version(),
                        results,
                        notes);
            } catch (RuntimeException e) {
                // Table deletes what it refuses; what is left here was refused before it got there.
                if (e instanceof ConstraintException) {
                    delete(files);
                }
                throw e;
            }
        }

        /** Rows that an expectation drops may have nulls where the table has none. */
        private TableSchema nullable() {
            List<Column> columns = schema.columns().stream()
                    .map(column -> column.withNullable(true))
                    .toList();
            return TableSchema.ofColumns(columns);
        }

        private Relation relation(List<DataFile> files) {
            return new Relation.Files(folder, files, schema);
        }

        private void requireNoFatal(List<ExpectationResult> results) {
            for (ExpectationResult result : results) {
                if (result.action().equals("fail") && result.failedRows() > 0) {
                    throw new ConstraintException("Cannot build " + name + ": " + result.failedRows() + " of "
                            + result.totalRows() + " rows fail the expectation " + result.name() + " ("
                            + result.condition() + "). They are kept in " + name + "_quarantine; the table stays as"
                            + " it was. Correct the source or the query.");
                }
            }
        }

        private void requireUniqueKey(List<DataFile> files) {
            if (schema.key().isEmpty() || files.isEmpty()) {
                return;
            }
            String key = schema.key().stream().map(Sql::identifier).collect(Collectors.joining(", "));
            String sql = "select " + key + ", count(*) as copies from model_rows group by " + key
                    + " having count(*) > 1 order by copies desc, " + key + " limit 1";
            try (QueryResult result = lake.engine().query(sql, Map.of("model_rows", relation(files)))) {
                if (result.nextBatch()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < schema.key().size(); i++) {
                        values.add(
                                schema.key().get(i) + " = " + result.column(i).getObject(0));
                    }
                    throw new ConstraintException("Cannot build " + name + ": its key is not unique, for example "
                            + String.join(", ", values) + " comes "
                            + result.column(schema.key().size()).getObject(0)
                            + " times. Deduplicate in the query, for example with row_number(). The table stays as it"
                            + " was.");
                }
            }
        }

        private void runChecks(List<DataFile> files) {
            Map<String, Relation> bound = new LinkedHashMap<>(relations);
            bound.put(name, relation(files));
            for (ModelCheck check : model.checks()) {
                if (check.boundSql() != null && number(check.boundSql(), bound) == 0) {
                    continue;
                }
                long violations = number(check.countSql(), bound);
                if (violations == 0) {
                    continue;
                }
                String found = String.format(
                        Locale.ROOT,
                        "%,d × %s%s",
                        violations,
                        check.description().replaceAll("\\.$", ""),
                        examples(check, bound));
                if (check.fatal()) {
                    throw new ConstraintException("Cannot build " + name + ": " + found + " (" + check.name()
                            + "). The table stays as it was.");
                }
                notes.add(found);
            }
        }

        private long number(String sql, Map<String, Relation> bound) {
            try (QueryResult result = lake.engine().query(sql, bound)) {
                result.nextBatch();
                return ((Number) java.util.Objects.requireNonNull(
                                result.column(0).getObject(0)))
                        .longValue();
            }
        }

        private String examples(ModelCheck check, Map<String, Relation> bound) {
            if (check.examplesSql() == null) {
                return "";
            }
            List<String> shown = new ArrayList<>();
            try (QueryResult result = lake.engine().query(check.examplesSql(), bound)) {
                while (result.nextBatch()) {
                    for (int row = 0; row < result.batchSize() && shown.size() < EXAMPLES; row++) {
                        shown.add(String.valueOf(result.column(0).getObject(row)));
                    }
                }
            }
            return shown.isEmpty() ? "" : ", for example " + String.join(", ", shown);
        }

        private void delete(List<DataFile> files) {
            for (DataFile file : files) {
                try {
                    Files.deleteIfExists(file.resolve(folder));
                } catch (IOException e) {
                    throw LakehouseErrors.storage("remove an unneeded file of " + name, e);
                }
            }
        }
    }

    private static String json(Map<String, Long> versions) {
        try {
            return MAPPER.writeValueAsString(versions);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON of " + versions, e);
        }
    }
}
