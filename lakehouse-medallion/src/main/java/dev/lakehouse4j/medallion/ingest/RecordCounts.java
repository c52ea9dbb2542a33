package dev.lakehouse4j.medallion.ingest;

/**
 * How many records of which kind a file holds; every byte belongs to one of them.
 *
 * @param headers records that name the columns: 0 or 1
 * @param blanks lines without content
 * @param rows data records that could be read
 * @param malformed data records that could not
 * @param bytes bytes of all records, in UTF-8 after decompression; those of the file itself for Parquet
 */
public record RecordCounts(long headers, long blanks, long rows, long malformed, long bytes) {

    /** Nothing read, for a file that was skipped. */
    static final RecordCounts NONE = new RecordCounts(0, 0, 0, 0, 0);

    /**
     * Data records, each of which ends in the Bronze or in the quarantine table.
     *
     * @return rows and malformed records together
     */
    public long data() {
        return rows + malformed;
    }
}
