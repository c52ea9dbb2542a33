package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.schema.TableSchema;
import dev.lakehouse4j.core.storage.Change;
import dev.lakehouse4j.core.storage.DataFile;
import dev.lakehouse4j.core.storage.LocalDisk;
import dev.lakehouse4j.core.storage.ParquetRowWriter;
import dev.lakehouse4j.core.storage.RecordRows;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends events. Threads that come while a commit runs share the next one. */
final class AuditWriter {

    /** So many small files are merged into one. */
    static final int MERGE_FILES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final TableSchema SCHEMA = TableSchema.of(AuditEvent.class);
    private static final Map<String, String> PROPERTIES = Map.of("delta.appendOnly", "true");
    private static final long SMALL_FILE_BYTES = 8L << 20;

    /** So long files that were merged, and the log's entries about them, stay for who reads an older version. */
    private static final Duration MERGED_STAY = Duration.ofHours(1);

    /** Appends never conflict; only the creation of the table by another process does, and that once. */
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final Duration mergedStay;
    private final SqlEngine engine;
    private final TableStore store;
    private final Lock committing = new ReentrantLock();
    private final Object gathering = new Object();
    private @Nullable Batch next;

    /** Events that go into one commit. */
    private static final class Batch {
        private final List<AuditEvent> events = new ArrayList<>();
        private boolean done;
        private @Nullable StorageException failure;
    }

    AuditWriter(Path folder, SqlEngine engine, TableStore store) {
        this(folder, engine, store, MERGED_STAY);
    }

    AuditWriter(Path folder, SqlEngine engine, TableStore store, Duration mergedStay) {
        this.mergedStay = mergedStay;
        this.folder = folder;
        this.engine = engine;
        this.store = store;
    }

    void write(List<AuditEvent> events) {
        Batch mine;
        synchronized (gathering) {
            if (next == null) {
                next = new Batch();
            }
            mine = next;
            mine.events.addAll(events);
        }
        committing.lock();
        try {
            if (!mine.done) {
                synchronized (gathering) {
                    next = null;
                }
                commit(mine);
            }
        } finally {
            committing.unlock();
        }
        StorageException failure = mine.failure;
        if (failure != null) {
            throw new StorageException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private void commit(Batch batch) {
        String reason = "it was interrupted by a failure of the Java virtual machine";
        RuntimeException cause = null;
        boolean written = false;
        try {
            append(batch.events);
            written = true;
        } catch (RuntimeException e) {
            reason = String.valueOf(e.getMessage());
            cause = e;
        } finally {
            // Threads that share the batch must not take an error of the virtual machine for success.
            if (!written) {
                batch.failure = new StorageException(
                        "Cannot take note of an action in the audit at " + folder
                                + ", and what cannot be noted is not done: " + reason,
                        cause);
            }
            batch.done = true;
        }
        if (written) {
            mergeSmallFiles();
        }
    }

    private void append(List<AuditEvent> events) {
        List<DataFile> files = stage(events);
        for (int attempt = 1; ; attempt++) {
            TableSnapshot base = store.latest(folder).orElse(null);
            Change change = base == null
                    ? Change.create("APPEND", SCHEMA).withProperties(PROPERTIES).adding(files)
                    : Change.of("APPEND", base).adding(files).asBlindAppend();
            try {
                store.commit(folder, change);
                force(folder.resolve("_delta_log"));
                return;
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<DataFile> stage(List<AuditEvent> events) {
        try (ParquetRowWriter writer = ParquetRowWriter.open(folder, SCHEMA)) {
            RecordRows rows = new RecordRows(AuditEvent.class, SCHEMA);
            for (AuditEvent event : events) {
                writer.write(rows.with(event));
            }
            List<DataFile> files = writer.finish();
            for (DataFile file : files) {
                force(file.resolve(folder));
            }
            force(folder);
            return files;
        }
    }

    /** Makes what was written, or the names in a folder, outlive a loss of power. */
    private static void force(Path path) {
        if (!LocalDisk.has(path)) {
            return; // A store has what was closed.
        }
        boolean isFolder = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, isFolder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            if (!isFolder) { // Folders cannot be forced everywhere; Windows does without.
                throw LakehouseErrors.storage("force " + path + " to disk", e);
            }
        }
    }

    /** The events are safe: when merging fails, it is tried again after the next commit. */
    private void mergeSmallFiles() {
        try {
            TableSnapshot base = store.latest(folder).orElseThrow();
            List<DataFile> small = base.files().stream()
                    .filter(file -> file.sizeBytes() < SMALL_FILE_BYTES)
                    .toList();
            if (small.size() >= MERGE_FILES && merge(base, small)) {
                store.expire(folder, mergedStay);
            }
        } catch (RuntimeException e) {
            // Whether the merge was committed is open, so its files stay; they are removed later if it was not.
            LOG.warn("Cannot merge the small files of the audit: {}", e.getMessage());
        }
    }

    /** The rows stay as they are. When another writer is faster, its commit stands and the merge waits for a later time. */
    private boolean merge(TableSnapshot base, List<DataFile> small) {
        List<DataFile> merged = engine.write(
                "select * from small_files order by \"at\"",
                Map.of("small_files", new Relation.Files(folder, small, base.schema())),
                folder,
                base.schema());
        merged.forEach(file -> force(file.resolve(folder)));
        try {
            store.commit(
                    folder,
                    Change.of("OPTIMIZE", base).asLayoutOnly().removing(small).adding(merged));
            return true;
        } catch (ConflictException e) {
            discard(merged);
            return false;
        }
    }

    private void discard(List<DataFile> files) {
        for (DataFile file : files) {
            try {
                Files.deleteIfExists(file.resolve(folder));
            } catch (IOException e) {
                LOG.warn("Cannot remove the unneeded file {}; a vacuum will: {}", file.logPath(), e.getMessage());
            }
        }
    }
}
