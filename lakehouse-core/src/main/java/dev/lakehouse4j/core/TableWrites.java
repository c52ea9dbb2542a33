package dev.lakehouse4j.core;

import dev.lakehouse4j.core.access.Session;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import dev.lakehouse4j.core.schema.ColumnType;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.ColumnStatistics;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.FileLayout;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The write operations of a table: each computes a change on the newest version and commits it; when another writer was
 * faster, it is computed again.
 */
final class TableWrites {

    private static final int ATTEMPTS = 100;
    private static final String CURRENT = "current_rows";
    private static final String STAGED = "staged_rows";

    private final SqlEngine engine;
    private final TableStore store;
    private final Constraints constraints;
    private final Session session;
    private final String name;
    private final Path root;
    private final TableSchema declared;

    TableWrites(Lakehouse lake, String name, Path root, TableSchema declared) {
        this.engine = lake.engine();
        this.store = lake.store();
        this.constraints = new Constraints(engine);
        this.session = lake.session();
        this.name = name;
        this.root = root;
        this.declared = declared;
    }

    /** The columns to write rows with, so that their types are those of the table. */
    TableSchema schemaToWrite(TableSchema record) {
        return store.latest(root)
                .map(base -> {
                    TableSchema evolved = evolution(base).schema();
                    return record.withColumns(record.columns().stream()
                            .map(column -> evolved.column(column.name())
                                    .map(stored -> column.withType(stored.type()))
                                    .orElse(column))
                            .toList());
                })
                .orElse(record);
    }

    Commit append(List<DataFile> staged, WriteOptions options) {
        return write(staged, options, base -> {
            Change change = startOrEvolve("APPEND", base).adding(staged);
            return change.schema() == null ? change.asBlindAppend() : change;
        });
    }

    /** The version that an overwrite begins with, or null when there is no table yet. */
    @Nullable
    TableSnapshot base() {
        return store.latest(root).orElse(null);
    }

    /** One attempt: the rows may have been computed from the base, so a newer version is not replaced unseen. */
    Commit overwrite(@Nullable TableSnapshot base, List<DataFile> staged, WriteOptions options) {
        Change change;
        try {
            change = decorate(replacement(base, options).adding(staged), options);
            if (base != null && changesNothing(change)) {
                return store.history(root, 1).get(0);
            }
            requireMayCommit(change);
            constraints.enforce(name, root, effectiveSchema(change), staged);
        } catch (RuntimeException e) {
            discardStaged(staged, e);
            throw e;
        }
        try {
            return store.commit(root, change);
        } catch (ConflictException e) {
            discardStaged(staged, e);
            throw e;
        }
    }

    private Change replacement(@Nullable TableSnapshot base, WriteOptions options) {
        if (base == null) {
            return Change.create("OVERWRITE", declared);
        }
        TableSchema schema =
                options.replaceSchema() ? declared : evolution(base).schema();
        return Change.of("OVERWRITE", base)
                .withSchema(schema.equals(base.schema()) ? null : schema)
                .removing(base.files());
    }

    Commit upsert(List<DataFile> staged, WriteOptions options) {
        if (declared.key().isEmpty()) {
            discardStaged(staged, null);
            throw new SchemaException("Cannot upsert into " + name
                    + ": its record has no key. Mark the components that identify a row with @Key.");
        }
        String keys = declared.key().stream().map(Sql::identifier).collect(Collectors.joining(", "));
        return write(staged, options, base -> {
            requireUniqueKeys(staged, keys);
            Change change = startOrEvolve("UPSERT", base);
            if (base == null || base.files().isEmpty() || staged.isEmpty()) {
                return change.adding(staged);
            }
            Relation newRows = new Relation.Files(root, staged, declared);
            List<DataFile> touched = touched(
                    base,
                    "exists (select 1 from " + STAGED + " s where " + keyMatch("s") + ")" + keyRange(staged),
                    newRows);
            List<DataFile> added = new ArrayList<>(staged);
            added.addAll(rewrite(
                    base, touched, "not exists (select 1 from " + STAGED + " s where " + keyMatch("s") + ")", newRows));
            return change.removing(touched).adding(added);
        });
    }

