package dev.lakehouse4j.medallion.ingest;

import java.time.Instant;

/**
 * One file with one content, on its way into a table.
 *
 * @param file the file
 * @param hash its content
 * @param id the {@code _batch_id}
 * @param ingestedAt when its ingest began
 */
record Batch(SourceFile file, ContentHash hash, String id, Instant ingestedAt) {

    static Batch of(SourceFile file, ContentHash hash) {
        return new Batch(file, hash, hash.batchId(file.name()), Instant.now());
    }

    long ingestedMicros() {
        return Math.addExact(
                Math.multiplyExact(ingestedAt.getEpochSecond(), 1_000_000L), ingestedAt.getNano() / 1_000L);
    }
}
