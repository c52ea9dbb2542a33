package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
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
     * Whether a folder is to be listed among the tables. A folder that a writer died in before its first commit is not; one
     * whose log cannot be looked into is, so that reading it says why.
     *
     * @param store knows what a table is
     * @param root a folder
     * @return true when it holds a table, or may hold one
     */
    static boolean isListed(TableStore store, Path root) {
        try {
            return store.exists(root);
        } catch (StorageException e) {
            return true;
        }
    }

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

    /**
     * Drops every version but the newest: what the table held before can no longer be read, from neither the table's files
     * nor its log. The rows stay as they are; transaction ids stay known.
     *
     * <p>An empty version is committed, a checkpoint of it is written that names only the files that are in use, and then
     * every older log entry, checkpoint and checksum file goes, and every data file that the newest version does not need,
     * also those that a writer staged and has not committed yet: such a writer's commit is refused, and it has to write its
     * rows again. A reader in the middle of an older version ends with an error.
     *
     * @param root folder of the table
     * @return what was deleted
     * @throws ConflictException when another writer commits meanwhile; the table is whole, try again
     */
    default HistoryPurge purge(Path root) {
        throw new UnsupportedFeatureException(
                "Cannot purge the history of " + root + ": this table store cannot. Use the Delta table store.");
    }

    /**
     * Drops the versions that nobody needs any more: those that were replaced before the retention began. The version that
     * was current then, and all newer ones, stay readable.
     *
     * @param root folder of the table
     * @param retention how long older versions stay readable; not negative
     * @return what was deleted
     */
    default HistoryPurge expire(Path root, Duration retention) {
        throw new UnsupportedFeatureException(
                "Cannot shorten the history of " + root + ": this table store cannot. Use the Delta table store.");
    }

    /**
     * Reads every file of the newest version, and every log entry and checkpoint, and compares them with the checksums that
     * were written with them. Queries read without comparing.
     *
     * @param root folder of the table
     * @return what was read and found; damage is told and not thrown
     */
    default Verification verify(Path root) {
        throw new UnsupportedFeatureException(
                "Cannot verify " + root + ": this table store cannot. Use the Delta table store.");
    }
}