    private String keyMatch(String alias) {
        return declared.key().stream()
                .map(key -> alias + "." + Sql.identifier(key) + " = c." + Sql.identifier(key))
                .collect(Collectors.joining(" and "));
    }

    /** The range of the first key column, by which files and row groups without any of the keys are skipped. */
    private String keyRange(List<DataFile> staged) {
        String key = declared.key().get(0);
        ColumnType type = declared.column(key).orElseThrow().type();
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (DataFile file : staged) {
            ColumnStatistics statistics = file.statistics().get(key);
            if (statistics == null
                    || !(statistics.min() instanceof Long min)
                    || !(statistics.max() instanceof Long max)
                    || type instanceof ColumnType.DecimalType) {
                return textRange(key, staged);
            }
            low = Math.min(low, min);
            high = Math.max(high, max);
        }
        return " and c." + Sql.identifier(key) + " between " + low + " and " + high;
    }

    private static String textRange(String key, List<DataFile> staged) {
        if (staged.size() != 1
                || staged.get(0).statistics().get(key) == null
                || !(staged.get(0).statistics().get(key).min() instanceof String min)
                || !(staged.get(0).statistics().get(key).max() instanceof String max)
                || min.indexOf(0) >= 0
                || max.indexOf(0) >= 0) {
            return "";
        }
        return " and c." + Sql.identifier(key) + " between " + Sql.literal(min) + " and " + Sql.literal(max);
    }

    private void requireUniqueKeys(List<DataFile> staged, String keys) {
        if (staged.isEmpty()) {
            return;
        }
        String sql = "select " + keys + ", count(*) as copies from " + STAGED + " group by " + keys
                + " having count(*) > 1 limit 1";
        Map<String, Relation> relations = Map.of(STAGED, new Relation.Files(root, staged, declared));
        try (QueryResult result = engine.query(sql, relations)) {
            if (result.nextBatch()) {
                throw new ConstraintException("Cannot upsert into " + name + ": rows to write share a key, for example "
                        + Rows.describe(result, 0)
                        + ". Keep one row per key, for example the latest. Nothing was committed.");
            }
        }
    }

    Commit replaceWhere(String predicate, List<DataFile> staged, String operation, WriteOptions options) {
        return write(staged, options.withParameter("predicate", predicate), base -> {
            Change change = startOrEvolve(operation, base);
            if (base == null || base.files().isEmpty()) {
                return change.adding(staged);
            }
            String gone = "coalesce((" + predicate + "), false)";
            List<DataFile> touched = touched(base, "(" + predicate + ")", new Relation.Empty(declared));
            List<DataFile> added = new ArrayList<>(staged);
            added.addAll(rewrite(base, touched, "not " + gone, new Relation.Empty(declared)));
            return change.removing(touched).adding(added);
        });
    }

    Commit restore(long version) {
        return write(List.of(), WriteOptions.defaults().withParameter("version", String.valueOf(version)), base -> {
            TableSnapshot current = existing(base, "restore");
            TableSnapshot target = store.atVersion(root, version);
            for (DataFile file : target.files()) {
                if (!Files.exists(file.resolve(root))) {
                    throw new StorageException("Cannot restore " + name + " to version " + version + ": its file "
                            + file.logPath() + " is gone, a vacuum removed it. Restore a newer version.");
                }
            }
            requirePlain(target);
            Set<String> before = contents(current.files());
            Set<String> after = contents(target.files());
            return Change.of("RESTORE", current)
                    .withSchema(target.schema().equals(current.schema()) ? null : target.schema())
                    .removing(current.files().stream()
                            .filter(file -> !after.contains(file.content()))
                            .toList())
                    .adding(target.files().stream()
                            .filter(file -> !before.contains(file.content()))
                            .toList());
        });
    }

