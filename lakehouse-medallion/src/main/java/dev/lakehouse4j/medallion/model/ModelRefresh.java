package dev.lakehouse4j.medallion.model;

import dev.lakehouse4j.core.Gold;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Layer;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.quality.ExpectationCheck;
import dev.lakehouse4j.medallion.quality.ExpectationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings the table of a model up to date with its inputs.
 *
 * <p>Each refresh notes in the table's history the versions of the inputs and a fingerprint of the definition. When both
 * are still the same and nobody else changed the table, there is nothing to do.
 */
public final class ModelRefresh {

    private static final int EXAMPLES = 3;

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
        Map<String, TableSnapshot> inputs = snapshots(model.inputs());
        Build build = Build.of(definition(model), versions(inputs));
        Table<L, R> table = lake.table(model.table());
        Optional<Build> last = Build.last(lake, model.table());
        if (last.isPresent() && last.get().fingerprint().equals(build.fingerprint())) {
            if (last.get().equals(build)) {
                return unchanged(table);
            }
            Optional<List<DataFile>> fresh = newFiles(model, last.get(), inputs);
            if (fresh.isPresent()) {
                return new Refresh<>(model, table, inputs, build, fresh.get()).run();
            }
        }
        return new Refresh<>(model, table, inputs, build, null).run();
    }

    /**
     * Refreshes a model of Java code.
     *
     * @param <R> the record type
     * @param model the model; its inputs exist
     * @param progress takes the done share, 0 to 1
     * @return what was done
     * @throws ConstraintException when rows break the key, a check or NOT NULL; the table stays as it was
     */
    public <R extends Record> ModelResult refresh(JavaModel<R> model, DoubleConsumer progress) {
        Map<String, TableSnapshot> inputs = snapshots(model.inputs());
        Build build = Build.of(model.definition() + "\n" + model.table().schema(), versions(inputs));
        Table<Gold, R> table = lake.table(model.table());
        if (Build.last(lake, model.table()).equals(Optional.of(build))) {
            return unchanged(table);
        }
        JavaModel.Computed<R> computed = model.computation().compute(lake, progress);
        List<DataFile> files;
        try (Stream<R> rows = computed.rows()) {
            files = table.stage(rows);
        }
        String name = model.table().fullName();
        TableSchema schema = model.table().schema();
        if (!files.isEmpty()) {
            try {
                UniqueKey.require(lake.engine(), name, schema, new Relation.Files(lake.folder(name), files, schema));
            } catch (ConstraintException e) {
                delete(files, name);
                throw e;
            }
        }
        Commit commit = table.overwrite(files, build.note().replacingSchema());
        return new ModelResult(
                ModelResult.Kind.FULL,
                inputs.values().stream()
                        .mapToLong(snapshot -> Math.max(0, snapshot.rowCount()))
                        .sum(),
                files.stream().mapToLong(DataFile::rowCount).sum(),
                0,
                commit.version(),
                List.of(),
                computed.notes());
    }

    private Map<String, TableSnapshot> snapshots(List<TableRef<?, ?>> tables) {
        Map<String, TableSnapshot> snapshots = new LinkedHashMap<>();
        for (TableRef<?, ?> table : tables) {
            snapshots.put(table.fullName(), lake.snapshot(table.fullName()));
        }
        return snapshots;
    }

    private static Map<String, Long> versions(Map<String, TableSnapshot> snapshots) {
        Map<String, Long> versions = new TreeMap<>();
        snapshots.forEach((name, snapshot) -> versions.put(name, snapshot.version()));
        return versions;
    }

    private static ModelResult unchanged(Table<?, ?> table) {
        return new ModelResult(
                ModelResult.Kind.UNCHANGED, 0, 0, 0, table.snapshot().version(), List.of(), List.of());
    }

    /** The files that the driving input got since the last build, when it only got files and nothing else changed. */
    private Optional<List<DataFile>> newFiles(SqlModel<?, ?> model, Build last, Map<String, TableSnapshot> inputs) {
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
        TableSnapshot then;
        try {
            then = lake.store().atVersion(now.root(), before);
        } catch (TableNotFoundException e) {
            return Optional.empty(); // Its history was dropped since: what is new in it cannot be told.
        }
        Set<String> old = then.files().stream().map(DataFile::content).collect(Collectors.toSet());
        Set<String> current =
                now.files().stream().map(DataFile::content).collect(Collectors.toCollection(HashSet::new));
        if (!current.containsAll(old)) {
            return Optional.empty();
        }
        return Optional.of(now.files().stream()
                .filter(file -> !old.contains(file.content()))
                .toList());
    }

    private static String definition(SqlModel<?, ?> model) {
        return model.sql() + "\n" + model.table().schema() + "\n" + model.expectations() + "\n" + model.checks() + "\n"
                + model.drivenBy() + model.readsItself();
    }

    /** One refresh on its way from the query to the commit. */
    private final class Refresh<L extends Layer, R extends Record> {

        private final SqlModel<L, R> model;
        private final Table<L, R> table;
        private final String name;
        private final Path folder;
        private final Map<String, Relation> relations = new LinkedHashMap<>();
        private final Build build;
        private final boolean incremental;
        private final TableSchema schema;
        private final List<String> notes = new ArrayList<>();
        private long rowsIn;

        Refresh(
                SqlModel<L, R> model,
                Table<L, R> table,
                Map<String, TableSnapshot> inputs,
                Build build,
                @Nullable List<DataFile> newFiles) {
            this.model = model;
            this.table = table;
            this.name = model.table().fullName();
            this.folder = lake.folder(name);
            this.build = build;
            this.incremental = newFiles != null;
            this.schema = model.table().schema();
            inputs.forEach((input, snapshot) -> {
                relations.put(input, new Relation.Snapshot(snapshot));
                rowsIn += Math.max(0, snapshot.rowCount());
            });
            if (newFiles != null) {
                String driver = model.drivenBy().orElseThrow().fullName();
                TableSnapshot whole = java.util.Objects.requireNonNull(inputs.get(driver));
                relations.put(driver, new Relation.Files(whole.root(), newFiles, whole.schema(), whole.layout()));
                rowsIn += newFiles.stream().mapToLong(DataFile::liveRows).sum() - whole.rowCount();
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
                    delete(all, name);
                }
                if (!files.isEmpty()) {
                    UniqueKey.require(lake.engine(), name, schema, relation(files));
                }
                runChecks(files);
                WriteOptions options = results.isEmpty()
                        ? build.note()
                        : build.note().withParameter("expectations", ExpectationResult.toJson(results));
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
                    delete(files, name);
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
    }

    private void delete(List<DataFile> files, String table) {
        for (DataFile file : files) {
            try {
                Files.deleteIfExists(file.resolve(lake.folder(table)));
            } catch (IOException e) {
                throw LakehouseErrors.storage("remove an unneeded file of " + table, e);
            }
        }
    }
}
