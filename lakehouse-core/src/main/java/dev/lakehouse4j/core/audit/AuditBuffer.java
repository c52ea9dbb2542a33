package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.error.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that wait to be written together. They wait no longer than the delay, and no more than {@link #MOST_WAITING} of them;
 * what is written at once takes them along.
 */
final class AuditBuffer {

    static final int MOST_WAITING = 500;

    private static final Logger LOG = LoggerFactory.getLogger(AuditBuffer.class);

    private final AuditWriter writer;
    private final Duration delay;

    /** Held shared while events are on their way to the disk, so that a flush can wait for them. */
    private final ReadWriteLock writing = new ReentrantReadWriteLock();

    private final List<AuditEvent> waiting = new ArrayList<>();
    private boolean timed;
    private boolean failing;

    AuditBuffer(AuditWriter writer, Duration delay) {
        this.writer = writer;
        this.delay = delay;
    }

    /** Keeps events, after those that wait; on disk when it returns. */
    void write(List<AuditEvent> events) {
        writing.readLock().lock();
        try {
            drain(events);
        } finally {
            writing.readLock().unlock();
        }
    }

    /** Keeps events after a while; at once when there are many, or when writing failed the last time. */
    void writeSoon(List<AuditEvent> events) {
        if (delay.isZero() || !gather(events)) {
            write(events);
        }
    }

    private synchronized boolean gather(List<AuditEvent> events) {
        if (failing || waiting.size() + events.size() > MOST_WAITING) {
            return false;
        }
        waiting.addAll(events);
        if (!timed) {
            timed = true;
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(this::writeInTime);
        }
        return true;
    }

    /** Nobody gets the error of a write that time has come for, but whoever asks for something next. */
    private void writeInTime() {
        synchronized (this) {
            timed = false;
        }
        try {
            write(List.of());
        } catch (StorageException e) {
            LOG.error("{} It is tried again; until then restricted sessions get nothing.", e.getMessage());
        }
    }

    /** When it returns, everything that was noted before is on disk. */
    void flush() {
        writing.writeLock().lock();
        try {
            drain(List.of());
        } finally {
            writing.writeLock().unlock();
        }
    }

    private void drain(List<AuditEvent> events) {
        List<AuditEvent> earlier;
        synchronized (this) {
            earlier = List.copyOf(waiting);
            waiting.clear();
        }
        List<AuditEvent> all = new ArrayList<>(earlier);
        all.addAll(events);
        if (all.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            writer.write(all);
            written = true;
        } finally {
            synchronized (this) {
                failing = !written;
                if (failing) {
                    waiting.addAll(0, earlier); // What was done stays to be noted; what is new is not done.
                }
            }
        }
    }
}