    /** Files are added as they are; what else a version of another writer says of them would be lost. */
    private void requirePlain(TableSnapshot target) {
        boolean deletions = target.files().stream().anyMatch(file -> file.deletionVector() != null);
        if (deletions || !target.layout().equals(FileLayout.PLAIN)) {
            throw new UnsupportedFeatureException(
                    "Cannot restore " + name + " to version " + target.version()
                            + ": that version has the feature "
                            + (deletions
                                    ? "deletionVectors"
                                    : target.layout().isMapped() ? "columnMapping" : "of partitions")
                            + ", which can only be read here. Restore it with another engine, or overwrite the table with its rows.");
        }
    }

    Commit optimize(List<String> clusterBy) {
        String order = clusterBy.isEmpty()
                ? ""
                : clusterBy.stream().map(Sql::identifier).collect(Collectors.joining(", ", " order by ", ""));
        WriteOptions options = clusterBy.isEmpty()
                ? WriteOptions.defaults()
                : WriteOptions.defaults().withParameter("clusterBy", String.join(", ", clusterBy));
        return write(List.of(), options, base -> {
            TableSnapshot current = existing(base, "optimize");
            requireColumns(current, clusterBy);
            Change change = Change.of("OPTIMIZE", current).asLayoutOnly();
            if (current.files().isEmpty()
                    || (clusterBy.isEmpty() && current.files().size() == 1)) {
                return change;
            }
            List<DataFile> compacted = engine.write(
                    "select * from " + CURRENT + order,
                    Map.of(CURRENT, new Relation.Snapshot(current)),
                    root,
                    current.schema());
            return change.removing(current.files()).adding(compacted);
        });
    }

    private TableSnapshot existing(@Nullable TableSnapshot base, String operation) {
        if (base == null) {
            throw new TableNotFoundException(
                    "Cannot " + operation + " " + name + ": no such table yet. Write to it first.");
        }
        return base;
    }

    private void requireColumns(TableSnapshot current, List<String> columns) {
        List<String> known = current.schema().names();
        for (String column : columns) {
            if (!known.contains(column)) {
                List<String> near = LakehouseErrors.nearest(column, known);
                throw new SchemaException("Cannot optimize " + name + ": it has no column " + column + ". "
                        + (near.isEmpty()
                                ? "It has " + String.join(", ", known) + "."
                                : "Did you mean " + String.join(" or ", near) + "?"));
            }
        }
    }

