package dev.lakehouse4j.medallion.ingest;

/** The moments between which an ingest may be torn down; tests do so at each of them. */
enum IngestStep {
    HASHED,
    FILES_WRITTEN,
    QUARANTINE_COMMITTED,
    BRONZE_COMMITTED
}
