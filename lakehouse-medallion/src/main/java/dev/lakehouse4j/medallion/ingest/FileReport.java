package dev.lakehouse4j.medallion.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What became of one file.
 *
 * @param file name of the file within its source
 * @param status what was done
 * @param version which version of the file the table holds now, from 1; 0 when it holds none
 * @param bytes size of the file as it lies on disk
 * @param records what the scanner counted; nothing for a file that was not read
 * @param bronzeRows rows that were committed to the Bronze table
 * @param quarantinedRows records that were committed to the quarantine table
 * @param suppressedRows records that were left out, as they belong to persons who were erased
 * @param replacedRows rows of the file's earlier version that went out of the Bronze table
 * @param duration wall time
 * @param notes what is worth knowing: columns that are missing or unknown, the name of the file with the same content, the
 *     reason of a failure
 */
public record FileReport(
        String file,
        Status status,
        long version,
        long bytes,
        RecordCounts records,
        long bronzeRows,
        long quarantinedRows,
        long suppressedRows,
        long replacedRows,
        Duration duration,
        List<String> notes) {

    /** What was done with a file. */
    public enum Status {
        /** Its rows were added. */
        LOADED,
        /** It is there already with this content; nothing was done. */
        UNCHANGED,
        /** Its rows took the place of those of its earlier version. */
        REPLACED,
        /** A file with another name has the same content and is there already; nothing was done. */
        DUPLICATE,
        /** It could not be loaded; nothing of it was committed. */
        FAILED
    }

    /** Copies the list. */
    public FileReport {
        notes = List.copyOf(notes);
    }

    /**
     * Whether the tables changed.
     *
     * @return true for files that were loaded or replaced
     */
    public boolean changed() {
        return status == Status.LOADED || status == Status.REPLACED;
    }

    /**
     * The report in one line.
     *
     * @return for example {@code orders.csv changed: version 2 replaces 86,617 rows by 86,700, 3 quarantined}
     */
    public String summary() {
        String quarantined =
                quarantinedRows == 0 ? "" : String.format(Locale.ROOT, ", %,d quarantined", quarantinedRows);
        String details = notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")";
        return switch (status) {
                    case LOADED -> String.format(Locale.ROOT, "%s loaded: %,d rows%s", file, bronzeRows, quarantined);
                    case UNCHANGED -> file + " unchanged: already loaded";
                    case REPLACED ->
                        String.format(
                                Locale.ROOT,
                                "%s changed: version %d replaces %,d rows by %,d%s",
                                file,
                                version,
                                replacedRows,
                                bronzeRows,
                                quarantined);
                    case DUPLICATE -> file + " skipped: its content is already loaded";
                    case FAILED -> file + " failed";
                }
                + details;
    }
}
