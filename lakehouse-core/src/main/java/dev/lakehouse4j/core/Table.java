package dev.lakehouse4j.core;

import dev.lakehouse4j.core.engine.Query;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.ConstraintException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.SchemaEvolution;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Commit;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.HistoryPurge;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * A table of typed rows.
 *
 * <p>Every write is one atomic commit and returns it; a write that changes nothing commits nothing and returns the version
 * that stands. NOT NULL and CHECK rules are enforced before the commit. The first write creates the table. A record that
 * changed compatibly (see {@link SchemaEvolution}) changes the table's schema with the next write.
 *
 * <p>Writers may run at the same time, in threads or processes. Appends never conflict; an upsert, delete or restore that
 * loses a race is computed again on the new version, so both changes take effect. An {@code overwrite} replaces the version
 * that was the newest when it was called; when another writer commits meanwhile, it stops with a {@link
 * ConflictException} and nothing of the other's is lost.
 *
 * @param <L> the layer
 * @param <R> the record type of its rows
 */
public final class Table<L extends Layer, R extends Record> {

    private final Lakehouse lake;
    private final TableRef<L, R> ref;
    private final TableWrites writes;
    private final @Nullable TableSnapshot fixed;

    Table(Lakehouse lake, TableRef<L, R> ref, @Nullable TableSnapshot fixed) {
        this.lake = lake;
        this.ref = ref;
        this.fixed = fixed;
        this.writes = new TableWrites(lake, ref.fullName(), lake.folder(ref.fullName()), ref.schema());
    }

    /**
     * What names this table.
     *
     * @return the reference
     */
    public TableRef<L, R> ref() {
        return ref;
    }

    /**
     * Whether the table has been written yet.
     *
     * @return true when it has a version
     */
    public boolean exists() {
        return fixed != null || lake.store().latest(folder()).isPresent();
    }

    /**
     * The version that reads see.
     *
     * @return the newest version, or the one that {@link #asOf(long)} fixed
     * @throws TableNotFoundException when the table does not exist yet
     */
    public TableSnapshot snapshot() {
        return fixed != null ? fixed : lake.snapshot(ref.fullName());
    }

    /**
     * The columns, key and checks of the table as stored.
     *
     * @return the schema
     */
    public TableSchema schema() {
        return snapshot().schema();
    }

    /**
     * Adds rows. Keys are not compared with the rows that are there; use {@link #upsert(Iterable)} for that.
     *
     * @param rows the rows, none of them null
     * @return the commit
     */
    public Commit append(Iterable<? extends R> rows) {
        return writes.append(stage(rows.iterator()), WriteOptions.defaults());
    }

    /**
     * Adds rows.
     *
     * @param rows the rows; the stream is closed
     * @return the commit
     */
    public Commit append(Stream<? extends R> rows) {
        try (rows) {
            return writes.append(stage(rows.iterator()), WriteOptions.defaults());
        }
    }

    /**
     * Adds the rows of a query.
     *
     * @param query its columns are matched by name and cast
     * @param options transaction id and history details
     * @return the commit
     */
    public Commit append(Query query, WriteOptions options) {
        return writes.append(stage(query), options);
    }

    /**
     * Adds data files that were already written under the table's folder with the table's columns, see {@link
     * ParquetRowWriter}.
     *
     * @param files the files
     * @param options transaction id and history details
     * @return the commit
     */
    public Commit append(List<DataFile> files, WriteOptions options) {
        requireWritable();
        requireFiles(files);
        return writes.append(files, options);
    }

    /**
     * Adds Arrow batches.
     *
     * @param batches their columns are matched by name and cast; not closed
     * @return the commit
     */
    public Commit append(ArrowReader batches) {
        requireWritable();
        List<DataFile> staged = lake.engine().write(batches, folder(), writes.schemaToWrite(ref.schema()));
        return writes.append(staged, WriteOptions.defaults());
    }

