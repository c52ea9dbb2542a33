package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.engine.RecordReader;
import dev.lakehouse4j.core.engine.Relation;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.storage.TableSnapshot;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only table of what was done, {@value #TABLE}.
 *
 * <p>It is a Delta table like any other, with the property {@code delta.appendOnly}, so that no writer that keeps to the
 * protocol removes or changes a row. Safe for use by several threads; several processes may write at the same time.
 */
public final class AuditLog implements AuditSink {

    /** The table's name in SQL. */
    public static final String TABLE = "system.audit";

    /** The engine has a catalog of its own named system, which a schema of that name would be taken for. */
    private static final String RELATION = "audit_events";

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Path folder;
    private final SqlEngine engine;
    private final TableStore store;
    private final AuditBuffer buffer;

    private AuditLog(Path root, SqlEngine engine, TableStore store, Duration delay) {
        this.folder = root.resolve("_system").resolve("audit");
        this.engine = engine;
        this.store = store;
        this.buffer = new AuditBuffer(new AuditWriter(folder, engine, store), delay);
    }

    /**
     * The audit of the lake in a folder; it comes into being with the first event.
     *
     * @param root folder of the lake
     * @param engine reads the table
     * @param store writes the table
     * @param delay how long events of {@link #recordSoon} may wait, zero or more; with zero they do not wait
     * @return the audit
     */
    public static AuditLog open(Path root, SqlEngine engine, TableStore store, Duration delay) {
        return new AuditLog(root, engine, store, delay);
    }

    /**
     * The table's folder, whether it exists or not.
     *
     * @return absolute path
     */
    public Path folder() {
        return folder;
    }

    /**
     * The newest version of the table, with everything that this process has noted.
     *
     * @return the snapshot, or empty when nothing was recorded yet
     */
    public Optional<TableSnapshot> snapshot() {
        flush();
        return store.latest(folder);
    }

    /**
     * Takes note of events. They are on disk when it returns.
     *
     * <p>What is audited must not happen when it cannot be noted: call this before a session gets what it asked for, and
     * let the error pass.
     *
     * @param events what was done; in one commit, perhaps together with those of other threads
     * @throws StorageException when they cannot be written; none of them is in the audit
     */
    @Override
    public void record(List<AuditEvent> events) {
        if (!events.isEmpty()) {
            buffer.write(List.copyOf(events));
        }
    }

    /**
     * Takes note of events that may wait for others, at most as long as the audit was opened with. They are on disk sooner when
     * {@link #flush}, {@link #record} or a reader of the audit comes, or when many wait. A process that is killed meanwhile
     * leaves no trace of them.
     *
     * @param events what was done
     * @throws StorageException when they cannot be written, or when earlier ones could not; these are kept and tried again
     */
    @Override
    public void recordSoon(List<AuditEvent> events) {
        if (!events.isEmpty()) {
            buffer.writeSoon(List.copyOf(events));
        }
    }

    /**
     * Writes the events that wait.
     *
     * @throws StorageException when they cannot be written; they go on waiting
     */
    @Override
    public void flush() {
        buffer.flush();
    }

    /**
     * Takes note of events of the owner, whose work goes on when that fails: the events are then in the application's log,
     * with the reason, as an error.
     *
     * @param events what was done
     * @return whether they are in the audit
     */
    public boolean recordOrWarn(List<AuditEvent> events) {
        try {
            record(events);
            return true;
        } catch (StorageException e) {
            LOG.error("{} These events are missing in it: {}", e.getMessage(), events);
            return false;
        }
    }

    /**
     * Every event, newest first.
     *
     * @return a stream that reads as it goes; close it unless it was read to its end
     */
    public Stream<AuditEvent> events() {
        return events(AuditQuery.all());
    }

    /**
     * Some events, newest first.
     *
     * @param query which ones
     * @return a stream that reads as it goes; close it unless it was read to its end
     */
    public Stream<AuditEvent> events(AuditQuery query) {
        return snapshot()
                .map(snapshot -> RecordReader.stream(
                        engine.query(query.sql(RELATION), Map.of(RELATION, new Relation.Snapshot(snapshot))),
                        AuditEvent.class))
                .orElseGet(Stream::empty);
    }

    @Override
    public String toString() {
        return "audit at " + folder;
    }
}