    private static Set<String> paths(List<DataFile> files) {
        return files.stream().map(DataFile::logPath).collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> contents(List<DataFile> files) {
        return files.stream().map(DataFile::content).collect(Collectors.toCollection(HashSet::new));
    }

    /** The files with at least one row for which the condition holds. */
    private List<DataFile> touched(TableSnapshot base, String condition, Relation staged) {
        String column = Relation.NamedFiles.FILE_COLUMN;
        Set<String> paths = new HashSet<>();
        Map<String, Relation> relations = Map.of(
                CURRENT, new Relation.NamedFiles(root, base.files(), base.schema(), base.layout()), STAGED, staged);
        String sql = "select distinct c." + column + " as path from " + CURRENT + " c where " + condition;
        try (QueryResult result = engine.query(sql, relations)) {
            while (result.nextBatch()) {
                for (int row = 0; row < result.batchSize(); row++) {
                    paths.add(String.valueOf(result.column(0).getObject(row)));
                }
            }
        }
        return base.files().stream()
                .filter(file ->
                        paths.contains(file.resolve(root).toAbsolutePath().toString()))
                .toList();
    }

    private List<DataFile> rewrite(TableSnapshot base, List<DataFile> touched, String keep, Relation staged) {
        if (touched.isEmpty()) {
            return List.of();
        }
        Map<String, Relation> relations =
                Map.of(CURRENT, new Relation.Files(root, touched, base.schema(), base.layout()), STAGED, staged);
        return engine.write("select * from " + CURRENT + " c where " + keep, relations, root, base.schema());
    }

    /** A change on the newest version that also brings the schema up to date. */
    private Change startOrEvolve(String operation, @Nullable TableSnapshot base) {
        if (base == null) {
            return Change.create(operation, declared);
        }
        SchemaEvolution evolution = evolution(base);
        return Change.of(operation, base).withSchema(evolution.changed() ? evolution.schema() : null);
    }

    private SchemaEvolution evolution(TableSnapshot base) {
        return SchemaEvolution.plan(name, base.schema(), declared);
    }

    /** Plans, enforces, commits; again and again while other writers are faster. */
    private Commit write(List<DataFile> staged, WriteOptions options, Function<@Nullable TableSnapshot, Change> plan) {
        ConflictException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            TableSnapshot base = store.latest(root).orElse(null);
            Change change = null;
            try {
                change = decorate(plan.apply(base), options);
                if (base != null && changesNothing(change)) {
                    discardStaged(staged, null);
                    return store.history(root, 1).get(0);
                }
                change = widened(change);
                requireMayCommit(change);
                constraints.enforce(name, root, effectiveSchema(change), staged);
                enforceNewChecks(change);
            } catch (RuntimeException e) {
                discardRewrites(change, staged);
                discardStaged(staged, e);
                throw e;
            }
            try {
                // Any other error of the commit leaves open whether the log names the files, so they stay; a
                // vacuum removes them if it does not.
                return store.commit(root, change);
            } catch (ConflictException e) {
                last = e;
                discardRewrites(change, staged);
                if (alreadyDone(options)) {
                    discardStaged(staged, e);
                    throw e;
                }
                pause(attempt);
            }
        }
        ConflictException exhausted = new ConflictException(
                "Cannot write to " + name + ": other writers were faster " + ATTEMPTS
                        + " times in a row. Nothing was committed; try again when fewer write.",
                last);
        discardStaged(staged, exhausted);
        throw exhausted;
    }

    /** The store asks the same; here the files that were written in vain are removed again. */
    private void requireMayCommit(Change change) {
        TableSnapshot base = change.base();
        TableSchema schema = change.schema();
        if (schema != null) {
            session.requireFits(name, base == null ? null : base.schema(), schema);
        }
        if (base != null && change.breaksAppendOnly(base.properties())) {
            throw LakehouseErrors.appendOnly(change.operation(), name);
        }
    }

    private Change decorate(Change change, WriteOptions options) {
        Change decorated = change.withTransaction(options.transaction()).withProperties(options.properties());
        for (Map.Entry<String, String> parameter : options.parameters().entrySet()) {
            decorated = decorated.withParameter(parameter.getKey(), parameter.getValue());
        }
        return decorated;
    }

    private static boolean changesNothing(Change change) {
        return change.added().isEmpty()
                && change.removed().isEmpty()
                && change.schema() == null
                && change.properties().isEmpty()
                && change.transaction() == null;
    }

    /** When a type widens, the files that stay are written anew, so that every reader can read them. */
    private Change widened(Change change) {
        TableSnapshot base = change.base();
        TableSchema schema = change.schema();
        if (base == null || schema == null) {
            return change;
        }
        boolean typesChanged = base.schema().columns().stream()
                .anyMatch(column -> schema.column(column.name())
                        .map(after -> !after.type().equals(column.type()))
                        .orElse(false));
        Set<String> removed = paths(change.removed());
        List<DataFile> staying = base.files().stream()
                .filter(file -> !removed.contains(file.logPath()))
                .toList();
        if (!typesChanged || staying.isEmpty() || change.operation().equals("RESTORE")) {
            return change;
        }
        List<DataFile> rewritten = engine.write(
                "select * from " + CURRENT,
                Map.of(CURRENT, new Relation.Files(root, staying, base.schema(), base.layout())),
                root,
                schema.withColumns(schema.columns().stream()
                        .filter(column -> base.schema().column(column.name()).isPresent())
                        .toList()));
        List<DataFile> added = new ArrayList<>(change.added());
        added.addAll(rewritten);
        List<DataFile> gone = new ArrayList<>(change.removed());
        gone.addAll(staying);
        return change.adding(added).removing(gone);
    }

