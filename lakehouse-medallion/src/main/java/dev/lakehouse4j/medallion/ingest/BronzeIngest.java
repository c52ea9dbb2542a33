package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.SchemaException;
import dev.lakehouse4j.core.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Loads the files of a source into a Bronze table: {@code BronzeIngest.into(ORDERS).from(CsvSource.of(folder)).run(lake)}.
 *
 * <p>The table has the columns of the record and the {@link AuditColumns}; beside it stands {@code bronze.<name>_quarantine}
 * with the {@link QuarantinedRecord}s. Every data record of a file is in exactly one of the two, unless it belongs to a person
 * who was erased (see {@link dev.lakehouse4j.core.erasure.Erasure}): such records are left out and counted.
 *
 * <h2>A file is loaded once</h2>
 *
 * A file is recognised by its name within the source and the SHA-256 of its bytes; the first pass over a file that is there
 * already only hashes it. What happens to a file:
 *
 * <ul>
 *   <li>same name, same content: nothing;
 *   <li>new name, new content: its rows are added;
 *   <li>known name, new content: a new version of the file. Its rows replace those of the earlier version in one commit; the
 *       old rows stay readable by time travel;
 *   <li>new name, content that is in the table under another name: nothing, it is a copy.
 * </ul>
 *
 * Rows of a file that disappears stay. A {@code restore} of the table to an older version stays in force until the file
 * changes, as the log remembers what was loaded.
 *
 * <h2>Protocol</h2>
 *
 * A file version is one batch, and one commit to each of the tables that it concerns:
 *
 * <ol>
 *   <li>read which file versions the two tables hold, from the transaction ids in their logs (see {@code IngestMarks});
 *   <li>hash the file, and stop if it is there;
 *   <li>write the data files of both tables, and check that every byte of the file belongs to a record, that every record is
 *       in one of the two, and that the file is still the one that was hashed;
 *   <li>commit to the quarantine table, if the file has anything there or had in its earlier version: the records of the file
 *       that are there go, the new ones come, and the transaction id says which content they belong to;
 *   <li>commit to the Bronze table: add the rows, or replace those of the earlier version, with the transaction id.
 * </ol>
 *
 * The Bronze commit is what counts. A crash before it leaves data files that no log names (a vacuum removes them) and perhaps
 * the quarantine commit; the next run replaces the latter. A crash after it leaves nothing to do. When two runs load one file
 * at once, the transaction id lets only one Bronze commit through; the other one looks again and finds the file loaded, or,
 * when it had read another content, loads it as the next version. Quarantine never speaks of another content than Bronze for
 * longer than until the next run: a file counts as loaded only when both agree.
 *
 * <p>Two files with the same content that appear while two runs are under way may be loaded under both names.
 *
 * @param <R> the record type of the table
 */
public final class BronzeIngest<R extends Record> {

    private static final String QUARANTINE_SUFFIX = "_quarantine";

    private final TableRef<Bronze, R> table;
    private final Source source;
    private final SchemaMode mode;
    private final Consumer<IngestStep> checkpoints;

    private BronzeIngest(TableRef<Bronze, R> table, Source source, SchemaMode mode, Consumer<IngestStep> checkpoints) {
        this.table = table;
        this.source = source;
        this.mode = mode;
        this.checkpoints = checkpoints;
    }

    /**
     * A table that is to be loaded, waiting for its source.
     *
     * @param <R> the record type of the table
     */
    public static final class Target<R extends Record> {

        private final TableRef<Bronze, R> table;

        private Target(TableRef<Bronze, R> table) {
            this.table = table;
        }

        /**
         * Names the source.
         *
         * @param source the files to load
         * @return an ingest that rescues what fits no column
         */
        public BronzeIngest<R> from(Source source) {
            return new BronzeIngest<>(table, Objects.requireNonNull(source, "source"), SchemaMode.RESCUE, step -> {});
        }
    }

