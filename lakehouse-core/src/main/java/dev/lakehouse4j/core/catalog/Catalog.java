package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.audit.AuditLog;
import dev.lakehouse4j.core.engine.SqlEngine;
import dev.lakehouse4j.core.storage.TableStore;
import java.nio.file.Path;

/** The catalog of a lake. */
public final class Catalog {

    private final Path root;
    private final AuditLog audit;

    private Catalog(Path root, AuditLog audit) {
        this.root = root;
        this.audit = audit;
    }

    /**
     * The catalog of the lake in a folder; it comes into being with the first change.
     *
     * @param root folder of the lake
     * @param engine checks expressions
     * @param store tells which tables there are
     * @param audit takes note of every change
     * @return the catalog, acting for the owner
     */
    public static Catalog open(Path root, SqlEngine engine, TableStore store, AuditLog audit) {
        return new Catalog(root, audit);
    }

    /**
     * The rights of a principal, by the newest version of the catalog.
     *
     * @param principal who
     * @return its rights
     */
    public Rights rights(Principal principal) {
        return new OwnerRights();
    }

    @Override
    public String toString() {
        return "catalog of " + root + " audited by " + audit;
    }
}
