package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.Bronze;
import dev.lakehouse4j.core.Lakehouse;
import dev.lakehouse4j.core.Table;
import dev.lakehouse4j.core.TableRef;
import dev.lakehouse4j.core.WriteOptions;
import dev.lakehouse4j.core.engine.QueryResult;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.erasure.Suppression;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.schema.RecordShape;
import dev.lakehouse4j.core.schema.Sql;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.medallion.ingest.FileReport.Status;
import dev.lakehouse4j.medallion.ingest.IngestMarks.Mark;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an ingest: the protocol that {@link BronzeIngest} describes. */
final class IngestRun<R extends Record> {

    private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);
    private static final int ATTEMPTS = 20;

    private final Lakehouse lake;
    private final BronzeIngest<R> ingest;
    private final IngestListener listener;
    private final Path bronzeRoot;
    private final Path quarantineRoot;
    private final TableSchema record;
    private IngestMarks bronze;
    private IngestMarks quarantine;

    IngestRun(Lakehouse lake, BronzeIngest<R> ingest, IngestListener listener) {
        this.lake = lake;
        this.ingest = ingest;
        this.listener = listener;
        this.bronzeRoot = lake.folder(ingest.table().fullName());
        this.quarantineRoot = lake.folder(ingest.quarantine().fullName());
        this.record = RecordShape.of(ingest.table().type()).schema();
        this.bronze = IngestMarks.of(lake.store(), bronzeRoot);
        this.quarantine = IngestMarks.of(lake.store(), quarantineRoot);
    }

    FileReport load(SourceFile file) {
        long start = System.nanoTime();
        ConflictException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return attempt(file, start);
            } catch (ConflictException e) {
                // Another run loads the same file: see what it did, and go on from there.
                LOG.debug("{} is being loaded by another run as well", file.name(), e);
                last = e;
                bronze = IngestMarks.of(lake.store(), bronzeRoot);
                quarantine = IngestMarks.of(lake.store(), quarantineRoot);
            } catch (NoSuchFileException e) {
                throw new SourceMissingException(
                        file.path().toString(),
                        "Cannot load " + file.path()
                                + ": it disappeared after the source was listed. Nothing of it was committed. Put it"
                                + " back, or run the ingest again without it.");
            } catch (IOException e) {
                throw LakehouseErrors.storage("load " + file.path(), e);
            }
        }
        throw new ConflictException(
                "Cannot load " + file.path() + ": other runs loaded versions of it " + ATTEMPTS
                        + " times in a row. Let one run at a time load this source.",
                last);
    }

    private FileReport attempt(SourceFile file, long start) throws IOException {
        ContentHash hash = ContentHash.of(file.path());
        ingest.reached(IngestStep.HASHED);
        Optional<Mark> known = bronze.find(file.name());
        Optional<Mark> knownQuarantine = quarantine.find(file.name());
        if (known.isPresent()
                && known.get().is(hash)
                && knownQuarantine.map(mark -> mark.is(hash)).orElse(true)) {
            return skipped(file, hash, Status.UNCHANGED, known.get().version(), List.of(), start);
        }
        if (known.isEmpty()) {
            Optional<String> original = original(file, hash);
            if (original.isPresent()) {
                return skipped(file, hash, Status.DUPLICATE, 0, List.of("same as " + original.get()), start);
            }
        }
        Batch batch = Batch.of(file, hash);
        Suppression suppression = Suppression.of(lake.root());
        Staged staged = stage(batch, suppression);
        try {
            ingest.reached(IngestStep.FILES_WRITTEN);
            requireSame(suppression, staged);
            commitQuarantine(batch, staged, knownQuarantine.isPresent());
            ingest.reached(IngestStep.QUARANTINE_COMMITTED);
        } catch (LakehouseException e) {
            Staged.delete(staged.rows(), bronzeRoot);
            throw e;
        }
        long replaced = known.isPresent() ? rowsOf(file.name()) : 0;
        Mark mark = bronze.next(file.name(), hash);
        commitBronze(batch, staged, mark);
        bronze.put(file.name(), mark);
        ingest.reached(IngestStep.BRONZE_COMMITTED);
        FileReport report = new FileReport(
                file.name(),
                known.isPresent() ? Status.REPLACED : Status.LOADED,
                mark.version(),
                hash.size(),
                staged.records(),
                staged.rowCount(),
                staged.quarantinedCount(),
                staged.suppressed(),
                replaced,
                Duration.ofNanos(System.nanoTime() - start),
                staged.notes());
        LOG.info("{}: {}", ingest.table(), report.summary());
        return report;
    }

    /** Who was erased while the file was read must not come back by it. */
    private void requireSame(Suppression before, Staged staged) {
        if (!Suppression.of(lake.root()).equals(before)) {
            Staged.delete(staged.quarantined(), quarantineRoot);
            throw new ConflictException(
                    "Cannot load a file that was read before a person was erased: it is read again.");
        }
    }

    private Staged stage(Batch batch, Suppression suppression) throws IOException {
        Binding.Target target = new Binding.Target(
                ingest.table().fullName(),
                record,
                lake.store().latest(bronzeRoot).map(TableSnapshot::schema).orElse(null),
                ingest.mode());
        Source source = ingest.source();
        if (source instanceof ParquetSource) {
            return new ParquetStager(lake.engine(), batch, target, suppression).stage(bronzeRoot);
        }
        TextStager stager = new TextStager(batch, target, bronzeRoot, quarantineRoot, listener, suppression);
        return source instanceof CsvSource csv ? stager.csv(csv.format()) : stager.jsonLines();
    }

    private void commitQuarantine(Batch batch, Staged staged, boolean known) {
        if (staged.quarantined().isEmpty() && !known) {
            return;
        }
        String name = batch.file().name();
        Mark mark = quarantine.next(name, batch.hash());
        Table<Bronze, QuarantinedRecord> table = lake.table(ingest.quarantine());
        WriteOptions options = options(batch, quarantine, mark);
        if (known) {
            table.replaceWhere("source_file = " + Sql.literal(name), staged.quarantined(), options);
        } else {
            table.append(staged.quarantined(), options);
        }
        quarantine.put(name, mark);
    }

    private void commitBronze(Batch batch, Staged staged, Mark mark) {
        TableRef<Bronze, R> wide = ingest.table().plus(staged.evolved());
        Table<Bronze, R> table = lake.table(wide);
        List<DataFile> rows = staged.rows();
        WriteOptions options = options(batch, bronze, mark);
        if (mark.version() == 1) {
            table.append(rows, options);
        } else {
            table.replaceWhere(ofFile(batch.file().name()), rows, options);
        }
    }

    private static WriteOptions options(Batch batch, IngestMarks marks, Mark mark) {
        return WriteOptions.defaults()
                .withTransaction(marks.transaction(batch.file().name(), mark))
                .withParameter("sourceFile", batch.file().name())
                .withParameter("sourceVersion", String.valueOf(mark.version()))
                .withParameter("batchId", batch.id())
                .withParameter("sha256", batch.hash().sha256());
    }

    /** The file that brought the same content into the table, if its rows are there: 40 bits alone could be chance. */
    private Optional<String> original(SourceFile file, ContentHash hash) {
        for (String other : bronze.othersWith(hash, file.name())) {
            String batchId = hash.batchId(other);
            if (count(ingest.table().fullName(), ofFile(other) + " and " + batchIs("_batch_id", batchId)) > 0
                    || (quarantine.find(other).isPresent()
                            && count(ingest.quarantine().fullName(), batchIs("batch_id", batchId)) > 0)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private long rowsOf(String name) {
        return count(ingest.table().fullName(), ofFile(name));
    }

    private static String ofFile(String name) {
        return AuditColumns.SOURCE_FILE.name() + " = " + Sql.literal(name);
    }

    private static String batchIs(String column, String batchId) {
        return column + " = " + Sql.literal(batchId);
    }

    private long count(String table, String condition) {
        Map<String, Relation> relations = Map.of(table, new Relation.Snapshot(lake.snapshot(table)));
        String sql = "select count(*) from " + table + " where " + condition;
        try (QueryResult result = lake.engine().query(sql, relations)) {
            result.nextBatch();
            return result.column(0).getLong(0);
        }
    }

    private static FileReport skipped(
            SourceFile file, ContentHash hash, Status status, long version, List<String> notes, long start) {
        return new FileReport(
                file.name(),
                status,
                version,
                hash.size(),
                RecordCounts.NONE,
                0,
                0,
                0,
                0,
                Duration.ofNanos(System.nanoTime() - start),
                notes);
    }

    static FileReport failed(SourceFile file, LakehouseException error) {
        return new FileReport(
                file.name(),
                Status.FAILED,
                0,
                0,
                RecordCounts.NONE,
                0,
                0,
                0,
                0,
                Duration.ZERO,
                List.of(String.valueOf(error.getMessage())));
    }
}
