package dev.lakehouse4j.core.storage;

/**
 * What became of the history of a table.
 *
 * @param version the oldest version that can still be read
 * @param versionsDropped versions that could be read before and cannot any more
 * @param logFilesDeleted log entries, checkpoints and checksum files that were deleted
 * @param dataFilesDeleted data files that were deleted
 * @param bytesDeleted size of all these files in bytes
 */
public record HistoryPurge(
        long version, int versionsDropped, int logFilesDeleted, int dataFilesDeleted, long bytesDeleted) {}