    /**
     * Names the table to load. Its record says which columns the files have; text parses strictly into components that are
     * not strings.
     *
     * @param <R> the record type of the table
     * @param table the table, with or without the audit columns
     * @return what takes the source
     */
    public static <R extends Record> Target<R> into(TableRef<Bronze, R> table) {
        return new Target<>(withAuditColumns(table));
    }

    /**
     * The same ingest in another mode; without this it is {@link SchemaMode#RESCUE}.
     *
     * @param newMode what to do with values that fit no column
     * @return the changed copy; this ingest stays as it is
     */
    public BronzeIngest<R> mode(SchemaMode newMode) {
        return new BronzeIngest<>(table, source, Objects.requireNonNull(newMode, "newMode"), checkpoints);
    }

    /** For tests: the same ingest that reports every step, so that it can be torn down there. */
    BronzeIngest<R> at(Consumer<IngestStep> newCheckpoints) {
        return new BronzeIngest<>(table, source, mode, newCheckpoints);
    }

    /**
     * The Bronze table with its audit columns.
     *
     * @return the reference, for models that read it
     */
    public TableRef<Bronze, R> table() {
        return table;
    }

    /**
     * The table of the records that could not become rows; it comes into being with the first of them.
     *
     * @return the reference
     */
    public TableRef<Bronze, QuarantinedRecord> quarantine() {
        return table.sibling(table.name() + QUARANTINE_SUFFIX, QuarantinedRecord.class);
    }

    /**
     * The files to load.
     *
     * @return the source
     */
    public Source source() {
        return source;
    }

    /**
     * Which columns of the files fill which columns of the table, by the files' headers.
     *
     * @return one for each file, as they are now
     * @throws SourceMissingException when the source has no files
     * @throws LakehouseException when a header cannot be read, or lacks a column that the table must have
     */
    public List<SourceColumns> sourceColumns() {
        return source.files().stream()
                .map(file -> SourceColumns.of(table, source, mode, file))
                .toList();
    }

    /**
     * Loads what is new or changed.
     *
     * @param lake the lake
     * @return what became of each file
     * @throws SourceMissingException when the source has no files
     * @throws LakehouseException when a file cannot be loaded; the other files of the source are loaded all the same
     */
    public IngestReport run(Lakehouse lake) {
        return run(lake, IngestListener.silent());
    }

    /**
     * Loads what is new or changed, and tells how it gets on.
     *
     * @param lake the lake
     * @param listener hears of progress and of each file
     * @return what became of each file
     * @throws SourceMissingException when the source has no files
     * @throws LakehouseException when a file cannot be loaded; the other files of the source are loaded all the same
     */
    public IngestReport run(Lakehouse lake, IngestListener listener) {
        long start = System.nanoTime();
        List<SourceFile> files = source.files();
        IngestRun<R> run = new IngestRun<>(lake, this, listener);
        List<FileReport> reports = new ArrayList<>();
        LakehouseException failure = null;
        for (SourceFile file : files) {
            try {
                FileReport report = run.load(file);
                reports.add(report);
                listener.done(report);
            } catch (LakehouseException e) {
                listener.done(IngestRun.failed(file, e));
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return new IngestReport(table.fullName(), reports, java.time.Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * What becomes of values that fit no column.
     *
     * @return the mode
     */
    public SchemaMode mode() {
        return mode;
    }

    void reached(IngestStep step) {
        checkpoints.accept(step);
    }

    private static <R extends Record> TableRef<Bronze, R> withAuditColumns(TableRef<Bronze, R> table) {
        List<Column> missing = new ArrayList<>(AuditColumns.all());
        missing.removeAll(table.extraColumns());
        if (table.extraColumns().size() + missing.size() != AuditColumns.all().size()) {
            throw new SchemaException(
                    "Cannot ingest into " + table + ": it has extra columns that are not audit columns: "
                            + table.extraColumns() + ". Make them components of the record.");
        }
        return table.plus(missing);
    }
}
