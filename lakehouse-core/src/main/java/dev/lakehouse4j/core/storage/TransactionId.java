package dev.lakehouse4j.core.storage;

/**
 * Names a piece of work so that it is committed once: Delta's {@code txn} action.
 *
 * @param application who counts, for example a source file
 * @param version how far the application has come with this commit
 * @param basedOn the highest version that the commit may follow on; when the log records a higher one, somebody else has
 *     done the work, and the commit is refused
 */
public record TransactionId(String application, long version, long basedOn) {

    /** Checks the order. */
    public TransactionId {
        if (basedOn >= version) {
            throw new IllegalArgumentException("Cannot commit version " + version + " of " + application
                    + " on version " + basedOn + ": versions must grow.");
        }
    }

    /**
     * Work that may follow on any lower version.
     *
     * @param application who counts
     * @param version how far the application has come; a version that is not above the recorded one is refused
     */
    public TransactionId(String application, long version) {
        this(application, version, version - 1);
    }
}
