package dev.lakehouse4j.core.audit;

import java.util.List;

/** Where events of the audit go. */
@FunctionalInterface
public interface AuditSink {

    /**
     * Takes note of events at once.
     *
     * @param events what was done or refused; they are kept for good when it returns
     * @throws dev.lakehouse4j.core.error.StorageException when they cannot be kept
     */
    void record(List<AuditEvent> events);

    /**
     * Takes note of events that may wait a moment, so that many go together.
     *
     * @param events what was done
     * @throws dev.lakehouse4j.core.error.StorageException when they cannot be kept, or those before them could not
     */
    default void recordSoon(List<AuditEvent> events) {
        record(events);
    }

    /** Keeps for good what still waits. */
    default void flush() {
        // Nothing waits.
    }
}
