package dev.lakehouse4j.core.storage;

import dev.lakehouse4j.core.error.ConflictException;
import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.StorageException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.exceptions.CommitStateUnknownException;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import java.io.IOException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns Delta Kernel's exceptions into ours, with the remedy. */
final class KernelErrors {

    private KernelErrors() {}

    static LakehouseException translate(String what, RuntimeException error) {
        if (error instanceof UnsupportedTableFeatureException unsupported) {
            return new UnsupportedFeatureException(
                    "Cannot " + what + ": it uses Delta features that are not supported here: "
                            + new TreeSet<>(unsupported.getUnsupportedFeatures())
                            + ". Read it with another engine, or rewrite it there without them.",
                    error);
        }
        if (String.valueOf(error.getMessage()).contains("catalogManaged")) {
            return new UnsupportedFeatureException(
                    "Cannot " + what
                            + ": it uses the Delta feature [catalogManaged], and only its catalog knows the newest"
                            + " version. Read it through that catalog, or copy it to a table without the feature.",
                    error);
        }
        if (error instanceof UnsupportedProtocolVersionException) {
            return new UnsupportedFeatureException(
                    "Cannot " + what + ": " + error.getMessage()
                            + " Use a newer version of this library, or another engine.",
                    error);
        }
        if (error instanceof ConcurrentWriteException
                || (error instanceof MaxCommitRetryLimitReachedException && isLostRace(error))
                || error instanceof TableAlreadyExistsException) {
            return new ConflictException(
                    "Cannot " + what + ": another writer committed first. Nothing was committed; compute the change"
                            + " on the new version and try again.",
                    error);
        }
        if (error instanceof CommitStateUnknownException) {
            return new StorageException(
                    "Cannot tell whether the commit succeeded (" + what + "): writing the log entry failed and was"
                            + " retried. Look at the table's history before you repeat it.",
                    error);
        }
        IOException io = ioCause(error);
        if (io instanceof DamagedFileException) {
            return new StorageException("Cannot " + what + ": " + io.getMessage(), error);
        }
        if (io != null) {
            return LakehouseErrors.storage(what, io);
        }
        if (error instanceof KernelException
                && String.valueOf(error.getMessage()).contains("version")) {
            return new TableNotFoundException(
                    "Cannot " + what + ": " + error.getMessage() + " Look at the table's history for its versions.",
                    error);
        }
        return new StorageException(
                "Cannot " + what + ": " + error.getMessage()
                        + " The log may be damaged or use something unknown; compare it with a copy.",
                error);
    }

    /** Kernel also gives up with this exception when the log entry could not be written, say on a full disk. */
    private static boolean isLostRace(Throwable error) {
        return !(error.getCause() instanceof CommitFailedException failed) || failed.isConflict();
    }

    private static @Nullable IOException ioCause(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return io;
            }
        }
        return null;
    }
}
