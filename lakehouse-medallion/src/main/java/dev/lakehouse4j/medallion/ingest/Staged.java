package dev.lakehouse4j.medallion.ingest;

import dev.lakehouse4j.core.error.LakehouseErrors;
import dev.lakehouse4j.core.schema.Column;
import dev.lakehouse4j.core.storage.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The data files of a batch, written but not committed.
 *
 * @param rows files for the Bronze table
 * @param evolved columns that the Bronze table gets with them
 * @param quarantined files for the quarantine table
 * @param records what the scanner counted
 * @param suppressed records that were left out, as they belong to persons who were erased
 * @param notes what a reader of the report should know
 */
record Staged(
        List<DataFile> rows,
        List<Column> evolved,
        List<DataFile> quarantined,
        RecordCounts records,
        long suppressed,
        List<String> notes) {

    long rowCount() {
        return count(rows);
    }

    long quarantinedCount() {
        return count(quarantined);
    }

    private static long count(List<DataFile> files) {
        return files.stream().mapToLong(DataFile::rowCount).sum();
    }

    /** Throws when a record of the file is in none of the three, or in two. */
    void requireConserved(SourceFile file, long rowsRefused, long rowsSuppressed) {
        require(file, "rows written", rowCount(), records.rows() - rowsRefused - rowsSuppressed);
        require(
                file,
                "records quarantined",
                quarantinedCount(),
                records.malformed() + rowsRefused - (suppressed - rowsSuppressed));
    }

    static Optional<String> suppressedNote(long suppressed) {
        return suppressed == 0
                ? Optional.empty()
                : Optional.of(suppressed + (suppressed == 1 ? " record" : " records")
                        + " suppressed: of persons who were erased");
    }

    static void require(SourceFile file, String what, long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("Cannot load " + file.name() + ": " + what + " are " + actual + ", but "
                    + expected + " were expected. This is an error of lakehouse4j, please report it with the file."
                    + " Nothing of the file was committed.");
        }
    }

    static void delete(List<DataFile> files, Path root) {
        for (DataFile file : files) {
            try {
                Files.deleteIfExists(file.resolve(root));
            } catch (IOException e) {
                throw LakehouseErrors.storage("remove an unneeded file under " + root, e);
            }
        }
    }
}
