package dev.lakehouse4j.medallion.ingest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an ingest did.
 *
 * @param table full name of the Bronze table
 * @param files what became of each file, by name
 * @param duration wall time
 */
public record IngestReport(String table, List<FileReport> files, Duration duration) {

    /** Copies the list. */
    public IngestReport {
        files = List.copyOf(files);
    }

    /**
     * Whether a table changed.
     *
     * @return true when at least one file was loaded or replaced
     */
    public boolean changed() {
        return files.stream().anyMatch(FileReport::changed);
    }

    /**
     * Rows committed to the Bronze table.
     *
     * @return the sum over the files
     */
    public long bronzeRows() {
        return files.stream().mapToLong(FileReport::bronzeRows).sum();
    }

    /**
     * Records committed to the quarantine table.
     *
     * @return the sum over the files
     */
    public long quarantinedRows() {
        return files.stream().mapToLong(FileReport::quarantinedRows).sum();
    }

    /**
     * Records that were left out, as they belong to persons who were erased.
     *
     * @return the sum over the files
     */
    public long suppressedRows() {
        return files.stream().mapToLong(FileReport::suppressedRows).sum();
    }

    /**
     * Bytes of the files as they lie on disk, skipped ones included.
     *
     * @return the sum over the files
     */
    public long bytes() {
        return files.stream().mapToLong(FileReport::bytes).sum();
    }

    /**
     * The report as text.
     *
     * @return a line for each file under the name of the table
     */
    public String summary() {
        return table + "\n" + files.stream().map(file -> "  " + file.summary()).collect(Collectors.joining("\n"));
    }
}