    /**
     * Replaces all rows.
     *
     * @param rows the new rows, none of them null
     * @return the commit
     */
    public Commit overwrite(Iterable<? extends R> rows) {
        requireRewritable();
        TableSnapshot base = writes.base();
        return writes.overwrite(base, stage(rows.iterator()), WriteOptions.defaults());
    }

    /**
     * Replaces all rows.
     *
     * @param rows the new rows; the stream is closed, and may read this very table
     * @return the commit
     */
    public Commit overwrite(Stream<? extends R> rows) {
        try (rows) {
            requireRewritable();
            TableSnapshot base = writes.base();
            return writes.overwrite(base, stage(rows.iterator()), WriteOptions.defaults());
        }
    }

    /**
     * Replaces all rows by those of a query.
     *
     * @param query its columns are matched by name and cast
     * @param options transaction id, history details, and whether the schema may be replaced
     * @return the commit
     */
    public Commit overwrite(Query query, WriteOptions options) {
        requireRewritable();
        TableSchema schema = options.replaceSchema() ? ref.schema() : writes.schemaToWrite(ref.schema());
        TableSnapshot base = writes.base();
        List<DataFile> staged = lake.engine().write(query.sql(), query.relations(), folder(), schema);
        return writes.overwrite(base, staged, options);
    }

    /**
     * Replaces all rows by those of data files that were already written under the table's folder.
     *
     * @param files the files
     * @param options transaction id, history details, and whether the schema may be replaced
     * @return the commit
     */
    public Commit overwrite(List<DataFile> files, WriteOptions options) {
        requireRewritable();
        requireFiles(files);
        return writes.overwrite(writes.base(), files, options);
    }

    /**
     * Writes rows to data files that are not part of the table yet, with the columns of the record.
     *
     * @param rows the rows; the stream is closed
     * @return the files, to look at and then to hand to {@link #overwrite(List, WriteOptions)} or another write
     */
    public List<DataFile> stage(Stream<? extends R> rows) {
        try (rows) {
            return stage(rows.iterator(), ref.schema());
        }
    }

    /**
     * Replaces all rows, but only when the table is still at the version that they were computed from.
     *
     * @param base the version that the rows were computed from
     * @param rows the new rows
     * @return the commit
     * @throws ConflictException when another writer committed since; nothing is lost, compute the rows anew
     */
    public Commit overwriteFrom(TableSnapshot base, Stream<? extends R> rows) {
        try (rows) {
            requireRewritable();
            return writes.overwrite(base, stage(rows.iterator()), WriteOptions.defaults());
        }
    }

    /**
     * Inserts rows whose key is new and replaces those whose key is there. Of two upserts of one new key at the same time,
     * one inserts and the other replaces.
     *
     * @param rows the rows; no key twice
     * @return the commit
     * @throws ConstraintException when two of the rows have the same key
     */
    public Commit upsert(Iterable<? extends R> rows) {
        requireRewritable();
        return writes.upsert(stage(rows.iterator()), WriteOptions.defaults());
    }

    /**
     * Inserts rows whose key is new and replaces those whose key is there.
     *
     * @param rows the rows; no key twice; the stream is closed
     * @return the commit
     */
    public Commit upsert(Stream<? extends R> rows) {
        try (rows) {
            requireRewritable();
            return writes.upsert(stage(rows.iterator()), WriteOptions.defaults());
        }
    }

    /**
     * Inserts or replaces the rows of a query by their key.
     *
     * @param query its columns are matched by name and cast; no key twice
     * @param options transaction id and history details
     * @return the commit
     */
    public Commit upsert(Query query, WriteOptions options) {
        requireRewritable();
        return writes.upsert(stage(query), options);
    }

    /**
     * Inserts or replaces by their key the rows of data files that were already written under the table's folder.
     *
     * @param files the files; no key twice
     * @param options transaction id and history details
     * @return the commit
     */
    public Commit upsert(List<DataFile> files, WriteOptions options) {
        requireRewritable();
        requireFiles(files);
        return writes.upsert(files, options);
    }

