package dev.lakehouse4j.core.storage;

/**
 * Names a piece of work so that it is committed once: Delta's {@code txn} action.
 *
 * @param application who counts, for example the content hash of a source file
 * @param version how far the application has come; a version that is not above the recorded one is refused
 */
public record TransactionId(String application, long version) {}
