package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Versioned tables with atomic commits.
 *
 * <p>Implementations are safe for use by several threads and, on one table, by several processes.
 */
public interface TableStore {

    /**
     * Whether the folder holds a table.
     *
     * @param root folder of the table
     * @return true when at least one version is committed
     */
    boolean exists(Path root);

    /**
     * The newest version.
     *
     * @param root folder of the table
     * @return the snapshot, or empty when there is no table
     */
    Optional<TableSnapshot> latest(Path root);

    /**
     * A certain version.
     *
     * @param root folder of the table
     * @param version number of the version
     * @return the snapshot
     * @throws TableNotFoundException when there is no such table or version
     */
    TableSnapshot atVersion(Path root, long version);

    /**
     * The version that was the newest at a point in time.
     *
     * @param root folder of the table
     * @param instant the point in time
     * @return the snapshot
     * @throws TableNotFoundException when there is no such table, or it did not exist yet
     */
    TableSnapshot atInstant(Path root, Instant instant);

    /**
     * The newest versions of a table, newest first.
     *
     * @param root folder of the table
     * @param limit how many at most
     * @return the commits whose log entries still exist
     */
    List<Commit> history(Path root, int limit);

    /**
     * The versions of a table, newest first.
     *
     * @param root folder of the table
     * @return the commits whose log entries still exist
     */
    default List<Commit> history(Path root) {
        return history(root, Integer.MAX_VALUE);
    }

    /**
     * Commits a change atomically.
     *
     * @param root folder of the table
     * @param change what to do
     * @return the new version
     * @throws ConflictException when another writer committed first; nothing has been committed, compute the change anew
     */
    Commit commit(Path root, Change change);

    /**
     * How far an application has come on a table.
     *
     * @param root folder of the table
     * @param application name of the application
     * @return the highest committed transaction version, or empty
     */
    OptionalLong transactionVersion(Path root, String application);

    /**
     * How far every application has come on a table.
     *
     * @param root folder of the table
     * @return the highest committed transaction version of each application; empty when there is no table
     */
    Map<String, Long> transactionVersions(Path root);

    /**
     * Deletes files that no version within the retention needs.
     *
     * @param root folder of the table
     * @param retention how long older versions stay readable; not negative
     * @return the deleted files, relative to the table's folder
     */
    List<Path> vacuum(Path root, Duration retention);
}