    /**
     * Deletes rows.
     *
     * @param predicate SQL condition over the columns; rows where it is true go, rows where it is null stay
     * @return the commit
     */
    public Commit deleteWhere(String predicate) {
        requireRewritable();
        return writes.replaceWhere(predicate, List.of(), "DELETE", WriteOptions.defaults());
    }

    /**
     * Deletes rows and adds others in one commit.
     *
     * @param predicate SQL condition over the columns that says which rows go
     * @param files data files with the rows to add, already written under the table's folder
     * @param options transaction id and history details
     * @return the commit
     */
    public Commit replaceWhere(String predicate, List<DataFile> files, WriteOptions options) {
        requireRewritable();
        requireFiles(files);
        return writes.replaceWhere(predicate, files, "REPLACE WHERE", options);
    }

    /**
     * All rows.
     *
     * @return a stream that reads as it goes; close it unless it was read to its end
     */
    public Stream<R> rows() {
        return read(null);
    }

    /**
     * The rows that fulfil a condition; files that the statistics rule out are not opened.
     *
     * @param where SQL condition over the columns
     * @return a stream that reads as it goes; close it unless it was read to its end
     */
    public Stream<R> rows(String where) {
        return read(where);
    }

    /**
     * All rows as Arrow batches.
     *
     * @param allocator Arrow memory to use
     * @return a reader of {@code VectorSchemaRoot}s; close it
     */
    public ArrowReader arrow(BufferAllocator allocator) {
        Query query = select(snapshot(), null, List.of());
        return lake.engine().arrow(query.sql(), query.relations(), allocator);
    }

    /**
     * Number of rows.
     *
     * @return rows
     */
    public long count() {
        long known = snapshot().rowCount();
        return known >= 0 ? known : count(null);
    }

