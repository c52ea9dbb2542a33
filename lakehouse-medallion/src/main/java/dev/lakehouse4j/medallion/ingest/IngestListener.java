package dev.lakehouse4j.medallion.ingest;

/** Hears how an ingest gets on. Calls come from the thread that runs the ingest, and hold it up. */
@FunctionalInterface
public interface IngestListener {

    /**
     * A part of a file was read.
     *
     * @param file name of the file
     * @param bytesRead bytes of the file read so far
     * @param bytes size of the file in bytes
     * @param records data records met so far
     */
    void progress(String file, long bytesRead, long bytes, long records);

    /**
     * A file is done, whatever became of it.
     *
     * @param file what became of it
     */
    default void done(FileReport file) {}

    /**
     * Hears nothing.
     *
     * @return a listener for callers that wait for the report
     */
    static IngestListener silent() {
        return (file, bytesRead, bytes, records) -> {};
    }
}