    private static TableSchema effectiveSchema(Change change) {
        if (change.schema() != null) {
            return change.schema();
        }
        return java.util.Objects.requireNonNull(change.base(), "a change has a base or a schema")
                .schema();
    }

    /** A check that the table did not have must hold for the rows that stay, too. */
    private void enforceNewChecks(Change change) {
        TableSnapshot base = change.base();
        TableSchema schema = change.schema();
        if (base == null || schema == null) {
            return;
        }
        List<String> fresh = schema.checks().stream()
                .filter(check -> !base.schema().checks().contains(check))
                .toList();
        Set<String> removed = paths(change.removed());
        List<DataFile> staying = base.files().stream()
                .filter(file -> !removed.contains(file.logPath()))
                .toList();
        if (!fresh.isEmpty()) {
            constraints.enforce(name, root, new TableSchema(base.schema().columns(), List.of(), fresh, null), staying);
        }
    }

    private boolean alreadyDone(WriteOptions options) {
        return options.transaction() != null
                && store.transactionVersion(root, options.transaction().application())
                                .orElse(Long.MIN_VALUE)
                        > options.transaction().basedOn();
    }

    /** Files that were written for an attempt that was not committed; staged files serve the next attempt. */
    private void discardRewrites(@Nullable Change change, List<DataFile> staged) {
        if (change == null || change.operation().equals("RESTORE")) {
            return;
        }
        Set<String> keep = paths(staged);
        delete(
                change.added().stream()
                        .filter(file -> !keep.contains(file.logPath()))
                        .toList(),
                null);
    }

    /**
     * Removes files that were staged in vain. A caller may hand over files that an earlier attempt has committed, whose
     * answer it never got; those belong to the table.
     */
    private void discardStaged(List<DataFile> staged, @Nullable RuntimeException reason) {
        if (staged.isEmpty()) {
            return;
        }
        Set<String> committed;
        try {
            committed = committedSince(
                    staged.stream().mapToLong(DataFile::modifiedMillis).min().orElse(0));
        } catch (LakehouseException e) {
            if (reason != null) {
                reason.addSuppressed(e);
            }
            return; // Unknown; a vacuum removes them if no version needs them.
        }
        delete(
                staged.stream()
                        .filter(file -> !committed.contains(file.logPath()))
                        .toList(),
                reason);
    }

    /** The files of every version that was committed after a time, with some allowance for coarse clocks. */
    private Set<String> committedSince(long millis) {
        Set<String> committed = new HashSet<>();
        if (!store.exists(root)) {
            return committed;
        }
        Instant start = Instant.ofEpochMilli(millis).minus(5, ChronoUnit.SECONDS);
        for (Commit commit : store.history(root)) {
            if (commit.timestamp().isBefore(start)) {
                break;
            }
            committed.addAll(paths(store.atVersion(root, commit.version()).files()));
        }
        return committed;
    }

    private void delete(List<DataFile> files, @Nullable RuntimeException reason) {
        for (DataFile file : files) {
            try {
                Files.deleteIfExists(file.resolve(root));
            } catch (IOException e) {
                if (reason == null) {
                    throw LakehouseErrors.storage("remove an unneeded file of " + name, e);
                }
                reason.addSuppressed(e);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 5L + 10L * Math.min(attempt, 20)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConflictException("Cannot write: the thread was interrupted while it waited for other writers.");
        }
    }
}