    /**
     * Number of rows that fulfil a condition.
     *
     * @param where SQL condition over the columns
     * @return rows
     */
    public long count(@Nullable String where) {
        Relation relation = new Relation.Snapshot(snapshot());
        String sql = "select count(*) from " + ref.fullName() + condition(where);
        try (QueryResult result = lake.engine().query(sql, Map.of(ref.fullName(), relation))) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    /**
     * The versions of the table.
     *
     * @return commits, newest first
     */
    public List<Commit> history() {
        return lake.store().history(folder());
    }

    /**
     * The table as it was at a version.
     *
     * @param version number of the version
     * @return a table whose reads see that version; it cannot be written
     */
    public Table<L, R> asOf(long version) {
        return new Table<>(lake, ref, lake.store().atVersion(folder(), version));
    }

    /**
     * The table as it was at a point in time.
     *
     * @param instant the point in time
     * @return a table whose reads see the version that was the newest then
     */
    public Table<L, R> asOf(Instant instant) {
        return new Table<>(lake, ref, lake.store().atInstant(folder(), instant));
    }

    /**
     * Makes an older version the newest again; the versions between stay in the history.
     *
     * @param version number of the version
     * @return the commit
     */
    public Commit restore(long version) {
        requireRewritable();
        return writes.restore(version);
    }

    /**
     * Rewrites many small files into few, in one commit that changes no row.
     *
     * @param clusterBy columns to sort by, so that files can be skipped by their statistics; none keeps the order open
     * @return the commit
     */
    public Commit optimize(String... clusterBy) {
        requireRewritable();
        return writes.optimize(List.of(clusterBy));
    }

    /**
     * Deletes files that no version within the retention needs; older versions can no longer be read afterwards.
     *
     * @param retention how long older versions stay readable. Files younger than this are never touched, so it should
     *     exceed the longest write; seven days is customary
     * @return the deleted files, relative to the table's folder
     */
    public List<Path> vacuum(Duration retention) {
        requireRewritable();
        return lake.store().vacuum(folder(), retention);
    }

    /**
     * Drops the versions that were replaced before the retention began: their log entries, and the files that only they need.
     * The version that was current then, and all newer ones, stay readable.
     *
     * @param retention how long older versions stay readable; files younger than this are never touched
     * @return what was deleted
     */
    public HistoryPurge expire(Duration retention) {
        requireRewritable();
        return lake.store().expire(folder(), retention);
    }

    /**
     * Reads every file of the newest version, and every log entry and checkpoint, and compares them with the checksums that
     * were written with them. Queries read without comparing, so a bit that a disk has changed can pass them unseen.
     *
     * @return what was read and found; damage is told and not thrown
     */
    public Verification verify() {
        return lake.store().verify(folder());
    }

    private Path folder() {
        return lake.folder(ref.fullName());
    }

    private List<DataFile> stage(Iterator<? extends R> rows) {
        return stage(rows, writes.schemaToWrite(RecordShape.of(ref.type()).schema()));
    }

    private List<DataFile> stage(Iterator<? extends R> rows, TableSchema schema) {
        requireWritable();
        try (ParquetRowWriter writer = ParquetRowWriter.open(folder(), schema)) {
            RecordRows source = new RecordRows(ref.type(), schema);
            while (rows.hasNext()) {
                writer.write(source.with(rows.next()));
            }
            return lake.session().wrote(folder(), writer.finish());
        }
    }

    private List<DataFile> stage(Query query) {
        requireWritable();
        return lake.engine().write(query.sql(), query.relations(), folder(), writes.schemaToWrite(ref.schema()));
    }

    /** Who does not see all rows as they are cannot change those that are there. */
    private void requireRewritable() {
        requireWritable();
        lake.session().requireRewrite(ref.fullName());
    }

    private void requireFiles(List<DataFile> files) {
        lake.session().requireFiles(ref.fullName(), folder(), files);
    }

    private void requireWritable() {
        lake.requireOpen();
        if (fixed != null) {
            throw new IllegalStateException("Cannot write to " + ref + " as of version " + fixed.version()
                    + ": an old version does not change. Use restore(version) to make it the newest.");
        }
        lake.session().requireWrite(ref.fullName());
    }

    private Stream<R> read(@Nullable String where) {
        lake.requireOpen();
        TableSnapshot snapshot = snapshot();
        TableSchema record = RecordShape.of(ref.type()).schema();
        List<Column> missing = record.columns().stream()
                .filter(column -> snapshot.schema().column(column.name()).isEmpty())
                .toList();
        for (Column column : missing) {
            if (!column.nullable()) {
                throw new SchemaException("Cannot read " + ref + " as "
                        + ref.type().getSimpleName() + ": column "
                        + column.name() + " is not in the table, and the component is not @Nullable.\nSchema of the"
                        + " table:\n" + snapshot.schema().describe());
            }
        }
        SchemaEvolution.requireFits(
                "read " + ref + " as " + ref.type().getSimpleName(),
                snapshot.schema().columns(),
                record.withColumns(record.columns().stream()
                        .filter(column -> !missing.contains(column))
                        .toList()),
                false);
        Query query = select(snapshot, where, missing);
        return RecordReader.stream(lake.engine().query(query.sql(), query.relations()), ref.type());
    }

    private Query select(TableSnapshot snapshot, @Nullable String where, List<Column> missing) {
        String columns = (where == null
                                && missing.isEmpty()
                                && ref.extraColumns().isEmpty()
                        ? snapshot.schema()
                        : RecordShape.of(ref.type()).schema())
                .columns().stream()
                        .map(column -> missing.contains(column)
                                ? "cast(null as " + column.type().sql() + ") as " + Sql.identifier(column.name())
                                : Sql.identifier(column.name()))
                        .collect(Collectors.joining(", "));
        return new Query(
                "select " + columns + " from " + ref.fullName() + condition(where),
                Map.of(ref.fullName(), new Relation.Snapshot(snapshot)));
    }

    private static String condition(@Nullable String where) {
        return where == null ? "" : " where " + where;
    }
}
